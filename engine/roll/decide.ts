// Which instances may be started or stopped now (spec-language.md "Rolling, exactly"). One rule for
// first starts, scaling, upgrades and rollbacks: it looks at what is, not at what happened, so a
// restarted engine decides the same.
//
//   - A healthy old one is stopped only if minHealthy proven ones remain without it; an old one
//     that isn't healthy (recovering ones apart) at any time, and first.
//   - A new one starts while fewer than maxTotal exist and its slot holds at most one other, none
//     where it has volumes.
//   - `batch` bounds unproven replacements; additions only where the policy says so.
import type { TaskId } from '../model/ids.ts';
import { batchRoom } from './batch-room.ts';
import { type Capacity, capacityOf } from './capacity.ts';
import { type InstanceView, isKept, isPresent, isProven } from './instance-view.ts';
import type { RollInput } from './roll-input.ts';

export interface RollStop {
  readonly taskId: TaskId;
  readonly why: 'replaced' | 'surplus';
}

export interface RollDecision {
  readonly stops: readonly RollStop[];
  /** Instance numbers to launch, ascending. */
  readonly starts: readonly number[];
  /** Kept instances of the target version that are proven. */
  readonly proven: number;
  /** Old instances that still exist, stopping ones included. */
  readonly oldLeft: number;
  /** All wanted instances proven, no old one left, no surplus. */
  readonly isComplete: boolean;
}

export function decideRoll(input: RollInput): RollDecision {
  const capacity = capacityOf(input.instances, input.policy, input.isExclusive);
  const targets = input.views.filter((view) => view.version === 'target' && isKept(view));
  const olds = input.views.filter((view) => view.version === 'old' && isKept(view));
  const healthy = new HealthyLeft(capacity.minHealthy, input.views);
  const counted = input.canReplace ? targets : [...targets, ...olds];
  const stops = [...replacedStops(input, healthy, olds), ...surplusStops(input, healthy, counted)];
  const stopped = new Set(stops.map((stop) => stop.taskId));
  const keptTargets = targets.filter((view) => !stopped.has(view.taskId));
  const proven = keptTargets.filter((view) => isProven(view)).length;
  const oldLeft = input.views.filter((view) => view.version === 'old' && isPresent(view)).length;
  const keptOlds = olds.filter((view) => !stopped.has(view.taskId));
  const starts = startsOf(input, capacity, [keptTargets, keptOlds]);
  const isComplete =
    oldLeft === 0 && proven >= input.instances && keptTargets.length === input.instances;
  return { stops, starts, proven, oldLeft, isComplete };
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
 * others don't need; while nothing may be replaced, more than may exist. */
function surplusStops(
  input: RollInput,
  healthy: HealthyLeft,
  counted: readonly InstanceView[],
): RollStop[] {
  const { maxTotal } = capacityOf(input.instances, input.policy, input.isExclusive);
  const most = input.canReplace ? input.instances : maxTotal;
  const surplus = Math.max(0, counted.length - most);
  const stoppable = counted.filter(isStoppable);
  const order = input.isExclusive
    ? [...stoppable].sort((a, b) => b.instance - a.instance)
    : inStopOrder(stoppable, input.killSelection);
  return healthy.spare(order, surplus).map(({ taskId }) => ({ taskId, why: 'surplus' }));
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

/** Marathon's order (5.4): unreachable, then not healthy, then by kill selection. */
function inStopOrder(
  views: readonly InstanceView[],
  selection: 'youngest-first' | 'oldest-first',
): readonly InstanceView[] {
  const sign = selection === 'youngest-first' ? -1 : 1;
  return [...views].sort(
    (a, b) =>
      stopRank(a) - stopRank(b) ||
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
  [keptTargets, keptOlds]: readonly [readonly InstanceView[], readonly InstanceView[]],
): readonly number[] {
  const present = input.views.filter(isPresent);
  // While nothing may be replaced, an old one fills its slot as well as any.
  const kept = input.canReplace ? keptTargets : [...keptTargets, ...keptOlds];
  const need = input.instances - kept.length;
  const room = Math.min(need, capacity.maxTotal - present.length, batchRoom(input).starts);
  if (room <= 0) return [];
  const taken = new Set(kept.map((view) => view.instance));
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
