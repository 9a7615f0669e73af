// All that a plan is made against (engine/plan/snapshot.ts), and a little more of what is going on.
import type { SnapshotView } from '../../../schemas/generated/api.ts';
import type { AppVersion } from '../../model/actual.ts';
import type { ObjectName, Role } from '../../model/ids.ts';
import type { JobVersion } from '../../model/jobs.ts';
import { amountsOf } from '../../model/resources/amounts-of.ts';
import { agentCapacity } from '../../plan/quota/quota-check.ts';
import type {
  Snapshot,
  SnapshotAgent,
  SnapshotApp,
  SnapshotInstances,
  SnapshotJob,
  SnapshotVolume,
} from '../../plan/snapshot.ts';
import { aimOf } from '../../step/apps/aim.ts';
import { waitsOf } from '../../step/apps/waits.ts';
import type { Cluster } from '../../step/cluster.ts';
import type { Now } from '../../step/jobs/now.ts';
import { notOver } from '../../step/jobs/run-ends.ts';
import { jobWaits } from '../../step/jobs/waits.ts';
import {
  type AgentEntry,
  type AppEntry,
  type JobEntry,
  type Tables,
  type TaskEntry,
  wantedJob,
  wantedVersion,
} from '../../step/tables.ts';
import { whyAgentOf } from '../../step/why/why-agents.ts';
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
  const { apps, jobs, agents } = entriesOf(cluster.tables);
  return {
    ...snapshotHead(cluster.tables, now.nowMs),
    apps: apps.map((app) => snapshotApp(cluster, app, now)),
    jobs: jobs.map((job) => snapshotJob(cluster, job, now)),
    agents: agents.map((agent) => snapshotAgent(cluster, agent, now)),
  };
}

/** In the order in which they are shown. */
export const entriesOf = ({ apps, jobs, agents }: Tables) => ({
  apps: [...apps.values()].sort((a, b) => byText(a.row.name, b.row.name)),
  jobs: [...jobs.values()].sort((a, b) => byText(a.row.name, b.row.name)),
  agents: [...agents.values()].sort((a, b) => byText(a.row.id, b.row.id)),
});

export type SnapshotHead = Omit<SnapshotAnswer, 'apps' | 'jobs' | 'agents'>;

/** What is in front of the objects. */
export function snapshotHead(tables: Tables, nowMs: number): SnapshotHead {
  const applied = tables.cluster;
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
    volumeSpecs: applied?.volumes ?? [],
    maintenance: applied?.maintenance ?? [],
    volumes: keptVolumes(tables),
  };
}

/** By name and path. */
function keptVolumes({ reservations }: Tables): readonly SnapshotVolume[] {
  const rows = [...reservations.values()].sort((a, b) => byText(a.id, b.id));
  return rows.flatMap(({ id: name, owner, agentId: agent, volumes }) =>
    volumes.map(({ path, sizeMib }) => ({ name, owner, path, sizeMib, agent })),
  );
}

const snapshotApp = (cluster: Cluster, app: AppEntry, now: Now): AppAnswer => ({
  ...snapshotWanted(app.row.name, wantedVersion(app)),
  ...snapshotActual(cluster, app, now),
});

/** What of an app or a job is the same as long as the same is wanted. */
export const snapshotWanted = <Version extends AppVersion | JobVersion>(
  name: ObjectName,
  wanted: Version | undefined,
) => ({
  name,
  ...(wanted
    ? { spec: wanted.spec as Version['spec'], origin: wanted.origin, revision: wanted.revision }
    : {}),
});

/** The rest of an app. */
export function snapshotActual(cluster: Cluster, app: AppEntry, { nowMs }: Now) {
  const { tables } = cluster;
  const { running, healthy, total } = instancesOf(tables, app);
  const hold = holdOf(app);
  const { quarantine } = app.row;
  return {
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

export function snapshotJob(cluster: Cluster, job: JobEntry, now: Now): SnapshotJob {
  const { tables } = cluster;
  const { name, timetable, anchorMs, throughMs, suspendedMs, last } = job.row;
  const wanted = wantedJob(job);
  const runs = notOver(job).map(({ id, state, dueMs }) => ({ id, state, dueMs }));
  return {
    ...snapshotWanted(name, wanted),
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

export function snapshotAgent(cluster: Cluster, agent: AgentEntry, { nowMs }: Now): AgentAnswer {
  const { facts } = agent.row;
  const foreign = foreignTasks(cluster.tables, agent);
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
    ...(foreign > 0 ? { frameworkTasks: foreign } : {}),
  };
}

/** Tasks that a framework of others described. */
function foreignTasks({ tasks }: Tables, agent: AgentEntry): number {
  let count = 0;
  for (const id of agent.tasks) if (tasks.get(id)?.row.info !== undefined) count += 1;
  return count;
}
