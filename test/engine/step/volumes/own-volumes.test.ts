// Volumes of an app's own instances, through the whole core.
import { describe, expect, it } from 'vitest';
import { objectName, role } from '../../../../engine/model/ids.ts';
import { unreserved } from '../../../../engine/model/resources/amounts-of.ts';
import { quantitiesOf } from '../../../../engine/model/resources/bundle.ts';
import { ownerOf } from '../../../../engine/model/resources/resource.ts';
import type { AppSpec } from '../../../../engine/model/wanted.ts';
import { waitsOf } from '../../../../engine/step/apps/waits.ts';
import { waitText } from '../../../../engine/step/wait.ts';
import { appSpec } from '../../../support/app-spec.ts';
import { CoreWorld } from '../../../support/core-world.ts';

const name = objectName('/shop/db');

interface Change {
  readonly cpus?: number;
  readonly paths?: readonly string[];
  readonly of?: string;
}

const db = (instances: number, { cpus = 1, paths = ['data'], of = 'shop' }: Change = {}): AppSpec =>
  appSpec(({ task, update }) => ({
    ...{ name, role: role(of), instances },
    update: { ...update, maximumOverMilli: 0 },
    unreachable: { inactiveAfterMs: null, expungeAfterMs: null },
    task: {
      ...task,
      cpusMilli: cpus * 1000,
      volumes: paths.map((path) => ({ path, source: { kind: 'persistent', sizeMib: 1000 } })),
    },
  }));

const filler = (instances: number, cpus: number): AppSpec =>
  appSpec(({ task }) => ({
    ...{ name: objectName('/filler'), role: role('filler'), instances },
    task: { ...task, cpusMilli: cpus * 1000 },
  }));

function worldOf(agents: number): CoreWorld {
  const world = new CoreWorld();
  for (let at = 1; at <= agents; at += 1) world.addAgent(`a${at}`);
  return world;
}

/** What each volume there is holds, by agent. */
const volumesOf = (world: CoreWorld): Record<string, string[]> =>
  Object.fromEntries(
    [...world.agents].flatMap(([at, { volumes }]) =>
      [...volumes].map(([id, tasks]) => [`${at} ${id}`, tasks]),
    ),
  );

const whyOf = (world: CoreWorld): string[] => {
  const { tables } = world.core;
  const app = tables.apps.get(name);
  return app ? waitsOf(world.core, app, world.nowMs).map(waitText) : [];
};

/** Of all agents, in 1/1000, what is reserved for somebody by name. */
function keptOf(world: CoreWorld): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { id } of world.agents.values())
    for (const row of world.core.tables.reservations.onAgent(id as never))
      for (const [key, milli] of Object.entries(quantitiesOf(row.kept)))
        sums[key] = (sums[key] ?? 0) + milli;
  return sums;
}

/** The allocator's total is the agent's own with what is kept; what is free is nobody's but its. */
function expectSound(world: CoreWorld): void {
  const { tables, allocator } = world.core;
  for (const { row } of tables.agents.values()) {
    const free = allocator.freeOn(row.id);
    if (free === undefined) continue;
    const held = [...tables.tasks.values()].filter(
      (one) => one.row.agentId === row.id && !one.row.end,
    );
    const used: Record<string, number> = {};
    for (const one of held)
      for (const [key, milli] of Object.entries(one.row.resources.scalars))
        used[key] = (used[key] ?? 0) + milli;
    const total = quantitiesOf(row.facts.resources);
    const left = quantitiesOf(free);
    for (const key of Object.keys(total))
      expect([key, (left[key] ?? 0) + (used[key] ?? 0)]).toEqual([key, total[key]]);
    for (const resource of free) {
      const owner = ownerOf(resource);
      if (owner && tables.reservations.leaving.size === 0)
        expect(tables.reservations.has(owner)).toBe(true);
    }
  }
}

