// Events as they happen. A connection that breaks, or on which not even the engine's comments come
// any more, is dialled again with the number of the last event, so that none is missed and none
// comes twice. An engine that only ever begins is given up like one that isn't there.
import type { EventView } from '../schemas/generated/api.ts';
import type { Connection } from './client-connection.ts';
import { EventStreamReader } from './lib/event-stream.ts';
import { Problem } from './model/problem.ts';

/** Times in a row that a stream which brought nothing is dialled again. */
const maxRedials = 10;
/** A silent stream is given up after so long: the engine comments on one every 15 s. */
const silenceMs = 60_000;

export interface FollowOptions {
  readonly after?: number;
  readonly signal?: AbortSignal;
  /** = 60,000. */
  readonly silenceMs?: number;
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
    const broken = yield* readOnce(to, place, options);
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
  options: FollowOptions,
): AsyncGenerator<EventView, unknown> {
  const reader = new EventStreamReader();
  const decoder = new TextDecoder();
  const dialledMs = performance.now();
  const silence = new Silence(options.silenceMs ?? silenceMs);
  const signals = [silence.signal, ...(options.signal ? [options.signal] : [])];
  const headers: Record<string, string> = { accept: 'text/event-stream' };
  if (place.after !== undefined) headers['last-event-id'] = String(place.after);
  const call = { query: {}, headers, signal: AbortSignal.any(signals) };
  try {
    for await (const bytes of to.stream('/v1/events', call)) {
      silence.end();
      const events = reader.push(decoder.decode(bytes, { stream: true }));
      const notices = events.filter(({ event }) => event === 'notice');
      for (const { id } of events) note(place, id);
      if (notices.length > 0) place.redials = 0;
      yield* notices.map(({ data }) => JSON.parse(data) as EventView);
      silence.begin();
    }
  } catch (error) {
    return error;
  } finally {
    silence.end();
    if (performance.now() - dialledMs > silenceMs) place.redials = 0;
  }
  return endedProblem(to, silence);
}

function endedProblem(to: Connection, silence: Silence): Problem {
  const hint = 'is it stopping? try again';
  const isSilent = silence.signal.aborted;
  const what = isSilent ? 'its stream of events fell silent' : 'it ended the stream of events';
  return new Problem('unreachable', { where: `engine at ${to.url}`, what, hint });
}

/** Aborts when nothing has come for so long. */
class Silence {
  readonly #controller = new AbortController();
  readonly #afterMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(afterMs: number) {
    this.#afterMs = afterMs;
    this.begin();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  begin(): void {
    this.#timer = setTimeout(() => this.#controller.abort(), this.#afterMs);
  }

  /** Something came, or nothing is listened for: a reader may take its time. */
  end(): void {
    clearTimeout(this.#timer);
  }
}

function note(place: Place, id: string): void {
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
