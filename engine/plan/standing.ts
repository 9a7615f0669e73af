// What the revision is compared with, in one shape: applied objects by name, and what is there of
// each app and job. Against a base every app is taken to run in full, and of a job's runs nothing
// is known.
import type {
  AppSpec,
  ClusterSpec,
  GroupSpec,
  JobSpec,
  MaintenanceSpec,
  Origin,
  QuotaSpec,
  VolumeSpec,
  Wanted,
} from '../model/wanted.ts';
import type { Standing } from './effect.ts';
import type { Against } from './plan-input.ts';
import type {
  JobMemory,
  Snapshot,
  SnapshotInstances,
  SnapshotRun,
  SnapshotWait,
} from './snapshot.ts';
import { KeptVolumes } from './volumes/kept-volumes.ts';

/** A `SnapshotApp` is one. */
export interface BaseApp {
  readonly name: string;
  /** Absent while a deleted app is being stopped. */
  readonly spec?: AppSpec;
  readonly origin?: Origin;
  readonly instances: readonly Standing[];
  readonly waits: readonly SnapshotWait[];
}

/** A `SnapshotJob` is one. */
export interface BaseJob extends JobMemory {
  readonly name: string;
  /** Absent once its file is deleted. */
  readonly spec?: JobSpec;
  readonly origin?: Origin;
  readonly runs: readonly SnapshotRun[];
  readonly instances: readonly SnapshotInstances[];
  readonly isGoing: boolean;
}

export interface BaseObject<T> {
  readonly spec: T;
  readonly origin?: Origin;
}

export interface Base {
  readonly apps: ReadonlyMap<string, BaseApp>;
  readonly jobs: ReadonlyMap<string, BaseJob>;
  readonly groups: ReadonlyMap<string, BaseObject<GroupSpec>>;
  /** By role. */
  readonly quotas: ReadonlyMap<string, BaseObject<QuotaSpec>>;
  readonly volumes: ReadonlyMap<string, BaseObject<VolumeSpec>>;
  readonly maintenance: ReadonlyMap<string, BaseObject<MaintenanceSpec>>;
  /** Undefined: no engine was asked. */
  readonly kept: KeptVolumes | undefined;
  readonly cluster: ClusterSpec | undefined;
}

export function baseOf(against: Against): Base {
  switch (against.kind) {
    case 'empty':
      return emptyBase;
    case 'base':
      return revisionBase(against.wanted);
    case 'engine':
      return snapshotBase(against.snapshot);
  }
}

const emptyBase: Base = {
  ...{ apps: new Map(), jobs: new Map(), groups: new Map(), quotas: new Map() },
  ...{ volumes: new Map(), maintenance: new Map(), kept: undefined, cluster: undefined },
};

const revisionBase = (wanted: Wanted): Base => ({
  apps: byKey(wanted.apps.map(inFull), ({ name }) => name),
  jobs: byKey(wanted.jobs.map(atRest), ({ name }) => name),
  groups: byKey(wanted.groups, ({ spec }) => spec.name),
  quotas: byKey(wanted.quotas, ({ spec }) => spec.role),
  volumes: byKey(wanted.volumes, ({ spec }) => spec.name),
  maintenance: byKey(wanted.maintenance, ({ spec }) => spec.name),
  kept: undefined,
  cluster: wanted.cluster,
});

const snapshotBase = (snapshot: Snapshot): Base => ({
  apps: byKey(snapshot.apps, ({ name }) => name),
  jobs: byKey(snapshot.jobs, ({ name }) => name),
  groups: new Map(snapshot.groups.map((spec) => [spec.name, { spec }])),
  quotas: new Map(snapshot.quotas.map((spec) => [spec.role, { spec }])),
  volumes: new Map((snapshot.volumeSpecs ?? []).map((spec) => [spec.name, { spec }])),
  maintenance: new Map((snapshot.maintenance ?? []).map((spec) => [spec.name, { spec }])),
  kept: new KeptVolumes(snapshot.volumes ?? []),
  cluster: snapshot.cluster,
});

const inFull = ({ spec, origin }: Wanted['apps'][number]): BaseApp => ({
  ...{ name: spec.name, spec, origin, waits: [] },
  instances: [{ taskDigest: spec.taskDigest, total: spec.instances }],
});

const atRest = ({ spec, origin }: Wanted['jobs'][number]): BaseJob => ({
  ...{ name: spec.name, spec, origin, runs: [], instances: [], isGoing: false },
});

function byKey<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, T> {
  const map = new Map<string, T>();
  for (const item of items) map.set(keyOf(item), item);
  return map;
}
