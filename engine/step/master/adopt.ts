// After `--adopt-epoch` (a store restored from a backup): of what agents run and the store doesn't
// know, it adopts what is wanted by digest; the rest is killed as given up (house.md part 3). Of
// attempts it adopts those of a timetable: their occurrence says which run they are of, whatever
// else of it the store has lost, and it is not due again.
import type { TaskReport } from '../../../schemas/generated/wire.ts';
import { parseDueKey } from '../../lib/time.ts';
import type { TaskRow } from '../../model/actual.ts';
import {
  attemptId,
  parseAttemptId,
  parseRunId,
  parseTaskId,
  type RunId,
  slotId,
  slotOf,
  type TaskId,
  taskId,
} from '../../model/ids.ts';
import { isRunOver, type RunRow } from '../../model/jobs.ts';
import { unreserved } from '../../model/resources/amounts-of.ts';
import { bundleOf } from '../../model/resources/bundle.ts';
import { mergedRanges } from '../../model/resources/value.ts';
import { isTerminal } from '../../model/task/task-states.ts';
import type { AppSpec, JobSpec } from '../../model/wanted.ts';
import { scalarsOf, taskScalarsOf } from '../../place/app-request.ts';
import { timetableKey } from '../../schedule/run-ids.ts';
import { newRun } from '../jobs/create-run.ts';
import { putRun } from '../jobs/run-ends.ts';
import { notice } from '../notice.ts';
import {
  type AgentEntry,
  appFramework,
  type JobEntry,
  jobFramework,
  ownerOf,
  type TaskEntry,
  wantedJob,
  wantedVersion,
} from '../tables.ts';
import { adoptedVolumes } from '../volumes/adopt-volumes.ts';
import type { MasterTurn } from './master-turn.ts';
import { holdingOf } from './tasks.ts';

export function adoptTask(
  turn: MasterTurn,
  agent: AgentEntry,
  report: TaskReport,
): TaskEntry | undefined {
  if (isTerminal(report.status.state)) return undefined;
  const row = instanceRow(turn, agent, report) ?? attemptRow(turn, agent, report);
  return row && putAdopted(turn, agent, row);
}

function instanceRow(turn: MasterTurn, agent: AgentEntry, report: TaskReport): TaskRow | undefined {
  const parts = parseTaskId(report.taskId);
  const app = parts && turn.tables.apps.get(parts.name);
  const version = app && wantedVersion(app);
  if (!parts || version?.spec.taskDigest !== report.taskDigest) return undefined;
  const slot = slotId(parts.name, parts.instance);
  turn.tables.launches.set(slot, Math.max(turn.tables.launches.get(slot) ?? 0, parts.launch));
  const id = taskId(parts.name, parts.instance, parts.launch);
  return { ...parts, id, framework: appFramework, ...placedRow(turn, agent, report, version.spec) };
}

function attemptRow(turn: MasterTurn, agent: AgentEntry, report: TaskReport): TaskRow | undefined {
  const parts = parseAttemptId(report.taskId);
  const name = parts && parseRunId(parts.run)?.name;
  const job = name === undefined ? undefined : turn.tables.jobs.get(name);
  const version = job && wantedJob(job);
  if (!parts || !job || version?.spec.taskDigest !== report.taskDigest) return undefined;
  const run = adoptedRun(turn, job, parts);
  if (!run) return undefined;
  const { launch } = parts;
  const id = attemptId(run.id, launch);
  const attempt = {
    launch,
    taskId: id,
    agentId: agent.row.id,
    launchedMs: turn.nowMs,
    revision: version.revision,
  };
  putRun(turn, job, {
    ...run,
    state: 'running',
    specDigest: version.spec.digest,
    launches: launch,
    attempts: [...run.attempts, attempt],
  });
  const { throughMs = 0 } = job.row;
  job.row = { ...job.row, throughMs: Math.max(throughMs, run.dueMs) };
  turn.effects.jobs.add(job.row.name);
  turn.tables.dirtyJobs.add(job.row.name);
  const placed = placedRow(turn, agent, report, version.spec);
  return {
    name: job.row.name,
    instance: 0,
    launch,
    run: run.id,
    id,
    framework: jobFramework,
    ...placed,
  };
}

/** The run that it is an attempt of, as it was before; undefined where it can't be one of it. */
function adoptedRun(
  turn: MasterTurn,
  job: JobEntry,
  { run: id, launch }: { readonly run: RunId; readonly launch: number },
): RunRow | undefined {
  const version = wantedJob(job);
  const dueMs = parseDueKey(parseRunId(id)?.key ?? '');
  if (!version || dueMs === undefined) return undefined;
  const known = job.runs.get(id);
  // It is over, or has a later attempt than this one.
  if (known && (isRunOver(known.state) || known.launches >= launch)) return undefined;
  const origin = { kind: 'timetable', isCatchUp: false } as const;
  return known
    ? withLost(turn, known)
    : newRun(turn, version, { key: timetableKey(dueMs), origin, dueMs });
}

/** An attempt under way as far as the store knows: a later one was launched, so it isn't. */
function withLost(turn: MasterTurn, { retryAtMs: _, ...run }: RunRow): RunRow {
  const end = {
    state: 'lost',
    reason: 'unknown-to-agent',
    atMs: turn.nowMs,
    isCounted: true,
  } as const;
  const lost = run.attempts.filter((attempt) => !attempt.end).length;
  const attempts = run.attempts.map((attempt) => (attempt.end ? attempt : { ...attempt, end }));
  return { ...run, attempts, failures: run.failures + lost };
}

const placedRow = (
  turn: MasterTurn,
  agent: AgentEntry,
  report: TaskReport,
  spec: AppSpec | JobSpec,
) => ({
  role: spec.role,
  agentId: agent.row.id,
  resources: { scalars: scalarsOf(spec), ranges: {}, sets: {} },
  ...takenBack(turn, agent, report, spec),
  ports: report.ports ?? [],
  taskDigest: spec.taskDigest,
  specDigest: spec.digest,
  launchedMs: turn.nowMs,
});

/** With volumes: these and the rest as it is kept for it, or what is nobody's where none is. */
function takenBack(
  { tables }: MasterTurn,
  agent: AgentEntry,
  { taskId: id, ports = [] }: TaskReport,
  spec: AppSpec | JobSpec,
): Pick<TaskRow, 'taken'> {
  const slot = slotOf(id as TaskId);
  const volumes = adoptedVolumes(tables, agent, spec, slot);
  if (volumes.length === 0) return {};
  const own = tables.reservations.get(slot)?.kept ?? [];
  const kept = own.filter(({ disk }) => disk === undefined);
  const ranges = { ports: mergedRanges(ports.map((port) => [port, port])) };
  const scalars = kept.length > 0 ? {} : taskScalarsOf(spec.task);
  return { taken: bundleOf([...unreserved({ scalars, ranges, sets: {} }), ...kept, ...volumes]) };
}

function putAdopted(turn: MasterTurn, agent: AgentEntry, row: TaskRow): TaskEntry {
  const entry: TaskEntry = { row };
  turn.tables.tasks.set(row.id, entry);
  ownerOf(turn.tables, row)?.tasks.set(row.id, entry);
  agent.tasks.add(row.id);
  turn.tables.reservations.hold(row);
  turn.allocator.allocated(holdingOf(row));
  turn.effects.tasks.add(row.id);
  const message = `${row.id} on ${agent.row.id} is adopted: the restored store didn't know it`;
  notice(turn.tables, turn.effects, { kind: 'task-adopted', subject: row.id, message });
  return entry;
}
