// What follows from events is looked at once for all that wait, and for 1,000 at the latest.
import { expect, it } from 'vitest';
import type { EngineEvent } from '../../../engine/step/events.ts';
import { appSpec } from '../../support/app-spec.ts';
import { CoreWorld } from '../../support/core-world.ts';

const other: EngineEvent = { kind: 'timer', key: 'app//other' };

/** Of an app to be looked at and so many other events: what is left to be looked at then. */
function left(world: CoreWorld, count: number, hasMore: boolean): readonly string[] {
  const { core, nowMs, wallMs } = world;
  for (const name of core.tables.apps.keys()) core.tables.dirtyApps.add(name);
  const events = Array.from({ length: count }, () => other);
  const { isUnfinished } = core.handle(events, nowMs, wallMs, hasMore);
  expect(isUnfinished).toBe(core.tables.dirtyApps.size > 0);
  return [...core.tables.dirtyApps];
}

function started(): CoreWorld {
  const world = new CoreWorld();
  world.addAgent('a1');
  world.commit(appSpec());
  return world;
}

it('looks at nothing while more waits, and at everything once none does', () => {
  const world = started();
  expect(left(world, 10, true)).toContain('/shop/web');
  expect(left(world, 0, false)).toEqual([]);
});

it('looks after 1,000 events, however many wait', () => {
  const world = started();
  expect(left(world, 999, true)).toContain('/shop/web');
  expect(left(world, 1, true)).toEqual([]);
  expect(left(world, 999, true)).toContain('/shop/web');
});
