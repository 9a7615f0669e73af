// kill -9 between any two writes: nothing decided is taken twice, nothing is lost, and the end is
// the same as without the crash.
import { describe, expect, it } from 'vitest';
import { objectName } from '../../../engine/model/ids.ts';
import type { AppSpec } from '../../../engine/model/wanted.ts';
import { appSpec } from '../../support/app-spec.ts';
import { CoreWorld } from '../../support/core-world.ts';

const web = (version: string, instances = 3): AppSpec =>
  appSpec(({ task }) => ({ instances, task: { ...task, env: { V: version } } }));
const db = (): AppSpec => appSpec(() => ({ name: objectName('/shop/db'), instances: 1 }));

const script: readonly (readonly AppSpec[])[] = [
  [web('1'), db()],
  [web('1', 5), db()],
  [web('2', 5), db()],
  [web('bad', 5), db()],
  [web('2', 2)],
  [web('2', 2), db()],
  [],
];

function newWorld(): CoreWorld {
  const world = new CoreWorld();
  for (const name of ['a1', 'a2', 'a3'])
    world.addAgent(name).behave = (order) =>
      order.env.V === 'bad' ? { state: 'failed', reason: 'command-exit', exitCode: 1 } : {};
  return world;
}

/** Plays the script; a killed engine is started again and looks at the head once more. */
function play(world: CoreWorld): string[] {
  const seen: string[] = [];
  for (const specs of script) {
    const step = (): void => {
      world.commit(...specs);
      world.advance(120_000);
    };
    if (!world.survives(step)) {
      world.crashAfter = Infinity;
      world.restart();
      for (const name of world.agents.keys()) world.connect(name);
      step();
    }
    expectNoDoubles(world);
    seen.push(
      world
        .running()
        .map((id) => id.replace(/\.\d+$/, ''))
        .join(' '),
    );
  }
  return seen;
}

/** One id, one content, one agent; at the end of a step at most one task in a slot. */
function expectNoDoubles(world: CoreWorld): void {
  const launches = new Map<string, string>();
  for (const { agent, order } of world.sent) {
    if (order.kind !== 'launch') continue;
    const content = `${agent} ${JSON.stringify(order.order)}`;
    expect(launches.get(order.order.taskId) ?? content).toBe(content);
    launches.set(order.order.taskId, content);
  }
  const slots = world.running().map((id) => id.replace(/\.\d+$/, ''));
  expect(new Set(slots).size).toBe(slots.length);
}

const calm = newWorld();
const expected = play(calm);

it('comes to what is wanted at each step', () => {
  const five = '/shop/web#0 /shop/web#1 /shop/web#2 /shop/web#3 /shop/web#4';
  expect(expected).toEqual([
    '/shop/db#0 /shop/web#0 /shop/web#1 /shop/web#2',
    `/shop/db#0 ${five}`,
    `/shop/db#0 ${five}`,
    `/shop/db#0 ${five}`,
    '/shop/web#0 /shop/web#1',
    '/shop/db#0 /shop/web#0 /shop/web#1',
    '',
  ]);
});

it('comes to the same end from a crash after any write', () => {
  expect(calm.writes).toBeGreaterThan(100);
  for (let write = 1; write < calm.writes; write += 1) {
    const world = newWorld();
    world.crashAfter = write;
    expect(play(world), `killed after write ${write}`).toEqual(expected);
  }
});

it('starts nothing of an app whose deletion is applied, from a crash after any write', () => {
  let applied = 0;
  for (let write = 1; ; write += 1) {
    const world = new CoreWorld();
    world.commit(web('1'));
    world.crashAfter = world.writes + write;
    if (world.survives(() => world.commit())) break;
    world.crashAfter = Infinity;
    world.restart();
    world.addAgent('a1');
    if (world.core.tables.cluster?.commit.startsWith('c2') !== true) continue;
    applied += 1;
    expect(world.running(), `killed after write ${write}`).toEqual([]);
  }
  expect(applied).toBeGreaterThan(2);
});

describe('from a crash after any write of a revision', () => {
  const cache = appSpec(() => ({ name: objectName('/shop/cache'), instances: 1 }));
  const [before, after] = [
    [web('1'), db()],
    [web('2'), cache],
  ];
  const wantedIn = (world: CoreWorld): readonly string[] =>
    [...world.core.tables.apps.values()].flatMap(({ row, versions }) => {
      const spec = row.wanted === undefined ? undefined : versions.get(row.wanted)?.spec;
      return spec ? [`${spec.name} ${spec.digest}`] : [];
    });
  const startAnew = (world: CoreWorld): void => {
    world.restart();
    for (const name of world.agents.keys()) world.connect(name);
    world.advance(120_000);
  };

  it('all is wanted that one commit asks for, and nothing of another', () => {
    let undone = 0;
    for (let write = 1; ; write += 1) {
      const world = newWorld();
      world.commit(...before);
      world.crashAfter = world.writes + write;
      if (world.survives(() => world.commit(...after))) break;
      world.crashAfter = Infinity;
      startAnew(world);
      const isApplied = world.core.tables.cluster?.commit.startsWith('c2') === true;
      const specs = isApplied ? after : before;
      const expected = specs.map(({ name, digest }) => `${name} ${digest}`).sort();
      undone += isApplied ? 0 : 1;
      expect([...wantedIn(world)].sort(), `killed after write ${write}`).toEqual(expected);
      expect(world.running(), `killed after write ${write}`).toHaveLength(4);
      world.commit(...specs);
      startAnew(world);
      expect([...wantedIn(world)].sort(), `${write}, and another revision`).toEqual(expected);
    }
    expect(undone).toBeGreaterThan(5);
  });
});

it('replaces all that ran on an agent that is stored as gone, from a crash after any write', () => {
  for (let write = 1; ; write += 1) {
    const world = new CoreWorld();
    for (const name of ['a1', 'a2']) world.addAgent(name);
    world.commit(web('1'));
    world.crashAfter = world.writes + write;
    if (world.survives(() => world.operate({ kind: 'gone', agent: 'a1' }))) break;
    world.crashAfter = Infinity;
    world.restart();
    world.agent('a1').tasks.clear();
    world.connect('a2');
    world.advance(120_000);
    const isGone = [...world.core.tables.agents.values()].some(
      ({ presence }) => presence.kind === 'gone',
    );
    if (isGone) expect(world.running(), `killed after write ${write}`).toHaveLength(3);
  }
});

it('finds nothing to do in a full round right after any batch', () => {
  const world = newWorld();
  for (const specs of script) {
    world.commit(...specs);
    const { sent, rows } = world;
    const before = [sent.length, JSON.stringify([...rows])];
    for (const name of world.core.tables.apps.keys())
      world.post({ kind: 'timer', key: `app/${name}` });
    expect([sent.length, JSON.stringify([...rows])]).toEqual(before);
  }
});
