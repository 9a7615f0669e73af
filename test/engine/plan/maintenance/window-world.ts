// Windows planned against clusters in which apps' instances stand where the caller says.
import { agentId, objectName } from '../../../../engine/model/ids.ts';
import type { AppSpec, JobSpec, MaintenanceSpec } from '../../../../engine/model/wanted.ts';
import { scalarsOf } from '../../../../engine/place/app-request.ts';
import type { PlanInput } from '../../../../engine/plan/plan-input.ts';
import type { Snapshot, SnapshotAgent } from '../../../../engine/plan/snapshot.ts';
import type {
  PlanDocument,
  PlanMaintenance,
  PlanObject,
} from '../../../../schemas/generated/api.ts';
import { appSpec, wantedOf } from '../../../support/app-spec.ts';
import { maintenanceSpec } from '../../../support/maintenance-spec.ts';
import { asOfMs, engineOf, plan, snapshotOf, standing, withApp, withJob } from '../plan-world.ts';

export const hour = 3_600_000;

/** Ten hours ahead, for two hours, of agent `one`. */
export const windowOf = (more: Partial<Omit<MaintenanceSpec, 'digest'>> = {}): MaintenanceSpec => {
  const startMs = asOfMs + 10 * hour;
  const name = objectName('/rack-2');
  return maintenanceSpec({ name, agents: ['one'], startMs, endMs: startMs + 2 * hour, ...more });
};

type Task = AppSpec['task'];

/** Of so many cpus each, 1 healthy at least of all, if nothing else is said. */
export const sized = (
  name: string,
  cpus: number,
  more: Partial<AppSpec> = {},
  task: Partial<Task> = {},
): AppSpec =>
  appSpec((base) => ({
    ...{ name: objectName(name), ...more },
    task: { ...base.task, cpusMilli: cpus * 1000, ports: [], ...task },
  }));

/** Instances by agent. */
export type Standing = Readonly<Record<string, number>>;

export interface ClusterWish {
  readonly agents: readonly SnapshotAgent[];
  readonly apps?: readonly (readonly [AppSpec, Standing])[];
  readonly jobs?: readonly (readonly [JobSpec, Standing])[];
  readonly applied?: readonly MaintenanceSpec[];
}

/** What stands there takes its room. */
export function clusterOf({ agents, apps = [], jobs = [], applied = [] }: ClusterWish): Snapshot {
  const objects = [...apps, ...jobs];
  const wanted = wantedOf(...objects.map(([spec]) => spec), ...applied);
  const taken = new Map<string, number>();
  for (const [spec, where] of objects)
    for (const [on, count] of Object.entries(where))
      taken.set(on, (taken.get(on) ?? 0) + count * (scalarsOf(spec)['cpus'] ?? 0));
  let snapshot: Snapshot = {
    ...snapshotOf(wanted, []),
    agents: agents.map((agent) => less(agent, taken.get(agent.agentId) ?? 0)),
  };
  for (const [spec, where] of apps)
    snapshot = withApp(snapshot, spec.name, () => ({ instances: standings(spec, where) }));
  for (const [spec, where] of jobs)
    snapshot = withJob(snapshot, spec.name, { instances: standings(spec, where) });
  return snapshot;
}

const standings = (spec: AppSpec | JobSpec, where: Standing) =>
  Object.entries(where).map(([on, count]) => standing(spec as AppSpec, agentId(on), count));

const less = (agent: SnapshotAgent, cpusMilli: number): SnapshotAgent => ({
  ...agent,
  free: {
    ...agent.free,
    scalars: { ...agent.free.scalars, cpus: (agent.free.scalars['cpus'] ?? 0) - cpusMilli },
  },
});

/** The plan that adds these windows to what is applied. */
export function planWith(
  wish: ClusterWish,
  windows: readonly MaintenanceSpec[] = [windowOf()],
  more: Partial<PlanInput> = {},
): PlanDocument {
  const specs = [...(wish.apps ?? []), ...(wish.jobs ?? [])].map(([spec]) => spec);
  return plan(wantedOf(...specs, ...windows), engineOf(clusterOf(wish)), more);
}

export function objectOf({ objects }: PlanDocument, name = '/rack-2'): PlanObject {
  const found = objects.find((object) => object.name === name);
  if (found === undefined) throw new Error(`no object ${name}`);
  return found;
}

export function detailOf(document: PlanDocument, name = '/rack-2'): PlanMaintenance {
  const { maintenance } = objectOf(document, name);
  if (maintenance === undefined) throw new Error(`no detail of ${name}`);
  return maintenance;
}

export const notesOf = (detail: PlanMaintenance): readonly string[] =>
  detail.notes.map(({ kind, warning, text }) => `${warning ? '! ' : ''}${kind}: ${text}`);
