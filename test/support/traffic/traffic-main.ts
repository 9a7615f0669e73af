// A proxy and, when it is told to, load on it, in a process of their own: what a test does
// meanwhile doesn't hold them up. Ends with its parent.
import { HttpLoad } from './load.ts';
import { EventProxy, type ProxyOptions } from './proxy.ts';

/** How it stands. */
export interface TrafficNews {
  /** Instances that requests go to. */
  readonly serving: readonly string[];
  /** Instances that have answered since the load began. */
  readonly answered: readonly string[];
  /** When the load has ended and the last answer is there: what failed, empty when nothing did. */
  readonly failed?: string;
}

/** Requests a second at first; 0 ends it. */
export type TrafficWish = number;

const newsEveryMs = 50;

const proxy = await EventProxy.start(JSON.parse(process.argv[2] ?? '') as ProxyOptions);
const state: { load: HttpLoad | undefined } = { load: undefined };

function tell(failed?: string): void {
  const answered = state.load?.answered ?? [];
  const news: TrafficNews = { serving: proxy.backends.ids, answered };
  process.send?.(failed === undefined ? news : { ...news, failed });
}

async function obey(perSecond: TrafficWish): Promise<void> {
  if (perSecond > 0) {
    state.load = new HttpLoad(proxy.url, perSecond);
    return;
  }
  await state.load?.stop();
  const failed = state.load?.failureText() ?? '';
  state.load = undefined;
  tell(failed);
}

process.on('message', (wish: TrafficWish) => void obey(wish));
process.once('disconnect', () => process.exit(0));
setInterval(() => tell(), newsEveryMs);
