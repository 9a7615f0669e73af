// How many instances must stay healthy and how many may exist while an app rolls, in integers of
// 1/1000 (spec-language.md "Rolling, exactly"; Marathon's TaskReplaceActor, marathon.md 5.5).
import type { UpdatePolicy } from '../model/wanted.ts';

export interface Capacity {
  /** Instances, of both versions, that must stay healthy and ready. */
  readonly minHealthy: number;
  /** Instances, of both versions, that may exist. */
  readonly maxTotal: number;
}

/**
 * `minHealthy = ceil(N x minimumHealth)`, `maxTotal = floor(N x (1 + maximumOver))`; where both are
 * equal maxTotal is one more, or nothing could ever be replaced; with volumes, which an instance
 * and its successor can't both have, minHealthy is one less.
 */
export function capacityOf(instances: number, policy: UpdatePolicy, isExclusive = false): Capacity {
  const minHealthy = Math.ceil((instances * policy.minimumHealthMilli) / 1000);
  const maxTotal = Math.floor((instances * (1000 + policy.maximumOverMilli)) / 1000);
  if (isExclusive) {
    const spared = Math.max(0, instances - 1);
    return { minHealthy: Math.min(minHealthy, spared), maxTotal: instances };
  }
  return { minHealthy, maxTotal: minHealthy === maxTotal ? maxTotal + 1 : maxTotal };
}
