// Which instances may be started or stopped now (spec-language.md "Rolling, exactly"). One rule for
// first starts, scaling, upgrades and rollbacks: it looks at what is, not at what happened, so a
// restarted engine decides the same.
//
//   - A healthy old one is stopped only if minHealthy proven ones remain without it; an old one
//     that isn't healthy (recovering ones apart) at any time, and first.
//   - A new one starts while fewer than maxTotal exist and its slot holds at most one other, none
//     where it has volumes.
//   - `batch` bounds unproven replacements; additions only where the policy says so.
//   - One that leaves its agent (a drain) fills its slot until its successor is proven, and then
//     goes if minHealthy remain; with volumes, or not healthy, it goes first.
import type { TaskId } from '../model/ids.ts';
import { batchRoom } from './batch-room.ts';
import { type Capacity, capacityOf } from './capacity.ts';
import { type InstanceView, isKept, isPresent, isProven, isStaying } from './instance-view.ts';
import type { RollInput } from './roll-input.ts';

export interface RollStop {
  readonly taskId: TaskId;
  readonly why: 'replaced' | 'surplus' | 'drained';
}

export interface RollDecision {
  readonly stops: readonly RollStop[];
  /** Instance numbers to launch, ascending. */
  readonly starts: readonly number[];
  /** Slots in which an instance of the target version is kept and proven. */
  readonly proven: number;
  /** Old instances that still exist, stopping ones included. */
  readonly oldLeft: number;
  /** Kept instances that are to go from where they are. */
  readonly leaving: number;
  /** All wanted instances proven, no old one left, no surplus. */
  readonly isComplete: boolean;
}

export function decideRoll(input: RollInput): RollDecision {
  const kept = input.views.filter(isKept);
  const targets = kept.filter((view) => view.version === 'target');
  const olds = kept.filter((view) => view.version === 'old');
  const capacity = capacityFor(input);
  const healthy = new HealthyLeft(capacity.minHealthy, input.views);
  // Of those with volumes the highest numbers are too many, wherever they are.
  const staying = input.isExclusive ? targets : targets.filter(isStaying);
  const counted = input.canReplace ? staying : kept;
  const most = input.canReplace ? input.instances : capacity.maxTotal;
  const usual = [
    ...replacedStops(input, healthy, olds),
    ...surplusStops(input, healthy, { counted, most }),
  ];
  const stops = [...usual, ...drainedStops(input, healthy, without(kept, usual))];
  const left = without(kept, stops);
  const keptTargets = left.filter((view) => view.version === 'target');
  const proven = new Set(keptTargets.filter(isProven).map((view) => view.instance)).size;
  const oldLeft = input.views.filter((view) => view.version === 'old' && isPresent(view)).length;
  const isComplete =
    oldLeft === 0 &&
    proven >= input.instances &&
    keptTargets.filter(isStaying).length <= input.instances;
  const leaving = left.filter((view) => view.isLeaving).length;
  return { stops, starts: startsOf(input, capacity, left), proven, oldLeft, leaving, isComplete };
}

const capacityFor = ({ instances, policy, isExclusive, views }: RollInput): Capacity =>
  capacityOf(instances, policy, {
    isExclusive,
    // Those on their way out, too: told to stop, one changes nothing for its successor.
    hasLeaving: views.some((view) => isPresent(view) && view.isLeaving),
  });

function without(
  views: readonly InstanceView[],
  stops: readonly RollStop[],
): readonly InstanceView[] {
  const stopped = new Set(stops.map((stop) => stop.taskId));
  return views.filter((view) => !stopped.has(view.taskId));
}

/** What was last heard of one that isn't there counts for nothing. */
const isHealthy = (view: InstanceView): boolean =>
  view.standing === 'live' && (view.proof === 'proven' || view.proof === 'healthy');

/** Can be told to stop and be seen to end: not one whose agent has yet to say what runs. */
const isStoppable = (view: InstanceView): boolean => view.standing !== 'recovering';

/** Old ones whose place the target version is to take. */
function replacedStops(
  input: RollInput,
  healthy: HealthyLeft,
  olds: readonly InstanceView[],
): RollStop[] {
  if (!input.canReplace) return [];
  const room = batchRoom(input).stops;
  const order = inStopOrder(olds.filter(isStoppable), input.killSelection);
  return healthy.spare(order, room).map(({ taskId }) => ({ taskId, why: 'replaced' }));
}

/**
 * More of the target version than wanted: with volumes those of the highest numbers, whose data the
 * others don't need; while nothing may be replaced, more than may exist. One that is second in its
 * slot and too healthy to go yet is waited for: no other goes in its stead.
 */
