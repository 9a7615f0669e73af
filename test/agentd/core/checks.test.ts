// Timing and meaning of health and readiness checks (marathon.md 6.1 and 6.2, the wire's Check).
import { describe, expect, test } from 'vitest';
import * as sets from '../../../agentd/core/check/check-set.ts';
import {
  beginCheck,
  type CheckState,
  isExhausted,
  takeResult,
} from '../../../agentd/core/check/check-state.ts';
import { randomFrom } from '../../../agentd/core/random.ts';
import type { Check } from '../../../schemas/generated/wire.ts';
import { checkOf, settingsOf } from '../../support/agent/orders.ts';

const tcp = (port: number, wish: Partial<Check> = {}): Check =>
  checkOf({ kind: 'tcp', port }, wish);
const good = { ok: true, error: '' };
const bad = { ok: false, error: 'refused' };
const at = (steadyMs: number) => ({ steadyMs, startedMs: 0, threshold: 1 });

describe('one check', () => {
  test.each([
    ['a short interval', { delayMs: 100, intervalMs: 50 }, 1_150],
    ['an interval over 5 s', { delayMs: 0, intervalMs: 60_000 }, 6_000],
  ])('probes first after its delay and %s, at most 5 s', (_, wish, firstMs) => {
    expect(beginCheck(tcp(80, wish), 1_000).nextMs).toBe(firstMs);
  });

  test('probes again an interval after the end of the probe before', () => {
    const check = beginCheck(tcp(80, { intervalMs: 500 }), 0);
    expect(takeResult(check, good, at(3_210)).nextMs).toBe(3_710);
  });

  test.each<[string, (readonly [number, boolean])[], boolean | undefined, number]>([
    [
      'failures within the grace leave it without a result',
      [
        [500, false],
        [900, false],
      ],
      undefined,
      0,
    ],
    ['a failure at the end of the grace still does not count', [[1_000, false]], undefined, 0],
    [
      'failures after the grace count',
      [
        [1_001, false],
        [1_500, false],
      ],
      false,
      2,
    ],
    [
      'the first success ends the grace',
      [
        [100, true],
        [200, false],
      ],
      false,
      1,
    ],
    [
      'a success resets the count',
      [
        [1_500, false],
        [1_600, false],
        [1_700, true],
      ],
      true,
      0,
    ],
  ])('%s', (_, results, alive, failures) => {
    let state: CheckState = beginCheck(tcp(80, { graceMs: 1_000 }), 0);
    for (const [ms, isGood] of results) state = takeResult(state, isGood ? good : bad, at(ms));
    expect(state.alive).toBe(alive);
    expect(state.failures).toBe(failures);
  });

  test.each([
    [3, 2, false],
    [3, 3, true],
    [1, 1, true],
    [0, 50, false],
  ])('with maxConsecutiveFailures %i, %i failures kill: %s', (max, failures, kills) => {
    let state = beginCheck(tcp(80, { maxConsecutiveFailures: max }), 0);
    for (let n = 1; n <= failures; n += 1) state = takeResult(state, bad, at(n * 100));
    expect(isExhausted(state)).toBe(kills);
  });
});

const probeAll = (set: sets.CheckSet, steadyMs: number, results: readonly boolean[]) => {
  const started = sets.startProbes(set, steadyMs, 1);
  return started.probes.reduce(
    (now, { number }, index) =>
      sets.takeSetResult(
        now,
        { number, ...(results[index] ? good : bad) },
        { steadyMs, startedMs: 0 },
      ),
    started.set,
  );
};

describe('a set of checks', () => {
  const two = settingsOf({ health: [tcp(1), tcp(2)] });

  test('without health checks is healthy, without readiness checks ready', () => {
    const none = sets.beginChecks(settingsOf(), 0);
    expect([sets.healthOf(none), sets.isReady(none)]).toEqual(['healthy', true]);
  });

  test('is unknown while one check has no result, then healthy iff all are alive', () => {
    const begun = sets.beginChecks(two, 0);
    const first = sets.startProbes(begun, 1_000, 1);
    const time = { steadyMs: 1_000, startedMs: 0 };
    const one = sets.takeSetResult(first.set, { number: 1, ...good }, time);
    expect(sets.healthOf(one)).toBe('unknown');
    expect(sets.healthOf(sets.takeSetResult(one, { number: 2, ...good }, time))).toBe('healthy');
    expect(sets.healthOf(sets.takeSetResult(one, { number: 2, ...bad }, time))).toBe('unhealthy');
  });

  test('readiness gates at once and goes only after n failures in a row', () => {
    const ready = [tcp(1, { maxConsecutiveFailures: 2 })];
    let set = sets.beginChecks(settingsOf({ readiness: ready }), 0);
    expect(sets.isReady(set)).toBe(false);
    set = probeAll(set, 1_000, [true]);
    expect(sets.isReady(set)).toBe(true);
    set = probeAll(set, 2_000, [false]);
    expect(sets.isReady(set)).toBe(true);
    set = probeAll(set, 3_000, [false]);
    expect(sets.isReady(set)).toBe(false);
  });

  test('new settings keep the results of checks that stay', () => {
    const old = probeAll(sets.beginChecks(two, 0), 1_000, [true, true]);
    const next = sets.beginChecks(settingsOf({ health: [tcp(2), tcp(3)] }), 5_000, [old]);
    expect(next.health.map((state) => state.alive)).toEqual([true, undefined]);
  });

  test('an adopted task keeps what was known, and its probes are spread', () => {
    const old = probeAll(sets.beginChecks(two, 0), 1_000, [true, false]);
    const saved = sets.savedChecks(old);
    const resumed = sets.resumeChecks(two, saved, { steadyMs: 9_000, random: randomFrom(7) });
    expect(resumed.health.map((state) => state.alive)).toEqual([true, false]);
    for (const { nextMs } of resumed.health) {
      expect(nextMs).toBeGreaterThanOrEqual(9_000);
      expect(nextMs).toBeLessThanOrEqual(9_050);
    }
  });

  test('a result of a probe that is over changes nothing', () => {
    const set = sets.beginChecks(two, 0);
    const late = { number: 9, ...bad };
    expect(sets.takeSetResult(set, late, { steadyMs: 1, startedMs: 0 })).toBe(set);
  });

  test('on trial any check fails it, one without a limit at once', () => {
    const tried = settingsOf({ readiness: [tcp(1, { maxConsecutiveFailures: 0 })] });
    const set = probeAll(sets.beginChecks(tried, 0), 1_000, [false]);
    expect(sets.failedTrial(set)).toBe('readiness check tcp :1 failed once: refused');
  });
});
