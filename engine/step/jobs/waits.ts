// Why doesn't a job or a run go on? Everything it waits for, most telling first, each in words that
// a person can act on (house.md 16). A due time that isn't there yet is no wait.

import { spokenDuration } from '../../lib/text/spoken-duration.ts';
import { isoInstant } from '../../lib/time.ts';
import { attemptId, type ObjectName } from '../../model/ids.ts';
import { isRunOver, type LineageRow, type RunRow } from '../../model/jobs.ts';
import type { JobSpec } from '../../model/wanted.ts';
import { requestOf } from '../../place/app-request.ts';
import { type Unplaced, whyUnplaced } from '../../place/why.ts';
import { wantOf, whyAgents } from '../apps/waits.ts';
import type { Cluster } from '../cluster.ts';
import { endLine, endText } from '../end-text.ts';
import { agentWaitOf } from '../master/agent-waits.ts';
import { gatheringWaitFor } from '../master/gathering.ts';
import { countsOf } from '../offers/agent-counts.ts';
import { unplacedWaits } from '../offers/held-back.ts';
import { type JobEntry, type Tables, type TaskEntry, wantedJob } from '../tables.ts';
import { keptWish, newScalars } from '../volumes/kept-wish.ts';
import { missingWaits } from '../volumes/missing.ts';
import { keptWaits } from '../volumes/waits.ts';
import type { Wait } from '../wait.ts';
import { blockedUntilMs } from './attempts.ts';
import { inTurn, notOver } from './run-ends.ts';

/** Runs and lineages told of, of one job. */
const toldRuns = 3;

/** `wallMs`: the machine's clock. */
export interface Now {
  readonly nowMs: number;
  readonly wallMs: number;
}

export function jobWaits(cluster: Cluster, job: JobEntry, now: Now): readonly Wait[] {
  const runs = notOver(job).slice(0, toldRuns);
  return [
    ...suspendedWaits(job, now),
    ...clockWaits(job, now),
    ...runs.flatMap((run) => runWaits(cluster, job, run, now)),
    ...parentWaits(cluster.tables, job),
  ];
}

