import type { RoleList, RoleView } from '../../../schemas/generated/api.ts';
import { sortedNames } from '../../model/quota/resource-words.ts';
import type { Scalars } from '../../model/resources/amounts.ts';
import { agentCapacity, knownCapacity } from '../../plan/quota/quota-check.ts';
import type { EngineCore } from '../../step/engine-core.ts';
import { wantedVersion } from '../../step/tables.ts';
import type { ListQuery } from './list-query.ts';
import { byText, pageOf } from './page.ts';
import { inUnits } from './units.ts';

/** Roles that use something, that an app names, or that have a Quota. */
export function roleList(
  core: Pick<EngineCore, 'tables' | 'allocator'>,
  query: ListQuery,
): RoleList {
  const { tables } = core;
  const roles = new Map<string, RoleView>();
  const roleOf = (role: string): RoleView => {
    const known = roles.get(role);
    if (known) return known;
    const fresh = { role, weight: 1, share: 0, allocated: {}, apps: 0, waiting: 0 };
    roles.set(role, fresh);
    return fresh;
  };
  for (const { role, weightMilli, guarantee, limit } of tables.cluster?.quotas ?? [])
    Object.assign(roleOf(role), {
      weight: weightMilli / 1000,
      ...(guarantee === undefined ? {} : { guarantee: inUnits(guarantee) }),
      ...(limit === undefined ? {} : { limit: inUnits(limit) }),
    });
  const capacity = capacityIn(tables);
  for (const { role, share, allocated } of core.allocator.roles())
    Object.assign(roleOf(role), {
      ...{ share, allocated: inUnits(allocated) },
      ...dominantOf(allocated, capacity),
    });
  for (const app of tables.apps.values()) {
    const wanted = wantedVersion(app);
    if (wanted) roleOf(wanted.spec.role).apps += 1;
    if (app.unmet) roleOf(app.unmet.version.spec.role).waiting += app.unmet.slots.length;
  }
  const rows = [...roles.values()]
    .filter((row) => query.role === undefined || row.role === query.role)
    .sort((a, b) => byText(a.role, b.role));
  return pageOf({ rows, key: (row) => row.role, view: (row) => row }, query);
}

function capacityIn({ agents }: EngineCore['tables']): Scalars {
  const all = [...agents.values()].map(({ presence, row }) => ({
    presence: presence.kind,
    scalars: agentCapacity(row.facts.resources),
  }));
  return knownCapacity(all) ?? {};
}

/** Of what a role has the largest part of all that there is; of two as large the first by name. */
function dominantOf(allocated: Scalars, capacity: Scalars): Pick<RoleView, 'dominant'> {
  let [dominant, most]: [string | undefined, number] = [undefined, 0];
  for (const name of sortedNames(allocated)) {
    const total = capacity[name] ?? 0;
    const share = total > 0 ? (allocated[name] ?? 0) / total : 0;
    if (share > most) [dominant, most] = [name, share];
  }
  return dominant === undefined ? {} : { dominant };
}
