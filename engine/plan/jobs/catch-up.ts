// What a job that is resumed makes up for, by the very rule that the engine goes by: what was due
// while it was suspended runs late or is recorded as missed.
import type { JobSpec } from '../../model/wanted.ts';
import { dueRuns } from '../../schedule/due-runs.ts';
import { anchorOf } from '../../schedule/occurrences.ts';
import type { JobMemory } from '../snapshot.ts';
import { timetableOf } from './job-timing.ts';

export interface CatchUp {
  /** Due times of the runs that start at once. */
  readonly runs: readonly number[];
  /** Occurrences that are recorded as missed. */
  readonly missed: number;
}

/** As if it were resumed at that instant. */
export function catchUpOf(
  spec: JobSpec,
  { anchorMs, throughMs, suspendedMs }: JobMemory,
  asOfMs: number,
): CatchUp | undefined {
  const timetable = timetableOf(spec);
  if (timetable === undefined || throughMs === undefined) return undefined;
  const { runs, missed } = dueRuns({
    ...{ spec, timetable, anchorMs: anchorOf(timetable, anchorMs), throughMs, nowMs: asOfMs },
    ...(suspendedMs === undefined ? {} : { suspension: { fromMs: suspendedMs, untilMs: asOfMs } }),
  });
  return { runs: runs.map(({ dueMs }) => dueMs), missed: missed?.count ?? 0 };
}
