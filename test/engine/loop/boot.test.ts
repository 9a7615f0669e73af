import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BootParts, bootEngine } from '../../../engine/loop/boot.ts';
import { objectName } from '../../../engine/model/ids.ts';
import type { AppSpec } from '../../../engine/model/wanted.ts';
import type { Row, Store } from '../../../engine/ports/store.ts';
import { FakeClock } from '../../../engine/sim/clock-fake.ts';
import { MemoryStore } from '../../../engine/sim/store-memory.ts';
import { compareUtf8 } from '../../../engine/sim/utf8-order.ts';
import { Effects } from '../../../engine/step/effects.ts';
import { rowChanges, rowKey } from '../../../engine/step/memory/rows.ts';
import type { Tables } from '../../../engine/step/tables.ts';
import { appSpec } from '../../support/app-spec.ts';
import { CoreWorld } from '../../support/core-world.ts';

const settings = { agentTimeoutMs: 75_000, agentReregistrationTimeoutMs: 600_000 };
const boot = (store: Store, change: Partial<BootParts> = {}) =>
  bootEngine({
    ...{ store, settings, clock: new FakeClock(), isAdopting: false },
    drawClusterId: () => 'drawn',
    ...change,
  });
const storedAt = (store: MemoryStore, key: string) =>
  store.snapshot().find((row) => row.key === key)?.value;

