// Quotas of roles (mesos.md 1.5 step 1, 1.9), for every level of the tree and stricter than Mesos:
// what a role takes counts for each role above it, and the limit of each of these binds it too. A
// guarantee is met by whoever is below it. Kept free for a role is the larger of what its own
// guarantee lacks and the sum of what its children need.
import type { Role } from '../../model/ids.ts';
import type { Scalars } from '../../model/resources/amounts.ts';
import type { RoleQuota } from '../offer-allocator.ts';
import { RoleNode } from './role-node.ts';

const nobody: readonly RoleNode[] = [];

export class QuotaBook {
  readonly #nodes = new Map<Role, RoleNode>();
  /** Needs of the roles at the top. */
  readonly #required: Record<string, number> = {};
  readonly #minAllocatable: readonly Scalars[];
  readonly #toggled = new Set<RoleNode>();
  #guarantees = 0;

  /** What makes an offer worth making: a role whose limit leaves less is full. */
  constructor(minAllocatable: readonly Scalars[]) {
    this.#minAllocatable = minAllocatable;
  }

  get hasGuarantees(): boolean {
    return this.#guarantees > 0;
  }

  /** Some guarantee isn't met. */
  get isRequired(): boolean {
    return isAny(this.#required);
  }

  /** What must stay free for guarantees that aren't met (required headroom). By name, none is 0. */
  get required(): Scalars {
    return this.#required;
  }

  setQuota(role: Role, quota: RoleQuota): void {
    const node = this.node(role);
    const had = isAny(node.quota.guarantee);
    node.quota = quota;
    this.#guarantees += Number(isAny(quota.guarantee)) - Number(had);
    this.#refresh(node);
  }

  /** Of an agent's total, for the role. */
  reserve(role: Role, quantities: Scalars, sign: 1 | -1): void {
    this.#count(role, quantities, sign, 'reserved');
  }

  /** Of what is neither reserved nor revocable. */
  use(role: Role, quantities: Scalars, sign: 1 | -1): void {
    this.#count(role, quantities, sign, 'used');
  }

  #count(role: Role, quantities: Scalars, sign: 1 | -1, kind: 'reserved' | 'used'): void {
    const node = this.node(role);
    for (let at: RoleNode | undefined = node; at; at = at.parent) {
      const sums = at[kind];
      for (const name in quantities)
        sums[name] = (sums[name] ?? 0) + sign * (quantities[name] ?? 0);
    }
    this.#refresh(node);
  }

  /** Whether anything may be given to the role for the sake of a guarantee. */
  isUnmet(role: Role): boolean {
    for (let at: RoleNode | undefined = this.node(role); at; at = at.parent)
      if (at.isUnmet) return isAny(this.unmet(role));
    return false;
  }

  /** Anything is reserved for the role itself or one above it, or for one below these. */
  hasReserved(role: Role): boolean {
    for (let at: RoleNode | undefined = this.node(role); at; at = at.parent)
      for (const name in at.reserved) if ((at.reserved[name] ?? 0) > 0) return true;
    return false;
  }

  /**
   * What may be given to the role for the sake of a guarantee: its own, or of one above it as far
   * as that one doesn't need it for others below it.
   */
  unmet(role: Role): Scalars {
    const most: Record<string, number> = {};
    const others: Record<string, number> = {};
    let below: Scalars = {};
    for (let at: RoleNode | undefined = this.node(role); at; at = at.parent) {
      for (const name in at.childrenNeed)
        others[name] = (others[name] ?? 0) + (at.childrenNeed[name] ?? 0) - (below[name] ?? 0);
      for (const name in at.quota.guarantee)
        raise(most, name, at.unmet(name) - (others[name] ?? 0));
      below = at.need;
    }
    return most;
  }

