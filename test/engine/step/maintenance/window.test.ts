// Maintenance in Git: windows by the machine's clock, agents by name or attribute.
import { expect, it } from 'vitest';
import type { AppSpec } from '../../../../engine/model/wanted.ts';
import { appSpec } from '../../../support/app-spec.ts';
import { CoreWorld } from '../../../support/core-world.ts';
import { jobSpec } from '../../../support/job-spec.ts';
import { maintenanceSpec } from '../../../support/maintenance-spec.ts';

const hourMs = 3_600_000;

/** Two racks of two. */
function racks(): CoreWorld {
  const world = new CoreWorld();
  for (const [name, rack] of [
    ['a1', 'r1'],
    ['a2', 'r1'],
    ['b1', 'r2'],
    ['b2', 'r2'],
  ] as const)
    world.addAgent(name, 8, { rack });
  return world;
}

const rackTwo = (world: CoreWorld, change: object = {}) =>
  maintenanceSpec({
    select: [{ attribute: 'rack', operator: 'is', value: 'r2' }],
    ...{ startMs: world.wallMs + hourMs, endMs: world.wallMs + 3 * hourMs, batch: 2 },
    ...change,
  });
const on = (world: CoreWorld, ...names: readonly string[]): readonly string[] =>
  names.flatMap((name) => [...world.agent(name).tasks.keys()]);
const standings = (world: CoreWorld): readonly unknown[] =>
  ['a1', 'a2', 'b1', 'b2'].map(
    (name) => world.core.tables.agents.get(`${name}-000000` as never)?.standing?.kind,
  );
const apart = (instances: number): AppSpec =>
  appSpec(() => ({
    instances,
    placement: [{ attribute: 'rack', operator: 'group-by', value: '2' }],
  }));

it('places on its agents last until then, empties them before, and opens them after it', () => {
  const world = racks();
  world.commit(rackTwo(world));
  expect(standings(world)).toEqual([undefined, undefined, 'scheduled', 'scheduled']);
  world.commit(
    rackTwo(world),
    appSpec(() => ({ instances: 4 })),
  );
  expect(on(world, 'b1', 'b2')).toEqual([]);
  world.advance(0.7 * hourMs);
  expect(standings(world)).toEqual([undefined, undefined, 'scheduled', 'scheduled']);
  world.advance(0.1 * hourMs);
  expect(standings(world)).toEqual([undefined, undefined, 'closed', 'closed']);
  world.advance(2.1 * hourMs);
  expect(standings(world)).toEqual([undefined, undefined, 'closed', 'closed']);
  world.advance(0.2 * hourMs);
  expect(standings(world)).toEqual([undefined, undefined, undefined, undefined]);
  expect(world.notices.filter((one) => one.startsWith('agent-open'))).toHaveLength(2);
});

it('still takes what fits nowhere else while its window is ahead', () => {
  const world = racks();
  const big = appSpec(({ task }) => ({ instances: 3, task: { ...task, cpusMilli: 8_000 } }));
  world.commit(rackTwo(world), big);
  expect(on(world, 'b1', 'b2')).toHaveLength(1);
});

it('takes a rack out although its app stands in both: what can move does', () => {
  const world = racks();
  world.commit(apart(4));
  expect(on(world, 'b1', 'b2')).toHaveLength(2);
  world.commit(apart(4), rackTwo(world, { startMs: world.wallMs }));
  expect(on(world, 'b1', 'b2')).toEqual([]);
  expect(world.running()).toHaveLength(4);
});

it('lets runs end until it begins, and stops them then only where it says so', () => {
  for (const jobs of ['wait', 'kill'] as const) {
    const world = racks();
    const job = jobSpec('/etl/load', {
      placement: [{ attribute: 'rack', operator: 'is', value: 'r2' }],
    });
    world.commit(job);
    world.operate({ kind: 'run', name: job.name, env: {} });
    const there = on(world, 'b1', 'b2');
    expect(there).toHaveLength(1);
    world.commit(job, rackTwo(world, { jobs }));
    world.advance(hourMs - 1);
    expect(on(world, 'b1', 'b2')).toEqual(there);
    world.advance(10_001);
    expect(on(world, 'b1', 'b2')).toEqual(jobs === 'wait' ? there : []);
  }
});

it('is called off by the commit that deletes it', () => {
  const world = racks();
  world.commit(rackTwo(world, { startMs: world.wallMs }));
  expect(standings(world).at(-1)).toBe('closed');
  world.operate({ kind: 'undrain', agents: ['b1'] });
  expect(world.answers.at(-1)).toMatchObject({
    ...{ ok: false, what: 'b1-000000 is in the Maintenance /window' },
    hint: 'change or delete it in the repository',
  });
  world.commit();
  expect(standings(world)).toEqual([undefined, undefined, undefined, undefined]);
});

it('means agents that come later, too, and those that are renamed by an attribute', () => {
  const world = racks();
  world.commit(rackTwo(world, { startMs: world.wallMs }));
  world.disconnect('a1');
  world.agent('a1').attributes = { rack: 'r2' };
  world.connect('a1');
  expect(standings(world)).toEqual(['closed', undefined, 'closed', 'closed']);
});

it('goes by the machine’s clock, put forward and back', () => {
  const world = racks();
  world.commit(rackTwo(world));
  world.wallAheadMs = 2 * hourMs;
  world.advance(10_000);
  expect(standings(world).at(-1)).toBe('closed');
  world.wallAheadMs = 0;
  world.advance(10_000);
  expect(standings(world).at(-1)).toBe('scheduled');
});
