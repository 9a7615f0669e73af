// What becomes of an app's instances. What runs the wanted task stays, whatever commit it came from
// (same digest, same instance); of the rest as many as are missing are replaced, the others go.
import type { Digest } from '../model/ids.ts';
import type { AppSpec } from '../model/wanted.ts';

/** Instances that are there, by the task they run. */
export interface Standing {
  readonly taskDigest: Digest;
  readonly total: number;
}

export interface Effect {
  readonly create: number;
  readonly destroy: number;
  readonly replace: number;
  readonly keep: number;
}

export const noEffect: Effect = { create: 0, destroy: 0, replace: 0, keep: 0 };

export function effectOf(standing: readonly Standing[], wanted: AppSpec | undefined): Effect {
  const all = standing.reduce((sum, { total }) => sum + total, 0);
  if (wanted === undefined) return { ...noEffect, destroy: all };
  const same = standing
    .filter(({ taskDigest }) => taskDigest === wanted.taskDigest)
    .reduce((sum, { total }) => sum + total, 0);
  const keep = Math.min(same, wanted.instances);
  const missing = wanted.instances - keep;
  const replace = Math.min(all - same, missing);
  return { keep, replace, create: missing - replace, destroy: all - keep - replace };
}
