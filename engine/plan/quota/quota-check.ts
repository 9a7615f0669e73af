// May these Quotas be applied? As Mesos asks (mesos.md 1.9): what is guaranteed must fit what all
// known agents have together, and a limit must not be below what its role uses with all below it.
//
// Held against a revision is only what it changes itself: a guarantee that adds to the sum, a limit
// that is new or lower. So a cluster that has lost machines takes every other commit. What is
// applied is never looked at again, and a first revision isn't: its agents are still joining.
import type { AgentPresence } from '../../model/actual.ts';
import type { Role } from '../../model/ids.ts';
import {
  resourceAmount,
  resourceWord,
  scalarsText,
  sortedNames,
} from '../../model/quota/resource-words.ts';
import { roleNeeds } from '../../model/quota/role-needs.ts';
import { addScalars, type Scalars } from '../../model/resources/amounts.ts';
import { type Bundle, quantitiesOf } from '../../model/resources/bundle.ts';
import type { QuotaSpec } from '../../model/wanted.ts';

export interface QuotaChange {
  /** Absent before the first revision. */
  readonly applied?: readonly QuotaSpec[];
  readonly wanted: readonly QuotaSpec[];
  /** Of all known agents; absent while none is known. */
  readonly capacity: Scalars | undefined;
  /** By role, with all below it. Asked for only where a limit falls. */
  readonly use: () => ReadonlyMap<Role, Scalars>;
  /** Roles whose changes are let through. */
  readonly allowed?: readonly string[];
}

export interface QuotaBlock {
  /** Whose Quotas would have to be allowed. */
  readonly roles: readonly Role[];
  /** Why, with the figures, and what would let it through. */
  readonly text: string;
}

/** Undefined when nothing stands against it. */
export function quotaBlock(change: QuotaChange): QuotaBlock | undefined {
  const found = [...overCapacity(change), ...belowUse(change)];
  if (found.length === 0) return undefined;
  const roles = [...new Set(found.flatMap(({ roles }) => roles))].sort();
  const shown = found.slice(0, mostTold).map(({ text }) => text);
  const left = found.length - shown.length;
  const told = [...shown, ...(left > 0 ? [`and ${left} more of that kind`] : [])].join('; ');
  const ways = [...new Set(found.map(({ way }) => way))].join(', ');
  const trailer = `"Meridian-Allow-Quota: ${roles.join(', ')}"`;
  const remedy = `${ways}, or commit with the trailer ${trailer} if that is meant`;
  return { roles, text: `${told}: ${remedy}` };
}

/** Whether it has anything that is held against agents or use. */
export function hasQuotaChecks({ applied = [], wanted }: Pick<QuotaChange, 'applied' | 'wanted'>) {
  return raisedNames(applied, wanted).length + loweredLimits(applied, wanted).length > 0;
}

/** Of one agent: what is reserved included, what may be taken back not. */
export const agentCapacity = (bundle: Bundle): Scalars =>
  quantitiesOf(bundle.filter(({ revocable }) => revocable === undefined));

/** Registered, disconnected, recovering and unreachable agents; those that are gone are not. */
export function knownCapacity(
  agents: Iterable<{ readonly presence: AgentPresence['kind']; readonly scalars: Scalars }>,
): Scalars | undefined {
  const sums: Record<string, number> = {};
  let count = 0;
  for (const { presence, scalars } of agents) {
    if (presence === 'gone') continue;
    count += 1;
    addScalars(sums, scalars, 1);
  }
  return count === 0 ? undefined : sums;
}

/** Findings, and roles of one finding, that are told at most. */
const mostTold = 5;

interface Found {
  readonly roles: readonly Role[];
  readonly text: string;
  readonly way: string;
}

type Quotas = readonly QuotaSpec[];

const byRole = (quotas: Quotas): ReadonlyMap<Role, QuotaSpec> =>
  new Map(quotas.map((quota) => [quota.role, quota]));

/** Resources of which more is guaranteed in all than before. */
function raisedNames(applied: Quotas, wanted: Quotas): readonly string[] {
  const [before, now] = [roleNeeds(applied).total, roleNeeds(wanted).total];
  return sortedNames(now).filter((name) => (now[name] ?? 0) > (before[name] ?? 0));
}

function overCapacity({ applied, wanted, capacity, allowed }: QuotaChange): readonly Found[] {
  if (applied === undefined || capacity === undefined) return [];
  const before = byRole(applied);
  const { byRole: needs, total } = roleNeeds(wanted);
  return raisedNames(applied, wanted).flatMap((name): Found[] => {
    const [sum, has] = [total[name] ?? 0, capacity[name] ?? 0];
    const roles = wanted
      .filter(({ role, guarantee }) => {
        const was = before.get(role)?.guarantee?.[name] ?? 0;
        return (guarantee?.[name] ?? 0) > was && !allowed?.includes(role);
      })
      .map(({ role }) => role);
    if (sum <= has || roles.length === 0) return [];
    const all = [...needs].filter(([role, need]) => !role.includes('/') && (need[name] ?? 0) > 0);
    const figures = `${resourceAmount(name, sum)} (${needsText(name, all)})`;
    const text =
      `the guarantees of ${resourceWord(name)} come to ${figures}, ` +
      `and all known agents have ${resourceAmount(name, has)}`;
    return [{ roles, text, way: 'lower guarantees or add agents' }];
  });
}

function needsText(name: string, needs: readonly (readonly [Role, Scalars])[]): string {
  const largest = [...needs].sort(
    ([a, one], [b, other]) => (other[name] ?? 0) - (one[name] ?? 0) || (a < b ? -1 : 1),
  );
  const named = largest
    .slice(0, mostTold)
    .map(([role, need]) => `${role} ${resourceAmount(name, need[name] ?? 0)}`);
  const left = needs.length - named.length;
  return [...named, ...(left > 0 ? [`${left} more roles`] : [])].join(', ');
}

interface Limited {
  readonly role: Role;
  /** What is new or lower than before. */
  readonly limit: Scalars;
}

function loweredLimits(applied: Quotas, wanted: Quotas): readonly Limited[] {
  const before = byRole(applied);
  return wanted.flatMap(({ role, limit = {} }) => {
    const was = before.get(role)?.limit ?? {};
    const lower = Object.entries(limit).filter(([name, milli]) => milli < (was[name] ?? Infinity));
    return lower.length === 0 ? [] : [{ role, limit: Object.fromEntries(lower) }];
  });
}

function belowUse({ applied, wanted, use, allowed }: QuotaChange): readonly Found[] {
  const lowered = applied === undefined ? [] : loweredLimits(applied, wanted);
  const checked = lowered.filter(({ role }) => !allowed?.includes(role));
  if (checked.length === 0) return [];
  const used = use();
  return checked.flatMap(({ role, limit }): Found[] => {
    const has = used.get(role) ?? {};
    const names = sortedNames(limit).filter((name) => (has[name] ?? 0) > (limit[name] ?? 0));
    if (names.length === 0) return [];
    const pick = (from: Scalars): string =>
      scalarsText(Object.fromEntries(names.map((name) => [name, from[name] ?? 0])));
    const text = `the limit of role ${role}, ${pick(limit)}, is below what it uses, ${pick(has)}`;
    return [{ roles: [role], text, way: 'raise limits or scale down' }];
  });
}
