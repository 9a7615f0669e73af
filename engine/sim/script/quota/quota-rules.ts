// The rules of Quotas, said a second time and apart from specs/ and engine/plan. A tree is faulty
// when a guarantee is above a limit of its role or of one above it, or a limit below what the roles
// under it are guaranteed together. A revision is blocked when it raises what is guaranteed in all
// above what there is, or sets a limit below what its role uses; unless its trailer allows that.
import type { AmountsPlan, QuotaPlan } from './quota-plan.ts';

export type QuotaPlans = ReadonlyMap<string, QuotaPlan>;

const names = ['cpusMilli', 'memoryMib'] as const;
type Name = (typeof names)[number];

/** The role itself and each above it. */
export function upwards(role: string): readonly string[] {
  const parts = role.split('/');
  return parts.map((_, at) => parts.slice(0, parts.length - at).join('/'));
}

export function isFaultyQuota(quotas: QuotaPlans): boolean {
  return names.some((name) =>
    [...quotas].some(([role, { guarantee, limit }]) => {
      const most = limit?.[name] ?? Infinity;
      const mine = guarantee?.[name] ?? 0;
      const limits = upwards(role).map((one) => quotas.get(one)?.limit?.[name] ?? Infinity);
      return limits.some((one) => mine > one) || neededBelow(quotas, role, name) > most;
    }),
  );
}

/** By whole trees: the larger of what a role is guaranteed and what those under it need. */
function neededBy(quotas: QuotaPlans, role: string, name: Name): number {
  return Math.max(quotas.get(role)?.guarantee?.[name] ?? 0, neededBelow(quotas, role, name));
}

function neededBelow(quotas: QuotaPlans, role: string, name: Name): number {
  const children = new Set<string>();
  for (const other of quotas.keys()) {
    if (!other.startsWith(`${role}/`)) continue;
    children.add(`${role}/${other.slice(role.length + 1).split('/')[0]}`);
  }
  return [...children].reduce((sum, child) => sum + neededBy(quotas, child, name), 0);
}

/** What must be there for all guarantees. */
export function neededInAll(quotas: QuotaPlans, name: Name): number {
  const tops = new Set([...quotas.keys()].map((role) => role.split('/')[0] ?? role));
  return [...tops].reduce((sum, role) => sum + neededBy(quotas, role, name), 0);
}

export interface QuotaChanges {
  readonly applied: QuotaPlans;
  readonly wanted: QuotaPlans;
  /** Of all agents that are known; undefined while none is. */
  readonly capacity: Required<AmountsPlan> | undefined;
  /** What a role goes on using, with all under it. */
  readonly use: (role: string) => Required<AmountsPlan>;
  readonly allowed: readonly string[];
}

export const isBlockedQuota = (changes: QuotaChanges): boolean =>
  names.some((name) => isOverCapacity(changes, name) || isBelowUse(changes, name));

function isOverCapacity(changes: QuotaChanges, name: Name): boolean {
  const { applied, wanted, capacity, allowed } = changes;
  const needed = neededInAll(wanted, name);
  if (capacity === undefined || needed <= neededInAll(applied, name)) return false;
  const isRaised = [...wanted].some(([role, { guarantee }]) => {
    const before = applied.get(role)?.guarantee?.[name] ?? 0;
    return !allowed.includes(role) && (guarantee?.[name] ?? 0) > before;
  });
  return isRaised && needed > capacity[name];
}

const isBelowUse = ({ applied, wanted, use, allowed }: QuotaChanges, name: Name): boolean =>
  [...wanted].some(([role, { limit }]) => {
    const most = limit?.[name];
    if (most === undefined || allowed.includes(role)) return false;
    return most < (applied.get(role)?.limit?.[name] ?? Infinity) && use(role)[name] > most;
  });
