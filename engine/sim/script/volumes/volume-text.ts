// Volumes and their mounts, as people commit them.
import { type Yaml, yamlText } from '../yaml-text.ts';
import type { MountPlan, VolumePlan } from './volume-plan.ts';

export const volumePath = (name: string): string => `volumes${name}.yaml`;

export const volumeText = ({ name, role, sizeMib }: VolumePlan): string =>
  yamlText({
    apiVersion: 'meridian/v1',
    kind: 'Volume',
    metadata: { name },
    spec: { role: role === '*' ? undefined : role, size: `${sizeMib}MiB` },
  });

/** Undefined: none. */
export const mountsText = (mounts: readonly MountPlan[] = []): Yaml | undefined =>
  mounts.length === 0
    ? undefined
    : mounts.map((one) =>
        'volume' in one
          ? { path: one.path, volume: one.volume }
          : { path: one.path, persistent: `${one.sizeMib}MiB` },
      );
