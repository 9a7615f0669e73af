// What each role uses, and its dominant share: the largest part that it has of any one resource of
// the agents (Ghodsi et al., Dominant Resource Fairness, 2011).
import type { PlanRoleShare } from '../../../schemas/generated/api.ts';
import type { Role } from '../../model/ids.ts';
import { addScalars, type Scalars } from '../../model/resources.ts';
import { byCode } from '../planning.ts';
import type { Snapshot } from '../snapshot.ts';

export class RoleUsage {
  readonly #total: Record<string, number> = {};
  readonly #used = new Map<Role, Record<string, number>>();

  constructor({ agents, apps, jobs }: Snapshot) {
    for (const { presence, total } of agents)
      if (presence === 'registered') addScalars(this.#total, total.scalars, 1);
    for (const { instances } of [...apps, ...jobs])
      for (const { role, scalars, total } of instances) this.add(role, scalars, total);
  }

  /** `count` instances more; less, when it is negative. */
  add(role: Role, scalars: Scalars, count: number): void {
    let used = this.#used.get(role);
    if (used === undefined) {
      used = {};
      this.#used.set(role, used);
    }
    for (const name in scalars)
      used[name] = Math.max(0, (used[name] ?? 0) + (scalars[name] ?? 0) * count);
  }

  /** In 1/1000, by role. */
  shares(): ReadonlyMap<Role, number> {
    return new Map([...this.#used].map(([role, used]) => [role, this.#dominant(used)]));
  }

  #dominant(used: Scalars): number {
    let most = 0;
    for (const name in used) {
      const total = this.#total[name] ?? 0;
      if (total > 0) most = Math.max(most, Math.round(((used[name] ?? 0) * 1000) / total));
    }
    return most;
  }
}

/** Every role that has or gets something, by name. */
export function roleShares(
  before: ReadonlyMap<Role, number>,
  after: ReadonlyMap<Role, number>,
): PlanRoleShare[] {
  return [...new Set([...before.keys(), ...after.keys()])].sort(byCode).map((role) => ({
    role,
    before: (before.get(role) ?? 0) / 1000,
    after: (after.get(role) ?? 0) / 1000,
  }));
}
