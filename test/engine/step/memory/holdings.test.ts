// What an engine that starts takes its tasks to hold is what they held.
import { expect, it } from 'vitest';
import { agentId } from '../../../../engine/model/ids.ts';
import { amountsOf } from '../../../../engine/model/resources/amounts-of.ts';
import { storedHoldings } from '../../../../engine/step/master/holdings.ts';
import { appSpec } from '../../../support/app-spec.ts';
import { CoreWorld } from '../../../support/core-world.ts';

const a1 = agentId('a1-000000');

function worldOfThree(): CoreWorld {
  const world = new CoreWorld();
  world.addAgent('a1');
  world.commit(appSpec(() => ({ instances: 3 })));
  return world;
}

it('leaves as much free as before, to the port', () => {
  const world = worldOfThree();
  const before = amountsOf(world.core.allocator.freeOn(a1) ?? []);
  world.restart();
  expect(amountsOf(world.core.allocator.freeOn(a1) ?? [])).toEqual(before);
});

it('is told at once for all tasks of a role on an agent', () => {
  const world = worldOfThree();
  const [held, ...others] = storedHoldings(world.core.tables);
  expect(others).toEqual([]);
  expect(amountsOf(held?.bundle ?? []).scalars).toEqual({ cpus: 300, mem: 96_000 });
});

it('is told task by task where two hold one port', () => {
  const world = worldOfThree();
  const [first, second] = [...world.core.tables.tasks.values()];
  if (first && second) second.row = { ...second.row, ports: first.row.ports };
  expect(storedHoldings(world.core.tables)).toHaveLength(3);
});
