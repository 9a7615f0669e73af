// Why doesn't a job or a run go on? Everything it waits for, most telling first, each in words that
// a person can act on (house.md 16). A due time that isn't there yet is no wait.

import { spokenDuration } from '../../lib/text/spoken-duration.ts';
import { isoInstant } from '../../lib/time.ts';
import { attemptId } from '../../model/ids.ts';
import { isRunOver, type RunRow } from '../../model/jobs.ts';
import { requestOf } from '../../place/app-request.ts';
import type { Unplaced } from '../../place/why.ts';
import type { Cluster } from '../cluster.ts';
import { endLine, endText } from '../end-text.ts';
import { agentWaitOf } from '../master/agent-waits.ts';
import { gatheringWaitFor } from '../master/gathering.ts';
import { unkillableWaits } from '../master/task/unkillable.ts';
import { unplacedWaits } from '../offers/held-back.ts';
import { type JobEntry, type Tables, type TaskEntry, wantedJob } from '../tables.ts';
import { keptWish, newScalars } from '../volumes/kept-wish.ts';
import { missingWaits } from '../volumes/missing.ts';
import { keptWaits } from '../volumes/waits.ts';
import { nextOf, sinceOf, type Wait } from '../wait.ts';
import { wantOf } from '../why/why-agents.ts';
import { blockedUntilMs } from './attempts.ts';
import { byEngine, type Now } from './now.ts';
import { parentWaits } from './parent-waits.ts';
import { inTurn, notOver } from './run-ends.ts';

/** Runs told of, of one job. */
const toldRuns = 3;

export function jobWaits(cluster: Cluster, job: JobEntry, now: Now): readonly Wait[] {
  const runs = notOver(job).slice(0, toldRuns);
  return [
    ...suspendedWaits(job, now),
    ...clockWaits(job, now),
    ...runs.flatMap((run) => runWaits(cluster, job, run, now)),
    ...parentWaits(cluster.tables, job, now),
  ];
}

function suspendedWaits(job: JobEntry, now: Now): readonly Wait[] {
  if (!wantedJob(job)?.spec.suspended) return [];
  const { suspendedMs } = job.row;
  const since = suspendedMs === undefined ? '' : ` for ${spokenDuration(now.wallMs - suspendedMs)}`;
  const remedy = 'commit `suspended: false`';
  const what = `suspended${since}: no due time starts it`;
  return [{ kind: 'suspended', what, remedy, ...sinceOf(byEngine(suspendedMs, now)) }];
}

/** The machine's clock was put back behind what is decided already. */
function clockWaits(job: JobEntry, now: Now): readonly Wait[] {
  const { throughMs = 0 } = job.row;
  if (throughMs <= now.wallMs || wantedJob(job)?.spec.trigger.kind !== 'timetable') return [];
  const through = isoInstant(throughMs);
  const what = `due times up to ${through} are decided, and the engine's clock is behind that`;
  const remedy =
    `see whether the clock of its machine is right; \`meridian run ${job.row.name}\` runs it ` +
    'meanwhile, and under another name its timetable begins anew';
  const next = { what: 'due times start it again', atMs: now.nowMs + throughMs - now.wallMs };
  return [{ kind: 'deadline', what, remedy, next }];
}

/** What a run that isn't over waits for. */
export function runWaits(cluster: Cluster, job: JobEntry, run: RunRow, now: Now): readonly Wait[] {
  if (isRunOver(run.state)) return [];
  if (run.state === 'running') return attemptWaits(cluster.tables, job, run, now);
  const spec = wantedJob(job)?.spec;
  const lost = spec === undefined ? [] : missingWaits(cluster.tables, spec);
  if (run.state === 'retrying') return [...lost, ...retryWaits(run, now)];
  return [...lost, ...waitingWaits(cluster, job, run, now)];
}

const again = 'it is tried again';

function retryWaits(run: RunRow, now: Now): readonly Wait[] {
  const left = spokenDuration((run.retryAtMs ?? now.nowMs) - now.nowMs);
  const last = run.attempts.at(-1);
  const why = last?.end ? endLine(endText({ end: last.end })) : 'unknown';
  const which = `its attempt ${last?.launch ?? 0}`;
  const what = `${run.id} is tried again in ${left}, after ${which} ended (${why})`;
  const remedy = last ? `see \`meridian logs ${last.taskId}\`, and commit a fix` : '';
  const step = run.retryAtMs === undefined ? undefined : { what: again, atMs: run.retryAtMs };
  return [{ kind: 'retry', what, remedy, ...sinceOf(last?.end?.atMs), ...nextOf(now.nowMs, step) }];
}

