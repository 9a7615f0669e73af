// What placing one instance of an app, or one attempt of a job, asks for.
import type { Scalars } from '../model/resources/amounts.ts';
import type { PlacementConstraint, TaskSpec } from '../model/wanted.ts';
import type { PlaceRequest } from './misfit.ts';

/** What one task takes, in 1/1000. */
export function scalarsOf(spec: { readonly task: TaskSpec }): Scalars {
  const { cpusMilli, memoryMib, diskMib } = spec.task;
  const scalars: Record<string, number> = { cpus: cpusMilli, mem: memoryMib * 1000 };
  if (diskMib > 0) scalars.disk = diskMib * 1000;
  return scalars;
}

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
