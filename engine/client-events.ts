// Events as they happen. A connection that breaks, or on which not even the engine's comments come
// any more, is dialled again with the number of the last event, so that none is missed and none
// comes twice. An engine that only ever begins is given up like one that isn't there.
import type { EventView } from '../schemas/generated/api.ts';
import type { Connection } from './client-connection.ts';
import { Silence } from './client-silence.ts';
import { EventStreamReader, type ServerSentEvent } from './lib/text/event-stream.ts';
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
  /** Dial a broken stream again however often, until the signal. */
  readonly isPatient?: boolean;
  /** Hears what becomes of the stream itself. */
  readonly hear?: (note: FollowNote) => void;
}

/** What becomes of a stream of events. */
export type FollowNote =
  | { readonly kind: 'lost'; readonly why: string }
  /** The stream goes on after `lost`. */
  | { readonly kind: 'back' }
  /** Events that were asked for and aren't kept any more, the first and the last of them. */
  | { readonly kind: 'dropped'; readonly first: number; readonly last: number }
  /** The engine has seen fewer events than were asked for: it has another store. */
  | { readonly kind: 'other-store'; readonly last: number };

interface Place {
  /** Number of the last event that came. */
  after: number | undefined;
  redials: number;
  isLost: boolean;
}

/** Ends with the signal; throws a Problem when the engine stays away or refuses. */
export async function* followEvents(
  to: Connection,
  options: FollowOptions,
): AsyncIterable<EventView> {
  const { signal, isPatient = false } = options;
  const place: Place = { after: options.after, redials: 0, isLost: false };
  while (!signal?.aborted) {
    const broken = yield* readOnce(to, place, options);
    if (signal?.aborted) return;
    place.redials += 1;
    const isOver = !isPatient && place.redials > maxRedials;
    if (!isPassing(broken) || place.after === undefined || isOver) throw broken;
    if (!place.isLost) options.hear?.({ kind: 'lost', why: broken.what });
    place.isLost = true;
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
      yield* noticesOf(events, place, options);
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

/** Each is noted before it is given: a reader that leaves has had it. */
function* noticesOf(
  events: readonly ServerSentEvent[],
  place: Place,
  options: FollowOptions,
): Iterable<EventView> {
  for (const event of events) {
    if (event.event === 'begin') began(place, event, options);
    else missed(place, event, options);
    note(place, event.id);
    if (event.event !== 'notice') continue;
    place.redials = 0;
    yield JSON.parse(event.data) as EventView;
  }
}

function endedProblem(to: Connection, silence: Silence): Problem {
  const hint = 'is it stopping? try again';
  const isSilent = silence.signal.aborted;
  const what = isSilent ? 'its stream of events fell silent' : 'it ended the stream of events';
  return new Problem('unreachable', { where: `engine at ${to.url}`, what, hint });
}

function note(place: Place, id: string): void {
  if (/^\d+$/.test(id)) place.after = Number(id);
}

/** The stream begins after the event that was asked for, or after an earlier one. */
function began(place: Place, { id }: ServerSentEvent, { hear }: FollowOptions): void {
  if (place.isLost) hear?.({ kind: 'back' });
  place.isLost = false;
  const last = Number(id);
  if (place.after === undefined) return;
  if (last < place.after) hear?.({ kind: 'other-store', last });
  if (last > place.after) hear?.({ kind: 'dropped', first: place.after + 1, last });
}

/** Numbers have no gaps but where the oldest events are kept no longer. */
function missed({ after }: Place, { event, id }: ServerSentEvent, { hear }: FollowOptions): void {
  const last = Number(id) - 1;
  if (event === 'notice' && after !== undefined && last > after)
    hear?.({ kind: 'dropped', first: after + 1, last });
}

const isPassing = (error: unknown): error is Problem =>
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
