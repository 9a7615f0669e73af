// Agents that come back with other resources or attributes: only what no longer fits leaves.
import { expect, it } from 'vitest';
import { objectName } from '../../../../engine/model/ids.ts';
import { unreserved } from '../../../../engine/model/resources/amounts-of.ts';
import type { PlacementConstraint } from '../../../../engine/model/wanted.ts';
import { appSpec } from '../../../support/app-spec.ts';
import { CoreWorld } from '../../../support/core-world.ts';
import { jobSpec } from '../../../support/job-spec.ts';

const sized = (name: string, cpus: number, placement: readonly PlacementConstraint[] = []) =>
  appSpec(({ task }) => ({
    ...{ name: objectName(name), instances: 1, placement },
    task: { ...task, cpusMilli: cpus * 1000 },
  }));
const here: PlacementConstraint = { attribute: 'rack', operator: 'is', value: 'r1' };
const on = (world: CoreWorld, name: string): readonly string[] =>
  [...world.agent(name).tasks.keys()].sort();
const unfit = (world: CoreWorld) => world.core.tables.agents.get('a1-000000' as never)?.row.unfit;

function full(): CoreWorld {
  const world = new CoreWorld();
  world.addAgent('a1', 8, { rack: 'r1' });
  world.commit(sized('/one', 3), sized('/two', 2));
  world.advance(1_000);
  world.commit(sized('/one', 3), sized('/two', 2), sized('/young', 3));
  return world;
}

/** The agent is started again with other flags, its tasks run on. */
function refit(world: CoreWorld, cpus: number, attributes = world.agent('a1').attributes): void {
  world.disconnect('a1');
  world.agent('a1').attributes = attributes;
  world.connect('a1', cpus);
}

it('moves the youngest that it has no room for any more, once there is a place', () => {
  const world = full();
  const all = on(world, 'a1');
  expect(all).toHaveLength(3);
  refit(world, 5);
  expect(unfit(world)).toEqual({ '/young#0.1': 'needs 3 cpus, 0 left' });
  expect(on(world, 'a1')).toEqual(all);
  expect(world.notices).toContain(
    'agent-changed a1-000000 has changed: 1 instance no longer fits ' +
      '(/young#0.1: needs 3 cpus, 0 left)',
  );
  world.addAgent('a2');
  expect(on(world, 'a1')).toEqual(['/one#0.1', '/two#0.1']);
  expect(on(world, 'a2')).toEqual(['/young#0.2']);
  expect(unfit(world)).toBeUndefined();
});

it('leaves all as it is when it only grew', () => {
  const world = full();
  const all = on(world, 'a1');
  refit(world, 16, { rack: 'r1', disk: 'ssd' });
  expect(unfit(world)).toBeUndefined();
  world.addAgent('a2');
  expect(on(world, 'a1')).toEqual(all);
});

it('lets stay what fits again: another has ended, or the agent has its old size back', () => {
  const ended = full();
  refit(ended, 5);
  ended.commit(sized('/one', 3), sized('/young', 3));
  expect(unfit(ended)).toEqual({ '/young#0.1': 'needs 3 cpus, 2 left' });
  ended.commit(sized('/young', 3));
  expect(unfit(ended)).toBeUndefined();
  const regrown = full();
  refit(regrown, 5);
  refit(regrown, 8);
  expect(unfit(regrown)).toBeUndefined();
  regrown.addAgent('a2');
  expect(on(regrown, 'a1')).toHaveLength(3);
});

it('knows after an engine start what was to leave', () => {
  const world = full();
  refit(world, 5);
  world.restart();
  world.connect('a1', 5);
  expect(unfit(world)).toEqual({ '/young#0.1': 'needs 3 cpus, 0 left' });
  world.addAgent('a2');
  expect(on(world, 'a2')).toEqual(['/young#0.2']);
});

it('moves what its attributes rule out, and nothing else', () => {
  const world = new CoreWorld();
  world.addAgent('a1', 8, { rack: 'r1' });
  world.commit(sized('/pinned', 1, [here]), sized('/free', 1));
  world.addAgent('a2', 8, { rack: 'r1' });
  refit(world, 8, { rack: 'r2' });
  expect(on(world, 'a1')).toEqual(['/free#0.1']);
  expect(on(world, 'a2')).toEqual(['/pinned#0.2']);
});

it('never counts a run out: it ends where it is, and instances make room', () => {
  const world = new CoreWorld();
  world.addAgent('a1', 8);
  const job = jobSpec('/etl/load', { task: { ...jobSpec('/x').task, cpusMilli: 4_000 } });
  world.commit(sized('/old', 4), job);
  world.operate({ kind: 'run', name: job.name, env: {} });
  refit(world, 5);
  expect(unfit(world)).toEqual({ '/old#0.1': 'needs 4 cpus, 1 left' });
});

it('moves those whose ports it has no more', () => {
  const world = new CoreWorld();
  world.addAgent('a1', 8);
  world.commit(sized('/web', 1));
  const other = unreserved({
    scalars: { cpus: 8_000, mem: 16_000_000, disk: 10_000_000 },
    ...{ ranges: { ports: [[40_000, 40_100]] as const }, sets: {} },
  });
  world.disconnect('a1');
  world.connect('a1', 8, other);
  expect(unfit(world)).toBeUndefined();
  expect(on(world, 'a1')).toEqual(['/web#0.2']);
});
