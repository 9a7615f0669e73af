// What becomes of a run's attempts. An attempt that ends other than by success uses up a retry, a
// lost one too; one that never ran because of its machine, or was stopped because its agent is
// drained, is placed again, and uses up none.
//
// An attempt whose agent is unreachable: `unreachable: {after: replace}` counts it as lost at once;
// `block` waits for its agent, for `gone`, or, where it has a timeout, until timeout, kill grace
// and agent timeout have passed since it was last ordered (targets.md).
import type { Attempt, RunRow } from '../../model/jobs.ts';
import type { TaskReason } from '../../model/task/task-reasons.ts';
import { retryDelayMs } from '../../schedule/retry-delay.ts';
import { endText } from '../end-text.ts';
import { mustGo } from '../maintenance/leaving.ts';
import { type JobEntry, type TaskEntry, wantedJob } from '../tables.ts';
import type { Turn } from '../turn.ts';
import { jobTimer } from './due-times.ts';
import { endRun, putRun, say } from './run-ends.ts';

/** Attempts of one run that are remembered. */
export const keptAttempts = 20;

/** It never ran, and another machine or a later moment may do. */
const neverRan: ReadonlySet<string> = new Set<TaskReason>([
  ...(['port-busy', 'sandbox-failed', 'refused'] as const),
]);

/** Level: looks where the run's attempt stands now. */
export function followAttempt(turn: Turn, job: JobEntry, run: RunRow): void {
  if (run.state !== 'running') return;
  const attempt = run.attempts.at(-1);
  const task = attempt && job.tasks.get(attempt.taskId);
  if (!attempt || !task) {
    // The engine died between storing the run and the launch, which was never sent.
    const waiting: RunRow = { ...run, state: 'waiting', attempts: run.attempts.slice(0, -1) };
    if (run.cancel) endRun(turn, job, waiting, { state: 'cancelled', reason: run.cancel.reason });
    else putRun(turn, job, waiting);
    return;
  }
  if (task.row.end) {
    noteEnd(turn, job, run, { attempt, task });
    return;
  }
  if (run.cancel) killOnce(turn, task, run.cancel.reason);
  else if (mustGo(turn.tables, task.row, turn.wallMs)) killOnce(turn, task, 'drained');
  followUnreachable(turn, job, task);
}

function killOnce(turn: Turn, task: TaskEntry, reason: string): void {
  if (!task.row.kill) turn.calls.push({ kind: 'kill', taskId: task.row.id, reason });
}

function followUnreachable(turn: Turn, job: JobEntry, task: TaskEntry): void {
  const presence = turn.tables.agents.get(task.row.agentId)?.presence;
  const version = job.versions.get(task.row.specDigest);
  if (presence?.kind !== 'unreachable' || !version) return;
  const untilMs = blockedUntilMs(turn, job, task);
  if (untilMs === undefined) return;
  if (turn.nowMs < untilMs) turn.effects.wake(jobTimer(job.row.name), untilMs);
  else turn.calls.push({ kind: 'expunge', taskId: task.row.id });
}

/** Until when an attempt on an unreachable agent may still run; undefined: nobody knows. */
export function blockedUntilMs(
  turn: Pick<Turn, 'tables' | 'nowMs'>,
  job: JobEntry,
  task: TaskEntry,
): number | undefined {
  const { timeoutMs } = job.versions.get(task.row.specDigest)?.spec ?? { timeoutMs: null };
  const policy = wantedJob(job)?.spec.unreachable.after ?? 'block';
  if (policy === 'replace') return turn.nowMs;
  if (timeoutMs === null) return undefined;
  const graceMs = job.versions.get(task.row.specDigest)?.spec.task.kill.graceMs ?? 0;
  const { startedMs, settings } = turn.tables;
  const { launchedMs } = task.row;
  // One in the future was reckoned by a clock that has been put back since.
  const orderedMs = task.orderedMs ?? Math.max(launchedMs > turn.nowMs ? 0 : launchedMs, startedMs);
  return orderedMs + timeoutMs + graceMs + settings.agentTimeoutMs;
}

interface Ended {
  readonly attempt: Attempt;
  readonly task: TaskEntry;
}

function noteEnd(turn: Turn, job: JobEntry, run: RunRow, { attempt, task }: Ended): void {
  const { end, kill } = task.row;
  if (!end) return;
  const isOurs = run.cancel !== undefined || kill?.reason === 'drained';
  const isCounted = end.state !== 'finished' && !isOurs && !neverRan.has(end.reason ?? '');
  const { startedMs } = task.status ?? {};
  const ended: Attempt = {
    ...attempt,
    ...(startedMs === undefined ? {} : { startedMs }),
    end: { ...end, isCounted },
  };
  const failures = run.failures + (isCounted ? 1 : 0);
  const attempts = [...run.attempts.slice(0, -1), ended];
  const after: RunRow = { ...run, attempts: attempts.slice(-keptAttempts), failures };
  for (const old of attempts.slice(0, -keptAttempts))
    turn.calls.push({ kind: 'forget', taskId: old.taskId });
  const { logTail } = task.status ?? {};
  const tail = logTail === undefined ? {} : { logTail };
  if (end.state === 'finished') endRun(turn, job, after, { state: 'succeeded', ...tail });
  else if (run.cancel)
    endRun(turn, job, after, { state: 'cancelled', reason: run.cancel.reason, ...tail });
  else goOn(turn, job, after, { why: endText(task.row), isCounted, tail });
}

interface Failure {
  readonly why: string;
  readonly isCounted: boolean;
  readonly tail: { readonly logTail?: NonNullable<RunRow['logTail']> };
}

/** Another attempt, or none is left. */
function goOn(turn: Turn, job: JobEntry, run: RunRow, failure: Failure): void {
  const spec = wantedJob(job)?.spec;
  if (!failure.isCounted) {
    putRun(turn, job, { ...run, state: 'waiting' });
    return;
  }
  const count = spec?.retries.count ?? 0;
  if (!spec || run.failures > count) {
    const soft = spec?.softError ? { isSoft: true } : {};
    endRun(turn, job, run, { state: 'failed', reason: failure.why, ...soft, ...failure.tail });
    return;
  }
  const delayMs = retryDelayMs(spec.retries, run.failures);
  const retryAtMs = turn.nowMs + delayMs;
  putRun(turn, job, { ...run, state: 'retrying', retryAtMs });
  const left = `${run.failures} of ${count} retries`;
  say(
    turn,
    run,
    'run-retrying',
    `${run.id} failed (${failure.why}): ${left} in ${delayMs / 1000} s`,
  );
}
