import { describe, expect, test } from 'vitest';
import { isoInstant, localText } from '../../../engine/lib/time.ts';
import type { Timetable } from '../../../engine/model/timetable.ts';
import {
  anchorOf,
  countBetween,
  nextOccurrence,
  occurrencesBetween,
  previousOccurrence,
} from '../../../engine/schedule/occurrences.ts';
import { timetableIn } from './timetable.ts';

const ms = (iso: string): number => Date.parse(iso);

function following(timetable: Timetable, afterMs: number, count: number): number[] {
  const anchorMs = anchorOf(timetable, undefined);
  const found: number[] = [];
  let at = nextOccurrence(timetable, anchorMs, afterMs);
  for (; at !== undefined && found.length < count; at = nextOccurrence(timetable, anchorMs, at))
    found.push(at);
  return found;
}

const dates = (instants: readonly number[]): string[] =>
  instants.map((at) => isoInstant(at).slice(0, 10));

describe('an interval', () => {
  test('is every ten minutes from its start (the book’s example)', () => {
    const timetable = timetableIn('UTC', 'R/2015-10-05T22:00:00Z/PT10M');
    const found = following(timetable, ms('2015-10-05T21:59:59.999Z'), 6).map(isoInstant);
    const times = ['22:00', '22:10', '22:20', '22:30', '22:40', '22:50'];
    expect(found).toEqual(times.map((time) => `2015-10-05T${time}:00Z`));
  });

  test.each([
    [0, []],
    [1, ['2026-01-01']],
    [3, ['2026-01-01', '2026-01-02', '2026-01-03']],
  ])('with R%i runs so often in all', (n, then) => {
    for (const period of ['PT24H', 'P1D'])
      for (const zone of ['UTC', 'Europe/Berlin']) {
        const timetable = timetableIn(zone, `R${n}/2026-01-01T12:00:00Z/${period}`);
        expect(dates(following(timetable, 0, 10))).toEqual(then);
        const last = previousOccurrence(
          timetable,
          anchorOf(timetable, undefined),
          ms('2030-01-01'),
        );
        expect(last === undefined ? [] : dates([last])).toEqual(then.slice(-1));
      }
  });

  test('counts its runs whether or not anyone looked', () => {
    const timetable = timetableIn('UTC', 'R5/2012-01-01/P1D');
    expect(dates(following(timetable, ms('2012-01-02T23:59:00Z'), 9))).toEqual([
      '2012-01-03',
      '2012-01-04',
      '2012-01-05',
    ]);
  });

  test('with an empty start begins when the job was first applied, at once', () => {
    const timetable = timetableIn('UTC', 'R1//PT1M');
    const anchorMs = anchorOf(timetable, ms('2026-05-05T05:05:05.055Z'));
    expect(nextOccurrence(timetable, anchorMs, anchorMs - 1)).toBe(anchorMs);
    expect(nextOccurrence(timetable, anchorMs, anchorMs)).toBeUndefined();
  });

  test.each([
    [
      'R/2016-01-31/P1M',
      ['2016-01-31', '2016-02-29', '2016-03-31', '2016-04-30', '2016-05-31', '2016-06-30'],
    ],
    ['R/2016-02-29/P1Y', ['2016-02-29', '2017-02-28', '2018-02-28', '2019-02-28', '2020-02-29']],
    ['R/2026-01-30/P1M1D', ['2026-01-30', '2026-03-01', '2026-04-01', '2026-05-03']],
    ['R/2026-01-01/P2W', ['2026-01-01', '2026-01-15', '2026-01-29']],
  ])('%s neither drifts nor sticks', (text, then) => {
    const timetable = timetableIn('UTC', text);
    expect(dates(following(timetable, 0, then.length))).toEqual(then);
  });

  // Chronos skipped 2012-01-01/P1M on 10 February 2015 to 1 June.
  test.each([
    ['R/2012-01-01T00:00:01/P1M', '2015-02-10', '2015-03-01'],
    ['R/2012-01-01T00:00:01/P1M', '2016-06-15', '2016-07-01'],
    ['R/1970-01-31T00:00:00/P1M', '9000-02-10', '9000-02-28'],
    ['R/1972-02-29T00:00:00/P1Y', '2399-12-31', '2400-02-29'],
  ])('%s asked on %s is next due %s, skipping nothing', (text, after, then) => {
    for (const zone of ['UTC', 'America/New_York']) {
      const timetable = timetableIn(zone, text);
      const next = following(timetable, ms(`${after}T12:00:00Z`), 1);
      expect(next.map((at) => localText(at, zone).slice(0, 10))).toEqual([then]);
    }
  });

  test('of seconds is found at once, years after its start', () => {
    const timetable = timetableIn('UTC', 'R/1970-01-01T00:00:00.001Z/PT1S');
    const now = ms('2026-03-03T03:03:03.001Z');
    expect(nextOccurrence(timetable, 1, now)).toBe(now + 1_000);
    expect(nextOccurrence(timetable, 1, now - 1)).toBe(now);
    expect(previousOccurrence(timetable, 1, now)).toBe(now);
    expect(previousOccurrence(timetable, 1, now - 1)).toBe(now - 1_000);
    expect(countBetween(timetable, 1, { afterMs: 1, untilMs: now })).toBe((now - 1) / 1_000);
  });

  test('ends with the year 9999', () => {
    for (const period of ['P1D', 'P999999999Y', 'PT1S', 'P1DT1S', 'P999999999DT1S']) {
      const timetable = timetableIn('Europe/Berlin', `R/2026-01-01T00:00:00Z/${period}`);
      const anchorMs = anchorOf(timetable, undefined);
      expect(nextOccurrence(timetable, anchorMs, ms('9999-12-31T23:59:59.900Z'))).toBeUndefined();
    }
  });
});

