// What the revision is compared with, in one shape: applied objects by name, and what is there of
// each app. Against a base every app is taken to run in full.
import type {
  AppSpec,
  ClusterSpec,
  GroupSpec,
  Origin,
  QuotaSpec,
  Wanted,
} from '../model/wanted.ts';
import type { Standing } from './effect.ts';
import type { Against } from './plan-input.ts';
import type { Snapshot, SnapshotWait } from './snapshot.ts';

/** A `SnapshotApp` is one. */
export interface BaseApp {
  readonly name: string;
  /** Absent while a deleted app is being stopped. */
  readonly spec?: AppSpec;
  readonly origin?: Origin;
  readonly instances: readonly Standing[];
  readonly waits: readonly SnapshotWait[];
}

export interface BaseObject<T> {
  readonly spec: T;
  readonly origin?: Origin;
}

export interface Base {
  readonly apps: ReadonlyMap<string, BaseApp>;
  readonly groups: ReadonlyMap<string, BaseObject<GroupSpec>>;
  /** By role. */
  readonly quotas: ReadonlyMap<string, BaseObject<QuotaSpec>>;
  readonly cluster: ClusterSpec | undefined;
}

export function baseOf(against: Against): Base {
  switch (against.kind) {
    case 'empty':
      return { apps: new Map(), groups: new Map(), quotas: new Map(), cluster: undefined };
    case 'base':
      return revisionBase(against.wanted);
    case 'engine':
      return snapshotBase(against.snapshot);
  }
}

const revisionBase = ({ apps, groups, quotas, cluster }: Wanted): Base => ({
  apps: byKey(apps.map(inFull), ({ name }) => name),
  groups: byKey(groups, ({ spec }) => spec.name),
  quotas: byKey(quotas, ({ spec }) => spec.role),
  cluster,
});

const snapshotBase = ({ apps, groups, quotas, cluster }: Snapshot): Base => ({
  apps: byKey(apps, ({ name }) => name),
  groups: new Map(groups.map((spec) => [spec.name, { spec }])),
  quotas: new Map(quotas.map((spec) => [spec.role, { spec }])),
  cluster,
});

const inFull = ({ spec, origin }: Wanted['apps'][number]): BaseApp => ({
  ...{ name: spec.name, spec, origin, waits: [] },
  instances: [{ taskDigest: spec.taskDigest, total: spec.instances }],
});

function byKey<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, T> {
  const map = new Map<string, T>();
  for (const item of items) map.set(keyOf(item), item);
  return map;
}
