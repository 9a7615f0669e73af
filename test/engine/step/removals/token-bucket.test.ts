// How many verdicts may be spoken when.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenBucket } from '../../../../engine/step/master/removals/token-bucket.ts';

/** Takes what is there at each of these instants; when each token was taken. */
function takenAt(size: { tokens: number; periodMs: number }, timesMs: readonly number[]): number[] {
  const bucket = new TokenBucket(size);
  const takenMs: number[] = [];
  for (const nowMs of timesMs) {
    if (bucket.freeAtMs(nowMs) > nowMs) continue;
    bucket.take(nowMs);
    takenMs.push(nowMs);
  }
  return takenMs;
}

describe('a bucket', () => {
  const rows: readonly (readonly [tokens: number, asked: number[], taken: number[]])[] = [
    [1, [0, 0, 59, 60, 119, 120], [0, 60, 120]],
    [3, [0, 0, 0, 0, 0], [0, 0, 0]],
    [3, [0, 20, 40, 59, 60, 61, 80, 100, 100], [0, 20, 40, 60, 80, 100]],
    [2, [100, 100, 159, 160, 160, 160], [100, 100, 160, 160]],
    [2, [0, 1_000, 1_000, 1_000], [0, 1_000, 1_000]],
  ];
  for (const [tokens, asked, taken] of rows)
    it(`of ${tokens} in 60, asked at ${asked.join(' ')}`, () => {
      expect(takenAt({ tokens, periodMs: 60 }, asked)).toEqual(taken);
    });

  it('is never taken from when it is empty', () => {
    const bucket = new TokenBucket({ tokens: 1, periodMs: 60 });
    bucket.take(0);
    expect(() => bucket.take(59)).toThrow('empty');
  });
});

const sizes = fc.record({
  tokens: fc.integer({ min: 1, max: 6 }),
  periodMs: fc.integer({ min: 1, max: 50 }),
});
const askings = fc
  .array(fc.integer({ min: 0, max: 20 }), { maxLength: 80 })
  .map((steps) => steps.map((_, at) => steps.slice(0, at + 1).reduce((sum, one) => sum + one, 0)));

it('gives no more than it has in any period, and nothing later than it must', () => {
  fc.assert(
    fc.property(sizes, askings, (size, asked) => {
      const taken = takenAt(size, asked);
      const within = (untilMs: number) =>
        taken.filter((atMs) => untilMs - size.periodMs < atMs && atMs <= untilMs).length;
      for (const atMs of taken) expect(within(atMs)).toBeLessThanOrEqual(size.tokens);
      const refused = [...asked];
      for (const atMs of taken) refused.splice(refused.indexOf(atMs), 1);
      for (const atMs of refused) expect(within(atMs)).toBe(size.tokens);
    }),
  );
});

it('foretells when each of those that wait gets one', () => {
  fc.assert(
    fc.property(sizes, askings, fc.integer({ min: 1, max: 20 }), (size, asked, waiting) => {
      const bucket = new TokenBucket(size);
      let nowMs = 0;
      for (nowMs of asked) if (bucket.freeAtMs(nowMs) <= nowMs) bucket.take(nowMs);
      const foretold = Array.from({ length: waiting }, (_, at) => bucket.freeAtMs(nowMs, at));
      const got = foretold.map(() => {
        nowMs = bucket.freeAtMs(nowMs);
        bucket.take(nowMs);
        return nowMs;
      });
      expect(got).toEqual(foretold);
    }),
  );
});
