// Events as they happen. A connection that breaks is dialled again with the number of the last
// event, so that none is missed and none comes twice.
import type { EventView } from '../schemas/generated/api.ts';
import type { Connection } from './client-connection.ts';
import { EventStreamReader } from './lib/event-stream.ts';
import { Problem } from './model/problem.ts';

/** Times in a row that a broken stream is dialled again. */
const maxRedials = 10;

export interface FollowOptions {
  readonly after?: number;
  readonly signal?: AbortSignal;
}

interface Place {
  /** Number of the last event that came. */
  after: number | undefined;
  redials: number;
}

/** Ends with the signal; throws a Problem when the engine stays away or refuses. */
export async function* followEvents(
  to: Connection,
  options: FollowOptions,
): AsyncIterable<EventView> {
  const { signal } = options;
  const place: Place = { after: options.after, redials: 0 };
  while (!signal?.aborted) {
    const broken = yield* readOnce(to, place, signal);
    if (signal?.aborted) return;
    place.redials += 1;
    if (!isPassing(broken) || place.after === undefined || place.redials > maxRedials) throw broken;
    await pause(Math.min(2_000, 100 * 2 ** place.redials), signal);
  }
}

/** What one connection brings; returns why it ended. */
async function* readOnce(
  to: Connection,
  place: Place,
  signal: AbortSignal | undefined,
): AsyncGenerator<EventView, unknown> {
  const reader = new EventStreamReader();
  const decoder = new TextDecoder();
  const headers: Record<string, string> = { accept: 'text/event-stream' };
  if (place.after !== undefined) headers['last-event-id'] = String(place.after);
  const call = { query: {}, headers, ...(signal ? { signal } : {}) };
  try {
    for await (const bytes of to.stream('/v1/events', call)) {
      const events = reader.push(decoder.decode(bytes, { stream: true }));
      for (const { id } of events) note(place, id);
      yield* events
        .filter(({ event }) => event === 'notice')
        .map(({ data }) => JSON.parse(data) as EventView);
    }
  } catch (error) {
    return error;
  }
  const hint = 'is it stopping? try again';
  const text = { where: `engine at ${to.url}`, what: 'it ended the stream of events', hint };
  return new Problem('unreachable', text);
}

function note(place: Place, id: string): void {
  place.redials = 0;
  if (/^\d+$/.test(id)) place.after = Number(id);
}

const isPassing = (error: unknown): boolean =>
  error instanceof Problem && (error.remedy === 'retry' || error.remedy === 'wait');

/** Resolves after so many milliseconds, or at once when the signal comes. */
function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}
