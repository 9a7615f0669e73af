import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dueKey,
  instantAfter,
  instantOf,
  isoInstant,
  isZone,
  latestWall,
  localText,
  parseDueKey,
  parseInstant,
  parseInterval,
  wallAt,
} from '../../../engine/lib/time.ts';
import { changes, showingBetween, shown } from '../schedule/slow-clock.ts';

const ms = (iso: string): number => Date.parse(iso);
const iso = (at: number | undefined): string => (at === undefined ? '-' : isoInstant(at));

const none = { years: 0, months: 0, weeks: 0, days: 0, hours: 0, minutes: 0, milliseconds: 0 };

type Row = readonly [
  ...[text: string, zone: string, repeat: number | null, start: string],
  period: Partial<typeof none>,
];

describe('an interval', () => {
  test.each<Row>([
    ['R/2015-10-05T22:00:00Z/PT10M', 'UTC', null, '2015-10-05T22:00:00Z', { minutes: 10 }],
    ['R/2015-10-04T22:57:59Z/PT24H', 'UTC', null, '2015-10-04T22:57:59Z', { hours: 24 }],
    ['R/2015-10-28T00:00:00.000Z/PT24H', 'UTC', null, '2015-10-28T00:00:00Z', { hours: 24 }],
    ['R/2015-10-28T00:00:00.250Z/PT24H', 'UTC', null, '2015-10-28T00:00:00.250Z', { hours: 24 }],
    ['R1//PT1M', 'UTC', 1, '-', { minutes: 1 }],
    ['R0//P1D', 'UTC', 0, '-', { days: 1 }],
    ['R12/2026-01-01/P1W', 'UTC', 12, '2026-01-01T00:00:00Z', { weeks: 1 }],
    ['R/2026-01-01/P1D', 'Europe/Berlin', null, '2025-12-31T23:00:00Z', { days: 1 }],
    ['R/2026-07-01T02:00/P1M', 'Europe/Berlin', null, '2026-07-01T00:00:00Z', { months: 1 }],
    // The offset wins; the zone is the wall clock for days.
    ['R/2026-07-01T02:00-04:00/P1D', 'Europe/Berlin', null, '2026-07-01T06:00:00Z', { days: 1 }],
    ['R/2026-07-01T02:00+0530/P1D', 'UTC', null, '2026-06-30T20:30:00Z', { days: 1 }],
    ['R/2026-07-01T02:00-04/P1D', 'UTC', null, '2026-07-01T06:00:00Z', { days: 1 }],
    // In the gap, and in the overlap.
    ['R/2026-03-29T02:30/P1D', 'Europe/Berlin', null, '2026-03-29T01:00:00Z', { days: 1 }],
    ['R/2026-10-25T02:30/P1D', 'Europe/Berlin', null, '2026-10-25T00:30:00Z', { days: 1 }],
    ['R/2026-10-25T02:30+01:00/P1D', 'Europe/Berlin', null, '2026-10-25T01:30:00Z', { days: 1 }],
    ['R/1970-01-01T00:00:00Z/PT1.5S', 'UTC', null, '1970-01-01T00:00:00Z', { milliseconds: 1500 }],
  ])('%s in %s', (text, zone, ...[repeat, start, period]) => {
    const parsed = parseInterval(text, zone);
    if (!parsed.ok) throw new Error(parsed.what);
    expect(parsed.repeat).toBe(repeat);
    expect(iso(parsed.startMs ?? undefined)).toBe(start);
    expect(parsed.period).toEqual({ ...none, ...period });
  });

  test('takes every part of a period', () => {
    const parsed = parseInterval('R//P1Y2M3W4DT5H6M7.089S', 'UTC');
    const [years, months, weeks, days, hours, minutes] = [1, 2, 3, 4, 5, 6];
    const period = { years, months, weeks, days, hours, minutes, milliseconds: 7_089 };
    expect(parsed).toMatchObject({ ok: true, period });
  });

  test.each([
    ['R/T05:50Z/P1D', 'has no date'],
    ['R/05:50/P1D', 'has no date'],
    ['R/1969-12-31T23:59:59Z/P1D', 'not from 1970 to 9999'],
    ['R/2026-02-29/P1D', '2026-02-29 is not a start'],
    ['R/2026-01-01T24:00/P1D', 'is not a start'],
    ['R/2026-01-01T02:00:00+24:00/P1D', 'is not a start'],
    ['R/2026-01/P1D', 'is not a start'],
    ['R//PT0S', 'the period PT0S is zero'],
    ['R//PT0.999S', 'the period PT0.999S is shorter than a second'],
    ['R//P', 'the period P is zero'],
    ['R//P1DT', 'P1DT is not an ISO 8601 period'],
    ['R//P1H', 'P1H is not an ISO 8601 period'],
    ['R//PT1.5H', 'PT1.5H is not an ISO 8601 period'],
    ['R//P-1D', 'P-1D is not an ISO 8601 period'],
    ['R//1D', '1D is not an ISO 8601 period'],
    ['R//24h', '24h is not an ISO 8601 period'],
    ['R5/2026-01-01/2026-02-01', 'is an end and not a period'],
    ['R//P1D/P1D', 'has not three parts'],
    ['R/P1D', 'has not three parts'],
    ['5//P1D', '5 is not a count'],
    ['R-1//P1D', 'R-1 is not a count'],
    ['r//P1D', 'r is not a count'],
    ['//P1D', 'nothing is not a count'],
    ['R99999999999//P1D', 'is too many'],
  ])('finds fault with %s', (text, what) => {
    const parsed = parseInterval(text, 'UTC');
    expect(parsed.ok ? 'no fault' : parsed.what).toContain(what);
    expect(parsed.ok ? '' : parsed.hint).not.toBe('');
  });

  test('finds fault with a zone that is none', () => {
    expect(parseInterval('R//P1D', 'Europe/Berln')).toMatchObject({
      ok: false,
      what: 'unknown time zone Europe/Berln',
    });
  });
});