function surplusStops(
  input: RollInput,
  healthy: HealthyLeft,
  { counted, most }: { readonly counted: readonly InstanceView[]; readonly most: number },
): RollStop[] {
  const stoppable = counted.filter(isStoppable);
  const order = input.isExclusive
    ? [...stoppable].sort((a, b) => b.instance - a.instance)
    : inStopOrder(stoppable, input.killSelection);
  const second = input.isExclusive ? [] : secondInSlot(order);
  const others = order.filter((view) => !second.includes(view));
  const surplus = Math.max(0, counted.length - second.length - most);
  const stopped = [...healthy.spare(second, second.length), ...healthy.spare(others, surplus)];
  return stopped.map(({ taskId }) => ({ taskId, why: 'surplus' }));
}

/**
 * Those beside one of the same version that fills their slot for good as well: a drain was taken
 * back when the successor was there already.
 */
function secondInSlot(order: readonly InstanceView[]): readonly InstanceView[] {
  const staying = order.filter((view) => view.version === 'target' && isStaying(view));
  const left = new Map(countBySlot(staying));
  return staying.filter(({ instance }) => {
    const count = left.get(instance) ?? 0;
    left.set(instance, count - 1);
    return count > 1;
  });
}

/**
 * Those that leave their agents: each once another is proven in its slot, or where none can be. The
 * other may be about to leave, too: then it is the one that is replaced.
 */
function drainedStops(
  input: RollInput,
  healthy: HealthyLeft,
  kept: readonly InstanceView[],
): RollStop[] {
  const leaving = kept.filter((view) => view.isLeaving && isStoppable(view));
  if (leaving.length === 0) return [];
  const perSlot = new Map(countBySlot(kept.filter(isProven)));
  const stops: RollStop[] = [];
  for (const view of inStopOrder(leaving, input.killSelection)) {
    const own = isProven(view) ? 1 : 0;
    const others = (perSlot.get(view.instance) ?? 0) - own;
    // Of more than are wanted, some need no successor.
    const slots = perSlot.size - (own > 0 && others === 0 ? 1 : 0);
    const isMissed = isHealthy(view) && others === 0 && slots < input.instances;
    if (isMissed && !input.isExclusive) continue;
    if (healthy.spare([view], 1).length === 0) continue;
    if (others > 0) perSlot.set(view.instance, others);
    else perSlot.delete(view.instance);
    stops.push({ taskId: view.taskId, why: 'drained' });
  }
  return stops;
}

/** Proven instances left after the stops decided so far: never fewer than minHealthy. */
class HealthyLeft {
  readonly #minHealthy: number;
  #left: number;

  constructor(minHealthy: number, views: readonly InstanceView[]) {
    this.#minHealthy = minHealthy;
    this.#left = views.filter((view) => isKept(view) && isProven(view)).length;
  }

  /** The first `most` of these that may go. */
  spare(views: readonly InstanceView[], most: number): readonly InstanceView[] {
    const spared: InstanceView[] = [];
    for (const view of views) {
      if (spared.length >= most) break;
      const without = this.#left - (isProven(view) ? 1 : 0);
      if (isHealthy(view) && without < this.#minHealthy) continue;
      this.#left = without;
      spared.push(view);
    }
    return spared;
  }
}

/** Marathon's order (5.4): unreachable, not healthy, those that leave, then by kill selection. */
function inStopOrder(
  views: readonly InstanceView[],
  selection: 'youngest-first' | 'oldest-first',
): readonly InstanceView[] {
  const sign = selection === 'youngest-first' ? -1 : 1;
  return [...views].sort(
    (a, b) =>
      stopRank(a) - stopRank(b) ||
      Number(b.isLeaving) - Number(a.isLeaving) ||
      sign * (a.launchedMs - b.launchedMs || a.instance - b.instance || a.launch - b.launch),
  );
}

function stopRank(view: InstanceView): number {
  if (view.standing === 'unreachable') return 0;
  switch (view.proof) {
    case 'unhealthy':
      return 1;
    case 'pending':
      return 2;
    case 'healthy':
      return 3;
    case 'proven':
      return 4;
  }
}

function startsOf(
  input: RollInput,
  capacity: Capacity,
  left: readonly InstanceView[],
): readonly number[] {
  const present = input.views.filter(isPresent);
  // While nothing may be replaced, an old one fills its slot as well as any.
  const kept = left.filter(
    (view) => isStaying(view) && (!input.canReplace || view.version === 'target'),
  );
  const taken = new Set(kept.map((view) => view.instance));
  const need = input.instances - (input.canReplace ? taken.size : kept.length);
  // One that is told to go now, a drained one too, has begun its replacement.
  const { starts: batch } = batchRoom({ ...input, views: left });
  const room = Math.min(need, capacity.maxTotal - present.length, batch);
  if (room <= 0) return [];
  const perSlot = countBySlot(present);
  const most = input.isExclusive ? 0 : 1;
  const starts: number[] = [];
  for (let slot = 0; slot < input.instances && starts.length < room; slot += 1)
    if (!taken.has(slot) && (perSlot.get(slot) ?? 0) <= most) starts.push(slot);
  return starts;
}

function countBySlot(views: readonly InstanceView[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const view of views) counts.set(view.instance, (counts.get(view.instance) ?? 0) + 1);
  return counts;
}
