// Volumes of a simulated machine: what is in them tells whether they were kept, and a crash leaves
// each step done or not.
import { expect, test } from 'vitest';
import { HandMachine, programText } from '../../../support/sim/hand-machine.ts';

const id = '/db#0.1:data';
const volumes = [{ id, path: 'data', sizeMib: 10, isNew: true }];
const wish = { id, sizeMib: 10, isNew: true, taskId: '/db#0.1' };

async function run(world: HandMachine, taskId: string): Promise<void> {
  await world.launch(world.order(taskId, { command: programText({ livesMs: 50 }), volumes }));
  await world.until('it is over', () => world.task(taskId)?.command === 'over');
}

test('each command sees one more in its volume than the one before', async () => {
  const world = new HandMachine();
  await world.done(world.ports.volumes.open(wish));
  await run(world, '/db#0.1');
  await run(world, '/db#0.2');
  expect(world.task('/db#0.1')?.volumes).toEqual([{ id, content: 1 }]);
  expect(world.task('/db#0.2')?.volumes).toEqual([{ id, content: 2 }]);
  expect(world.machine.volumes.get(id)).toMatchObject({ content: 2, lastTask: '/db#0.1' });
});

test('a command whose volume isn’t there sees none', async () => {
  const world = new HandMachine();
  await run(world, '/db#0.1');
  expect(world.task('/db#0.1')?.volumes).toEqual([{ id }]);
});

test('what is in it outlives agent and machine, and goes with the disk', async () => {
  const world = new HandMachine();
  await world.done(world.ports.volumes.open(wish));
  await run(world, '/db#0.1');
  world.machine.crash('kept');
  world.machine.boot();
  world.startAgent();
  await world.done(world.ports.volumes.open({ ...wish, isNew: false }));
  expect(world.machine.volumes.get(id)?.content).toBe(1);
  world.machine.crash('lost');
  expect(world.machine.volumes.size).toBe(0);
});

test.each([
  ['die-before', 0],
  ['die-after', 1],
] as const)('an agent that dies by %s of making one leaves %i', async (kind, left) => {
  const world = new HandMachine();
  world.host.arm({ act: `volume open ${id}`, hit: { kind }, onHit: () => {} });
  void world.ports.volumes.open(wish);
  await world.until('it dies', () => !world.host.isAlive);
  expect(world.machine.volumes.size).toBe(left);
});

test.each([
  ['die-before', 1],
  ['die-after', 0],
] as const)('an agent that dies by %s of destroying one leaves %i', async (kind, left) => {
  const world = new HandMachine();
  await world.done(world.ports.volumes.open(wish));
  world.host.arm({ act: 'volume destroy', hit: { kind }, onHit: () => {} });
  void world.ports.volumes.destroy(id);
  await world.until('it dies', () => !world.host.isAlive);
  expect(world.machine.volumes.size).toBe(left);
});