describe('an instance with a volume', () => {
  it('comes back to it when it has ended, though its agent is full', () => {
    const world = worldOf(2);
    world.commit(db(1));
    expect(world.running()).toEqual(['/shop/db#0.1']);
    const at = [...world.agents.keys()].find((one) => world.agent(one).tasks.size > 0) ?? '';
    world.commit(db(1), filler(15, 1));
    world.report(at, '/shop/db#0.1', { state: 'failed', exitCode: 1 });
    world.advance(1000);
    expect(world.running()).toContain('/shop/db#0.2');
    expect(volumesOf(world)).toEqual({
      [`${at} /shop/db#0.1:data`]: ['/shop/db#0.1', '/shop/db#0.2'],
    });
    expectSound(world);
  });

  it('waits for its agent, and says so', () => {
    const world = worldOf(2);
    world.commit(db(1));
    const at = [...world.agents.keys()].find((one) => world.agent(one).tasks.size > 0) ?? '';
    world.report(at, '/shop/db#0.1', { state: 'failed' });
    world.disconnect(at);
    world.advance(80_000);
    expect(world.running()).toEqual([]);
    expect(whyOf(world)[0]).toBe(
      `instance 0 goes back to ${at}-000000, which has its volumes; that agent: unreachable for ` +
        `5s: start meridian-agentd on ${at}, or \`meridian gone ${at}-000000\` if it never ` +
        'comes back; or `meridian release /shop/db#0` gives its data up',
    );
    world.connect(at);
    expect(world.running()).toEqual(['/shop/db#0.2']);
    expectSound(world);
  });

  it('rolls out in place, one instance at a time', () => {
    const world = worldOf(3);
    world.commit(db(3));
    const before = volumesOf(world);
    world.commit(db(3, { cpus: 2 }));
    expect(world.running()).toEqual(['/shop/db#0.2', '/shop/db#1.2', '/shop/db#2.2']);
    expect(Object.keys(volumesOf(world))).toEqual(Object.keys(before));
    expect(Object.values(volumesOf(world)).map((tasks) => tasks.length)).toEqual([2, 2, 2]);
    expect(keptOf(world)).toEqual({ cpus: 6000, mem: 96_000, disk: 3_000_000 });
    expectSound(world);
  });

  it('gets another volume where it is, and loses one that no version knows any more', () => {
    const world = worldOf(2);
    world.commit(db(1));
    world.commit(db(1, { paths: ['cache', 'data'] }));
    expect(Object.values(volumesOf(world)).map((tasks) => tasks.length)).toEqual([2, 1]);
    world.commit(db(1, { paths: ['cache'] }));
    expect(world.running()).toEqual(['/shop/db#0.3']);
    // The version before may yet be gone back to until this one is proven, and forgotten.
    world.report(
      [...world.agents.keys()].find((one) => world.agent(one).tasks.size > 0) ?? '',
      '/shop/db#0.3',
      { state: 'failed' },
    );
    world.advance(5000);
    expect(Object.keys(volumesOf(world)).map((key) => key.slice(3))).toEqual([
      '/shop/db#0.2:cache',
    ]);
    expectSound(world);
  });

  it('gets another volume out of what is kept for it and what is free, together', () => {
    const world = new CoreWorld();
    world.addAgent('a1');
    const scalars = { cpus: 8000, mem: 16_000_000, disk: 2_000_000 };
    const ranges = { ports: [[31_000, 32_000]] as const };
    world.connect('a1', 8, unreserved({ scalars, ranges, sets: {} }));
    const withScratch = (spec: AppSpec): AppSpec => ({
      ...spec,
      task: { ...spec.task, diskMib: 600 },
    });
    world.commit(withScratch(db(1)));
    const cache = { path: 'cache', source: { kind: 'persistent', sizeMib: 300 } } as const;
    const two = db(1, { cpus: 2 });
    const { volumes = [] } = two.task;
    world.commit(withScratch({ ...two, task: { ...two.task, volumes: [cache, ...volumes] } }));
    expect(world.running()).toEqual(['/shop/db#0.2']);
    expect(keptOf(world)).toEqual({ cpus: 2000, mem: 32_000, disk: 1_900_000 });
    expectSound(world);
  });

  it('keeps its volume when it is scaled away, and nothing else', () => {
    const world = worldOf(2);
    world.commit(db(2));
    const before = volumesOf(world);
    world.commit(db(1));
    expect(Object.keys(volumesOf(world))).toEqual(Object.keys(before));
    expect(keptOf(world)).toEqual({ cpus: 1000, mem: 32_000, disk: 2_000_000 });
    world.commit(db(2));
    expect(world.running()).toEqual(['/shop/db#0.1', '/shop/db#1.2']);
    expect(
      Object.values(volumesOf(world))
        .map((tasks) => tasks.length)
        .sort(),
    ).toEqual([1, 2]);
    expectSound(world);
  });

  it('stays in its slot when others are scaled away, however young it is', () => {
    const world = worldOf(2);
    world.commit(db(2));
    const at = [...world.agents.keys()].find((one) => world.agent(one).tasks.has('/shop/db#0.1'));
    world.report(at ?? '', '/shop/db#0.1', { state: 'failed' });
    world.advance(5000);
    world.commit(db(1));
    expect(world.running()).toEqual(['/shop/db#0.2']);
    expectSound(world);
  });

  it('leaves at once what a smaller version of it doesn’t need', () => {
    const world = worldOf(1);
    world.commit(db(1, { cpus: 4 }));
    world.commit(db(1, { cpus: 4 }), filler(1, 6));
    expect(world.running()).toEqual(['/shop/db#0.1']);
    world.commit(db(1, { cpus: 1 }), filler(1, 6));
    expect(world.running()).toEqual(['/filler#0.1', '/shop/db#0.2']);
    expectSound(world);
  });

  it('isn’t placed on another’s fixed port', () => {
    const world = worldOf(1);
    const fixed = (spec: AppSpec): AppSpec => ({
      ...spec,
      task: { ...spec.task, ports: spec.task.ports.map((port) => ({ ...port, host: 31_500 })) },
    });
    world.commit(fixed(db(1)));
    world.report('a1', '/shop/db#0.1', { state: 'failed' });
    world.commit(fixed(db(1)), fixed(filler(1, 1)));
    world.advance(5000);
    expect(world.running()).toEqual(['/filler#0.1']);
    expect(whyOf(world)[0]).toContain('port 31500 is taken');
    expectSound(world);
  });

  it('gives all of it up with its file', () => {
    const world = worldOf(2);
    world.commit(db(2), filler(1, 1));
    world.commit(filler(1, 1));
    expect(volumesOf(world)).toEqual({});
    expect(world.core.tables.reservations.size + world.core.tables.reservations.leaving.size).toBe(
      0,
    );
    expect([...world.rows.keys()].filter((key) => /^(reservation|leaving)/.test(key))).toEqual([]);
    expectSound(world);
  });

  it('has it destroyed when its agent is back, if that was away', () => {
    const world = worldOf(2);
    world.commit(db(2), filler(1, 1));
    world.disconnect('a1');
    world.commit(filler(1, 1));
    world.advance(80_000);
    world.connect('a1');
    world.advance(10_000);
    expect(volumesOf(world)).toEqual({});
    expect(world.core.tables.reservations.leaving.size).toBe(0);
    expectSound(world);
  });

  it('works for everybody’s role as for any', () => {
    const world = worldOf(1);
    world.commit(db(2, { of: '*' }));
    expect(world.running()).toEqual(['/shop/db#0.1', '/shop/db#1.1']);
    expectSound(world);
  });

  it('is placed anew, with a new volume, once its agent is gone for good', () => {
    const world = worldOf(2);
    world.commit(db(1));
    const at = [...world.agents.keys()].find((one) => world.agent(one).tasks.size > 0) ?? '';
    world.disconnect(at);
    world.operate({ kind: 'gone', agent: at });
    const other = at === 'a1' ? 'a2' : 'a1';
    expect(world.agent(other).volumes).toEqual(new Map([['/shop/db#0.2:data', ['/shop/db#0.2']]]));
    expectSound(world);
  });

  it('doesn’t start without data that it had, until an operator gives it up', () => {
    const world = worldOf(1);
    world.commit(db(1));
    world.agent('a1').volumes.clear();
    world.report('a1', '/shop/db#0.1', { state: 'failed' });
    world.advance(5000);
    expect(world.running()).toEqual([]);
    world.operate({ kind: 'release', name: '/shop/db#0' });
    world.advance(600_000);
    expect(world.running()).toHaveLength(1);
    expect([...world.agent('a1').volumes.keys()]).toHaveLength(1);
    expectSound(world);
  });
});

