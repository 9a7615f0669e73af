// One role of the tree that quotas are kept in: what it is promised, what it may have at most, and
// what it and those below it have.
import type { Role } from '../../model/ids.ts';
import type { Scalars } from '../../model/resources/amounts.ts';
import type { RoleQuota } from '../offer-allocator.ts';

export class RoleNode {
  readonly role: Role;
  readonly parent: RoleNode | undefined;
  readonly children: RoleNode[] = [];
  quota: RoleQuota = { guarantee: {}, limit: {} };
  /** Reserved here and below, allocated or not. */
  readonly reserved: Record<string, number> = {};
  /** Allocated here and below of what is neither reserved nor revocable. */
  readonly used: Record<string, number> = {};
  /** What must be kept free for it: its own unmet guarantee, or what those below it need. */
  need: Scalars = {};
  /** The sum of the children's needs. */
  readonly childrenNeed: Record<string, number> = {};
  /** Its limit leaves nothing that is worth an offer. */
  isFull = false;
  /** It lacks something of its own guarantee. */
  isUnmet = false;

  constructor(role: Role, parent: RoleNode | undefined) {
    this.role = role;
    this.parent = parent;
  }

  /** mesos.md 1.5 step 1: reservations count whether used or not. */
  consumed(name: string): number {
    return (this.reserved[name] ?? 0) + (this.used[name] ?? 0);
  }

  unmet(name: string): number {
    return Math.max(0, (this.quota.guarantee[name] ?? 0) - this.consumed(name));
  }

  /** Infinity where there is no limit. */
  room(name: string): number {
    const limit = this.quota.limit[name];
    return limit === undefined
      ? Number.POSITIVE_INFINITY
      : Math.max(0, limit - this.consumed(name));
  }
}
