// What must be there for the guarantees of a tree of roles. A guarantee is met by whatever stands
// below its role, so for each resource a role needs the larger of what its own guarantee lacks and
// the sum of what its children need; never less than nothing. A role that only stands between
// others, without a Quota, needs what its children do.
import type { Role } from '../ids.ts';
import type { Scalars } from '../resources/amounts.ts';
import { parentRole, rolesUp } from './role-path.ts';

export interface Guaranteed {
  readonly role: Role;
  /** By the cluster's resource names, in 1/1000; absent: none. */
  readonly guarantee?: Scalars;
}

export interface RoleNeeds {
  /** Of each role with a guarantee, and of each above one. */
  readonly byRole: ReadonlyMap<Role, Scalars>;
  /** Of a role's children together: what its own guarantee is compared with. */
  readonly below: ReadonlyMap<Role, Scalars>;
  /** Of the roles at the top together. */
  readonly total: Scalars;
}

type Sums = Record<string, number>;
const nothing: Scalars = {};

/** `consumed`: what a role has already, with all below it. */
export function roleNeeds(
  quotas: readonly Guaranteed[],
  consumed: (role: Role) => Scalars = () => nothing,
): RoleNeeds {
  const guarantees = new Map<Role, Scalars>();
  for (const { role, guarantee } of quotas) if (guarantee) guarantees.set(role, guarantee);
  const all = new Set([...guarantees.keys()].flatMap((role) => [...rolesUp(role)]));
  const byRole = new Map<Role, Scalars>();
  const below = new Map<Role, Sums>();
  const total: Sums = {};
  for (const role of [...all].sort(deepestFirst)) {
    const lack = lackOf(guarantees.get(role) ?? nothing, consumed(role));
    const need = larger(lack, below.get(role) ?? nothing);
    byRole.set(role, need);
    addTo(sumsAbove(role, below, total), need);
  }
  return { byRole, below, total };
}

const depth = (role: Role): number => role.split('/').length;

const deepestFirst = (a: Role, b: Role): number => depth(b) - depth(a) || (a < b ? -1 : 1);

function sumsAbove(role: Role, below: Map<Role, Sums>, total: Sums): Sums {
  const parent = parentRole(role);
  if (parent === undefined) return total;
  const sums = below.get(parent) ?? {};
  below.set(parent, sums);
  return sums;
}

function lackOf(guarantee: Scalars, consumed: Scalars): Scalars {
  const lack: Sums = {};
  for (const [name, milli] of Object.entries(guarantee))
    lack[name] = Math.max(0, milli - (consumed[name] ?? 0));
  return lack;
}

function larger(a: Scalars, b: Scalars): Scalars {
  const most: Sums = { ...a };
  for (const [name, milli] of Object.entries(b)) most[name] = Math.max(most[name] ?? 0, milli);
  return most;
}

function addTo(sums: Sums, more: Scalars): void {
  for (const [name, milli] of Object.entries(more)) sums[name] = (sums[name] ?? 0) + milli;
}
