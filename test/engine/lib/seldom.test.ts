import { expect, it } from 'vitest';
import { Seldom } from '../../../engine/lib/seldom.ts';

it('tells the first at once, then one in each period with how many it passed over', () => {
  const seldom = new Seldom(1_000);
  const told = [5, 5, 900, 1_004, 1_005, 1_006, 9_000].map((nowMs) => seldom.take(nowMs));
  expect(told).toEqual([0, undefined, undefined, undefined, 3, undefined, 1]);
});
