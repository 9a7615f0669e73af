// Roles as the API lists them: what they have, and what their Quota says.
import { expect, test } from 'vitest';
import { roleList } from '../../../engine/http/views/role-view.ts';
import { digestOf, role } from '../../../engine/model/ids.ts';
import type { QuotaSpec } from '../../../engine/model/wanted.ts';
import { appSpec, placed, wantedOf } from '../../support/app-spec.ts';
import { CoreWorld } from '../../support/core-world.ts';
import { apiFaults } from '../../support/http/api-check.ts';
import { jobSpec } from '../../support/job-spec.ts';

const now = { nowMs: 0, wallMs: 0 };

const quota = (path: string, more: Partial<QuotaSpec>): QuotaSpec => ({
  ...{ kind: 'Quota', name: path, role: role(path), weightMilli: 1000 },
  ...{ digest: digestOf(path), ...more },
});

function worldWith(memoryMib: number, quotas: readonly QuotaSpec[]): CoreWorld {
  const world = new CoreWorld();
  world.addAgent('a1');
  const web = appSpec(({ task }) => ({
    ...{ role: role('shop'), instances: 2 },
    task: { ...task, cpusMilli: 1000, memoryMib },
  }));
  const commit = { id: 'c'.repeat(40), subject: 's', author: 'a', timeMs: 0 };
  const wanted = { ...wantedOf(web), quotas: quotas.map(placed) };
  world.post({ kind: 'revision', revision: { kind: 'wanted', commit, wanted } });
  return world;
}

test('a role has its weight, guarantee and limit as committed, in units', () => {
  const { core } = worldWith(32, [
    quota('idle', {}),
    quota('shop', { weightMilli: 2500, guarantee: { cpus: 1500, mem: 20_480_000 } }),
    quota('tools', { limit: { cpus: 0, tapes: 125 } }),
  ]);
  const list = roleList(core, {}, now);
  expect(apiFaults('role.json', list)).toEqual([]);
  const [idle, shop, tools] = list.items;
  expect(idle).toMatchObject({ role: 'idle', weight: 1, share: 0 });
  for (const field of ['guarantee', 'limit', 'dominant']) expect(idle).not.toHaveProperty(field);
  expect(shop).toMatchObject({ weight: 2.5, guarantee: { cpus: 1.5, mem: 20_480 } });
  expect(shop).not.toHaveProperty('limit');
  expect(tools).toMatchObject({ limit: { cpus: 0, tapes: 0.125 } });
});

test('a role’s dominant resource is that of which it has the largest part of all agents', () => {
  const dominantOf = (memoryMib: number) =>
    roleList(worldWith(memoryMib, []).core, { role: 'shop' }, now).items[0]?.dominant;
  expect([dominantOf(32), dominantOf(7000)]).toEqual(['cpus', 'mem']);
});

test('a role says what of it waits for a place, and why, apps and jobs alike', () => {
  const { core } = worldWith(9000, [quota('etl', { limit: { cpus: 0 } })]);
  const world = new CoreWorld();
  world.addAgent('a1');
  const web = appSpec(({ task }) => ({
    ...{ role: role('shop'), instances: 3 },
    task: { ...task, cpusMilli: 5000, memoryMib: 32 },
  }));
  const load = jobSpec('/etl/load', { role: role('etl') });
  const commit = { id: 'c'.repeat(40), subject: 's', author: 'a', timeMs: 0 };
  const quotas = [placed(quota('etl', { limit: { cpus: 50 } }))];
  const wanted = { ...wantedOf(web, load), quotas };
  world.post({ kind: 'revision', revision: { kind: 'wanted', commit, wanted } });
  world.operate({ kind: 'run', name: load.name, env: {} });
  const list = roleList(world.core, {}, { nowMs: world.nowMs, wallMs: world.wallMs });
  expect(apiFaults('role.json', list)).toEqual([]);
  const [etl, shop] = list.items;
  expect(shop).toMatchObject({ waiting: 2, waits: [{ kind: 'unplaceable' }] });
  expect(shop?.waits[0]?.text).toContain('/shop/web: 2 of 3 instances have no place: none of 1');
  expect(etl).toMatchObject({ waiting: 1, waits: [{ kind: 'quota' }] });
  expect(etl?.waits[0]?.text).toMatch(/^\/etl\/load@.*its role etl is at its limit: cpus/);
  expect(roleList(core, { role: 'shop' }, now).items[0]?.waits).toHaveLength(1);
});