  /** What its limit and those above it leave, of the names that are limited. */
  room(role: Role): Scalars {
    const least: Record<string, number> = {};
    for (let at: RoleNode | undefined = this.node(role); at; at = at.parent)
      for (const name in at.quota.limit)
        least[name] = Math.min(least[name] ?? Number.POSITIVE_INFINITY, at.room(name));
    return least;
  }

  /** Of the role and those above it, the nearest whose limit is in the way of so much more. */
  limiting(role: Role, firm: Scalars): RoleNode | undefined {
    for (let at: RoleNode | undefined = this.node(role); at; at = at.parent)
      for (const name in firm) if ((firm[name] ?? 0) > at.room(name)) return at;
    return undefined;
  }

  /** Whose own guarantee isn't met, by name. */
  unmetRoles(): readonly Role[] {
    const unmet = [...this.#nodes.values()].filter(({ isUnmet }) => isUnmet);
    return unmet.map(({ role }) => role).sort();
  }

  hasLimit(role: Role): boolean {
    for (let at: RoleNode | undefined = this.node(role); at; at = at.parent)
      if (isAny(at.quota.limit)) return true;
    return false;
  }

  /** The limit of the role, or of one above it, leaves nothing worth an offer. */
  isFull(role: Role): boolean {
    for (let at: RoleNode | undefined = this.node(role); at; at = at.parent)
      if (at.isFull) return true;
    return false;
  }

  /** Roles that became full, or no longer are, since this was asked last. */
  takeToggled(): readonly RoleNode[] {
    if (this.#toggled.size === 0) return nobody;
    const toggled = [...this.#toggled];
    this.#toggled.clear();
    return toggled;
  }

  node(role: Role): RoleNode {
    let node = this.#nodes.get(role);
    if (node === undefined) {
      const slash = role.lastIndexOf('/');
      const parent = slash === -1 ? undefined : this.node(role.slice(0, slash) as Role);
      node = new RoleNode(role, parent);
      parent?.children.push(node);
      this.#nodes.set(role, node);
    }
    return node;
  }

  #refresh(from: RoleNode): void {
    for (let at: RoleNode | undefined = from; at; at = at.parent) {
      this.#refreshNeed(at);
      const isFull = isAny(at.quota.limit) && this.#leavesNothing(at);
      if (isFull === at.isFull) continue;
      at.isFull = isFull;
      this.#toggled.add(at);
    }
  }

  /** With no minimum anything is worth an offer: ports and the like are never limited. */
  #leavesNothing(node: RoleNode): boolean {
    const minimums = this.#minAllocatable;
    return minimums.length > 0 && minimums.every((least) => lacks(node, least));
  }

  #refreshNeed(node: RoleNode): void {
    const before = node.need;
    if (!isAny(before) && !isAny(node.quota.guarantee) && !isAny(node.childrenNeed)) return;
    const need: Record<string, number> = {};
    node.isUnmet = false;
    for (const name in node.childrenNeed) raise(need, name, node.childrenNeed[name] ?? 0);
    for (const name in node.quota.guarantee) {
      const lack = node.unmet(name);
      raise(need, name, lack);
      if (lack > 0) node.isUnmet = true;
    }
    node.need = need;
    const above = node.parent?.childrenNeed ?? this.#required;
    for (const name in before) lower(above, name, before[name] ?? 0);
    for (const name in need) above[name] = (above[name] ?? 0) + (need[name] ?? 0);
  }
}

function raise(target: Record<string, number>, name: string, value: number): void {
  if (value > (target[name] ?? 0)) target[name] = value;
}

/** What is 0 isn't there. */
function lower(target: Record<string, number>, name: string, by: number): void {
  const left = (target[name] ?? 0) - by;
  if (left > 0) target[name] = left;
  else delete target[name];
}

function isAny(quantities: Scalars): boolean {
  for (const _ in quantities) return true;
  return false;
}

const lacks = (node: RoleNode, least: Scalars): boolean => {
  for (const name in least) if (node.room(name) < (least[name] ?? 0)) return true;
  return false;
};