describe('an engine start', () => {
  it('draws the cluster’s id once and raises the epoch each time', async () => {
    const store = new MemoryStore();
    const first = await boot(store);
    const second = await boot(store, { drawClusterId: () => 'another' });
    expect([first.tables.epoch, second.tables.epoch]).toEqual([1, 2]);
    expect([first.tables.clusterId, second.tables.clusterId]).toEqual(['drawn', 'drawn']);
    expect(storedAt(store, 'meta/epoch')).toBe('2');
  });

  it('takes in every table that a batch may write', async () => {
    const store = new MemoryStore();
    const read = new Set<string>();
    const watched: Store = {
      load: () => store.load(),
      close: () => store.close(),
      commit: (writes, epoch) => store.commit(writes, epoch),
      read: (from, to, limit) => {
        read.add(from.slice(0, from.indexOf('/')));
        return store.read(from, to, limit);
      },
    };
    await boot(watched);
    const keys = Object.values(rowKey).map((key) =>
      typeof key === 'string' ? key : (key as (...parts: readonly unknown[]) => string)('1', '1'),
    );
    const written = new Set(keys.map((key) => key.slice(0, key.indexOf('/'))));
    expect([...read].sort()).toEqual([...written].sort());
  });

  it('refuses the second of two at once', async () => {
    const store = new MemoryStore();
    const both = await Promise.allSettled([boot(store), boot(store)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(storedAt(store, 'meta/epoch')).toBe('1');
  });

  it('reads only when the one before can’t write any more', async () => {
    const store = new MemoryStore();
    const { tables } = await boot(store);
    let isRefused: boolean | undefined;
    const late: Store = {
      load: () => store.load(),
      close: () => store.close(),
      commit: (writes, epoch) => store.commit(writes, epoch),
      read: async (from, to, limit) => {
        if (from.startsWith('slot/')) {
          const write = { kind: 'put', key: 'slot//shop/web#0', value: '{"launches":7}' } as const;
          isRefused = await store.commit([write], tables.epoch).then(
            () => false,
            () => true,
          );
        }
        return store.read(from, to, limit);
      },
    };
    await boot(late);
    expect(isRefused).toBe(true);
  });

  it('goes above the agents’ epoch and launches when it adopts', async () => {
    const store = new MemoryStore();
    await boot(store);
    const clock = new FakeClock(0);
    const { tables } = await boot(store, { isAdopting: true, clock });
    expect([tables.epoch, tables.launchBase]).toEqual([1_000_001, 1_000_000]);
    const again = await boot(store, { isAdopting: true, clock });
    expect([again.tables.epoch, again.tables.launchBase]).toEqual([2_000_001, 2_000_000]);
    const { tables: later } = await boot(store);
    expect([later.epoch, later.launchBase]).toEqual([2_000_002, 2_000_000]);
    expect([later.adoptedEpoch, later.adoptedMs]).toEqual([2_000_001, 0]);
  });

  it('comes to no epoch and no launch twice when it adopts the same backup twice', async () => {
    const rows = [
      { key: 'meta/epoch', value: '7' },
      { key: 'meta/format', value: '2' },
    ];
    const [first, second] = [new MemoryStore({ rows }), new MemoryStore({ rows })];
    const clock = new FakeClock();
    const { tables } = await boot(first, { isAdopting: true, clock });
    clock.advance(10);
    const { tables: retried } = await boot(first, { isAdopting: true, clock });
    clock.advance(10);
    const { tables: again } = await boot(second, { isAdopting: true, clock });
    const epochs = [tables.epoch, retried.epoch, again.epoch];
    const bases = [tables.launchBase, retried.launchBase, again.launchBase];
    for (const counts of [epochs, bases]) {
      expect(counts).toEqual([...counts].sort((a, b) => a - b));
      expect(new Set(counts).size).toBe(3);
    }
  });

  it('refuses a store that an agent knows more than, each time until it adopts', async () => {
    const store = new MemoryStore();
    await boot(store);
    const value = JSON.stringify({ agent: 'a1-000000', what: 'event 9' });
    await store.commit([{ kind: 'put', key: 'meta/behind', value }], 1);
    const refusal = /agent a1-000000 has heard of event 9: put the newer .* --adopt-epoch/;
    for (const _ of [1, 2]) await expect(boot(store)).rejects.toThrow(refusal);
    expect(storedAt(store, 'meta/epoch')).toBe('1');
    await boot(store, { isAdopting: true });
    await boot(store);
  });
});

/** Every row that these tables stand for, as they would be written anew. */
function allRows(tables: Tables): readonly Row[] {
  const effects = new Effects(0);
  for (const id of tables.agents.keys()) effects.agents.add(id);
  for (const name of tables.apps.keys()) effects.apps.add(name);
  for (const id of tables.tasks.keys()) effects.tasks.add(id);
  for (const id of tables.rollouts.keys()) effects.rollouts.add(id);
  for (const number of tables.revisions.keys()) effects.revisions.add(number);
  for (const [slot, launches] of tables.launches) effects.slots.set(slot, launches);
  for (const [name, app] of tables.apps)
    for (const [digest, version] of app.versions)
      effects.versions.set(`version/${name}!${digest}`, version);
  effects.isClusterChanged = true;
  return rowChanges(tables, effects).map(({ key, value }) => ({
    key,
    value: JSON.stringify(value),
  }));
}

/** Rows as a reload can be held against: a rollout's clock stands while the engine is down. */
function comparable(rows: readonly Row[]): readonly string[] {
  const told = /^(notice|audit|outbox|slot|meta\/(epoch|cluster|format))/;
  return rows
    .filter(({ key }) => !told.test(key))
    .map(({ key, value }) => `${key} ${value.replace(/,"clockSinceMs":\d+/, '')}`)
    .sort();
}

const name = fc.constantFrom('/shop/web', '/shop/db', '/tools/x');
const app = fc
  .record({ name, instances: fc.integer({ min: 0, max: 4 }), version: fc.constantFrom('1', '2') })
  .map((one) =>
    appSpec(({ task }) => ({
      name: objectName(one.name),
      instances: one.instances,
      task: { ...task, env: { V: one.version } },
    })),
  );
const step = fc.oneof(
  fc.record({
    kind: fc.constant('commit' as const),
    apps: fc.uniqueArray(app, { maxLength: 3, selector: (spec: AppSpec) => spec.name }),
  }),
  fc.record({ kind: fc.constant('advance' as const), ms: fc.constantFrom(1_000, 100_000) }),
  fc.record({ kind: fc.constantFrom('away' as const, 'back' as const, 'pause' as const) }),
);

function play(steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[]) {
  const world = new CoreWorld();
  for (const agent of ['a1', 'a2'])
    world.addAgent(agent).behave = (order) => (order.env.V === '2' ? { health: 'unknown' } : {});
  for (const one of steps) {
    if (one.kind === 'commit') world.commit(...one.apps);
    else if (one.kind === 'advance') world.advance(one.ms);
    else if (one.kind === 'away') world.disconnect('a1');
    else if (one.kind === 'pause') world.operate({ kind: 'pause', name: objectName('/shop/web') });
    else if (world.agent('a1').connection === undefined) world.connect('a1');
  }
  return world;
}

it('reloads just what was stored, whatever has happened', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      const world = play(steps);
      const stored = [...world.rows].map(([key, value]) => ({ key, value }));
      const meta = { key: 'meta/format', value: '2' };
      const rows = [...stored, meta].sort((a, b) => compareUtf8(a.key, b.key));
      const { tables, outbox } = await boot(new MemoryStore({ rows }));
      expect(comparable(allRows(tables))).toEqual(comparable(stored));
      expect(outbox).toHaveLength(stored.filter(({ key }) => key.startsWith('outbox/')).length);
      const before = world.core.tables;
      expect(tables.lastNotice).toBe(before.lastNotice);
      expect(tables.lastAudit).toBe(before.lastAudit);
      expect(tables.lastOutbox).toBe(before.lastOutbox);
      expect([...tables.applied.keys()].sort()).toEqual([...before.applied.keys()].sort());
      expect([...tables.going].sort()).toEqual([...before.going].sort());
      for (const [slot, launches] of before.launches)
        expect(tables.launches.get(slot)).toBe(launches);
    }),
    { numRuns: 60 },
  );
});
