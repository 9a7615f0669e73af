// Who gets what of a cluster that is too small: weights, guarantees, limits and reservations,
// through the whole core.
import { describe, expect, it } from 'vitest';
import { newAllocator } from '../../../../engine/allocate/allocators.ts';
import { HierarchicalAllocator } from '../../../../engine/allocate/hierarchical-allocator.ts';
import { agentId, digestOf, objectName, type Role, role } from '../../../../engine/model/ids.ts';
import { bundleOf } from '../../../../engine/model/resources/bundle.ts';
import type { Resource } from '../../../../engine/model/resources/resource.ts';
import type { AppSpec, QuotaSpec } from '../../../../engine/model/wanted.ts';
import { fullRound } from '../../../../engine/sim/invariants/full-round.ts';
import { appSpec, placed, wantedOf } from '../../../support/app-spec.ts';
import { CoreWorld } from '../../../support/core-world.ts';

const app = (name: string, of: string, instances: number, cpus = 1): AppSpec =>
  appSpec(({ task, update }) => ({
    name: objectName(name),
    role: role(of),
    instances,
    // What ends doesn't end the rollout.
    update: { ...update, maxFailedInstances: 1000, onFailure: 'continue' },
    task: { ...task, cpusMilli: cpus * 1000, memoryMib: 1 },
  }));

const quota = (name: string, more: Partial<QuotaSpec>): QuotaSpec => ({
  ...{ kind: 'Quota', name, role: role(name), weightMilli: 1000 },
  ...{ digest: digestOf(name + JSON.stringify(more)), ...more },
});

const scalar = (name: string, milli: number, of?: Role): Resource => ({
  name,
  value: { kind: 'scalar', milli },
  ...(of === undefined ? {} : { reservations: [{ kind: 'static', role: of }] }),
});
let commits = 0;

function commit(world: CoreWorld, apps: readonly AppSpec[], quotas: readonly QuotaSpec[]): void {
  commits += 1;
  const id = `s${commits}`.padEnd(40, '0');
  const seen = { id, subject: 'shares', author: 'a', timeMs: world.nowMs, allowDelete: 100 };
  const wanted = { ...wantedOf(...apps), quotas: quotas.map(placed) };
  world.post({ kind: 'revision', revision: { kind: 'wanted', commit: seen, wanted } });
}

/** Agents of 8 cpus. */
function worldOf(agents: number, allocator?: HierarchicalAllocator): CoreWorld {
  const world = new CoreWorld(allocator);
  for (let at = 1; at <= agents; at += 1) world.addAgent(`a${at}`);
  return world;
}

/** Tasks of a role that aren't over. */
const heldBy = (world: CoreWorld, of: string): number =>
  [...world.core.tables.tasks.values()].filter(({ row }) => row.role === of && !row.end).length;

/** Ends one task of the role; what it had is free. */
function endOne(world: CoreWorld, of: string): void {
  const [task] = [...world.core.tables.tasks.values()].filter(
    ({ row }) => row.role === of && !row.end,
  );
  if (!task) throw new Error(`nothing of ${of} runs`);
  const name = [...world.agents].find(([, { id }]) => id === task.row.agentId)?.[0] ?? '';
  world.report(name, task.row.id, { state: 'failed', exitCode: 1 });
}

describe('two roles that want everything', () => {
  it.each([
    [1, 1, 40, 40],
    [1, 3, 20, 60],
    [3, 1, 60, 20],
    [1, 7, 10, 70],
  ])('with weights %d:%d have %d and %d of 80 cpus', (a, b, ofA, ofB) => {
    const world = worldOf(10);
    const weights = [quota('a', { weightMilli: a * 1000 }), quota('b', { weightMilli: b * 1000 })];
    commit(world, [app('/a', 'a', 100), app('/b', 'b', 100)], weights);
    expect([heldBy(world, 'a'), heldBy(world, 'b')]).toEqual([ofA, ofB]);
  });

  it('share by their dominant resources, one by cpus, the other by memory', () => {
    const world = worldOf(10);
    // 80 cpus and 160,000 MiB: at 53 and 27 tasks both have two thirds of what they have most of.
    const lean = app('/a', 'a', 200);
    const fat = appSpec(({ task }) => ({
      ...{ name: objectName('/b'), role: role('b'), instances: 200 },
      task: { ...task, cpusMilli: 1000, memoryMib: 4000 },
    }));
    commit(world, [lean, fat], []);
    expect([heldBy(world, 'a'), heldBy(world, 'b')]).toEqual([53, 27]);
  });
});

