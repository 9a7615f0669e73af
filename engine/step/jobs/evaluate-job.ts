// Looks at one job and brings its runs a step further. Level, not edge: it may be called at any
// time and any number of times, and does nothing where nothing is to be done.
//
//             ┌──────────────── retry ◄───────────────┐
//   created ─►waiting ──offer──► running ──failed──► retrying
//      │         │ deadline         │ exit 0     └──no more──► failed ──`retry`──► waiting
//      ▼         ▼                  ▼
//   skipped   expired           succeeded         any of them not over ──► cancelled
import type { RunId } from '../../model/ids.ts';
import type { JobVersion, RunRow } from '../../model/jobs.ts';
import { rowKey } from '../memory/rows.ts';
import { type JobEntry, wantedJob } from '../tables.ts';
import type { Turn } from '../turn.ts';
import { followAttempt } from './attempts.ts';
import { jobTimer } from './due-times.ts';
import { cancelRun, endRun, inTurn, notOver, putRun } from './run-ends.ts';
import { takeDue } from './take-due.ts';

/** When it wants to be looked at next by the machine's clock; undefined: when something happens. */
export function evaluateJob(turn: Turn, job: JobEntry): number | undefined {
  const version = wantedJob(job);
  if (!version && job.row.wanted !== undefined)
    throw new Error(`bug: ${job.row.name} has no version ${job.row.wanted}, which Git wants`);
  if (!version) for (const run of notOver(job)) cancelRun(turn, job, run, 'removed');
  for (const run of notOver(job)) followAttempt(turn, job, run);
  for (const run of notOver(job)) expire(turn, job, run);
  if (version) takeDue(turn, job, version);
  else job.nextDueMs = undefined;
  for (const run of notOver(job)) wakeRetry(turn, job, run);
  job.unmet = version && unmetOf(turn, job, version);
  dropVersions(turn, job);
  return nextLookMs(job);
}

/** Its first start would come too late. */
function expire(turn: Turn, job: JobEntry, run: RunRow): void {
  if (!isDeadlined(run) || turn.wallMs < run.deadlineMs) return;
  endRun(turn, job, run, { state: 'expired', reason: 'deadline' });
}

type Deadlined = RunRow & { readonly deadlineMs: number };

const isDeadlined = (run: RunRow): run is Deadlined =>
  run.state === 'waiting' && run.failures === 0 && run.deadlineMs !== undefined;

function wakeRetry(turn: Turn, job: JobEntry, run: RunRow): void {
  if (run.state !== 'retrying') return;
  const { retryAtMs = 0, ...rest } = run;
  if (retryAtMs > turn.nowMs) turn.effects.wake(jobTimer(job.row.name), retryAtMs);
  else putRun(turn, job, { ...rest, state: 'waiting' });
}

/** Runs that may start now: side by side under `allow`, else only the one whose turn it is. */
function unmetOf(turn: Turn, job: JobEntry, version: JobVersion): JobEntry['unmet'] {
  const mayStart = version.spec.concurrency === 'allow' ? notOver(job) : inTurn(job).slice(0, 1);
  const waiting: RunId[] = [];
  for (const run of mayStart) if (run.state === 'waiting' && !run.cancel) waiting.push(run.id);
  if (waiting.length === 0) return undefined;
  return { version, runs: waiting, sinceMs: job.unmet?.sinceMs ?? turn.nowMs };
}

/** Forgets versions that nothing refers to any more. */
function dropVersions(turn: Turn, job: JobEntry): void {
  if (job.versions.size <= (job.row.wanted === undefined ? 0 : 1)) return;
  const needed = new Set<string | undefined>([job.row.wanted]);
  for (const run of notOver(job)) needed.add(run.specDigest);
  for (const task of job.tasks.values()) if (!task.row.end) needed.add(task.row.specDigest);
  for (const digest of [...job.versions.keys()]) {
    if (needed.has(digest)) continue;
    job.versions.delete(digest);
    turn.effects.versions.set(rowKey.version(job.row.name, digest), undefined);
  }
}

function nextLookMs(job: JobEntry): number | undefined {
  let next = job.nextDueMs;
  for (const run of notOver(job))
    if (isDeadlined(run)) next = Math.min(next ?? run.deadlineMs, run.deadlineMs);
  return next;
}
