import fc from 'fast-check';
import { expect, it } from 'vitest';
import { capacityOf } from '../../../engine/roll/capacity.ts';
import { policyOf, RollWorld } from '../../support/roll-world.ts';

const share = fc.integer({ min: 0, max: 20 }).map((twentieths) => twentieths / 20);
const batch = fc.option(
  fc.record({
    sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
    wait: fc.boolean(),
    additions: fc.boolean(),
  }),
  { nil: undefined },
);
const setups = fc
  .record({
    instances: fc.integer({ min: 0, max: 12 }),
    old: fc.integer({ min: 0, max: 12 }),
    minimumHealth: share,
    maximumOver: share,
    batch,
    oldProof: fc.constantFrom('proven' as const, 'unhealthy' as const),
  })
  .map(({ instances, old, minimumHealth, maximumOver, batch: batches, oldProof }) => ({
    instances,
    old,
    oldProof,
    policy: policyOf(minimumHealth, maximumOver, batches),
  }));

it('always comes to its end when what it starts becomes healthy', () => {
  fc.assert(
    fc.property(setups, (setup) => {
      const world = new RollWorld(setup);
      world.settle();
      while (world.becomeHealthy()) world.settle();
      expect(world.decide().isComplete).toBe(true);
      expect(world.views.map((view) => view.instance).sort((a, b) => a - b)).toEqual(
        Array.from({ length: setup.instances }, (_, index) => index),
      );
    }),
    { numRuns: 2000 },
  );
});

it('never goes below minHealthy nor above maxTotal by its own doing', () => {
  fc.assert(
    fc.property(setups, (setup) => {
      const { minHealthy, maxTotal } = capacityOf(setup.instances, setup.policy);
      const world = new RollWorld(setup);
      const healthyBefore = world.healthy;
      world.settle();
      while (world.becomeHealthy()) world.settle();
      expect(world.lowest).toBeGreaterThanOrEqual(Math.min(minHealthy, healthyBefore));
      expect(world.peak).toBeLessThanOrEqual(Math.max(maxTotal, setup.old));
    }),
    { numRuns: 2000 },
  );
});

it('has at most `size` unproven replacements, and never three in a slot', () => {
  fc.assert(
    fc.property(setups, fc.integer({ min: 1, max: 4 }), (setup, size) => {
      const sizes = { sizes: [size], wait: false, additions: false };
      const world = new RollWorld({ ...setup, policy: { ...setup.policy, batch: sizes } });
      const replacing = Math.min(setup.old, setup.instances);
      do {
        world.settle();
        const pending = world.views.filter((view) => view.proof === 'pending').length;
        expect(pending).toBeLessThanOrEqual(size + setup.instances - replacing);
        for (const view of world.views)
          expect(
            world.views.filter((other) => other.instance === view.instance).length,
          ).toBeLessThan(3);
      } while (world.becomeHealthy());
    }),
    { numRuns: 1000 },
  );
});
