// Which runs are due since a timetable was last looked at? Pending is what lies in (through, now].
// An occurrence is on time while its starting deadline lasts, or 60 s without one (Chronos'
// epsilon), unless the job was suspended then; what isn't may be caught up within the window.
// - latest: the last pending one runs, on time or caught up; all before it are missed.
// - none: the last pending one runs if it is on time; all before it are missed.
// - all: each that is on time or in the window runs, the newest 1,000 at most.
// What is missed becomes one record. Each occurrence is in exactly one of the two, once.
import type { Timetable } from '../model/timetable.ts';
import type { JobSpec } from '../model/wanted.ts';
import {
  countBetween,
  nextOccurrence,
  occurrencesBetween,
  previousOccurrence,
} from './occurrences.ts';

export interface DueInput {
  readonly spec: Pick<JobSpec, 'startingDeadlineMs' | 'catchUp' | 'catchUpWindowMs'>;
  readonly timetable: Timetable;
  readonly anchorMs: number;
  /** Up to here it was looked at. */
  readonly throughMs: number;
  /** By the machine's clock. */
  readonly nowMs: number;
  /** What was due in (fromMs, untilMs] is not on time. */
  readonly suspension?: { readonly fromMs: number; readonly untilMs: number };
}

export interface DueRun {
  readonly dueMs: number;
  /** It isn't on time, or another one is due already. */
  readonly isCatchUp: boolean;
  /** Latest start; absent: none. */
  readonly deadlineMs?: number;
}

export interface DueRuns {
  /** By their due instants, ascending. */
  readonly runs: readonly DueRun[];
  /** Occurrences that don't run: the first, how many, the last. */
  readonly missed?: { readonly fromMs: number; readonly count: number; readonly lastMs: number };
  /** Never before the one that came in, even where the clock was put back. */
  readonly throughMs: number;
  /** Absent: never again. */
  readonly nextMs?: number;
}

/** Most runs that one look makes. */
const mostAtOnce = 1_000;
/** How long one without a starting deadline is on time. */
const epsilonMs = 60_000;

export function dueRuns(input: DueInput): DueRuns {
  const { timetable, anchorMs } = input;
  const throughMs = Math.max(input.throughMs, input.nowMs);
  const firstMs = nextOccurrence(timetable, anchorMs, input.throughMs);
  const isDue = firstMs !== undefined && firstMs <= input.nowMs;
  const nextMs = isDue ? nextOccurrence(timetable, anchorMs, throughMs) : firstMs;
  const next = nextMs === undefined ? {} : { nextMs };
  if (!isDue) return { runs: [], throughMs, ...next };
  const lastMs = previousOccurrence(timetable, anchorMs, input.nowMs) ?? firstMs;
  const instants = input.spec.catchUp === 'all' ? all(input) : last(input, lastMs);
  const runs = instants.map((dueMs) => runOf(input, dueMs, dueMs === lastMs));
  const missed = missedBeside(input, instants);
  return { runs, ...(missed ? { missed } : {}), throughMs, ...next };
}

/** (afterMs, untilMs] */
interface Stretch {
  readonly afterMs: number;
  readonly untilMs: number;
}

const isIn = (ms: number, { afterMs, untilMs }: Stretch): boolean => ms > afterMs && ms <= untilMs;

/** The oldest instant that is still due on time. */
const onTimeFrom = ({ spec, nowMs }: DueInput): number =>
  nowMs - (spec.startingDeadlineMs ?? epsilonMs);

function isOnTime(input: DueInput, dueMs: number): boolean {
  if (dueMs < onTimeFrom(input)) return false;
  const { fromMs = 0, untilMs = 0 } = input.suspension ?? {};
  return !isIn(dueMs, { afterMs: fromMs, untilMs });
}

function last(input: DueInput, lastMs: number): readonly number[] {
  const { spec, nowMs } = input;
  const isCaughtUp = spec.catchUp === 'latest' && lastMs >= nowMs - spec.catchUpWindowMs;
  return isCaughtUp || isOnTime(input, lastMs) ? [lastMs] : [];
}

function all(input: DueInput): readonly number[] {
  const { timetable, anchorMs } = input;
  let instants: readonly number[] = [];
  for (const stretch of [...stretchesToRun(input)].reverse()) {
    const limit = mostAtOnce - instants.length;
    const found = occurrencesBetween(timetable, anchorMs, { ...stretch, limit });
    instants = [...found.instants, ...instants];
  }
  return instants;
}

/** Where each pending one runs: in the window, and before it outside of a suspension. */
function stretchesToRun(input: DueInput): readonly Stretch[] {
  const { spec, nowMs, throughMs, suspension } = input;
  const windowMs = Math.max(throughMs, nowMs - spec.catchUpWindowMs - 1);
  const onTimeMs = Math.max(throughMs, onTimeFrom(input) - 1);
  const { fromMs, untilMs } = suspension ?? { fromMs: onTimeMs, untilMs: onTimeMs };
  const parts = [
    { afterMs: onTimeMs, untilMs: Math.min(fromMs, windowMs) },
    { afterMs: Math.max(onTimeMs, untilMs), untilMs: windowMs },
    { afterMs: windowMs, untilMs: nowMs },
  ];
  return parts.filter((part) => part.untilMs > part.afterMs);
}

function runOf(input: DueInput, dueMs: number, isLast: boolean): DueRun {
  const { spec, timetable, anchorMs, nowMs } = input;
  const isCatchUp = !isLast || !isOnTime(input, dueMs);
  const fromMs = isCatchUp ? nowMs : dueMs;
  const isOpen = isCatchUp && spec.catchUp === 'all';
  const deadlineMs =
    spec.startingDeadlineMs !== null
      ? fromMs + spec.startingDeadlineMs
      : isOpen
        ? undefined
        : nextOccurrence(timetable, anchorMs, fromMs);
  return { dueMs, isCatchUp, ...(deadlineMs === undefined ? {} : { deadlineMs }) };
}

function missedBeside(input: DueInput, instants: readonly number[]): DueRuns['missed'] {
  const { timetable, anchorMs, throughMs: afterMs, nowMs: untilMs } = input;
  const count = countBetween(timetable, anchorMs, { afterMs, untilMs }) - instants.length;
  if (count === 0) return undefined;
  const isRun = new Set(instants);
  let fromMs = nextOccurrence(timetable, anchorMs, afterMs) ?? untilMs;
  while (isRun.has(fromMs)) fromMs = nextOccurrence(timetable, anchorMs, fromMs) ?? untilMs;
  let lastMs = previousOccurrence(timetable, anchorMs, untilMs) ?? untilMs;
  while (isRun.has(lastMs)) lastMs = previousOccurrence(timetable, anchorMs, lastMs - 1) ?? fromMs;
  return { fromMs, count, lastMs };
}
