import type { RoleList, RoleView } from '../../../schemas/generated/api.ts';
import { sortedNames } from '../../model/quota/resource-words.ts';
import type { Scalars } from '../../model/resources/amounts.ts';
import { type Bundle, quantitiesOf } from '../../model/resources/bundle.ts';
import { agentCapacity, knownCapacity } from '../../plan/quota/quota-check.ts';
import { waitsOf } from '../../step/apps/waits.ts';
import type { EngineCore } from '../../step/engine-core.ts';
import type { Now } from '../../step/jobs/now.ts';
import { jobWaits } from '../../step/jobs/waits.ts';
import { wantedVersion } from '../../step/tables.ts';
import type { Wait } from '../../step/wait.ts';
import type { ListQuery } from './list-query.ts';
import { byText, pageOf } from './page.ts';
import { inUnits } from './units.ts';
import { waitViews } from './wait-view.ts';

/** Roles that use something, that an app names, or that have a Quota. */
export function roleList(
  core: Pick<EngineCore, 'tables' | 'allocator' | 'why'>,
  query: ListQuery,
  now: Now,
): RoleList {
  const { tables } = core;
  const roles = new Map<string, RoleView>();
  const roleOf = (role: string): RoleView => {
    const known = roles.get(role);
    if (known) return known;
    const fresh = { role, weight: 1, share: 0, allocated: {}, apps: 0, waiting: 0, waits: [] };
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
  for (const { role, bundle } of tables.offers.all()) noteOffered(roleOf(role), bundle);
  for (const app of tables.apps.values()) {
    const wanted = wantedVersion(app);
    if (wanted) roleOf(wanted.spec.role).apps += 1;
    if (!app.unmet) continue;
    const { spec } = app.unmet.version;
    const waits = () => waitsOf(core, app, now.nowMs).map((wait) => wordsOf(spec.name, wait));
    noteWaiting(roleOf(spec.role), app.unmet.slots.length, waits);
  }
  for (const job of tables.jobs.values()) {
    if (!job.unmet) continue;
    const waits = () => jobWaits(core, job, now);
    noteWaiting(roleOf(job.unmet.version.spec.role), job.unmet.runs.length, waits);
  }
  const rows = [...roles.values()]
    .filter((row) => query.role === undefined || row.role === query.role)
    .sort((a, b) => byText(a.role, b.role));
  return pageOf({ rows, key: (row) => row.role, view: (row) => row }, query);
}

function noteOffered(view: RoleView, bundle: Bundle): void {
  const offered = inUnits(quantitiesOf(bundle));
  for (const name in view.offered) offered[name] = (offered[name] ?? 0) + (view.offered[name] ?? 0);
  view.offered = offered;
}

/** Waits told of each role at most: each is looked for on all agents. */
const toldWaits = 3;

function noteWaiting(view: RoleView, count: number, waits: () => readonly Wait[]): void {
  view.waiting += count;
  if (view.waits.length >= toldWaits) return;
  const own = waits().filter(({ kind }) => kind === 'unplaceable' || kind === 'quota');
  view.waits.push(...waitViews(own).slice(0, toldWaits - view.waits.length));
}

const wordsOf = (name: string, wait: Wait): Wait => ({ ...wait, what: `${name}: ${wait.what}` });

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
