// When a job is due as of the plan's time. An interval with an empty start counts from its anchor:
// the instant at which the engine first applied that text in that zone. A new text is anchored, and
// due, when it is applied; an old one goes on from the anchor that only the engine knows.
import type { Timetable } from '../../model/timetable.ts';
import type { JobSpec } from '../../model/wanted.ts';
import { anchorOf, nextOccurrence, previousOccurrence } from '../../schedule/occurrences.ts';
import type { JobMemory } from '../snapshot.ts';

/** Instants listed of one job. */
const listed = 3;

export interface JobTiming {
  /** The next instants strictly after the plan's time. */
  readonly dueMs: readonly number[];
  /** Its start is empty and it is anchored anew: it is due when it is applied. */
  readonly isAtOnce: boolean;
  /** Its start is empty, and what it counts from isn't known. */
  readonly isUnknown: boolean;
  /** Of a timetable that is never due again. */
  readonly lastMs?: number;
}

const untimed: JobTiming = { dueMs: [], isAtOnce: false, isUnknown: false };

export const timetableOf = ({ trigger }: JobSpec): Timetable | undefined =>
  trigger.kind === 'timetable' ? trigger.timetable : undefined;

/** The same text in the same zone: what an anchor is kept for. */
export const isSameTimetable = (a: Timetable | undefined, b: Timetable | undefined): boolean =>
  a?.kind === b?.kind && a?.text === b?.text && a?.zone === b?.zone;

export const hasEmptyStart = (timetable: Timetable | undefined): boolean =>
  timetable?.kind === 'interval' && timetable.startMs === null;

/** Of a job whose timetable is new: whatever it was before, it counts from the plan's time. */
export function newTiming(spec: JobSpec, asOfMs: number): JobTiming {
  const timetable = timetableOf(spec);
  if (timetable === undefined) return untimed;
  return { ...timed(timetable, asOfMs, asOfMs), isAtOnce: hasEmptyStart(timetable) };
}

/** Of a timetable that is applied already. */
export function keptTiming(
  spec: JobSpec,
  { anchorMs }: Pick<JobMemory, 'anchorMs'>,
  asOfMs: number,
): JobTiming {
  const timetable = timetableOf(spec);
  if (timetable === undefined) return untimed;
  if (anchorMs === undefined && hasEmptyStart(timetable)) return { ...untimed, isUnknown: true };
  return timed(timetable, anchorMs ?? asOfMs, asOfMs);
}

function timed(timetable: Timetable, anchorMs: number, asOfMs: number): JobTiming {
  const anchor = anchorOf(timetable, anchorMs);
  const dueMs: number[] = [];
  let next = nextOccurrence(timetable, anchor, asOfMs);
  for (
    ;
    next !== undefined && dueMs.length < listed;
    next = nextOccurrence(timetable, anchor, next)
  )
    dueMs.push(next);
  const lastMs = dueMs.length > 0 ? undefined : previousOccurrence(timetable, anchor, asOfMs);
  return { ...untimed, dueMs, ...(lastMs === undefined ? {} : { lastMs }) };
}