function waitingWaits(cluster: Cluster, job: JobEntry, run: RunRow, now: Now): readonly Wait[] {
  const { tables } = cluster;
  const before = runBefore(job, run);
  const waits: Wait[] = [];
  if (before) {
    const what = `${run.id} waits for its turn behind ${before.id}, which is ${before.state}`;
    const remedy = `see \`meridian why ${before.id}\`, or \`meridian cancel ${before.id}\``;
    const since = sinceOf(byEngine(run.createdMs, now));
    waits.push({ kind: 'concurrency', what, remedy, ...since });
  } else waits.push(...gatheringWaitFor(tables, job.unmet !== undefined, now.nowMs));
  const spec = job.unmet?.version.spec;
  if (!before && waits.length === 0) waits.push(...pinnedWaits(cluster, job, run, now));
  const why = before || waits.length > 0 ? undefined : unplacedRun(cluster, job, now.nowMs);
  if (why && spec && waits.length === 0) {
    const who = `${run.id} has no place`;
    const sinceMs = job.unmet?.sinceMs ?? now.nowMs;
    waits.push(...unplacedWaits(cluster, wantOf(spec), { why, who, missing: 1, sinceMs }));
  }
  if (run.deadlineMs !== undefined && run.failures === 0) {
    const left = spokenDuration(Math.max(0, run.deadlineMs - now.wallMs));
    const what = `${run.id} expires unless it starts in ${left}`;
    const since = sinceOf(byEngine(run.createdMs, now));
    const next = expiry(run.deadlineMs, now);
    const deadline: Wait = { kind: 'deadline', what, remedy: '', ...since, ...next };
    return [...waits.map((wait) => ({ ...next, ...wait })), deadline];
  }
  return waits;
}

const expiry = (deadlineMs: number, now: Now): Pick<Wait, 'next'> =>
  nextOf(now.nowMs, {
    what: 'it expires (`startingDeadline`)',
    atMs: now.nowMs + deadlineMs - now.wallMs,
  });

/** Of one that needs Volumes which are somewhere already. */
function pinnedWaits(
  cluster: Cluster,
  job: JobEntry,
  run: RunRow,
  { nowMs }: Now,
): readonly Wait[] {
  const { version, sinceMs } = job.unmet ?? {};
  if (version?.spec.task.volumes === undefined || sinceMs === undefined) return [];
  const wish = keptWish(cluster.tables, { ...version.spec, taskId: attemptId(run.id, 0) });
  return keptWaits(cluster, wish, { who: run.id, nowMs, sinceMs });
}

function runBefore(job: JobEntry, run: RunRow): RunRow | undefined {
  if (wantedJob(job)?.spec.concurrency === 'allow') return undefined;
  const [first] = inTurn(job);
  return first?.id === run.id ? undefined : first;
}

/** Why a run that waits for a place fits nowhere; undefined when none does. */
export function unplacedRun(cluster: Cluster, job: JobEntry, nowMs: number): Unplaced | undefined {
  if (!job.unmet) return undefined;
  const { spec } = job.unmet.version;
  const request = { ...requestOf(spec), scalars: newScalars(cluster.tables, spec) };
  return cluster.why.unplaced({ request, want: wantOf(spec), owner: job }, nowMs);
}

function attemptWaits(tables: Tables, job: JobEntry, run: RunRow, now: Now): readonly Wait[] {
  const attempt = run.attempts.at(-1);
  const task = attempt && job.tasks.get(attempt.taskId);
  if (!task) return [];
  const unkillable = unkillableWaits(tables, [task]);
  if (unkillable.length > 0) return unkillable;
  if (run.cancel) {
    const since = spokenDuration(now.nowMs - run.cancel.atMs);
    const what = `${run.id} is being stopped (${stopText(run.cancel.reason)}), asked ${since} ago`;
    return [{ kind: 'stopping', what, remedy: '', sinceMs: run.cancel.atMs }];
  }
  const away = awayWait(tables, job, task, now);
  if (away) return [away];
  if (task.status?.state === 'running') return [];
  const doing = task.status?.phase?.name ?? 'starting';
  const what = `${task.row.id} is ${doing} on ${task.row.agentId}`;
  return [{ kind: 'starting', what, remedy: '', sinceMs: task.row.launchedMs }];
}

function stopText(reason: string): string {
  if (reason === 'removed') return 'its job was deleted';
  return reason === 'replaced' ? 'a newer run replaces it' : reason;
}

function awayWait(tables: Tables, job: JobEntry, task: TaskEntry, now: Now): Wait | undefined {
  const agent = tables.agents.get(task.row.agentId);
  if (!agent || agent.presence.kind === 'registered') return undefined;
  const wait = agentWaitOf(tables, agent, now.nowMs);
  if (wait?.kind !== 'disconnected' && wait?.kind !== 'recovering' && wait?.kind !== 'unreachable')
    return undefined;
  const untilMs =
    wait.kind === 'unreachable' ? blockedUntilMs({ tables, ...now }, job, task) : undefined;
  const until = untilMs === undefined ? '' : `, given up in ${spokenDuration(untilMs - now.nowMs)}`;
  const what = `${task.row.id} is on ${agent.row.id}, ${wait.what}${until}`;
  const { next, ...away } = wait;
  const lost = untilMs === undefined ? undefined : { what: 'it is given up', atMs: untilMs };
  return { ...away, what, ...nextOf(now.nowMs, next, lost) };
}
