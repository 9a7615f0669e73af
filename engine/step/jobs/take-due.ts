// Takes what a timetable makes due: each occurrence gets its run, or is recorded as missed, and the
// job's row says how far that went. A clock put back makes nothing due twice.
import { runId } from '../../model/ids.ts';
import type { JobRow, JobVersion } from '../../model/jobs.ts';
import type { Timetable } from '../../model/timetable.ts';
import type { JobSpec } from '../../model/wanted.ts';
import { type DueRun, type DueRuns, dueRuns } from '../../schedule/due-runs.ts';
import { anchorKey, anchorOf } from '../../schedule/occurrences.ts';
import { timetableKey } from '../../schedule/run-ids.ts';
import type { JobEntry } from '../tables.ts';
import type { Turn } from '../turn.ts';
import { createRun, newRun } from './create-run.ts';
import { skipRun } from './run-ends.ts';

export function takeDue(turn: Turn, job: JobEntry, version: JobVersion): void {
  // It was looked up under this version (set-job.ts), and its next occurrence is still to come.
  if (job.nextDueMs !== undefined && job.nextDueMs > turn.wallMs) return;
  const { trigger, suspended } = version.spec;
  job.nextDueMs = undefined;
  if (trigger.kind !== 'timetable') {
    forgetTimetable(turn, job);
    return;
  }
  beginTimetable(turn, job, trigger.timetable, suspended);
  if (suspended && job.row.suspendedMs !== undefined) return;
  const due = lookUp(job, version.spec, trigger.timetable, turn.wallMs);
  if (due.missed) recordMissed(turn, job, version, due.missed);
  for (const run of due.runs) createDue(turn, job, run);
  noteTaken(turn, job, due, suspended);
  if (!suspended) job.nextDueMs = due.nextMs;
}

/** What is due since its row was last written; `nowMs` by the machine's clock. */
export function lookUp(
  { row }: JobEntry,
  spec: JobSpec,
  timetable: Timetable,
  nowMs: number,
): DueRuns {
  const { suspendedMs, throughMs = nowMs } = row;
  return dueRuns({
    spec,
    timetable,
    anchorMs: anchorOf(timetable, row.anchorMs),
    throughMs,
    nowMs,
    ...(suspendedMs === undefined ? {} : { suspension: { fromMs: suspendedMs, untilMs: nowMs } }),
  });
}

export function createDue(
  turn: Turn,
  job: JobEntry,
  { dueMs, isCatchUp, deadlineMs }: DueRun,
): void {
  createRun(turn, job, {
    key: timetableKey(dueMs),
    origin: { kind: 'timetable', isCatchUp },
    dueMs,
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  });
}

/**
 * The row says how far due times are decided. It isn't written anew where none was, nor where the
 * rows of the runs say it, from which a start makes it up (restart/mend-jobs.ts).
 */
function noteTaken(turn: Turn, job: JobEntry, due: DueRuns, isSuspended: boolean): void {
  const { suspendedMs, ...row } = job.row;
  const isTaken = due.missed !== undefined || due.runs.length > 0;
  const isHeld = isSuspended || suspendedMs !== undefined;
  if (!isTaken && !isHeld) return;
  const taken: JobRow = {
    ...row,
    ...(isTaken ? { throughMs: due.throughMs } : {}),
    ...(isSuspended ? { suspendedMs: turn.wallMs } : {}),
  };
  const isSaid = due.runs.every(({ dueMs }) => job.runs.has(runId(row.name, timetableKey(dueMs))));
  if (due.missed || isHeld || !isSaid) putRow(turn, job, taken);
  else job.row = taken;
}

/** A timetable begins when it is first applied: nothing before that is ever due. */
function beginTimetable(
  turn: Turn,
  job: JobEntry,
  timetable: Timetable,
  isSuspended: boolean,
): void {
  const text = anchorKey(timetable);
  if (job.row.timetable === text) return;
  const { anchorMs: _, suspendedMs: __, throughMs: beforeMs = 0, ...row } = job.row;
  const isOpen = timetable.kind === 'interval' && timetable.startMs === null;
  // An empty start is due at once.
  const anchor = isOpen ? { anchorMs: turn.wallMs } : {};
  const throughMs = Math.max(beforeMs, isOpen ? turn.wallMs - 1 : turn.wallMs);
  // Suspended from before its first occurrence on.
  const since = isSuspended ? { suspendedMs: turn.wallMs - 1 } : {};
  putRow(turn, job, { ...row, timetable: text, throughMs, ...anchor, ...since });
}

/** A job that goes by something else now begins anew should it come back to a timetable. */
function forgetTimetable(turn: Turn, job: JobEntry): void {
  const { timetable, anchorMs: _, suspendedMs: __, ...row } = job.row;
  if (timetable !== undefined) putRow(turn, job, row);
}

function putRow(turn: Turn, job: JobEntry, row: JobRow): void {
  job.row = row;
  turn.effects.jobs.add(row.name);
}

/** One record stands for all that was missed between two looks. */
function recordMissed(
  turn: Turn,
  job: JobEntry,
  version: JobVersion,
  { fromMs, count, lastMs }: NonNullable<DueRuns['missed']>,
): void {
  const run = newRun(turn, version, {
    key: timetableKey(lastMs),
    origin: { kind: 'timetable', isCatchUp: false },
    dueMs: lastMs,
  });
  const many = count > 1 ? { missed: { fromMs, count } } : {};
  skipRun(turn, job, { ...run, ...many }, 'missed');
}
