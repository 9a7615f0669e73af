// One run, from the tables or from the history. What an operator gave a manual run is named, never
// shown: its values may be secrets.
import type { AttemptView, RunDetail, RunView } from '../../../../schemas/generated/api.ts';
import type { Attempt, RunOrigin, RunRow } from '../../../model/jobs.ts';
import { isRunOver } from '../../../model/jobs.ts';
import type { Cluster } from '../../../step/cluster.ts';
import { keptAttempts } from '../../../step/jobs/attempts.ts';
import type { Now } from '../../../step/jobs/now.ts';
import { runWaits } from '../../../step/jobs/waits.ts';
import type { Tables } from '../../../step/tables.ts';
import { taskStateOf } from '../task-view.ts';
import { waitViews } from '../wait-view.ts';

export function runView(cluster: Cluster, run: RunRow, now: Now): RunView {
  const { deadlineMs, endedMs, reason, cancel, missed, retryAtMs } = run;
  const job = cluster.tables.jobs.get(run.name);
  return {
    id: run.id,
    job: run.name,
    origin: originView(run.origin),
    lineage: run.lineage,
    dueMs: run.dueMs,
    createdMs: run.createdMs,
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    ...timesOf(run, now),
    ...(endedMs === undefined ? {} : { endedMs }),
    state: run.state,
    ...(reason === undefined ? {} : { reason }),
    ...(run.isSoft === undefined ? {} : { isSoft: run.isSoft }),
    ...(cancel ? { cancel } : {}),
    ...(missed ? { missed } : {}),
    ...(retryAtMs === undefined ? {} : { retryAtMs }),
    launches: run.launches,
    failures: run.failures,
    specDigest: run.specDigest,
    attempts: run.attempts.map((attempt) => attemptView(cluster.tables, attempt)),
    waits: job ? waitViews(runWaits(cluster, job, run, now)) : [],
  };
}

export function runDetail(cluster: Cluster, run: RunRow, now: Now): RunDetail {
  const { logTail } = run;
  const view = runView(cluster, run, now);
  return { formatVersion: 1, ...view, ...(logTail ? { logTail } : {}) };
}

function originView(origin: RunOrigin): RunView['origin'] {
  switch (origin.kind) {
    case 'timetable':
      return { kind: 'timetable', isCatchUp: origin.isCatchUp };
    case 'after':
      return { kind: 'after', parents: origin.parents.map((parent) => ({ ...parent })) };
    case 'manual':
      return { kind: 'manual', who: origin.who, env: Object.keys(origin.env).sort() };
  }
}

/** By the engine's even clock, but for the due time. */
function timesOf(run: RunRow, now: Now): Pick<RunView, 'startedMs' | 'durationMs' | 'latenessMs'> {
  const startedMs = startOf(run);
  if (startedMs === undefined) return {};
  const endMs = isRunOver(run.state) ? run.attempts.at(-1)?.end?.atMs : now.nowMs;
  return {
    startedMs,
    ...(endMs === undefined ? {} : { durationMs: Math.max(0, endMs - startedMs) }),
    latenessMs: Math.max(0, startedMs - run.dueMs),
  };
}

/** Launch of its first attempt; undefined before, and once that one may have been forgotten. */
export function startOf({ attempts }: RunRow): number | undefined {
  const [first] = attempts;
  const isFirst = first?.launch === 1 || attempts.length < keptAttempts;
  return isFirst ? first?.launchedMs : undefined;
}

function attemptView(tables: Tables, attempt: Attempt): AttemptView {
  const { end, taskId } = attempt;
  const task = tables.tasks.get(taskId);
  const startedMs = attempt.startedMs ?? task?.status?.startedMs;
  const { launch, agentId, launchedMs, revision } = attempt;
  return {
    ...{ launch, taskId, agentId, launchedMs, revision },
    ...(startedMs === undefined ? {} : { startedMs }),
    state: end?.state ?? (task ? taskStateOf(task) : 'staging'),
    ...(end ? endOf(end) : {}),
  };
}

function endOf(end: NonNullable<Attempt['end']>): Partial<AttemptView> {
  const { reason, message, exitCode, signal, cpuMs, isCounted } = end;
  return {
    endedMs: end.atMs,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(signal === undefined ? {} : { signal }),
    ...(cpuMs === undefined ? {} : { cpuMs }),
    isCounted,
  };
}
