// What holds of all timetables, around every change of clocks and far from any.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Timetable } from '../../../engine/model/timetable.ts';
import {
  countBetween,
  nextOccurrence,
  occurrencesBetween,
  previousOccurrence,
} from '../../../engine/schedule/occurrences.ts';
import { changes } from './slow-clock.ts';
import { slowInterval } from './slow-interval.ts';
import { cronIn, intervalIn } from './timetable.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

const periods = fc.constantFrom(
  ...['PT1H', 'PT24H', 'PT90M', 'PT7.007S', 'PT25H', 'P1D', 'P2D', 'P1W', 'P1DT1H', 'P1DT30M'],
  ...['P1M', 'P1M1D', 'P3M', 'P1Y', 'P1Y2M3W4DT5H6M7.089S', 'P1MT1S'],
);
const repeats = fc.constantFrom('', '0', '1', '3', '40');
const crons = fc.constantFrom(
  ...['0 * * * *', '30 2 * * *', '*/20 1-3 * * *', '15 */2 * * *', '0 0 1,15 * 1', '0 0 29 2 *'],
);

interface Case {
  readonly timetable: Timetable;
  readonly anchorMs: number;
}

/** An anchor some minutes from a change of the zone's clocks. */
const intervals = fc
  .tuple(fc.constantFrom(...changes), fc.integer({ min: -7_000, max: 3_000 }), repeats, periods)
  .map(([[zone, iso], minutes, n, period]) => ({
    timetable: intervalIn(zone, `R${n}//${period}`),
    anchorMs: Date.parse(iso) + minutes * minuteMs,
  }));
const cases: fc.Arbitrary<Case> = fc.oneof(
  { arbitrary: intervals, weight: 3 },
  {
    arbitrary: fc.tuple(fc.constantFrom(...changes), crons).map(([[zone, iso], text]) => ({
      timetable: cronIn(zone, text),
      anchorMs: Date.parse(iso) - dayMs,
    })),
    weight: 1,
  },
);
/** Near the anchor, or years on. */
const after = fc.oneof(
  fc.integer({ min: -2 * dayMs, max: 6 * dayMs }),
  fc.integer({ min: 0, max: 4_000 * dayMs }),
);

test('an interval is what one gets by walking from its first', () => {
  const short = intervals.filter(({ timetable }) => timetable.period.milliseconds !== 7_007);
  fc.assert(
    fc.property(short, fc.integer({ min: 0, max: 4 * dayMs }), (one, span) => {
      const { timetable, anchorMs } = one;
      const untilMs = anchorMs + span * (timetable.zone === 'UTC' ? 60 : 1);
      const slow = slowInterval(timetable, anchorMs, untilMs);
      const stretch = { afterMs: anchorMs - 1, untilMs, limit: 100_000 };
      const { instants, count } = occurrencesBetween(timetable, anchorMs, stretch);
      expect(instants).toEqual(slow);
      expect(count).toBe(slow.length);
      expect(countBetween(timetable, anchorMs, stretch)).toBe(slow.length);
      const next: number[] = [];
      let at = nextOccurrence(timetable, anchorMs, anchorMs - 1);
      for (; at !== undefined && at <= untilMs; at = nextOccurrence(timetable, anchorMs, at))
        next.push(at);
      expect(next).toEqual(slow);
    }),
    { numRuns: 80 },
  );
});

test('the next of one is the one whose previous it is', () => {
  fc.assert(
    fc.property(cases, after, ({ timetable, anchorMs }, sinceMs) => {
      const at = anchorMs + sinceMs;
      const next = nextOccurrence(timetable, anchorMs, at);
      const before = previousOccurrence(timetable, anchorMs, at);
      if (before !== undefined) {
        expect(before).toBeLessThanOrEqual(at);
        expect(nextOccurrence(timetable, anchorMs, before)).toBe(next);
      }
      if (next === undefined) return;
      expect(next).toBeGreaterThan(at);
      expect(previousOccurrence(timetable, anchorMs, next)).toBe(next);
      expect(previousOccurrence(timetable, anchorMs, next - 1)).toBe(before);
    }),
    { numRuns: 600 },
  );
});

test('a stretch that is cut anywhere has the same occurrences', () => {
  const cuts = fc.array(fc.integer({ min: -dayMs, max: 30 * dayMs }), {
    minLength: 3,
    maxLength: 3,
  });
  fc.assert(
    fc.property(cases, cuts, fc.nat({ max: 50 }), ({ timetable, anchorMs }, offsets, limit) => {
      const sorted = offsets.map((offset) => anchorMs + offset).sort((a, b) => a - b);
      const [from = 0, cut = 0, to = 0] = sorted;
      const between = (afterMs: number, untilMs: number) =>
        occurrencesBetween(timetable, anchorMs, { afterMs, untilMs, limit });
      const [all, left, right] = [between(from, to), between(from, cut), between(cut, to)];
      expect(left.count + right.count).toBe(all.count);
      expect(left.firstMs ?? right.firstMs).toBe(all.firstMs);
      const joined = [...left.instants, ...right.instants];
      expect(joined.slice(Math.max(0, joined.length - limit))).toEqual(all.instants);
      expect(all.instants.length).toBe(Math.min(limit, all.count));
    }),
    { numRuns: 400 },
  );
});
