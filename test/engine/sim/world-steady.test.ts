// What the rule `settled` takes to be good is waited for at rest: else it would be judged too soon.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CheckSpec } from '../../../engine/model/wanted.ts';
import { isGoodPlan } from '../../../engine/sim/invariants/rest/exact.ts';
import { commandOf } from '../../../engine/sim/machine/program.ts';
import type { AppPlan } from '../../../engine/sim/script/script.ts';
import { isSteady } from '../../../engine/sim/world/is-steady.ts';
import { appSpec } from '../../support/app-spec.ts';

const span = (max: number) => fc.integer({ min: 0, max });
const or = (value: number, other: fc.Arbitrary<number>) => fc.oneof(fc.constant(value), other);
const program = fc.record({
  readyMs: or(-1, span(20_000)),
  livesMs: or(-1, span(20_000)),
  code: span(3),
  sickMs: or(-1, span(20_000)),
  endsMs: span(1_000),
});
const check = fc.record({
  kind: fc.constant('command' as const),
  delayMs: span(5_000),
  graceMs: span(10_000),
  intervalMs: fc.integer({ min: 1, max: 10_000 }),
  timeoutMs: span(1_000),
  maxConsecutiveFailures: span(4),
});
const checks = fc.option(check, { nil: undefined });

test('an app that is good is steady', () => {
  let good = 0;
  fc.assert(
    fc.property(program, checks, checks, (program, health, readiness) => {
      const plan = { program, health, readiness } as unknown as AppPlan;
      if (!isGoodPlan(plan)) return;
      good += 1;
      const asSpec = (one: typeof health): CheckSpec[] =>
        one ? [{ ...one, probe: { kind: 'command', command: 'true' } }] : [];
      const spec = appSpec(({ task }) => ({
        task: { ...task, command: { shell: commandOf(program) } },
        health: asSpec(health),
        readiness: asSpec(readiness),
      }));
      expect(isSteady(spec)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
  expect(good).toBeGreaterThan(50);
});
