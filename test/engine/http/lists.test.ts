// Lists page without repeating or hiding rows, and filter by what they say they filter by.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agentList } from '../../../engine/http/views/agent-view.ts';
import { appList } from '../../../engine/http/views/app-view.ts';
import type { ListQuery } from '../../../engine/http/views/list-query.ts';
import { type PageQuery, pageOf } from '../../../engine/http/views/page.ts';
import { revisionList } from '../../../engine/http/views/revision-view.ts';
import { rolloutList } from '../../../engine/http/views/rollout-view.ts';
import { snapshotView } from '../../../engine/http/views/snapshot-view.ts';
import { taskList } from '../../../engine/http/views/task-view.ts';
import { objectName, role } from '../../../engine/model/ids.ts';
import type { Snapshot } from '../../../engine/plan/snapshot.ts';
import { CoreWorld } from '../../support/core-world.ts';
import { volume } from '../../support/fault-table.ts';
import { apiFaults } from '../../support/http/api-check.ts';
import { app } from '../../support/http/worlds.ts';
import { wantedOf as specsWanted } from '../../support/specs/spec-tree.ts';

function made(): CoreWorld {
  const world = new CoreWorld();
  for (const name of ['a', 'b', 'c']) world.addAgent(name);
  world.disconnect('c');
  world.commit(
    app('/shop/web', { instances: 12, labels: { team: 'x', tier: 'front' }, role: role('shop') }),
    app('/shop/web-2', { instances: 2, labels: { team: 'x' }, role: role('shop') }),
    app('/shop/db', { instances: 1, labels: { team: 'y' } }),
    app('/etl', { instances: 1 }),
  );
  world.operate({ kind: 'pause', name: objectName('/etl') });
  return world;
}

const now = ({ nowMs, wallMs }: CoreWorld) => ({ nowMs, wallMs });

/** Every row of a list, read by pages of this size. */
function allOf<T>(
  list: (query: PageQuery) => { readonly items: readonly T[]; readonly nextCursor?: string },
  limit: number,
): readonly T[] {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = list({ limit, ...(cursor === undefined ? {} : { cursor }) });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return items;
}

describe('pages', () => {
  test('of any size hold each row once, in order', () => {
    const keys = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 50 });
    fc.assert(
      fc.property(keys, fc.integer({ min: 1, max: 60 }), (drawn, limit) => {
        const rows = [...drawn].sort((a, b) => (a < b ? -1 : 1));
        const list = (query: PageQuery) =>
          pageOf({ rows, key: (row) => row, view: (row) => row }, query);
        expect(allOf(list, limit)).toEqual(rows);
      }),
    );
  });

  test('refuse a cursor that none gave out', () => {
    const list = { rows: ['a'], key: (row: string) => row, view: (row: string) => row };
    for (const cursor of ['!', '', 'YQ==', 'x'.repeat(2000)])
      expect(() => pageOf(list, { cursor }), cursor).toThrow(/nextCursor/);
  });

  test('of tasks go by app, instance and launch as numbers', () => {
    const world = made();
    const ids = allOf((query) => taskList(world.core, query, now(world)), 3).map((task) => task.id);
    expect(ids).toHaveLength(16);
    expect(ids.slice(0, 2)).toEqual(['/etl#0.1', '/shop/db#0.1']);
    expect(ids.slice(2, 14)).toEqual(Array.from({ length: 12 }, (_, at) => `/shop/web#${at}.1`));
    expect(new Set(ids).size).toBe(16);
  });
});

