// A view that is looked at again whenever the engine tells of an event, and now and then anyway,
// until Ctrl-C. An engine that can't be asked any more is no end of it: what was seen last stays,
// with the reason, and the next look that succeeds goes on. Only a call that is wrong in itself
// ends it, and a first look that fails.
import type { EngineClient } from '../../client.ts';
import { Problem } from '../../model/problem.ts';
import type { Call } from '../call.ts';
import type { Tools } from '../tools.ts';
import { ChangeLines } from './change-lines.ts';
import { LiveScreen } from './live-screen.ts';
import type { Lost, Screen, Watched } from './watched.ts';

/** Between two looks at least, so that a storm of events is one look. */
const spacingMs = 250;
/** Between two looks at most: ages go on. */
const tickMs = 2_000;
/** A stream of events that ended is asked for again after so long. */
const listenAgainMs = 1_000;
/** One look may take so long. */
export const lookTimeoutMs = 5_000;

export async function watch<V>(
  call: Call,
  client: EngineClient,
  watched: Watched<V>,
): Promise<number> {
  const first = await watched.look();
  const { io } = call.tools;
  const isLive = io.isTerminal && io.env.TERM !== 'dumb' && !call.isJson;
  const screen: Screen<V> = isLive
    ? new LiveScreen(call, watched, client.url)
    : new ChangeLines(call, watched, client.url);
  const run = new Run(call.tools, watched, screen);
  const leave = new AbortController();
  void run.listen(client, leave.signal);
  try {
    screen.begin();
    await run.go(first);
    return 0;
  } finally {
    leave.abort();
    screen.end();
  }
}

class Run<V> {
  readonly #tools: Tools;
  readonly #watched: Watched<V>;
  readonly #screen: Screen<V>;
  #isStopped = false;
  #ring = (): void => undefined;
  #lost: Lost | undefined;

  constructor(tools: Tools, watched: Watched<V>, screen: Screen<V>) {
    this.#tools = tools;
    this.#watched = watched;
    this.#screen = screen;
    tools.io.onResize(() => this.#ring());
  }

  async go(first: V): Promise<void> {
    const { sleep } = this.#tools;
    const stopped = this.#tools.interrupted().then(() => {
      this.#isStopped = true;
    });
    let view = first;
    for (;;) {
      this.#screen.show(view, this.#lost);
      await Promise.race([stopped, sleep(spacingMs)]);
      if (!this.#isStopped) await Promise.race([stopped, this.#rung(), sleep(tickMs)]);
      if (this.#isStopped) return;
      const next = await Promise.race([stopped, this.#look()]);
      view = next ?? view;
    }
  }

  /** Undefined when the engine can't be asked. */
  async #look(): Promise<V | undefined> {
    try {
      const view = await this.#watched.look();
      this.#lost = undefined;
      return view;
    } catch (error) {
      if (!isPassing(error)) throw error;
      this.#lost = { sinceMs: this.#lost?.sinceMs ?? this.#tools.nowMs(), why: error.what };
      return undefined;
    }
  }

  #rung(): Promise<void> {
    return new Promise((resolve) => {
      this.#ring = resolve;
    });
  }

  /** Rings at each event, until the signal comes; whether it works is the looks' matter. */
  async listen(client: EngineClient, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        for await (const _ of client.followEvents({ signal })) this.#ring();
      } catch {
        this.#ring();
      }
      if (!signal.aborted) await this.#tools.sleep(listenAgainMs);
    }
  }
}

const isPassing = (error: unknown): error is Problem =>
  error instanceof Problem && error.remedy !== 'fix-call' && error.remedy !== 'fix-spec';
