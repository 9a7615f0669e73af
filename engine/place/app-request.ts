// What placing one instance of an app asks for.
import type { Scalars } from '../model/resources.ts';
import type { AppSpec } from '../model/wanted.ts';
import type { PlaceRequest } from './misfit.ts';

/** What one task of the app takes, in 1/1000. */
export function scalarsOf(spec: AppSpec): Scalars {
  const { cpusMilli, memoryMib, diskMib } = spec.task;
  const scalars: Record<string, number> = { cpus: cpusMilli, mem: memoryMib * 1000 };
  if (diskMib > 0) scalars.disk = diskMib * 1000;
  return scalars;
}

export function requestOf(spec: AppSpec, instances = spec.instances): PlaceRequest {
  return {
    scalars: scalarsOf(spec),
    ports: spec.task.ports,
    constraints: spec.placement,
    instances,
  };
}
