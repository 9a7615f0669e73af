// All that a plan is made against (engine/plan/snapshot.ts), and a little more of what is going on.
import type { SnapshotView } from '../../../schemas/generated/api.ts';
import type { Role } from '../../model/ids.ts';
import { amountsOf } from '../../model/resources/amounts-of.ts';
import { agentCapacity } from '../../plan/quota/quota-check.ts';
import type {
  Snapshot,
  SnapshotAgent,
  SnapshotApp,
  SnapshotInstances,
  SnapshotJob,
} from '../../plan/snapshot.ts';
import { aimOf } from '../../step/apps/aim.ts';
import { type Cluster, waitsOf, whyAgentOf } from '../../step/apps/waits.ts';
import { notOver } from '../../step/jobs/run-ends.ts';
import { jobWaits, type Now } from '../../step/jobs/waits.ts';
import {
  type AgentEntry,
  type AppEntry,
  type JobEntry,
  type Tables,
  type TaskEntry,
  wantedJob,
  wantedVersion,
} from '../../step/tables.ts';
import { instancesOf, isHealthy, isRunning } from './app-state.ts';
import { byText } from './page.ts';
import { waitViews } from './wait-view.ts';

type Shown = SnapshotView['apps'][number];
type AppAnswer = SnapshotApp &
  Pick<Shown, 'running' | 'healthy' | 'total' | 'isSettled' | 'quarantine' | 'hold' | 'revision'>;
type AgentAnswer = SnapshotAgent & Pick<SnapshotView['agents'][number], 'isOffered' | 'whyNot'>;

export type SnapshotAnswer = Omit<Snapshot, 'apps' | 'agents'> &
  Pick<SnapshotView, 'formatVersion' | 'clusterId' | 'nowMs' | 'revision'> & {
    readonly apps: readonly AppAnswer[];
    readonly agents: readonly AgentAnswer[];
  };

export function snapshotView(cluster: Cluster, now: Now): SnapshotAnswer {
  const { tables } = cluster;
  const { nowMs } = now;
  const applied = tables.cluster;
  const apps = [...tables.apps.values()].sort((a, b) => byText(a.row.name, b.row.name));
  const jobs = [...tables.jobs.values()].sort((a, b) => byText(a.row.name, b.row.name));
  const agents = [...tables.agents.values()].sort((a, b) => byText(a.row.id, b.row.id));
  return {
    formatVersion: 1,
    index: tables.lastNotice,
    clusterId: tables.clusterId,
    nowMs,
    ...(applied
      ? { commit: applied.commit, revision: applied.revision, cluster: applied.spec }
      : {}),
    quotas: applied?.quotas ?? [],
    groups: applied?.groups ?? [],
    apps: apps.map((app) => appOf(cluster, app, nowMs)),
    jobs: jobs.map((job) => jobOf(cluster, job, now)),
    agents: agents.map((agent) => agentOf(cluster, agent, nowMs)),
  };
}

function appOf(cluster: Cluster, app: AppEntry, nowMs: number): AppAnswer {
  const { tables } = cluster;
  const wanted = wantedVersion(app);
  const { running, healthy, total } = instancesOf(tables, app);
  const hold = holdOf(app);
  const { quarantine } = app.row;
  return {
    name: app.row.name,
    ...(wanted ? { spec: wanted.spec, origin: wanted.origin, revision: wanted.revision } : {}),
    running,
    healthy,
    total,
    instances: instanceGroups(tables, app.tasks.values()),
    waits: waitViews(waitsOf(cluster, app, nowMs)),
    isSettled: app.isSettled,
    ...(hold ? { hold } : {}),
    quarantine: Object.entries(quarantine).map(([version, verdict]) => ({ version, ...verdict })),
  };
}

function holdOf(app: AppEntry): Shown['hold'] {
  if (app.row.paused) return { kind: 'paused', reason: `paused by ${app.row.paused.by}` };
  const quarantine = aimOf(app)?.quarantine;
  if (quarantine) return { kind: 'quarantined', reason: quarantine.reason };
  if (app.rollout?.state !== 'paused') return undefined;
  return { kind: 'rollout-paused', reason: app.rollout.reason ?? '' };
}

function jobOf(cluster: Cluster, job: JobEntry, now: Now): SnapshotJob {
  const { tables } = cluster;
  const { name, timetable, anchorMs, throughMs, suspendedMs, last } = job.row;
  const wanted = wantedJob(job);
  const runs = notOver(job).map(({ id, state, dueMs }) => ({ id, state, dueMs }));
  return {
    name,
    ...(wanted ? { spec: wanted.spec, origin: wanted.origin, revision: wanted.revision } : {}),
    ...(timetable === undefined ? {} : { timetable }),
    ...(anchorMs === undefined ? {} : { anchorMs }),
    ...(throughMs === undefined ? {} : { throughMs }),
    ...(suspendedMs === undefined ? {} : { suspendedMs }),
    ...(last ? { last } : {}),
    runs: runs.sort((a, b) => byText(a.id, b.id)),
    instances: instanceGroups(tables, job.tasks.values()),
    waits: waitViews(jobWaits(cluster, job, now)),
    isGoing: !wanted && runs.length > 0,
  };
}

/** By task, agent and ports, in the order of their instances. */
function instanceGroups(tables: Tables, all: Iterable<TaskEntry>): readonly SnapshotInstances[] {
  const groups = new Map<string, SnapshotInstances>();
  const tasks = [...all]
    .filter((task) => !task.row.end && !task.row.kill)
    .sort((a, b) => a.row.instance - b.row.instance || a.row.launch - b.row.launch);
  for (const task of tasks) {
    const { taskDigest, agentId, role, resources, ports } = task.row;
    const key = [taskDigest, agentId, role, ...ports].join(' ');
    const known = groups.get(key);
    groups.set(key, {
      taskDigest,
      agentId,
      role,
      total: (known?.total ?? 0) + 1,
      running: (known?.running ?? 0) + (isRunning(tables, task) ? 1 : 0),
      healthy: (known?.healthy ?? 0) + (isHealthy(tables, task) ? 1 : 0),
      scalars: resources.scalars,
      ports,
    });
  }
  return [...groups.values()];
}

function agentOf(cluster: Cluster, agent: AgentEntry, nowMs: number): AgentAnswer {
  const { facts } = agent.row;
  const { agentId, hostname, attributes, free, notOffered } = whyAgentOf(cluster, agent, {
    want: { role: '*' as Role, scalars: {} },
    nowMs,
  });
  return {
    agentId,
    hostname,
    attributes,
    free,
    total: amountsOf(facts.resources),
    capacity: agentCapacity(facts.resources),
    presence: agent.presence.kind,
    isOffered: notOffered === undefined,
    ...(notOffered ? { whyNot: notOffered.detail } : {}),
  };
}
