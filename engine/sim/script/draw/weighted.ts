// A choice among things of different weight.
import type { Random } from '../../../lib/random.ts';

export type Weighted<T> = readonly [weight: number, value: T];

/** Weights are 0 or more and not all 0. */
export function pickWeighted<T>(
  random: Random,
  choices: readonly [Weighted<T>, ...Weighted<T>[]],
): T {
  const sum = choices.reduce((total, [weight]) => total + weight, 0);
  let left = random.next() * sum;
  for (const [weight, value] of choices) {
    left -= weight;
    if (left < 0) return value;
  }
  return choices[0][1];
}
