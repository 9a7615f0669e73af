// Revisions in memory, and the snapshot of an engine that has applied one of them in full.
import type { AgentId } from '../../../engine/model/ids.ts';
import { agentId } from '../../../engine/model/ids.ts';
import type { AppSpec, JobSpec, Placed, Wanted } from '../../../engine/model/wanted.ts';
import { scalarsOf } from '../../../engine/place/app-request.ts';
import { planOf } from '../../../engine/plan/plan-document.ts';
import type { Against, Locate, PlanInput } from '../../../engine/plan/plan-input.ts';
import type {
  Snapshot,
  SnapshotAgent,
  SnapshotApp,
  SnapshotInstances,
  SnapshotJob,
} from '../../../engine/plan/snapshot.ts';
import { positionOf } from '../../../specs/positions.ts';

export const firstCommit = '1'.repeat(40);
const asOf = '2026-01-02T03:04:05Z';
export const asOfMs = Date.parse(asOf);
const secondCommit = '2'.repeat(40);

export function inputOf(
  wanted: Wanted | undefined,
  against: Against,
  more: Partial<PlanInput> = {},
): PlanInput {
  return {
    repo: 'file:///srv/specs',
    head: secondCommit,
    asOf,
    engineVersion: '0.1.0',
    timeZoneData: '2025b',
    wanted,
    faults: [],
    against,
    ...more,
  };
}

export const plan = (wanted: Wanted, against: Against, more: Partial<PlanInput> = {}) =>
  planOf(inputOf(wanted, against, more));

export const baseOf = (wanted: Wanted): Against => ({ kind: 'base', wanted, commit: firstCommit });

export const engineOf = (snapshot: Snapshot): Against => ({ kind: 'engine', snapshot });

/** Positions as the callers have them: from the files' texts. */
export function locateIn(texts: Readonly<Record<string, string>>): Locate {
  return (file, document, path) => {
    const text = texts[file];
    if (text === undefined) return undefined;
    return positionOf(new TextEncoder().encode(text), document, path);
  };
}

export interface AgentWish {
  readonly name: string;
  readonly cpus?: number;
  readonly memoryMib?: number;
  /** None, if nothing is said. */
  readonly diskMib?: number;
  readonly ports?: readonly [number, number];
  readonly attributes?: Readonly<Record<string, string>>;
  readonly presence?: SnapshotAgent['presence'];
}

/** An empty agent: 4 cpus, 8 GiB and ports 31000 to 31099, if nothing else is said. */
export function agent(wish: AgentWish): SnapshotAgent {
  const { cpus = 4, memoryMib = 8192, diskMib = 0, ports = [31_000, 31_099] } = wish;
  const total = {
    scalars: {
      ...{ cpus: cpus * 1000, mem: memoryMib * 1000 },
      ...(diskMib > 0 ? { disk: diskMib * 1000 } : {}),
    },
    ranges: { ports: [ports] },
    sets: {},
  };
  return {
    agentId: agentId(wish.name),
    hostname: wish.name,
    attributes: wish.attributes ?? {},
    free: total,
    total,
    presence: wish.presence ?? 'registered',
  };
}

/** All instances of the app, healthy, on one agent. */
export const standing = (
  spec: AppSpec,
  on: AgentId,
  total = spec.instances,
): SnapshotInstances => ({
  taskDigest: spec.taskDigest,
  agentId: on,
  role: spec.role,
  total,
  running: total,
  healthy: total,
  scalars: scalarsOf(spec),
  ports: [],
});

/** The applied revision runs in full, all on the first agent; what is free there is lessened. */
export function snapshotOf(
  wanted: Wanted,
  agents: readonly SnapshotAgent[] = [agent({ name: 'one' }), agent({ name: 'two' })],
): Snapshot {
  const [first] = agents;
  const on = first?.agentId ?? agentId('nowhere');
  const apps = wanted.apps.map(({ spec, origin }): SnapshotApp => {
    const instances = spec.instances === 0 ? [] : [standing(spec, on)];
    return { name: spec.name, spec, origin, instances, waits: [] };
  });
  return {
    index: 48,
    commit: firstCommit,
    apps,
    jobs: wanted.jobs.map(atRest),
    groups: wanted.groups.map(({ spec }) => spec),
    quotas: wanted.quotas.map(({ spec }) => spec),
    volumeSpecs: wanted.volumes.map(({ spec }) => spec),
    maintenance: wanted.maintenance.map(({ spec }) => spec),
    volumes: [],
    cluster: wanted.cluster,
    agents: agents.map((each) => (each === first ? lessen(each, apps) : each)),
  };
}

/** Applied at `asOf`, with no run under way. */
function atRest({ spec, origin }: Placed<JobSpec>): SnapshotJob {
  const { name, trigger } = spec;
  const timetable = trigger.kind === 'timetable' ? trigger.timetable : undefined;
  const text = timetable && `${timetable.text} ${timetable.zone}`;
  return {
    ...{ name, spec, origin, runs: [], instances: [], waits: [], isGoing: false },
    ...(text === undefined ? {} : { timetable: text, anchorMs: asOfMs, throughMs: asOfMs }),
  };
}

function lessen(on: SnapshotAgent, apps: readonly SnapshotApp[]): SnapshotAgent {
  const scalars: Record<string, number> = { ...on.total.scalars };
  for (const group of apps.flatMap(({ instances }) => instances))
    for (const [name, each] of Object.entries(group.scalars))
      scalars[name] = Math.max(0, (scalars[name] ?? 0) - each * group.total);
  return { ...on, free: { ...on.free, scalars } };
}

/** The snapshot with one app as the caller changes it. */
export const withApp = (
  snapshot: Snapshot,
  name: string,
  change: (app: SnapshotApp) => Partial<SnapshotApp>,
): Snapshot => ({
  ...snapshot,
  apps: snapshot.apps.map((app) => (app.name === name ? { ...app, ...change(app) } : app)),
});

/** The snapshot with one job as the caller changes it. */
export const withJob = (
  snapshot: Snapshot,
  name: string,
  change: Partial<SnapshotJob>,
): Snapshot => ({
  ...snapshot,
  jobs: snapshot.jobs.map((job) => (job.name === name ? { ...job, ...change } : job)),
});
