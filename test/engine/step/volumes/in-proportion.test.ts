// How often the allocator is asked and told, in crowds of tasks with volumes: counted, not timed.
import { expect, it } from 'vitest';
import { newAllocator } from '../../../../engine/allocate/allocators.ts';
import { unreserved } from '../../../../engine/model/resources/amounts-of.ts';
import { ownMount, VolumeWorld, volumeApp } from '../../../support/volume-world.ts';

/** A world whose allocator is listened to. */
function heardWorld() {
  const allocator = newAllocator('drf');
  const heard = { looks: 0, updates: 0 };
  const nextTurn = allocator.nextTurn.bind(allocator);
  allocator.nextTurn = (mostTasks) => {
    const book = nextTurn(mostTasks);
    if (book === undefined) return undefined;
    const look = book.look.bind(book);
    book.look = (agentId, claim) => {
      heard.looks += 1;
      return look(agentId, claim);
    };
    return book;
  };
  const updateAgent = allocator.updateAgent.bind(allocator);
  allocator.updateAgent = (agent) => {
    heard.updates += 1;
    updateAgent(agent);
  };
  return { world: new VolumeWorld(allocator), heard };
}

it('looks at each agent once for all instances that find no room for new volumes', () => {
  const { world, heard } = heardWorld();
  for (let at = 0; at < 10; at += 1) world.addAgent(`a${at}`, 1);
  const { task } = volumeApp('/shop/db');
  const large = { instances: 20, task: { ...task, cpusMilli: 2000 } };
  world.commit(volumeApp('/shop/db', [ownMount], large));
  expect(world.running()).toEqual([]);
  expect(heard.looks).toBeGreaterThan(0);
  expect(heard.looks).toBeLessThanOrEqual(2 * 10);
});

it('tells of an agent once when a crowd of volumes on it is given up', () => {
  const { world, heard } = heardWorld();
  const scalars = { cpus: 100_000, mem: 100_000_000, disk: 100_000_000 };
  const all = unreserved({ scalars, ranges: { ports: [[31_000, 32_000]] }, sets: {} });
  world.addAgent('a1', 100);
  world.connect('a1', 100, all);
  world.commit(volumeApp('/shop/db', [ownMount], { instances: 50 }), volumeApp('/x', []));
  expect(world.agent('a1').volumes.size).toBe(50);
  heard.updates = 0;
  world.commit(volumeApp('/x', []));
  expect(world.agent('a1').volumes.size).toBe(0);
  expect(world.core.allocator.freeOn('a1-000000' as never)).toContainEqual({
    ...{ name: 'disk', value: { kind: 'scalar', milli: 100_000_000 } },
  });
  expect(heard.updates).toBeLessThan(10);
});
