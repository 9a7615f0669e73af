// Why is one that leaves its agent still there? The other side of `drainedStops` (decide.ts).
import { capacityOf } from './capacity.ts';
import { type InstanceView, isKept, isProven, isStaying } from './instance-view.ts';
import type { RollInput } from './roll-input.ts';

export type Stay =
  /** Nothing takes its place yet: its successor, where it has been started. */
  | { readonly kind: 'successor'; readonly successor?: InstanceView }
  /** Without it fewer would be healthy than must be. */
  | { readonly kind: 'minimum'; readonly healthy: number; readonly minHealthy: number };

type Asked = Pick<RollInput, 'instances' | 'policy' | 'isExclusive' | 'views'>;

export function whyStays(
  { instances, policy, isExclusive, views }: Asked,
  one: InstanceView,
): Stay {
  const kept = views.filter(isKept);
  const { minHealthy } = capacityOf(instances, policy, { isExclusive, hasLeaving: true });
  const minimum: Stay = { kind: 'minimum', healthy: kept.filter(isProven).length, minHealthy };
  if (isExclusive) return minimum;
  const successor = kept.find((view) => isStaying(view) && view.instance === one.instance);
  if (successor === undefined) return { kind: 'successor' };
  return isProven(successor) ? minimum : { kind: 'successor', successor };
}
