// However often and however late anyone looks, each occurrence gets its run or is missed, once.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Timetable } from '../../../engine/model/timetable.ts';
import { type DueInput, type DueRuns, dueRuns } from '../../../engine/schedule/due-runs.ts';
import { anchorOf, nextOccurrence } from '../../../engine/schedule/occurrences.ts';
import { timetableIn } from './timetable.ts';

const minuteMs = 60_000;
const beginMs = Date.parse('2026-10-24T00:00:00Z');

const timetables = fc
  .constantFrom(
    ...['R/2026-10-24T00:10:00Z/PT7M', 'R/2026-10-23/P1D', 'R5/2026-10-24/PT1H', 'R1//PT1M'],
    ...['*/10 * * * *', '30 2 * * *', '*/20 1-3 * * *', 'R/2026-10-20/P1DT1H'],
  )
  .map((text) => timetableIn('Europe/Berlin', text));

const specs = fc.record({
  startingDeadlineMs: fc.constantFrom(null, 0, 30 * minuteMs, 600 * minuteMs),
  catchUp: fc.constantFrom('none', 'latest', 'all'),
  catchUpWindowMs: fc.constantFrom(0, 45 * minuteMs, 1_440 * minuteMs),
});

/** Minutes from one look to the next; a clock may be put back. */
const steps = fc.array(fc.integer({ min: -90, max: 700 }), { minLength: 1, maxLength: 8 });

function allIn(timetable: Timetable, afterMs: number, untilMs: number): number[] {
  const anchorMs = anchorOf(timetable, beginMs);
  const found: number[] = [];
  let at = nextOccurrence(timetable, anchorMs, afterMs);
  for (; at !== undefined && at <= untilMs; at = nextOccurrence(timetable, anchorMs, at))
    found.push(at);
  return found;
}

/** The rule, one occurrence at a time. */
function slowRuns(input: DueInput, pending: readonly number[]): readonly number[] {
  const { spec, nowMs, suspension } = input;
  const isOnTime = (due: number): boolean => {
    const isSuspended = suspension && due > suspension.fromMs && due <= suspension.untilMs;
    return !isSuspended && nowMs - due <= (spec.startingDeadlineMs ?? minuteMs);
  };
  const isInWindow = (due: number): boolean =>
    spec.catchUp !== 'none' && nowMs - due <= spec.catchUpWindowMs;
  const candidates = spec.catchUp === 'all' ? pending : pending.slice(-1);
  return candidates.filter((due) => isOnTime(due) || isInWindow(due)).slice(-1_000);
}

function expectEachOnce(input: DueInput, due: DueRuns): number {
  const pending = allIn(input.timetable, input.throughMs, input.nowMs);
  const runs = due.runs.map(({ dueMs }) => dueMs);
  expect(runs).toEqual(slowRuns(input, pending));
  const missed = pending.filter((dueMs) => !runs.includes(dueMs));
  const record = { fromMs: missed[0], count: missed.length, lastMs: missed.at(-1) };
  expect(due.missed).toEqual(missed.length === 0 ? undefined : record);
  for (const { deadlineMs } of due.runs)
    expect(deadlineMs ?? input.nowMs).toBeGreaterThanOrEqual(input.nowMs);
  return runs.length + missed.length;
}

test('each occurrence runs or is missed, exactly once, over any sequence of looks', () => {
  const suspensions = fc.option(fc.tuple(fc.nat({ max: 600 }), fc.nat({ max: 600 })));
  fc.assert(
    fc.property(timetables, specs, steps, suspensions, (timetable, spec, minutes, suspended) => {
      const anchorMs = anchorOf(timetable, beginMs);
      let throughMs = beginMs - 1;
      let nowMs = beginMs;
      let seen = 0;
      for (const minute of minutes) {
        nowMs += minute * minuteMs;
        const [ago, length] = suspended ?? [0, 0];
        const fromMs = nowMs - ago * minuteMs;
        const untilMs = Math.min(nowMs, fromMs + length * minuteMs);
        const suspension = suspended === null ? {} : { suspension: { fromMs, untilMs } };
        const input = { spec, timetable, anchorMs, throughMs, nowMs, ...suspension };
        const due = dueRuns(input);
        seen += expectEachOnce(input, due);
        expect(due.throughMs).toBe(Math.max(throughMs, nowMs));
        expect(due.nextMs).toBe(nextOccurrence(timetable, anchorMs, due.throughMs));
        throughMs = due.throughMs;
      }
      expect(seen).toBe(allIn(timetable, beginMs - 1, throughMs).length);
    }),
    { numRuns: 200 },
  );
});
