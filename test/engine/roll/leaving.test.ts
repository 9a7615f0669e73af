// Instances that leave their agents: a drain, or an agent that came back smaller.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { objectName, taskId } from '../../../engine/model/ids.ts';
import { capacityOf } from '../../../engine/roll/capacity.ts';
import { decideRoll } from '../../../engine/roll/decide.ts';
import type { InstanceView } from '../../../engine/roll/instance-view.ts';
import type { RollInput } from '../../../engine/roll/roll-input.ts';
import { policyOf, RollWorld } from '../../support/roll-world.ts';

const view = (instance: number, change: Partial<InstanceView> = {}): InstanceView => {
  const launch = change.launch ?? 1;
  return {
    taskId: taskId(objectName('/x'), instance, launch),
    ...{ instance, launch, launchedMs: launch },
    ...{ version: 'target', standing: 'live', proof: 'proven', isLeaving: false, ...change },
  };
};
const decide = (views: readonly InstanceView[], change: Partial<RollInput> = {}) =>
  decideRoll({
    ...{ instances: 3, policy: policyOf(1, 0), replacing: 0, killSelection: 'youngest-first' },
    ...{ canReplace: true, isExclusive: false, views, ...change },
  });
const outcome = (views: readonly InstanceView[], change: Partial<RollInput> = {}) => {
  const { stops, starts } = decide(views, change);
  return { stops: stops.map((stop) => `${stop.taskId} ${stop.why}`), starts };
};
const leaving = { isLeaving: true } as const;
const next = { launch: 2 } as const;

const cases: readonly [string, InstanceView[], Partial<RollInput>, ReturnType<typeof outcome>][] = [
  [
    'starts another beside it first',
    [view(0, leaving), view(1), view(2)],
    {},
    { stops: [], starts: [0] },
  ],
  [
    'lets it go once the other is proven',
    [view(0, leaving), view(0, next), view(1), view(2)],
    {},
    { stops: ['/x#0.1 drained'], starts: [] },
  ],
  [
    'waits as long as the other is healthy, but not for `watch`',
    [view(0, leaving), view(0, { ...next, proof: 'healthy' }), view(1), view(2)],
    {},
    { stops: [], starts: [] },
  ],
  [
    'never goes below the minimum for it: another is ill',
    [view(0, leaving), view(0, next), view(1), view(2, { proof: 'unhealthy' })],
    {},
    { stops: [], starts: [] },
  ],
  [
    'goes first where the policy leaves it, and only then',
    [view(0, leaving), view(0, next), view(1), view(2, { proof: 'unhealthy' })],
    { policy: policyOf(0.5, 0) },
    { stops: ['/x#0.1 drained'], starts: [] },
  ],
  [
    'waits for a successor though the minimum could spare it',
    [view(0, leaving), view(1), view(2)],
    { policy: policyOf(0.5, 0) },
    { stops: [], starts: [0] },
  ],
  [
    'lets one that serves nobody go at once',
    [view(0, { ...leaving, proof: 'unhealthy' }), view(1), view(2)],
    {},
    { stops: ['/x#0.1 drained'], starts: [0] },
  ],
  [
    'lets one go that nobody wants any more, with no successor',
    [view(0, leaving), view(1), view(2)],
    { instances: 2 },
    { stops: ['/x#0.1 drained'], starts: [] },
  ],
  [
    'lets one beyond what is wanted go, with no room for a successor',
    [view(0), view(1), view(2, leaving), view(3, leaving)],
    { policy: policyOf(1, 0.4) },
    { stops: ['/x#3.1 drained'], starts: [] },
  ],
  [
    'keeps one of two in a slot when the drain is taken back',
    [view(0), view(0, next), view(1), view(2)],
    {},
    { stops: ['/x#0.2 surplus'], starts: [] },
  ],
  [
    'fills the slot that another has two instead of',
    [view(0), view(0, next), view(1)],
    {},
    { stops: [], starts: [2] },
  ],
  [
    'stops the second in a slot for the sake of another slot, where no more may exist',
    [view(0), view(0, next), view(1)],
    { policy: policyOf(0.5, 0) },
    { stops: ['/x#0.2 surplus'], starts: [] },
  ],
  [
    'waits for the second in a slot that is too healthy to go, and stops no other in its stead',
    [view(0), view(0, next), view(1, { ...next, proof: 'pending' })],
    { instances: 2 },
    { stops: [], starts: [] },
  ],
  [
    'stops one with volumes first, and one at a time',
    [view(0, leaving), view(1, leaving), view(2)],
    { isExclusive: true },
    { stops: ['/x#1.1 drained'], starts: [] },
  ],
  [
    'leaves one of two that both leave, and replaces that one next',
    [view(0, leaving), view(0, { ...leaving, ...next }), view(1), view(2)],
    {},
    { stops: ['/x#0.2 drained'], starts: [] },
  ],
  [
    'goes on while its app is held: by what has been healthy',
    [view(0, leaving), view(1), view(2)],
    { canReplace: false },
    { stops: [], starts: [0] },
  ],
  [
    'starts the next of a batch at once where a drain ends an old one whose successor is proven',
    [
      view(0, { version: 'old', isLeaving: true }),
      ...[view(0, next), view(1, { ...next, proof: 'pending' })],
    ],
    { replacing: 3, policy: policyOf(0, 1, { sizes: [1], wait: false, additions: false }) },
    { stops: ['/x#0.1 drained'], starts: [2] },
  ],
  [
    'takes those that leave first in a rollout',
    [0, 1, 2].map((slot) => view(slot, { version: 'old', isLeaving: slot === 0 })),
    { replacing: 3, policy: policyOf(0.5, 0, { sizes: [1], wait: false, additions: false }) },
    { stops: ['/x#0.1 replaced'], starts: [0] },
  ],
];

