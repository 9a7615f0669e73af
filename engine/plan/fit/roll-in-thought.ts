// One app's rollout gone through in thought, by the rules that the engine will follow: a new
// instance while fewer than maxTotal exist and it fits; else an old one is stopped, if minHealthy
// healthy ones remain without it; else it is stuck, and what is missing doesn't fit. Instances
// of the wanted task are taken to become healthy.
import type { AppSpec } from '../../model/wanted.ts';
import { capacityOf } from '../../roll/capacity.ts';
import type { SnapshotInstances } from '../snapshot.ts';
import type { FitRoom, Live } from './fit-room.ts';

export interface Rolled {
  readonly placed: number;
  /** Instances that fit nowhere. */
  readonly missing: number;
  /** Instances that weren't tried: the bound of what is tried was reached. */
  readonly unjudged: number;
  /** What there is of the app where it ended or got stuck. */
  readonly lives: readonly Live[];
}

export function rollInThought(
  room: FitRoom,
  spec: AppSpec,
  instances: readonly SnapshotInstances[],
): Rolled {
  const { minHealthy, maxTotal } = capacityOf(spec.instances, spec.update);
  const all = instances.flatMap((group) => expand(group, group.taskDigest === spec.taskDigest));
  const targets = all.filter(({ isTarget }) => isTarget);
  for (const surplus of targets.splice(spec.instances)) room.stop(surplus);
  const olds = inStopOrder(all);
  const missing = (): number => spec.instances - targets.length;
  const kept = targets.length;
  let counts = room.countsOf([...targets, ...olds]);
  while (missing() > 0 && !room.isSpent) {
    const hasRoom = targets.length + olds.length < maxTotal;
    const live = hasRoom ? room.place(spec, targets.length, counts) : undefined;
    if (live !== undefined) {
      targets.push(live);
      continue;
    }
    const [next] = olds;
    if (next === undefined || !mayStop(next, [...targets, ...olds], minHealthy)) break;
    olds.shift();
    room.stop(next);
    counts = room.countsOf([...targets, ...olds]);
  }
  const unjudged = room.isSpent ? missing() : 0;
  if (missing() === 0) for (const old of olds.splice(0)) room.stop(old);
  const lives = [...targets, ...olds];
  return { placed: targets.length - kept, missing: missing() - unjudged, unjudged, lives };
}

/** Unhealthy ones go first. */
const inStopOrder = (all: readonly Live[]): Live[] =>
  all.filter(({ isTarget }) => !isTarget).sort((a, b) => Number(a.isHealthy) - Number(b.isHealthy));

function mayStop(next: Live, all: readonly Live[], minHealthy: number): boolean {
  if (!next.isHealthy) return true;
  return all.filter(({ isHealthy }) => isHealthy).length - 1 >= minHealthy;
}

/** The instances of a group, one by one, each with its part of the ports. */
export function expand(group: SnapshotInstances, isTarget: boolean): Live[] {
  const { agentId, role, scalars, total, healthy, ports } = group;
  const each = total === 0 ? 0 : Math.ceil(ports.length / total);
  return Array.from({ length: total }, (_, index) => ({
    ...{ agentId, role, scalars, isTarget },
    ports: ports.slice(index * each, (index + 1) * each),
    isHealthy: isTarget || index < healthy,
  }));
}
