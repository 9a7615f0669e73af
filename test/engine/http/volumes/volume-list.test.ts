// Persistent volumes as the API lists them: how each stands, and what would help.
import { describe, expect, it } from 'vitest';
import type { ListQuery } from '../../../../engine/http/views/list-query.ts';
import { volumeList } from '../../../../engine/http/views/volumes/volume-list.ts';
import { apiFaults } from '../../../support/http/api-check.ts';
import {
  mountOf,
  ownMount,
  VolumeWorld,
  volumeApp,
  volumeSpec,
} from '../../../support/volume-world.ts';

const db = '/shop/db';
const dbData = '/shop/db#0.1:data';

function listOf({ core }: VolumeWorld, query: ListQuery = {}) {
  const list = volumeList(core.tables, query);
  expect(apiFaults('resources/volume.json', list)).toEqual([]);
  return list.items;
}

function one(world: VolumeWorld, query: ListQuery = {}) {
  const items = listOf(world, query);
  expect(items).toHaveLength(1);
  return items[0];
}

function running(): VolumeWorld {
  const world = VolumeWorld.of(1);
  world.commit(volumeApp(db));
  return world;
}

const kept = {
  ...{ id: dbData, name: '/shop/db#0', owner: db, role: 'shop', path: 'data' },
  ...{ agent: 'a1-000000', sizeMib: 1000, createdMs: 1_000_000 },
};

describe('a volume', () => {
  it('is in use by the task that has it', () => {
    expect(one(running())).toEqual({
      ...kept,
      ...{ state: 'in-use', task: '/shop/db#0.1', what: '/shop/db#0.1 has it', remedy: '' },
    });
  });

  it('is idle while its instance doesn’t run, and says where to ask why', () => {
    const world = running();
    world.end('a1', '/shop/db#0.1');
    expect(one(world)).toEqual({
      ...{ ...kept, state: 'idle', what: "/shop/db#0 doesn't run now" },
      remedy: 'see `meridian why /shop/db`',
    });
  });

  it('of a slot that was scaled away is idle, and says what gives its data up', () => {
    const world = VolumeWorld.of(1);
    world.commit(volumeApp(db, [ownMount], { instances: 2 }));
    world.commit(volumeApp(db));
    expect(one(world, { state: 'idle' })).toMatchObject({
      ...{ name: '/shop/db#1', what: 'kept for when /shop/db is scaled up again' },
      remedy: '`meridian release /shop/db#1` gives its data up',
    });
    world.operate({ kind: 'release', name: '/shop/db#1' });
    expect(one(world)).toMatchObject({ name: '/shop/db#0', state: 'in-use' });
  });

  it('that nobody has on an agent that is away says so', () => {
    const world = running();
    world.end('a1', '/shop/db#0.1');
    world.disconnect('a1');
    expect(one(world)).toMatchObject({
      ...{ state: 'idle', what: 'nobody has it: its agent is disconnected' },
      remedy: 'see `meridian why a1-000000`',
    });
  });

  it('that its agent has lost is missing, until it is there again', () => {
    const world = running();
    world.end('a1', '/shop/db#0.1');
    world.lose('a1', dbData);
    const missing = one(world, { state: 'missing' });
    expect(missing?.what).toMatch(/^agent a1-000000 has lost it/);
    expect(missing?.remedy).toMatch(/^put its data back on a1-000000.*`meridian release \/shop/);
    world.agent('a1').volumes.set(dbData, []);
    world.advance(60_000);
    expect(one(world)).toMatchObject({ state: 'in-use' });
  });

  it('that was never used isn’t missing', () => {
    const world = VolumeWorld.of(1);
    world.agent('a1').behave = () => ({ state: 'staging' });
    world.commit(volumeApp(db));
    world.lose('a1', dbData);
    expect(one(world)).toMatchObject({ state: 'in-use' });
  });

  it('that was given up is leaving until its agent has destroyed it', () => {
    const world = running();
    world.end('a1', '/shop/db#0.1');
    world.disconnect('a1');
    world.commitWith([]);
    const { createdMs: _, ...same } = kept;
    expect(one(world)).toEqual({
      ...{ ...same, state: 'leaving', remedy: 'see `meridian why a1-000000`' },
      what: 'given up (/shop/db is removed): to be destroyed by a1-000000, which is disconnected',
    });
    world.connect('a1');
    expect(listOf(world)).toEqual([]);
  });

  it('that nobody knows of is a stray, unless its agent is gone', () => {
    const world = VolumeWorld.of(1);
    world.agent('a1').volumes.set('/old/db#0.3:data', []);
    world.connect('a1');
    expect(one(world)).toEqual({
      ...{ id: '/old/db#0.3:data', name: '/old/db#0.3:data', agent: 'a1-000000', state: 'stray' },
      what: 'nobody knows of it: another cluster made it, or the store is older than it',
      remedy: '`meridian release /old/db#0.3:data` destroys its data',
    });
    world.operate({ kind: 'gone', agent: 'a1' });
    expect(listOf(world)).toEqual([]);
  });

  it('with a name of its own is not made before a task uses it, and idle without one', () => {
    const world = VolumeWorld.of(1);
    const photos = volumeSpec('/shop/photos');
    world.commitWith([photos]);
    const made = { name: '/shop/photos', owner: '/shop/photos', role: 'shop', sizeMib: 500 };
    const none = { state: 'not-made', what: 'made when a task first uses it', remedy: '' };
    expect(one(world)).toEqual({ ...made, ...none });
    world.commitWith([photos], volumeApp('/shop/web', [mountOf('/shop/photos')]));
    expect(one(world)).toMatchObject({ ...made, state: 'in-use', task: '/shop/web#0.1' });
    world.commitWith([photos]);
    expect(one(world)).toMatchObject({ ...made, state: 'idle', what: 'no task uses it now' });
  });
});

