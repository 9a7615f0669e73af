// What placing one instance of an app, or one attempt of a job, asks for.
import type { Scalars } from '../model/resources/amounts.ts';
import type { Claim } from '../model/resources/takeable.ts';
import type { PlacementConstraint, TaskSpec, Tier } from '../model/wanted.ts';
import type { PlaceRequest } from './misfit.ts';

/** What one task takes, its own volumes included, in 1/1000. */
export function scalarsOf({ task }: { readonly task: TaskSpec }): Scalars {
  const ownMib = (task.volumes ?? []).map(({ source }) =>
    source.kind === 'persistent' ? source.sizeMib : 0,
  );
  return withDisk(
    task,
    ownMib.reduce((sum, mib) => sum + mib, task.diskMib),
  );
}

/** The same without its volumes. */
export const taskScalarsOf = (task: TaskSpec): Scalars => withDisk(task, task.diskMib);

function withDisk({ cpusMilli, memoryMib }: TaskSpec, diskMib: number): Scalars {
  const scalars: Record<string, number> = { cpus: cpusMilli, mem: memoryMib * 1000 };
  if (diskMib > 0) scalars.disk = diskMib * 1000;
  return scalars;
}

/** As what it takes that; undefined: as any task of its role. */
export const claimOf = ({ tier }: { readonly tier?: Tier }): Claim | undefined =>
  tier === undefined ? undefined : { tier };

interface Placeable {
  readonly task: TaskSpec;
  readonly placement: readonly PlacementConstraint[];
  readonly instances?: number;
}

export function requestOf(spec: Placeable, instances = spec.instances ?? 1): PlaceRequest {
  return {
    scalars: scalarsOf(spec),
    ports: spec.task.ports,
    constraints: spec.placement,
    instances,
  };
}
