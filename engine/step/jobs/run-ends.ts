// How a run ends: its row is stored as over, its record goes to the history by way of the outbox,
// and what follows in its lineage is looked at before the batch ends.
import { isRunOver, type JobRow, type RunRow } from '../../model/jobs.ts';
import { notice } from '../notice.ts';
import { type JobEntry, wantedJob } from '../tables.ts';
import type { Turn } from '../turn.ts';

/** Records kept of a job whose file is deleted. */
const keepOfRemoved = 100;

export const notOver = (job: JobEntry): readonly RunRow[] =>
  [...job.runs.values()].filter((run) => !isRunOver(run.state));

/**
 * Those that aren't over, whose turn it is first: what runs, what has begun, then as they came to
 * be. A start tells that by the machine's clock, which may have been put back meanwhile. Several
 * may have begun while their job still allowed it.
 */
export function inTurn(job: JobEntry): readonly RunRow[] {
  const runs = notOver(job);
  const begun =
    runs.find((run) => run.state === 'running') ??
    runs.find((run) => run.state !== 'waiting' || run.launches > 0);
  return begun ? [begun, ...runs.filter((run) => run !== begun)] : runs;
}

export function putRun(turn: Turn, job: JobEntry, run: RunRow): void {
  job.runs.set(run.id, run);
  turn.effects.runs.add(run.id);
}

export interface RunEnd {
  readonly state: 'succeeded' | 'failed' | 'skipped' | 'expired' | 'cancelled';
  readonly reason?: string;
  readonly isSoft?: boolean;
  readonly logTail?: NonNullable<RunRow['logTail']>;
}

/** Ends a run that isn't over. */
export function endRun(turn: Turn, job: JobEntry, run: RunRow, end: RunEnd): void {
  const { logTail, ...how } = end;
  const { retryAtMs: _, cancel: __, ...rest } = run;
  const isCounted = how.state !== 'skipped';
  const ending = isCounted ? { ending: (job.row.endings ?? 0) + 1 } : {};
  const over: RunRow = { ...rest, ...how, ...ending, endedMs: turn.wallMs };
  putRun(turn, job, over);
  if (isCounted) noteLast(turn, job, over);
  record(turn, job, over, logTail);
  turn.tables.endedRuns.push(over);
  turn.tables.dirtyJobs.add(job.row.name);
}

/** A run that never comes to be: all there is of it is its record. */
export function skipRun(turn: Turn, job: JobEntry, run: RunRow, reason: string): void {
  turn.tables.endedRuns.push(recordSkipped(turn, job, run, reason));
  turn.tables.dirtyJobs.add(job.row.name);
}

/** The record alone: what it means for those below is known already. */
export function recordSkipped(turn: Turn, job: JobEntry, run: RunRow, reason: string): RunRow {
  const skipped: RunRow = { ...run, state: 'skipped', reason, endedMs: turn.wallMs };
  record(turn, job, skipped, undefined);
  return skipped;
}

function record(turn: Turn, job: JobEntry, run: RunRow, logTail: RunRow['logTail']): void {
  const { tables, effects } = turn;
  tables.lastOutbox += 1;
  const keep = wantedJob(job)?.spec.history.keep ?? keepOfRemoved;
  const told = logTail === undefined ? run : { ...run, logTail };
  effects.outbox.push({ number: tables.lastOutbox, kind: 'run', run: told, keep });
  const soft = run.isSoft ? ' (softly)' : '';
  const why = run.reason === undefined ? '' : `: ${run.reason}`;
  say(turn, run, `run-${run.state}`, `${run.id} ${run.state}${soft}${why}`);
}

/** The job's row says what has become of its last run. */
export function noteLast(turn: Turn, job: JobEntry, run: RunRow): void {
  const wasDone = isDone(job.row);
  const { succeeded, failed } = job.row;
  const hasDone = run.state === 'succeeded' || run.isSoft;
  const done = { run: run.id, dueMs: run.dueMs, attempt: attemptsOf(run) };
  job.row = {
    ...job.row,
    succeeded: succeeded + (run.state === 'succeeded' ? 1 : 0),
    failed: failed + (run.state === 'failed' ? 1 : 0),
    last: { run: run.id, state: run.state, atMs: run.endedMs ?? turn.wallMs },
    ...(run.ending === undefined ? {} : { endings: run.ending }),
    ...(hasDone ? { done } : {}),
  };
  turn.effects.jobs.add(job.row.name);
  if (isDone(job.row) !== wasDone) turn.tables.stirGated();
}

/** Number of its last attempt, from 1. */
export const attemptsOf = (run: RunRow): number =>
  Math.max(1, run.failures + (run.state === 'succeeded' ? 1 : 0));

/** Its last run succeeded: what an app that depends on it waits for (spec-language.md). */
export const isDone = ({ last, done }: JobRow): boolean =>
  last !== undefined && last.run === done?.run;

/** Ends it now, or once its attempt has ended. */
export function cancelRun(turn: Turn, job: JobEntry, run: RunRow, reason: string): void {
  if (isRunOver(run.state) || run.cancel) return;
  if (run.state !== 'running') {
    endRun(turn, job, run, { state: 'cancelled', reason });
    return;
  }
  putRun(turn, job, { ...run, cancel: { reason, atMs: turn.nowMs } });
  turn.tables.dirtyJobs.add(job.row.name);
}

/** Ended runs that nobody may ask for any more: all but the last, and what may be retried. */
export function forgetEnded(turn: Turn, job: JobEntry): void {
  for (const run of [...job.runs.values()]) {
    if (!isRunOver(run.state) || run.id === job.row.last?.run || isAwaited(turn, run)) continue;
    job.runs.delete(run.id);
    if (turn.effects.runs.delete(run.id)) turn.effects.endedRuns.set(run.id, run);
    turn.effects.forgottenRuns.add(run.id);
    for (const { taskId } of run.attempts) turn.calls.push({ kind: 'forget', taskId });
  }
}

/** It failed in a lineage in which others wait for it. */
function isAwaited(turn: Turn, run: RunRow): boolean {
  const entry = turn.tables.lineages.get(run.lineage)?.runs[run.name];
  return entry?.run === run.id && entry.outcome === 'failed';
}

export function say(turn: Turn, run: RunRow, kind: string, message: string): void {
  notice(turn.tables, turn.effects, { kind, subject: run.id, message });
}
