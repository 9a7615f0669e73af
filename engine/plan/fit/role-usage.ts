// What each role uses, and its dominant share: the largest part that it has of any one resource of
// the agents (Ghodsi et al., Dominant Resource Fairness, 2011). A share is a role's own; limits
// bind a role with all below it, so that is counted too.
import type { Role } from '../../model/ids.ts';
import { sortedNames } from '../../model/quota/resource-words.ts';
import { rolesUp } from '../../model/quota/role-path.ts';
import { addScalars, type Scalars } from '../../model/resources/amounts.ts';
import type { Snapshot } from '../snapshot.ts';

/** Of one role. `resource`: the cluster's name of the dominant one; absent: nothing is used. */
export interface Share {
  /** In 1/1000. */
  readonly milli: number;
  readonly resource?: string;
}

type Sums = Map<Role, Record<string, number>>;
const nothing: Scalars = {};

export class RoleUsage {
  readonly #total: Record<string, number> = {};
  readonly #used: Sums = new Map();
  readonly #withBelow: Sums = new Map();

  constructor({ agents, apps, jobs }: Pick<Snapshot, 'agents' | 'apps' | 'jobs'>) {
    for (const { presence, total } of agents)
      if (presence === 'registered') addScalars(this.#total, total.scalars, 1);
    for (const { instances } of [...apps, ...jobs])
      for (const { role, scalars, total } of instances) this.add(role, scalars, total);
  }

  /** `count` instances more; less, when it is negative. */
  add(role: Role, scalars: Scalars, count: number): void {
    addTo(this.#used, role, scalars, count);
    for (const one of rolesUp(role)) addTo(this.#withBelow, one, scalars, count);
  }

  /** To go on with apart. */
  copy(): RoleUsage {
    const copy = new RoleUsage({ agents: [], apps: [], jobs: [] });
    addScalars(copy.#total, this.#total, 1);
    for (const [role, used] of this.#used) copy.#used.set(role, { ...used });
    for (const [role, used] of this.#withBelow) copy.#withBelow.set(role, { ...used });
    return copy;
  }

  /** What it and all roles below it use. */
  withBelow(role: Role): Scalars {
    return this.#withBelow.get(role) ?? nothing;
  }

  shares(): ReadonlyMap<Role, Share> {
    return new Map([...this.#used].map(([role, used]) => [role, this.shareOf(used)]));
  }

  /** Dominant share of so much. */
  shareOf(used: Scalars): Share {
    let most: Share = { milli: 0 };
    for (const name of sortedNames(used)) {
      const total = this.#total[name] ?? 0;
      const milli = total > 0 ? Math.round(((used[name] ?? 0) * 1000) / total) : 0;
      if (milli > most.milli) most = { milli, resource: name };
    }
    return most;
  }
}

export function addTo(sums: Sums, role: Role, scalars: Scalars, count: number): void {
  const used = sums.get(role) ?? {};
  sums.set(role, used);
  for (const name in scalars)
    used[name] = Math.max(0, (used[name] ?? 0) + (scalars[name] ?? 0) * count);
}
