// Quotas as mesos.md 1.5 and 1.9 and the allocator's README say them, summed up from all holdings.
import type { RoleQuota } from '../../../engine/allocate/offer-allocator.ts';
import type { Role } from '../../../engine/model/ids.ts';
import type { Scalars } from '../../../engine/model/resources/amounts.ts';
import { quantitiesOf } from '../../../engine/model/resources/bundle.ts';
import { reservedFor } from '../../../engine/model/resources/resource.ts';
import { firmQuantities, freeOn, owedOn, type SlowWorld } from './slow-world.ts';

export interface SlowQuotas {
  readonly quotas: ReadonlyMap<Role, RoleQuota>;
  /** By role: reserved for it and those below, or once so and held still; and taken of the rest. */
  readonly consumed: ReadonlyMap<Role, Scalars>;
}

/** The role and those above it, from the bottom. */
const chainOf = (role: Role): readonly Role[] =>
  role.split('/').map((_, at, parts) => parts.slice(0, parts.length - at).join('/') as Role);

const none: Scalars = {};

export function sumInto(sums: Record<string, number>, more: Scalars): void {
  for (const name in more) sums[name] = (sums[name] ?? 0) + (more[name] ?? 0);
}

export function quotasOf(world: SlowWorld): SlowQuotas {
  const consumed = new Map<Role, Record<string, number>>();
  const count = (role: Role, quantities: Scalars): void => {
    for (const above of chainOf(role)) {
      const sums = consumed.get(above) ?? {};
      consumed.set(above, sums);
      sumInto(sums, quantities);
    }
  };
  for (const [id, { info }] of world.agents)
    for (const resource of [...info.total, ...owedOn(world, id)]) {
      const owner = reservedFor(resource);
      if (owner !== undefined && resource.revocable === undefined)
        count(owner, quantitiesOf([resource]));
    }
  for (const { role, bundle } of world.holdings) count(role, firmQuantities(bundle));
  return { quotas: world.quotas, consumed };
}

/** What guarantees can be met from: free on active agents, neither reserved nor revocable. */
export function firmFreeOf(world: SlowWorld): Scalars {
  const sums: Record<string, number> = {};
  for (const [id, { isActive }] of world.agents)
    if (isActive) sumInto(sums, firmQuantities(freeOn(world, id)));
  return sums;
}

/** The same with that much more taken by the role. */
export function afterTaking(before: SlowQuotas, role: Role, taken: Scalars): SlowQuotas {
  const consumed = new Map(before.consumed);
  for (const above of chainOf(role)) {
    const sums = { ...consumed.get(above) };
    sumInto(sums, taken);
    consumed.set(above, sums);
  }
  return { ...before, consumed };
}

function lackOf({ quotas, consumed }: SlowQuotas, role: Role, name: string): number {
  const promised = quotas.get(role)?.guarantee[name] ?? 0;
  return Math.max(0, promised - (consumed.get(role)?.[name] ?? 0));
}

/** Roles right below this one that are promised anything, or have such below. */
function childrenOf({ quotas }: SlowQuotas, above: Role | ''): readonly Role[] {
  const depth = above === '' ? 1 : above.split('/').length + 1;
  const all = [...quotas.keys()].flatMap((role) => chainOf(role));
  return [...new Set(all)].filter(
    (role) => role.split('/').length === depth && (above === '' || role.startsWith(`${above}/`)),
  );
}

/** The larger of what it lacks and what its children need. */
function needOf(state: SlowQuotas, role: Role, name: string): number {
  return Math.max(lackOf(state, role, name), neededBelow(state, role, name));
}

const neededBelow = (state: SlowQuotas, above: Role | '', name: string): number =>
  childrenOf(state, above).reduce((sum, child) => sum + needOf(state, child, name), 0);

const promisedNames = ({ quotas }: SlowQuotas): readonly string[] => [
  ...new Set([...quotas.values()].flatMap(({ guarantee }) => Object.keys(guarantee))),
];

/** What must stay free; what is 0 isn't there. */
export function requiredOf(state: SlowQuotas): Scalars {
  const required: Record<string, number> = {};
  for (const name of promisedNames(state)) {
    const needed = neededBelow(state, '', name);
    if (needed > 0) required[name] = needed;
  }
  return required;
}

/**
 * What it may have for the sake of a guarantee: its own, or of one above it that doesn't need it
 * for others below.
 */
export function claimOf(state: SlowQuotas, role: Role): Scalars {
  const claims: Record<string, number> = {};
  for (const name of promisedNames(state)) {
    let [most, below, others] = [0, 0, 0];
    for (const at of chainOf(role)) {
      others += neededBelow(state, at, name) - below;
      most = Math.max(most, lackOf(state, at, name) - others);
      below = needOf(state, at, name);
    }
    if (most > 0) claims[name] = most;
  }
  return claims;
}

/** What its limit and those above it leave; names without a limit aren't there. */
export function roomOf({ quotas, consumed }: SlowQuotas, role: Role): Scalars {
  const room: Record<string, number> = {};
  for (const at of chainOf(role)) {
    const { limit } = quotas.get(at) ?? { limit: none };
    for (const name in limit) {
      const left = Math.max(0, (limit[name] ?? 0) - (consumed.get(at)?.[name] ?? 0));
      room[name] = Math.min(room[name] ?? Number.POSITIVE_INFINITY, left);
    }
  }
  return room;
}