test.each([
  ['UTC', true],
  ['Europe/Berlin', true],
  ['America/Argentina/Buenos_Aires', true],
  ['Mars/Olympus', false],
  ['+02:00', false],
  ['UTC+2', false],
  ['', false],
])('%s is a zone: %s', (name, is) => {
  expect(isZone(name)).toBe(is);
});

describe('wall clocks', () => {
  test.each([
    ['Europe/Berlin', '2026-03-29T02:00:00Z', '2026-03-29T01:00:00Z'],
    ['Europe/Berlin', '2026-03-29T02:59:59.999Z', '2026-03-29T01:00:00Z'],
    ['Europe/Berlin', '2026-03-29T03:00:00Z', '2026-03-29T01:00:00Z'],
    ['Europe/Berlin', '2026-10-25T02:00:00Z', '2026-10-25T00:00:00Z'],
    ['Europe/Berlin', '2026-10-25T02:59:59.999Z', '2026-10-25T00:59:59.999Z'],
    ['Europe/Berlin', '2026-10-25T03:00:00Z', '2026-10-25T02:00:00Z'],
    ['America/New_York', '2026-03-08T02:30:00Z', '2026-03-08T07:00:00Z'],
    ['America/New_York', '2026-11-01T01:30:00Z', '2026-11-01T05:30:00Z'],
    ['Australia/Lord_Howe', '2026-10-04T02:15:00Z', '2026-10-03T15:30:00Z'],
    ['Australia/Lord_Howe', '2026-04-05T01:45:00Z', '2026-04-04T14:45:00Z'],
    ['Pacific/Apia', '2011-12-30T00:00:00Z', '2011-12-30T10:00:00Z'],
    ['Pacific/Apia', '2011-12-30T23:59:00Z', '2011-12-30T10:00:00Z'],
    ['Pacific/Apia', '2011-12-31T00:00:00Z', '2011-12-30T10:00:00Z'],
  ])('in %s %s stands for %s', (zone, wall, instant) => {
    expect(isoInstant(instantOf(ms(wall), zone))).toBe(isoInstant(ms(instant)));
  });

  test('agree with the obvious way around every change', () => {
    const near = fc.tuple(fc.constantFrom(...changes), fc.integer({ min: -2_900, max: 2_900 }));
    fc.assert(
      fc.property(near, ([[zone, around], minutes]) => {
        const at = ms(around) + minutes * 60_000;
        expect(wallAt(at, zone)).toBe(shown(at, zone));
        expect(instantOf(at, zone)).toBe(showingBetween(zone, at, at)(at));
      }),
      { numRuns: 60 },
    );
  });

  test('the latest wall time divides those that are reached from those to come', () => {
    const near = fc.tuple(
      fc.constantFrom(...changes),
      fc.integer({ min: -2_900, max: 2_900 }),
      fc.integer({ min: -1_600, max: 1_600 }),
    );
    fc.assert(
      fc.property(near, ([[zone, around], minutes, further]) => {
        const at = ms(around) + minutes * 60_000;
        const wall = wallAt(at, zone) + further * 60_000;
        expect(wall <= latestWall(at, zone)).toBe(instantOf(wall, zone) <= at);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('periods on', () => {
  test.each([
    ['2016-01-31T00:00:00Z', { months: 1 }, 1, '2016-02-29T00:00:00Z'],
    ['2016-01-31T00:00:00Z', { months: 1 }, 2, '2016-03-30T23:00:00Z'],
    ['2016-02-29T00:00:00Z', { years: 1 }, 1, '2017-02-28T00:00:00Z'],
    ['2016-02-29T00:00:00Z', { years: 1 }, 4, '2020-02-29T00:00:00Z'],
    ['2026-03-28T01:30:00Z', { days: 1 }, 1, '2026-03-29T01:00:00Z'],
    ['2026-03-28T01:30:00Z', { days: 1 }, 2, '2026-03-30T00:30:00Z'],
    ['2026-03-28T01:30:00Z', { hours: 24 }, 2, '2026-03-30T01:30:00Z'],
    ['2026-03-28T12:00:00Z', { days: 1, hours: 1 }, 1, '2026-03-29T12:00:00Z'],
    // In the second half of an overlap.
    ['2026-10-25T01:30:00Z', { minutes: 1 }, 0, '2026-10-25T01:30:00Z'],
    ['2026-10-25T01:30:00Z', { minutes: 10 }, 1, '2026-10-25T01:40:00Z'],
  ])('%s and %o times %i in Berlin', (anchor, period, k, then) => {
    const at = instantAfter(ms(anchor), 'Europe/Berlin', { ...none, ...period }, k);
    expect(isoInstant(at)).toBe(then);
  });
});

describe('texts of instants', () => {
  test.each([
    ['2026-01-01T02:00:00Z', '2026-01-01T02:00:00Z', 't20260101T020000Z'],
    ['2026-01-01T02:00:00.5Z', '2026-01-01T02:00:00.500Z', 't20260101T020000500Z'],
    ['2024-02-29T23:59:59.001+01:00', '2024-02-29T22:59:59.001Z', 't20240229T225959001Z'],
  ])('%s is %s and %s', (text, written, key) => {
    const at = parseInstant(text) ?? Number.NaN;
    expect([at, isoInstant(at), dueKey(at)]).toEqual([ms(text), written, key]);
  });

  test('come back as they were', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), (at) => {
        expect(ms(isoInstant(at))).toBe(at);
        expect(parseInstant(isoInstant(at))).toBe(at);
        expect(parseDueKey(dueKey(at))).toBe(at);
      }),
    );
  });

  test.each(['2026-01-01T02:00:00', '2026-01-01', '02:00Z', 'now', ''])('%j is none', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  test.each(['t20260230T020000Z', 't20260101T020000000Z', '20260101T020000Z', 't2026'])(
    '%s is no key',
    (key) => {
      expect(parseDueKey(key)).toBeUndefined();
    },
  );

  test.each([
    ['2026-01-01T02:00:00Z', 'Europe/Berlin', '2026-01-01 03:00 +01:00'],
    ['2026-07-01T02:00:05Z', 'Europe/Berlin', '2026-07-01 04:00:05 +02:00'],
    ['2026-07-01T02:00:00Z', 'UTC', '2026-07-01 02:00 +00:00'],
    ['2026-01-01T02:00:00Z', 'America/St_Johns', '2025-12-31 22:30 -03:30'],
  ])('%s in %s is %s to people', (at, zone, text) => {
    expect(localText(ms(at), zone)).toBe(text);
  });
});
