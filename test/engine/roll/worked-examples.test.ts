// The worked examples of marathon.md 5.5, played to their end: peak and lowest count of healthy
// instances, and what happens first.
import { describe, expect, it } from 'vitest';
import { capacityOf } from '../../../engine/roll/capacity.ts';
import { policyOf, RollWorld } from '../../support/roll-world.ts';

interface Example {
  readonly n: number;
  readonly policy: readonly [minimumHealth: number, maximumOver: number];
  readonly old: number;
  readonly capacity: readonly [minHealthy: number, maxTotal: number];
  readonly first: readonly string[];
  readonly peak: number;
  readonly lowest: number;
}

const examples: readonly Example[] = [
  { n: 1, policy: [1, 1], old: 1, capacity: [1, 2], first: ['start 1'], peak: 2, lowest: 1 },
  { n: 1, policy: [0.5, 0], old: 1, capacity: [1, 2], first: ['start 1'], peak: 2, lowest: 1 },
  {
    n: 1,
    policy: [0, 0],
    old: 1,
    capacity: [0, 1],
    first: ['kill 1', 'start 1'],
    peak: 1,
    lowest: 0,
  },
  {
    n: 2,
    policy: [0.5, 0],
    old: 2,
    capacity: [1, 2],
    first: ['kill 1', 'start 1'],
    peak: 2,
    lowest: 1,
  },
  {
    n: 3,
    policy: [0.5, 0],
    old: 3,
    capacity: [2, 3],
    first: ['kill 1', 'start 1'],
    peak: 3,
    lowest: 2,
  },
  { n: 3, policy: [1, 0], old: 3, capacity: [3, 4], first: ['start 1'], peak: 4, lowest: 3 },
  { n: 3, policy: [1, 0.2], old: 3, capacity: [3, 4], first: ['start 1'], peak: 4, lowest: 3 },
  { n: 3, policy: [1, 0.7], old: 3, capacity: [3, 5], first: ['start 2'], peak: 5, lowest: 3 },
  {
    n: 3,
    policy: [1, 0.3],
    old: 4,
    capacity: [3, 4],
    first: ['kill 1', 'start 1'],
    peak: 4,
    lowest: 3,
  },
  { n: 4, policy: [1, 1], old: 4, capacity: [4, 8], first: ['start 4'], peak: 8, lowest: 4 },
  {
    n: 4,
    policy: [0.75, 0.25],
    old: 4,
    capacity: [3, 5],
    first: ['kill 1', 'start 2'],
    peak: 5,
    lowest: 3,
  },
  {
    n: 10,
    policy: [0.8, 0.2],
    old: 10,
    capacity: [8, 12],
    first: ['kill 2', 'start 4'],
    peak: 12,
    lowest: 8,
  },
  {
    n: 10,
    policy: [0.1, 1],
    old: 10,
    capacity: [1, 20],
    first: ['kill 9', 'start 10'],
    peak: 11,
    lowest: 1,
  },
  {
    n: 10,
    policy: [0, 0],
    old: 10,
    capacity: [0, 10],
    first: ['kill 10', 'start 10'],
    peak: 10,
    lowest: 0,
  },
  { n: 8, policy: [0.75, 1], old: 4, capacity: [6, 16], first: ['start 8'], peak: 12, lowest: 4 },
  {
    n: 4,
    policy: [1, 0],
    old: 8,
    capacity: [4, 5],
    first: ['kill 4', 'start 1'],
    peak: 8,
    lowest: 4,
  },
];

describe.each(examples)('$n instances at $policy from $old old ones', (example) => {
  const policy = policyOf(...example.policy);

  it('has the capacity that the formula gives', () => {
    const { minHealthy, maxTotal } = capacityOf(example.n, policy);
    expect([minHealthy, maxTotal]).toEqual(example.capacity);
  });

  it('begins, peaks and ends as the table says', () => {
    const world = new RollWorld({ instances: example.n, old: example.old, policy });
    expect(world.settle()).toEqual(example.first);
    while (world.becomeHealthy()) world.settle();
    expect(world.decide().isComplete).toBe(true);
    expect([world.peak, world.lowest]).toEqual([example.peak, example.lowest]);
  });
});

it('reckons in integers: ceil(25 x 0.28) is 7, not the 8 of doubles', () => {
  expect(capacityOf(25, policyOf(0.28, 0)).minHealthy).toBe(7);
});