describe('over an engine start', () => {
  it('everything is kept and comes back', () => {
    const world = worldOf(2);
    world.commit(db(2));
    const before = volumesOf(world);
    const kept = keptOf(world);
    world.restart();
    world.connect('a1');
    world.connect('a2');
    expect(keptOf(world)).toEqual(kept);
    expect(volumesOf(world)).toEqual(before);
    expect(world.running()).toEqual(['/shop/db#0.1', '/shop/db#1.1']);
    expectSound(world);
  });

  it('nothing leaks and nothing is lost, wherever it is killed', () => {
    for (let after = 0; ; after += 1) {
      const world = worldOf(2);
      world.crashAfter = world.writes + after;
      const lived = world.survives(() => {
        world.commit(db(2), filler(1, 1));
        world.commit(db(1), filler(1, 1));
        world.commit(filler(1, 1));
      });
      world.crashAfter = Number.POSITIVE_INFINITY;
      if (lived) break;
      world.restart();
      world.connect('a1');
      world.connect('a2');
      world.commit(db(1), filler(1, 1));
      expect(world.running().filter((id) => id.startsWith('/shop/db'))).toHaveLength(1);
      expectSound(world);
      world.commit(filler(1, 1));
      world.advance(10_000);
      expect([after, volumesOf(world)]).toEqual([after, {}]);
      expect([...world.rows.keys()].filter((key) => /^(reservation|leaving)/.test(key))).toEqual(
        [],
      );
      expectSound(world);
    }
  });

  it('nothing is kept on an agent that was declared gone, wherever it is killed', () => {
    for (let after = 1; ; after += 1) {
      const world = worldOf(2);
      world.commit(db(2));
      world.disconnect('a1');
      world.crashAfter = world.writes + after;
      const lived = world.survives(() => world.operate({ kind: 'gone', agent: 'a1' }));
      world.crashAfter = Number.POSITIVE_INFINITY;
      if (lived) break;
      world.restart();
      world.connect('a2');
      world.advance(10_000);
      expect([after, world.core.tables.reservations.onAgent('a1-000000' as never)]).toEqual([
        after,
        [],
      ]);
      expect([...world.agent('a2').volumes.keys()]).toHaveLength(2);
      expectSound(world);
    }
  });
});

describe('a store restored from a backup', () => {
  it('finds volumes that were made since, and nothing starts without its data', () => {
    const world = worldOf(2);
    world.commit(db(1));
    const backup = new Map(world.rows);
    world.commit(db(2));
    const before = volumesOf(world);
    world.rows.clear();
    for (const [key, row] of backup) world.rows.set(key, row);
    const identity = { launchBase: 1_000_000, adoptedEpoch: 1, adoptedMs: world.nowMs };
    world.rows.set('meta/cluster', JSON.stringify({ clusterId: 'test', ...identity }));
    world.restart();
    world.commit(db(2));
    world.connect('a1');
    world.connect('a2');
    world.advance(60_000);
    expect(world.running()).toEqual(['/shop/db#0.1', '/shop/db#1.1']);
    expectSound(world);
    for (const [at, agent] of world.agents)
      for (const [id, { status }] of agent.tasks)
        if (status.state === 'running') world.report(at, id, { state: 'failed' });
    world.advance(60_000);
    expect(world.running()).toHaveLength(2);
    expect(Object.keys(volumesOf(world))).toEqual(Object.keys(before));
    expectSound(world);
  });
});
