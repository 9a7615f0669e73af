import { expect, test } from 'vitest';
import { retryDelayMs } from '../../../engine/schedule/retry-delay.ts';

const retries = { count: 9, delayMs: 60_000, factorMilli: 1_000, maxMs: 3_600_000 };

test.each([
  ['the same each time', {}, [60_000, 60_000, 60_000]],
  ['twice as long each time', { factorMilli: 2_000 }, [60_000, 120_000, 240_000]],
  ['in whole milliseconds', { delayMs: 1, factorMilli: 1_150 }, [1, 2, 3, 4, 5, 6, 7, 9]],
  ['never above the most', { factorMilli: 10_000, maxMs: 90_000 }, [60_000, 90_000, 90_000]],
  ['the most, where that is less', { maxMs: 5_000 }, [5_000, 5_000]],
  ['none', { delayMs: 0, factorMilli: 2_000 }, [0, 0, 0]],
])('a retry waits %s', (_, given, delays) => {
  const found = delays.map((__, at) => retryDelayMs({ ...retries, ...given }, at + 1));
  expect(found).toEqual(delays);
});

test('the millionth failure is as cheap as any', () => {
  expect(retryDelayMs({ ...retries, factorMilli: 1_001 }, 1_000_000)).toBe(3_600_000);
});
