// Rules between the Quotas of a tree of roles. A limit binds the roles below too, so what these are
// guaranteed must fit under it: each by itself, and all that stand below it together.

import type { Role } from '../../engine/model/ids.ts';
import { resourceAmount, resourceWord } from '../../engine/model/quota/resource-words.ts';
import { type RoleNeeds, roleNeeds } from '../../engine/model/quota/role-needs.ts';
import { rolesUp } from '../../engine/model/quota/role-path.ts';
import type { QuotaSpec } from '../../engine/model/wanted.ts';
import { buildQuota } from '../build/build-cluster.ts';
import type { QuotaDocument } from '../document/spec-document.ts';
import { type PlacedDocument, type PlacedFinding, whereText } from '../tree/placed-document.ts';

interface Standing {
  readonly on: PlacedDocument;
  readonly quota: QuotaSpec;
}

/** `quotas`: in the order of the tree; of two of one role the first counts. */
export function quotaTreeFindings(
  quotas: readonly PlacedDocument<QuotaDocument>[],
): readonly PlacedFinding[] {
  const byRole = new Map<Role, Standing>();
  for (const on of quotas) {
    const quota = on.document.body && buildQuota(on.document.body);
    if (quota !== undefined && !byRole.has(quota.role)) byRole.set(quota.role, { on, quota });
  }
  const all = [...byRole.values()];
  const needs = roleNeeds(all.map(({ quota }) => quota));
  return all.flatMap((standing) => [
    ...aboveLimits(standing, byRole),
    ...belowNeeds(standing, needs, all),
  ]);
}

/** Of a guarantee that no role above has room for, told with the nearest of these. */
function aboveLimits(
  { on, quota }: Standing,
  byRole: ReadonlyMap<Role, Standing>,
): readonly PlacedFinding[] {
  const above = rolesUp(quota.role).slice(1);
  return Object.entries(quota.guarantee ?? {}).flatMap(([name, milli]) => {
    const limits = above.flatMap((role) => byRole.get(role) ?? []);
    const binding = limits.find(({ quota: { limit } }) => milli > (limit?.[name] ?? Infinity));
    if (binding === undefined) return [];
    const word = resourceWord(name);
    const limit = resourceAmount(name, binding.quota.limit?.[name] ?? 0);
    const guarantee = resourceAmount(name, milli);
    const whose = `${binding.quota.role} (${whereText(binding.on)})`;
    const message = `guarantee ${word} ${guarantee} is above limit ${word} ${limit} of ${whose}`;
    const hint = `a limit binds the roles below it too: at most ${limit}, or a higher limit there`;
    return [finding(on, ['spec', 'guarantee', word], { message, hint })];
  });
}

function belowNeeds(
  { on, quota }: Standing,
  { below }: RoleNeeds,
  all: readonly Standing[],
): readonly PlacedFinding[] {
  const needed = below.get(quota.role) ?? {};
  return Object.entries(quota.limit ?? {}).flatMap(([name, milli]) => {
    const sum = needed[name] ?? 0;
    const those = guaranteesBelow(quota.role, name, all);
    // What is above it by itself is told there.
    if (sum <= milli || those.some((one) => one.milli > milli)) return [];
    const word = resourceWord(name);
    const whose = `the guarantees of the roles below (${listText(name, those)})`;
    const together = `which come to ${resourceAmount(name, sum)}`;
    const limit = resourceAmount(name, milli);
    const message = `limit ${word} ${limit} is below ${whose}, ${together}`;
    const hint = `at least ${resourceAmount(name, sum)}, or lower guarantees`;
    return [finding(on, ['spec', 'limit', word], { message, hint })];
  });
}

interface RoleAmount {
  readonly role: Role;
  readonly milli: number;
}

const guaranteesBelow = (role: Role, name: string, all: readonly Standing[]): RoleAmount[] =>
  all.flatMap(({ quota }) => {
    const milli = quota.guarantee?.[name] ?? 0;
    return quota.role.startsWith(`${role}/`) && milli > 0 ? [{ role: quota.role, milli }] : [];
  });

/** Roles that are named in a fault at most. */
const mostNamed = 5;

function listText(name: string, amounts: readonly RoleAmount[]): string {
  const named = amounts
    .slice(0, mostNamed)
    .map(({ role, milli }) => `${role} ${resourceAmount(name, milli)}`);
  const left = amounts.length - named.length;
  return [...named, ...(left > 0 ? [`${left} more`] : [])].join(', ');
}

const finding = (
  on: PlacedDocument,
  path: readonly string[],
  says: { readonly message: string; readonly hint: string },
): PlacedFinding => ({ on, finding: { path, at: 'value', code: 'bad-quota', ...says } });
