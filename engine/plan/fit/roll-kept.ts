// One app with volumes gone through in thought: instance by instance, the old one is stopped before
// the new one starts, since both can't have its volumes, and what is made already says where it
// goes. While it is stopped, all that it takes is kept for it.
import type { AgentId } from '../../model/ids.ts';
import type { AppSpec } from '../../model/wanted.ts';
import { capacityOf } from '../../roll/capacity.ts';
import type { SnapshotInstances } from '../snapshot.ts';
import type { FitRoom, Live } from './fit-room.ts';
import type { KeptMisfit } from './kept-misfit.ts';
import { expand, type Rolled } from './roll-in-thought.ts';

interface Slot {
  readonly instance: number;
  /** Agents that have its volumes. */
  readonly agents: readonly AgentId[];
  live: Live | undefined;
}

export interface KeptRolled extends Rolled {
  /** Why the first one that fits nowhere can't go where its volumes are. */
  readonly misfit?: KeptMisfit;
}

export function rollKept(
  room: FitRoom,
  spec: AppSpec,
  instances: readonly SnapshotInstances[],
): KeptRolled {
  const all = instances.flatMap((group) => expand(group, group.taskDigest === spec.taskDigest));
  const { slots, surplus } = slotsOf(room, spec, all);
  for (const live of surplus) room.stop(live);
  const { minHealthy } = capacityOf(spec.instances, spec.update, { isExclusive: true });
  const result = { placed: 0, missing: 0, unjudged: 0 };
  let misfit: KeptMisfit | undefined;
  for (const slot of slots) {
    const { live } = slot;
    if (live?.isTarget === true) continue;
    if (room.isSpent) result.unjudged += 1;
    else if (live !== undefined && !mayStop(live, slots, minHealthy)) result.missing += 1;
    else {
      const placed = placeIn(room, spec, slot, slots);
      if (placed.kind === 'placed') result.placed += 1;
      else result.missing += 1;
      if (placed.kind === 'misfit') misfit ??= placed.misfit;
    }
  }
  const lives = slots.flatMap(({ live }) => live ?? []);
  return { ...result, lives, ...(misfit === undefined ? {} : { misfit }) };
}

/** Which instance runs where isn't told: each is taken for one that has its volumes there. */
function slotsOf(room: FitRoom, spec: AppSpec, all: readonly Live[]) {
  const slots = Array.from(
    { length: spec.instances },
    (_, instance): Slot => ({
      instance,
      agents: room.needs.agentsFor(spec, instance),
      live: undefined,
    }),
  );
  const surplus: Live[] = [];
  for (const live of [...all].sort((a, b) => Number(b.isTarget) - Number(a.isTarget))) {
    const empty = slots.filter((slot) => slot.live === undefined);
    const slot =
      empty.find(({ agents }) => agents.includes(live.agentId)) ??
      empty.find(({ agents }) => agents.length === 0) ??
      empty[0];
    if (slot === undefined) surplus.push(live);
    else slot.live = live;
  }
  return { slots, surplus };
}

function mayStop(live: Live, slots: readonly Slot[], minHealthy: number): boolean {
  if (!live.isHealthy) return true;
  return slots.filter((slot) => slot.live?.isHealthy === true).length - 1 >= minHealthy;
}

type Placed =
  | { readonly kind: 'placed' }
  | { readonly kind: 'nowhere' }
  | { readonly kind: 'misfit'; readonly misfit: KeptMisfit };

function placeIn(room: FitRoom, spec: AppSpec, slot: Slot, slots: readonly Slot[]): Placed {
  const { instance, agents, live: old } = slot;
  if (old !== undefined) room.stop(old);
  slot.live = undefined;
  const counts = room.countsOf(slots.flatMap(({ live }) => live ?? []));
  if (agents.length === 0) {
    slot.live = room.place(spec, instance, counts);
    return { kind: slot.live === undefined ? 'nowhere' : 'placed' };
  }
  // What its old instance had is in the room again; what stood idle is kept for it alone.
  const isIdle = old === undefined && room.needs.isSlotKept(spec, instance);
  if (!isIdle && room.limitRefusal(spec) !== undefined) return { kind: 'nowhere' };
  const live = room.placeAt(spec, { who: `instance ${instance}`, agents, isIdle });
  if (live.kind === 'misfit') return live;
  slot.live = live.live;
  return { kind: 'placed' };
}