describe('where clocks are put', () => {
  const berlin = 'Europe/Berlin';
  const york = 'America/New_York';
  const howe = 'Australia/Lord_Howe';
  test.each([
    // Days keep the wall clock, PT24H keeps real time.
    [berlin, 'R/2026-03-27T02:30/P1D', ['27 02:30', '28 02:30', '29 03:00', '30 02:30']],
    [berlin, 'R/2026-03-27T02:30/PT24H', ['27 02:30', '28 02:30', '29 03:30', '30 03:30']],
    [berlin, 'R/2026-10-24T02:30/P1D', ['24 02:30', '25 02:30', '26 02:30', '27 02:30']],
    [berlin, 'R/2026-10-24T02:30/PT24H', ['24 02:30', '25 02:30', '26 01:30', '27 01:30']],
    [berlin, 'R/2026-10-25T01:30/PT1H', ['25 01:30', '25 02:30', '25 02:30', '25 03:30']],
    [berlin, 'R/2026-03-29T01:30/PT1H', ['29 01:30', '29 03:30', '29 04:30', '29 05:30']],
    // A start in the gap comes back to what is written.
    [berlin, 'R/2026-03-29T02:30/P1D', ['29 03:00', '30 02:30', '31 02:30', '01 02:30']],
    [york, 'R/2026-03-08T02:15/P1W', ['08 03:00', '15 02:15', '22 02:15', '29 02:15']],
    // A start in the overlap, and one in its second half.
    [berlin, 'R/2026-10-25T02:30/P1D', ['25 02:30', '26 02:30', '27 02:30', '28 02:30']],
    [berlin, 'R/2026-10-25T02:30+01:00/P1D', ['25 02:30', '26 02:30', '27 02:30', '28 02:30']],
    [york, 'R/2026-10-31T01:30/P1D', ['31 01:30', '01 01:30', '02 01:30', '03 01:30']],
    [york, 'R/2026-11-01T00:30/PT1H', ['01 00:30', '01 01:30', '01 01:30', '01 02:30']],
    [howe, 'R/2026-10-03T02:15/P1D', ['03 02:15', '04 02:30', '05 02:15', '06 02:15']],
    [howe, 'R/2026-04-04T01:45/P1D', ['04 01:45', '05 01:45', '06 01:45', '07 01:45']],
    [howe, 'R/2026-04-05T00:45/PT1H', ['05 00:45', '05 01:45', '05 02:15', '05 03:15']],
    // The day that wasn't falls on midnight of the next: one run where that has its own.
    ['Pacific/Apia', 'R/2011-12-28/P1D', ['28 00:00', '29 00:00', '31 00:00', '01 00:00']],
    ['Pacific/Apia', 'R/2011-12-28T05:00/P1D', ['28 05:00', '29 05:00', '31 00:00', '31 05:00']],
  ])('in %s %s is due at %j', (zone, text, then) => {
    const found = following(timetableIn(zone, text), 0, 4);
    expect(found.map((at) => localText(at, zone).slice(8, 16))).toEqual(then);
  });

  test('the earlier instant of an overlap is meant, or the one that is written', () => {
    const [earlier] = following(timetableIn(berlin, 'R/2026-10-25T02:30/P1D'), 0, 1);
    const [later] = following(timetableIn(berlin, 'R/2026-10-25T02:30+01:00/P1D'), 0, 1);
    expect([earlier, later].map((at) => isoInstant(at ?? 0))).toEqual([
      '2026-10-25T00:30:00Z',
      '2026-10-25T01:30:00Z',
    ]);
  });

  test('an hourly one loses no run and has none twice', () => {
    for (const [zone, from] of [
      [berlin, '2026-03-28T12:00:00Z'],
      [berlin, '2026-10-24T12:00:00Z'],
      [york, '2026-11-01T00:00:00Z'],
    ] as const)
      for (const text of [`R/${from}/PT1H`, '0 * * * *']) {
        const instants = following(timetableIn(zone, text), ms(from), 30);
        expect(instants).toEqual(instants.map((_, k) => ms(from) + (k + 1) * 3_600_000));
      }
  });

  test('a day that was left out is counted once with the next', () => {
    const timetable = timetableIn('Pacific/Apia', 'R/2000-01-01/P1D');
    const anchorMs = anchorOf(timetable, undefined);
    const year = { afterMs: ms('2011-01-01T11:00:00Z'), untilMs: ms('2012-01-01T10:00:00Z') };
    expect(countBetween(timetable, anchorMs, year)).toBe(365);
    const cron = timetableIn('Pacific/Apia', '0 0 * * *');
    expect(countBetween(cron, 0, year)).toBe(365);
  });
});

describe('occurrences between two instants', () => {
  const timetable = timetableIn('UTC', 'R/2026-01-01T00:00:00Z/PT1S');
  const [afterMs, untilMs] = [ms('2026-01-02T00:00:00Z'), ms('2027-01-02T00:00:00Z')];
  const anchorMs = ms('2026-01-01T00:00:00Z');

  test('are the newest, and the count of all', () => {
    const found = occurrencesBetween(timetable, anchorMs, { afterMs, untilMs, limit: 3 });
    expect(found).toEqual({
      instants: [untilMs - 2_000, untilMs - 1_000, untilMs],
      count: 365 * 86_400,
      firstMs: afterMs + 1_000,
    });
  });

  test('are none between one and itself, nor backwards', () => {
    const none = { instants: [], count: 0 };
    for (const [after, until] of [
      [afterMs, afterMs],
      [untilMs, afterMs],
    ] as const) {
      const stretch = { afterMs: after, untilMs: until, limit: 9 };
      expect(occurrencesBetween(timetable, anchorMs, stretch)).toEqual(none);
      expect(occurrencesBetween(timetableIn('UTC', '* * * * *'), 0, stretch)).toEqual(none);
    }
  });
});