describe('the list', () => {
  const own = (path: string) => ({ path, source: { kind: 'persistent', sizeMib: 10 } as const });

  function several(): VolumeWorld {
    const world = VolumeWorld.of(1);
    world.agent('a1').volumes.set('/a/old#0.3:data', []);
    world.connect('a1', 64);
    const photos = volumeSpec('/shop/photos');
    world.commitWith(
      [photos],
      volumeApp(db, [own('data')], { instances: 11 }),
      volumeApp('/etl/store', [own('data'), own('log')]),
    );
    return world;
  }

  const names = (world: VolumeWorld, query: ListQuery) =>
    listOf(world, query).map(({ name, path }) => `${name}${path === undefined ? '' : `:${path}`}`);

  it('goes by slots as numbers, and ends with what nobody knows of', () => {
    const all = names(several(), {});
    expect(all).toEqual([
      ...['/etl/store#0:data', '/etl/store#0:log'],
      ...Array.from({ length: 11 }, (_, at) => `/shop/db#${at}:data`),
      ...['/shop/photos', '/a/old#0.3:data'],
    ]);
  });

  it('pages without repeating or hiding any', () => {
    const world = several();
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: 4, ...(cursor === undefined ? {} : { cursor }) };
      const page = volumeList(world.core.tables, query);
      found.push(...page.items.map(({ id, name }) => id ?? name));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(found).toEqual(listOf(world).map(({ id, name }) => id ?? name));
  });

  it.each([
    [{ name: '/etl/store' }, 2],
    [{ name: '/shop/photos' }, 1],
    [{ group: '/shop' }, 12],
    [{ group: '/a' }, 0],
    [{ role: 'shop' }, 14],
    [{ role: 'other' }, 0],
    [{ agent: 'a1-000000' }, 14],
    [{ agent: 'a2-000000' }, 0],
    [{ state: 'stray' }, 1],
    [{ state: 'not-made' }, 1],
    [{ state: 'in-use', group: '/etl' }, 2],
  ])('by %j has %i', (query, count) => {
    expect(listOf(several(), query)).toHaveLength(count);
  });
});
