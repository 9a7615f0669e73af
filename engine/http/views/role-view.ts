import type { RoleList, RoleView } from '../../../schemas/generated/api.ts';
import type { EngineCore } from '../../step/engine-core.ts';
import { wantedVersion } from '../../step/tables.ts';
import type { ListQuery } from './list-query.ts';
import { byText, pageOf } from './page.ts';
import { inUnits } from './units.ts';

/** Roles that use something, that an app names, or that a Quota gives a weight. */
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
  for (const { role, weightMilli } of tables.cluster?.quotas ?? [])
    roleOf(role).weight = weightMilli / 1000;
  for (const { role, share, allocated } of core.allocator.roles())
    Object.assign(roleOf(role), { share, allocated: inUnits(allocated) });
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