describe('a guarantee', () => {
  it('committed on a full cluster is met first as tasks end, and no further', () => {
    const world = worldOf(2);
    const [b, c] = [app('/b', 'b', 40), app('/c', 'c', 1)];
    commit(world, [b, c], []);
    expect([heldBy(world, 'b'), heldBy(world, 'c')]).toEqual([15, 1]);
    const a = app('/a', 'a', 10);
    const quotas = [
      quota('a', { guarantee: { cpus: 6000 } }),
      quota('b', { weightMilli: 1_000_000 }),
    ];
    commit(world, [a, b, c], quotas);
    expect(heldBy(world, 'a')).toBe(0);
    for (let ended = 1; ended <= 6; ended += 1) {
      endOne(world, 'b');
      expect([heldBy(world, 'a'), heldBy(world, 'b')]).toEqual([ended, 15 - ended]);
    }
    // What failed has waited long enough; by its weight the other has the next.
    world.advance(60_000);
    commit(world, [a, b], quotas);
    expect([heldBy(world, 'a'), heldBy(world, 'b')]).toEqual([6, 10]);
  });

  it('keeps what it needs free of others, though nobody asks for it', () => {
    const world = worldOf(2);
    commit(world, [app('/b', 'b', 40)], [quota('a', { guarantee: { cpus: 5000 } })]);
    expect(heldBy(world, 'b')).toBe(11);
    commit(
      world,
      [app('/b', 'b', 40), app('/a', 'a', 5)],
      [quota('a', { guarantee: { cpus: 5000 } })],
    );
    expect([heldBy(world, 'a'), heldBy(world, 'b')]).toEqual([5, 11]);
  });

  it('of a role is met by one below it', () => {
    const world = worldOf(1);
    const apps = [app('/b', 'b', 40), app('/e', 'eng/ads', 40)];
    commit(world, apps, [
      quota('eng', { guarantee: { cpus: 6000 } }),
      quota('b', { weightMilli: 1_000_000 }),
    ]);
    expect([heldBy(world, 'eng/ads'), heldBy(world, 'b')]).toEqual([6, 2]);
  });
});

describe('a limit', () => {
  it('holds to the unit, and is used up to it when it is raised', () => {
    const world = worldOf(2);
    commit(world, [app('/a', 'a', 40)], [quota('a', { limit: { cpus: 5000 } })]);
    expect(heldBy(world, 'a')).toBe(5);
    commit(world, [app('/a', 'a', 40)], [quota('a', { limit: { cpus: 7000 } })]);
    expect(heldBy(world, 'a')).toBe(7);
    commit(world, [app('/a', 'a', 40)], []);
    expect(heldBy(world, 'a')).toBe(16);
  });

  it('of a parent binds all below it together', () => {
    const world = worldOf(2);
    const apps = [app('/x', 'eng/x', 40), app('/y', 'eng/y', 40), app('/z', 'eng', 40)];
    commit(world, apps, [quota('eng', { limit: { cpus: 9000 } })]);
    const all = ['eng/x', 'eng/y', 'eng'].map((of) => heldBy(world, of));
    expect(all).toEqual([3, 3, 3]);
  });

  it('that is reached lets others have the rest', () => {
    const world = worldOf(2);
    const apps = [app('/a', 'a', 40), app('/b', 'b', 40)];
    commit(world, apps, [quota('a', { limit: { cpus: 2000 } })]);
    expect([heldBy(world, 'a'), heldBy(world, 'b')]).toEqual([2, 14]);
  });

  it('is free again to a sibling when one below it gives back', () => {
    const world = worldOf(2);
    const limits = [quota('eng', { limit: { cpus: 4000 } })];
    commit(world, [app('/x', 'eng/x', 4)], limits);
    commit(world, [app('/x', 'eng/x', 4), app('/y', 'eng/y', 4)], limits);
    expect(heldBy(world, 'eng/y')).toBe(0);
    commit(world, [app('/x', 'eng/x', 1), app('/y', 'eng/y', 4)], limits);
    world.advance(10_000);
    expect([heldBy(world, 'eng/x'), heldBy(world, 'eng/y')]).toEqual([1, 3]);
  });
});