describe('filters', () => {
  const rows: readonly (readonly [query: ListQuery, names: readonly string[]])[] = [
    [{}, ['/etl', '/shop/db', '/shop/web', '/shop/web-2']],
    [{ role: 'shop' }, ['/shop/web', '/shop/web-2']],
    [{ group: '/shop' }, ['/shop/db', '/shop/web', '/shop/web-2']],
    [{ group: '/sho' }, []],
    [{ group: '/' }, ['/etl', '/shop/db', '/shop/web', '/shop/web-2']],
    [{ label: 'team=x' }, ['/shop/web', '/shop/web-2']],
    [{ label: 'tier' }, ['/shop/web']],
    [{ label: 'constructor' }, []],
    [{ label: '__proto__=x' }, []],
    [{ state: 'paused' }, ['/etl']],
    [{ name: '/shop/web' }, ['/shop/web']],
  ];

  test.each(rows)('apps by %j', (query, names) => {
    const { core, nowMs } = made();
    expect(appList(core, query, nowMs).items.map((row) => row.name)).toEqual(names);
  });

  test('tasks by agent, name and state; agents by presence', () => {
    const world = made();
    const { core, nowMs } = world;
    const on = (query: ListQuery) => taskList(core, query, now(world)).items;
    expect(on({ agent: 'a-000000' }).length + on({ agent: 'b-000000' }).length).toBe(16);
    expect(on({ name: '/shop/db' }).map((task) => task.id)).toEqual(['/shop/db#0.1']);
    expect(on({ state: 'failed' })).toEqual([]);
    const away = agentList(core, { state: 'disconnected' }, nowMs).items;
    expect(away.map((agent) => agent.id)).toEqual(['c-000000']);
  });

  test('rollouts and revisions by state, newest first', () => {
    const world = made();
    world.commit(app('/etl', { instances: 2 }));
    const { core, nowMs } = world;
    const rollouts = rolloutList(core.tables, { state: 'succeeded' }, nowMs).items;
    expect(rollouts.length).toBeGreaterThan(0);
    expect(revisionList(core.tables, {}).items.map((row) => row.number)).toEqual([2, 1]);
    expect(revisionList(core.tables, { state: 'faulty' }).items).toEqual([]);
  });
});

describe('the snapshot', () => {
  test('is what a plan is made against, with what runs where', () => {
    const world = made();
    const { core } = world;
    const answer = snapshotView(core, now(world));
    const snapshot: Snapshot = answer;
    expect(snapshot.commit).toBe(core.tables.cluster?.commit);
    const db = answer.apps.find(({ name }) => name === '/shop/db');
    expect(db).toMatchObject({ running: 1, healthy: 1, total: 1, isSettled: true });
    expect(db?.instances).toHaveLength(1);
    expect(db?.spec).toBe(core.tables.applied.get(objectName('/shop/db'))?.spec);
    const offered = answer.agents.map(({ agentId, isOffered }) => [agentId, isOffered]);
    expect(offered).toEqual([
      ['a-000000', true],
      ['b-000000', true],
      ['c-000000', false],
    ]);
  });

  test('counts what is on its way out only in the total', () => {
    const world = made();
    world.agent('a').behave = () => ({});
    world.disconnect('a');
    world.disconnect('b');
    world.commit(app('/shop/web', { instances: 1, role: role('shop') }));
    const { apps } = snapshotView(world.core, now(world));
    const web = apps.find(({ name }) => name === '/shop/web');
    const kept = web?.instances.reduce((sum, group) => sum + group.total, 0);
    expect([web?.total, kept]).toEqual([12, 1]);
  });

  test('has the Volumes that are applied, and what agents keep for whom', () => {
    const world = new CoreWorld();
    world.addAgent('a');
    world.addAgent('b');
    const db = (name: string, of: string): string =>
      `{apiVersion: meridian/v1, kind: App, metadata: {name: ${name}}, ` +
      `spec: {task: {command: run, volumes: [${of}]}}}`;
    const wanted = specsWanted({
      'a.yaml': db('/db', '{path: wal, persistent: 10}, {path: data, persistent: 20}'),
      'b.yaml': db('/user', '{path: in/it, volume: /v/data}'),
      'v.yaml': `${volume('/v/idle', '{size: 7}')}---\n${volume('/v/data', '{size: 30}')}`,
    });
    const commit = { id: 'c'.repeat(40), subject: 's', author: 'a', timeMs: 0 };
    world.post({ kind: 'revision', revision: { kind: 'wanted', commit, wanted } });
    const answer = snapshotView(world.core, now(world));
    expect(apiFaults('snapshot.json', answer)).toEqual([]);
    expect(answer.volumeSpecs).toMatchObject([{ name: '/v/data' }, { name: '/v/idle' }]);
    const volumes = answer.volumes ?? [];
    expect(volumes.map(({ name, owner, path, sizeMib }) => [name, owner, path, sizeMib])).toEqual([
      ['/db#0', '/db', 'data', 20],
      ['/db#0', '/db', 'wal', 10],
      ['/v/data', '/v/data', 'in/it', 30],
    ]);
    expect(volumes.every(({ agent }) => world.core.tables.agents.has(agent))).toBe(true);
    const snapshot: Snapshot = answer;
    expect(snapshot.volumes).toBe(answer.volumes);
  });

  test('says of a held app by whom or why', () => {
    const world = made();
    const etl = snapshotView(world.core, now(world)).apps.find(({ name }) => name === '/etl');
    expect(etl?.hold).toEqual({ kind: 'paused', reason: 'paused by test' });
  });
});
