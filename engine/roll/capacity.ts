// How many instances must stay healthy and how many may exist while an app rolls, in integers of
// 1/1000 (spec-language.md "Rolling, exactly"; Marathon's TaskReplaceActor, marathon.md 5.5).
import type { UpdatePolicy } from '../model/wanted.ts';

export interface Capacity {
  /** Instances, of both versions, that must stay healthy and ready. */
  readonly minHealthy: number;
  /** Instances, of both versions, that may exist. */
  readonly maxTotal: number;
}

interface Needs {
  /** It has volumes, which an instance and its successor can't both have. */
  readonly isExclusive?: boolean;
  /** Instances leave their agents. */
  readonly hasLeaving?: boolean;
}

/**
 * `minHealthy = ceil(N x minimumHealth)`, `maxTotal = floor(N x (1 + maximumOver))`; where both are
 * equal maxTotal is one more, or nothing could ever be replaced; with volumes minHealthy
 * is one less. One that leaves its agent is replaced before it is stopped, so there is room for one
 * more then, whatever the policy says.
 */
export function capacityOf(
  instances: number,
  policy: UpdatePolicy,
  { isExclusive = false, hasLeaving = false }: Needs = {},
): Capacity {
  const minHealthy = Math.ceil((instances * policy.minimumHealthMilli) / 1000);
  const maxTotal = Math.floor((instances * (1000 + policy.maximumOverMilli)) / 1000);
  if (isExclusive) {
    const spared = Math.max(0, instances - 1);
    return { minHealthy: Math.min(minHealthy, spared), maxTotal: instances };
  }
  if (minHealthy === maxTotal) return { minHealthy, maxTotal: maxTotal + 1 };
  return { minHealthy, maxTotal: hasLeaving ? Math.max(maxTotal, instances + 1) : maxTotal };
}