describe('a static reservation', () => {
  const halfReserved = bundleOf([
    ...[scalar('cpus', 4000), scalar('mem', 1_000_000)],
    ...[scalar('cpus', 4000, role('prod')), scalar('mem', 1_000_000, role('prod'))],
    { name: 'ports', value: { kind: 'ranges', ranges: [[31_000, 31_100]] } },
  ]);

  function worldWith(...apps: readonly AppSpec[]): CoreWorld {
    const world = worldOf(1);
    world.disconnect('a1');
    world.connect('a1', 8, halfReserved);
    commit(world, apps, []);
    return world;
  }

  it('is for its role alone, which has the rest too', () => {
    expect(heldBy(worldWith(app('/d', 'dev', 40)), 'dev')).toBe(4);
    expect(heldBy(worldWith(app('/p', 'prod', 40)), 'prod')).toBe(8);
  });

  it('is taken first, by roles below it as well', () => {
    const world = worldWith(app('/p', 'prod/web', 4), app('/d', 'dev', 40));
    expect([heldBy(world, 'prod/web'), heldBy(world, 'dev')]).toEqual([4, 4]);
  });

  it('is held by the same task after an engine start', () => {
    const world = worldWith(app('/p', 'prod', 4));
    world.restart();
    world.connect('a1', 8, halfReserved);
    commit(world, [app('/p', 'prod', 4), app('/d', 'dev', 40)], []);
    expect([heldBy(world, 'prod'), heldBy(world, 'dev')]).toEqual([4, 4]);
  });

  it('may be used by its role though its limit is reached: it counts used or not', () => {
    const world = worldOf(1);
    world.disconnect('a1');
    world.connect('a1', 8, halfReserved);
    commit(world, [app('/p', 'prod', 40)], [quota('prod', { limit: { cpus: 4000 } })]);
    expect(heldBy(world, 'prod')).toBe(4);
  });
});

describe('another allocator', () => {
  it('decides instead', () => {
    class Miser extends HierarchicalAllocator {
      override nextTurn(): undefined {
        return undefined;
      }
    }
    const world = worldOf(1, new Miser());
    commit(world, [app('/a', 'a', 4)], []);
    expect(world.running()).toEqual([]);
  });

  it('that draws goes by weight, not by what anyone has', () => {
    const world = new CoreWorld(newAllocator('random'));
    for (let at = 1; at <= 10; at += 1) world.addAgent(`a${at}`);
    const weights = [quota('a', { weightMilli: 1000 }), quota('b', { weightMilli: 3000 })];
    commit(world, [app('/a', 'a', 100), app('/b', 'b', 100)], weights);
    const [a, b] = [heldBy(world, 'a'), heldBy(world, 'b')];
    expect(a + b).toBe(80);
    expect(b).toBeGreaterThan(45);
    expect(a).toBeGreaterThan(5);
    expect(a).not.toBe(20);
  });
});

describe('what waits for a place', () => {
  it('is looked at again when an instance has ended that its constraints stood against', () => {
    const world = new CoreWorld();
    const version = (cpus: number): AppSpec =>
      appSpec(({ task }) => ({
        ...{ name: objectName('/x'), role: role('a'), instances: 1 },
        task: { ...task, cpusMilli: cpus * 1000, memoryMib: 1 },
        placement: [{ attribute: 'zone', operator: 'unique' }],
      }));
    world.addAgent('a1', 1, { zone: 'z1' });
    commit(world, [version(1)], []);
    world.addAgent('a2', 4, { zone: 'z1' });
    // The new version fits a2 alone, and the old instance on a1 is in the same zone.
    commit(world, [version(2)], []);
    const [old] = world.running();
    world.report('a1', old ?? '', { state: 'killed' });
    const { nowMs, wallMs } = world;
    expect(fullRound(world.core, { nowMs, wallMs }, new Set())).toBeUndefined();
    expect(heldBy(world, 'a')).toBe(1);
  });

  it('is nothing to an agent whose resource has another kind since it was last here', () => {
    const world = worldOf(1);
    const disks = (value: Resource['value']) =>
      bundleOf([scalar('cpus', 8000), scalar('mem', 1_000_000), { name: 'disks', value }]);
    for (const value of [
      { kind: 'scalar', milli: 2000 },
      { kind: 'set', items: ['ssd1'] },
      { kind: 'ranges', ranges: [[1, 2]] },
    ] as const) {
      world.disconnect('a1');
      world.connect('a1', 8, disks(value));
      expect(world.core.allocator.freeOn(agentId('a1-000000'))).toEqual(disks(value));
    }
  });
});
