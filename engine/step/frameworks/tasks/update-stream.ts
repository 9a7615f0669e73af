// The updates of one task on their way to its framework (mesos.md 2.6): in order, one at a time.
// The first is told until it is acknowledged; only then the next. Behind it a later one replaces
// an earlier one of the same state, so that what waits is bounded by the states there are; a
// framework that acknowledges hears of each state that the engine heard of.
import type { TaskUpdate } from '../../../model/scheduler-api/scheduler-event.ts';

/** With what it is acknowledged by. */
export type NumberedUpdate = TaskUpdate & { readonly uuid: string };

export interface UpdateStream {
  /** The first has been told, the others haven't. */
  readonly waiting: readonly NumberedUpdate[];
  /** By what the last one was acknowledged that was. */
  readonly acknowledged?: string;
  /** It was told that its agent is unreachable, and nothing since. */
  readonly isAway?: true;
}

export const newStream: UpdateStream = { waiting: [] };

/** Of states that come and go; a stream that is longer loses the oldest that wasn't told. */
const mostWaiting = 16;

/** The stream with a later update; the very same where that is known. */
export function pushed(stream: UpdateStream, update: NumberedUpdate): UpdateStream {
  const { isAway: _, ...here } = stream;
  const { waiting, acknowledged } = stream;
  const last = waiting.at(-1);
  if (last === undefined)
    return acknowledged === update.uuid ? stream : { ...here, waiting: [update] };
  if (last.uuid === update.uuid) return stream;
  const isSame = waiting.length > 1 && last.state === update.state;
  const kept = isSame ? waiting.slice(0, -1) : waiting;
  const [first = update, ...rest] = kept;
  const room = rest.length > mostWaiting - 2 ? rest.slice(1) : rest;
  return { ...here, waiting: [first, ...room, update] };
}

/** The stream without its first; undefined where that isn't what was acknowledged. */
export function acknowledgedBy(stream: UpdateStream, uuid: string): UpdateStream | undefined {
  const [first, ...rest] = stream.waiting;
  if (first?.uuid !== uuid) return undefined;
  return { ...stream, waiting: rest, acknowledged: uuid };
}

/** What is to be told; with the state that it has by now, where that is another. */
export function told({ waiting }: UpdateStream): TaskUpdate | undefined {
  const [first] = waiting;
  const last = waiting.at(-1);
  if (first === undefined || last === undefined || last === first) return first;
  return { ...first, latestState: last.state };
}

/** Its agent is unreachable: what waits isn't told meanwhile. */
export const away = (stream: UpdateStream): UpdateStream => ({ ...stream, isAway: true });

/** Its agent is back, without news: what was acknowledged before is told anew. */
export const returned = ({ waiting }: UpdateStream): UpdateStream => ({ waiting });