function suspendedWaits(job: JobEntry, now: Now): readonly Wait[] {
  if (!wantedJob(job)?.spec.suspended) return [];
  const { suspendedMs } = job.row;
  const since = suspendedMs === undefined ? '' : ` for ${spokenDuration(now.wallMs - suspendedMs)}`;
  const remedy = 'commit `suspended: false`';
  return [{ kind: 'suspended', what: `suspended${since}: no due time starts it`, remedy }];
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
  return [{ kind: 'deadline', what, remedy }];
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

function retryWaits(run: RunRow, now: Now): readonly Wait[] {
  const left = spokenDuration((run.retryAtMs ?? now.nowMs) - now.nowMs);
  const last = run.attempts.at(-1);
  const why = last?.end ? endLine(endText({ end: last.end })) : 'unknown';
  const which = `its attempt ${last?.launch ?? 0}`;
  const what = `${run.id} is tried again in ${left}, after ${which} ended (${why})`;
  const remedy = last ? `see \`meridian logs ${last.taskId}\`` : '';
  return [{ kind: 'retry', what, remedy }];
}

function waitingWaits(cluster: Cluster, job: JobEntry, run: RunRow, now: Now): readonly Wait[] {
  const { tables } = cluster;
  const before = runBefore(job, run);
  const waits: Wait[] = [];
  if (before) {
    const what = `${run.id} waits for its turn behind ${before.id}, which is ${before.state}`;
    waits.push({ kind: 'concurrency', what, remedy: `see \`meridian why ${before.id}\`` });
  } else waits.push(...gatheringWaitFor(tables, job.unmet !== undefined, now.nowMs));
  const spec = job.unmet?.version.spec;
  if (!before && spec && waits.length === 0) waits.push(...pinnedWaits(cluster, spec, run, now));
  const why = before || waits.length > 0 ? undefined : unplacedRun(cluster, job, now.nowMs);
  if (why && spec && waits.length === 0) {
    const who = `${run.id} has no place`;
    waits.push(...unplacedWaits(cluster, wantOf(spec), { why, who, missing: 1 }));
  }
  if (run.deadlineMs !== undefined && run.failures === 0) {
    const left = spokenDuration(Math.max(0, run.deadlineMs - now.wallMs));
    waits.push({
      kind: 'deadline',
      what: `${run.id} expires unless it starts in ${left}`,
      remedy: '',
    });
  }
  return waits;
}

/** Of one that needs Volumes which are somewhere already. */
function pinnedWaits(
  cluster: Cluster,
  spec: JobSpec,
  run: RunRow,
  { nowMs }: Now,
): readonly Wait[] {
  if (spec.task.volumes === undefined) return [];
  const wish = keptWish(cluster.tables, { ...spec, taskId: attemptId(run.id, 0) });
  return keptWaits(cluster, wish, { who: run.id, nowMs });
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
  const counts = countsOf(cluster.tables, job);
  const request = { ...requestOf(spec), scalars: newScalars(cluster.tables, spec) };
  return whyUnplaced(request, whyAgents(cluster, wantOf(spec), nowMs), counts);
}

function attemptWaits(tables: Tables, job: JobEntry, run: RunRow, now: Now): readonly Wait[] {
  const attempt = run.attempts.at(-1);
  const task = attempt && job.tasks.get(attempt.taskId);
  if (!task) return [];
  if (run.cancel) {
    const since = spokenDuration(now.nowMs - run.cancel.atMs);
    const what = `${run.id} is being stopped (${stopText(run.cancel.reason)}), asked ${since} ago`;
    return [{ kind: 'stopping', what, remedy: '' }];
  }
  const away = awayWait(tables, job, task, now);
  if (away) return [away];
  if (task.status?.state === 'running') return [];
  return [
    { kind: 'starting', what: `${task.row.id} is starting on ${task.row.agentId}`, remedy: '' },
  ];
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
  return { kind: wait.kind, what, remedy: wait.remedy };
}

/** Lineages that have come to its parents and not to it: which parent, and why. */
function parentWaits(tables: Tables, job: JobEntry): readonly Wait[] {
  const { name } = job.row;
  const trigger = wantedJob(job)?.spec.trigger;
  if (trigger?.kind !== 'after') return [];
  if (!tables.graph.joinsByLineage(name)) return sinceStartWaits(tables, job, trigger.parents);
  return lineagesAround(tables, name)
    .filter((lineage) => !lineage.runs[name])
    .sort((a, b) => b.startedMs - a.startedMs)
    .slice(0, toldRuns)
    .flatMap((lineage) => lineageWait(tables, lineage, trigger.parents));
}

/** Lineages that it runs in. */
const lineagesAround = (tables: Tables, name: ObjectName): LineageRow[] =>
  [...tables.graph.roots(name)]
    .flatMap((root) => [...(tables.jobs.get(root)?.lineages ?? [])])
    .flatMap((id) => tables.lineages.get(id) ?? []);

function lineageWait(
  tables: Tables,
  lineage: LineageRow,
  parents: readonly ObjectName[],
): readonly Wait[] {
  const blocker = findBlocker(tables, lineage, parents);
  if (!blocker) return [];
  const { name, entry } = blocker;
  const which = parents.includes(name) ? `its parent ${name}` : `${name} further up`;
  if (entry.outcome === 'failed') {
    const isCancelled = tables.jobs.get(name)?.runs.get(entry.run)?.state === 'cancelled';
    return [failedWait(which, entry, isCancelled)];
  }
  const what = `waits for ${which}: ${entry.run} isn't over`;
  return [{ kind: 'parent-running', what, remedy: `see \`meridian why ${entry.run}\`` }];
}

function failedWait(
  which: string,
  { run, reason }: { readonly run: string; readonly reason?: string },
  isCancelled: boolean,
): Wait {
  const how = isCancelled ? 'was cancelled' : 'failed for good';
  const why = reason === undefined ? '' : ` (${endLine(reason)})`;
  const again = `\`meridian retry ${run}\``;
  const remedy = isCancelled ? `${again} takes it up again` : `commit a fix, then ${again}`;
  return { kind: 'parent-failed', what: `${which} ${how}: ${run}${why}`, remedy };
}

/** A parent whose last run failed or was cancelled, and none of it is under way. */
function failedParentWaits(tables: Tables, name: ObjectName): readonly Wait[] {
  const parent = tables.jobs.get(name);
  const run = parent?.row.last && parent.runs.get(parent.row.last.run);
  if (!parent || !run || run.isSoft || notOver(parent).length > 0) return [];
  if (run.state !== 'failed' && run.state !== 'cancelled') return [];
  const { id, reason } = run;
  const ended = { run: id, ...(reason === undefined ? {} : { reason }) };
  return [failedWait(`its parent ${name}`, ended, run.state === 'cancelled')];
}

interface Blocker {
  readonly name: ObjectName;
  readonly entry: LineageRow['runs'][string];
}

/** The first job above that hasn't succeeded in the lineage; a failed one before one under way. */
function findBlocker(
  tables: Tables,
  lineage: LineageRow,
  parents: readonly ObjectName[],
): Blocker | undefined {
  const found: Blocker[] = [];
  const seen = new Set<ObjectName>();
  const queue = [...parents];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const entry = lineage.runs[name];
    if (entry && entry.outcome !== 'done') found.push({ name, entry });
    if (entry) continue;
    const parent = tables.jobs.get(name);
    const trigger = parent && wantedJob(parent)?.spec.trigger;
    if (trigger?.kind === 'after') queue.push(...trigger.parents);
  }
  return found.find(({ entry }) => entry.outcome === 'failed') ?? found[0];
}

/** Parents without a common ancestor: which of them hasn't succeeded since it last started. */
function sinceStartWaits(
  tables: Tables,
  job: JobEntry,
  parents: readonly ObjectName[],
): readonly Wait[] {
  const isNew = (name: ObjectName): boolean => {
    const done = tables.jobs.get(name)?.row.done;
    return done !== undefined && job.row.joined?.[name] !== done.run;
  };
  const missing = parents.filter((name) => !isNew(name));
  const failed = missing.flatMap((name) => failedParentWaits(tables, name));
  if (failed.length > 0) return failed;
  if (missing.length === parents.length || missing.length === 0) return [];
  const what = `waits for ${missing.join(', ')} to succeed once since it last started`;
  return [{ kind: 'parent-running', what, remedy: `see \`meridian why ${missing[0]}\`` }];
}