for (const [name, views, change, expected] of cases)
  it(name, () => expect(outcome(views, change)).toEqual(expected));

it('counts a slot once though two are in it, and is complete before the old place is empty', () => {
  const views = [view(0, leaving), view(0, next), view(1), view(2)];
  expect(decide(views)).toMatchObject({ proven: 3, isComplete: true, leaving: 0 });
  expect(decide(views.slice(0, 1).concat(views.slice(2)))).toMatchObject({
    ...{ proven: 3, isComplete: true, leaving: 1 },
  });
});

const share = fc.integer({ min: 0, max: 20 }).map((twentieths) => twentieths / 20);
const batches = fc.option(
  fc.record({
    sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
    ...{ wait: fc.boolean(), additions: fc.boolean() },
  }),
  { nil: undefined },
);
const drains = fc.record({
  instances: fc.integer({ min: 1, max: 12 }),
  ...{ minimumHealth: share, maximumOver: share, batch: batches },
  leaves: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
});

it('empties any agents, with all instances healthy throughout and no more than one over', () => {
  fc.assert(
    fc.property(drains, ({ instances, minimumHealth, maximumOver, batch, leaves }) => {
      const policy = policyOf(minimumHealth, maximumOver, batch);
      const world = new RollWorld({ instances, old: 0, policy });
      do world.settle();
      while (world.becomeHealthy());
      const drained = leaves.slice(0, instances).includes(true);
      world.drain((index) => leaves[index] === true);
      do world.settle();
      while (world.becomeHealthy());
      expect(world.views.filter((one) => one.isLeaving)).toEqual([]);
      expect(world.views).toHaveLength(instances);
      expect(world.lowest).toBe(instances);
      const { maxTotal } = capacityOf(instances, policy, { hasLeaving: drained });
      expect(world.peak).toBeLessThanOrEqual(Math.max(maxTotal, instances));
    }),
    { numRuns: 1000 },
  );
});

it('stops those with volumes only as far as the minimum goes', () => {
  fc.assert(
    fc.property(drains, ({ instances, minimumHealth, leaves }) => {
      const policy = policyOf(minimumHealth, 0);
      const world = new RollWorld({ instances, old: 0, policy, isExclusive: true });
      do world.settle();
      while (world.becomeHealthy());
      world.drain((index) => leaves[index] === true);
      world.decide();
      const { stops } = world.decide();
      const { minHealthy } = capacityOf(instances, policy, { isExclusive: true });
      expect(instances - stops.length).toBeGreaterThanOrEqual(minHealthy);
    }),
    { numRuns: 500 },
  );
});
