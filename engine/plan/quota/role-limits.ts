// Which limit stands in a task's way: that of its role or of one above it, the nearest first. What
// a role uses counts with all that stands below it.
import type { Role } from '../../model/ids.ts';
import { resourceAmount, resourceWord, sortedNames } from '../../model/quota/resource-words.ts';
import { rolesUp } from '../../model/quota/role-path.ts';
import type { Scalars } from '../../model/resources/amounts.ts';
import type { QuotaSpec } from '../../model/wanted.ts';

export interface LimitRefusal {
  /** Whose limit. */
  readonly role: Role;
  /** `cpus 40 of 40 used`. */
  readonly detail: string;
  /** `cpus 43`: what would let so many more be placed. */
  readonly needed: string;
}

export class RoleLimits {
  readonly #limits: ReadonlyMap<Role, Scalars>;

  constructor(quotas: readonly Pick<QuotaSpec, 'role' | 'limit'>[]) {
    this.#limits = new Map(quotas.flatMap(({ role, limit }) => (limit ? [[role, limit]] : [])));
  }

  /** Undefined: one more task that takes this may be placed. `used`: of a role with all below. */
  refusal(
    { role, scalars }: { readonly role: Role; readonly scalars: Scalars },
    used: (role: Role) => Scalars,
    times = 1,
  ): LimitRefusal | undefined {
    if (this.#limits.size === 0) return undefined;
    for (const one of rolesUp(role)) {
      const limit = this.#limits.get(one);
      if (limit === undefined) continue;
      const has = used(one);
      const over = sortedNames(limit).filter(
        (name) =>
          (scalars[name] ?? 0) > 0 && (has[name] ?? 0) + (scalars[name] ?? 0) > (limit[name] ?? 0),
      );
      if (over.length > 0) return refusalOf(one, over, { limit, has, scalars, times });
    }
    return undefined;
  }
}

interface Amounts {
  readonly limit: Scalars;
  readonly has: Scalars;
  readonly scalars: Scalars;
  readonly times: number;
}

function refusalOf(role: Role, over: readonly string[], amounts: Amounts): LimitRefusal {
  const { limit, has, scalars, times } = amounts;
  const details = over.map((name) => {
    const [most = 0, used = 0, each = 0] = [limit[name], has[name], scalars[name]];
    const short = used < most ? `, each takes ${resourceAmount(name, each)}` : '';
    const of = `${resourceAmount(name, used)} of ${resourceAmount(name, most)} used`;
    return `${resourceWord(name)} ${of}${short}`;
  });
  const needed = over.map((name) => {
    const sum = (has[name] ?? 0) + (scalars[name] ?? 0) * times;
    return `${resourceWord(name)} ${resourceAmount(name, sum)}`;
  });
  return { role, detail: details.join(', '), needed: needed.join(', ') };
}
