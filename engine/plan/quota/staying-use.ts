// What roles use of the cluster and go on using: without what a revision takes away itself, the
// instances of apps that it removes and those over the number that it wants. Attempts of a job that
// it still wants all count.
import type { Role } from '../../model/ids.ts';
import { rolesUp } from '../../model/quota/role-path.ts';
import type { Scalars } from '../../model/resources/amounts.ts';
import type { Wanted } from '../../model/wanted.ts';

/** Tasks of one object that take the same: launched, not ended and not on their way out. */
export interface Holding {
  readonly name: string;
  readonly role: Role;
  readonly count: number;
  /** What each of them takes, in 1/1000. */
  readonly scalars: Scalars;
}

/** By role, with all roles below it. */
export function stayingUse(
  holdings: readonly Holding[],
  { apps, jobs }: Pick<Wanted, 'apps' | 'jobs'>,
): ReadonlyMap<Role, Scalars> {
  const left = new Map<string, number>();
  for (const { spec } of apps) left.set(spec.name, spec.instances);
  for (const { spec } of jobs) left.set(spec.name, Number.POSITIVE_INFINITY);
  const use = new Map<Role, Record<string, number>>();
  for (const { name, role, count, scalars } of [...holdings].sort(largestFirst)) {
    const kept = Math.min(count, left.get(name) ?? 0);
    left.set(name, (left.get(name) ?? 0) - kept);
    if (kept > 0) for (const one of rolesUp(role)) add(use, one, scalars, kept);
  }
  return use;
}

/** Of instances that differ the largest are taken to stay: the check errs towards blocking. */
const largestFirst = ({ scalars: a }: Holding, { scalars: b }: Holding): number =>
  (b.cpus ?? 0) - (a.cpus ?? 0) || (b.mem ?? 0) - (a.mem ?? 0);

function add(
  use: Map<Role, Record<string, number>>,
  role: Role,
  scalars: Scalars,
  times: number,
): void {
  const sums = use.get(role) ?? {};
  for (const [name, milli] of Object.entries(scalars))
    sums[name] = (sums[name] ?? 0) + milli * times;
  use.set(role, sums);
}
