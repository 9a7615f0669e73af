import { CronExpressionParser } from 'cron-parser';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cronOf, nextCron, parseCron, previousCron } from '../../../engine/lib/cron.ts';
import { isoInstant } from '../../../engine/lib/time.ts';
import { changes } from '../schedule/slow-clock.ts';
import { slowCron } from '../schedule/slow-cron.ts';

const ms = (iso: string): number => Date.parse(iso);

/** The next so many instants. */
function following(text: string, zone: string, afterIso: string, count: number): string[] {
  const found: string[] = [];
  let at = nextCron(text, zone, ms(afterIso));
  for (; at !== undefined && found.length < count; at = nextCron(text, zone, at))
    found.push(isoInstant(at));
  return found;
}

describe('a cron text', () => {
  test.each([
    '30 2 * * *',
    '*/15 * * * *',
    '0 0 1 jan *',
    '0 9 * * MON-FRI',
    '0 9 1-7 * 1',
    '0,30 8-18/2 1,15 1-6 0,7',
    '  5   4 * * sun ',
    '0 0 29 2 *',
    '0 0 30-31 4 *',
    '0 0 31 2-3 *',
    '59 23 31 12 7',
    '1,1-5 0 * * 0-7',
    '0 0 31 2 1',
  ])('%s is taken', (text) => {
    expect(parseCron(text)).toEqual({ ok: true });
  });

  test.each([
    ['', 'nothing has not five fields'],
    ['30 2 * *', 'has not five fields'],
    ['0 30 2 * * *', 'has not five fields'],
    ['@daily', 'has not five fields'],
    ['60 2 * * *', '60 is not a minute'],
    ['0 24 * * *', '24 is not an hour'],
    ['0 0 0 * *', '0 is not a day of the month'],
    ['0 0 * 13 *', '13 is not a month'],
    ['0 0 * * 8', '8 is not a day of the week'],
    ['0 0 * * fri-mon', 'fri-mon is not a day of the week'],
    ['30-10 * * * *', '30-10 is not a minute'],
    ['*/0 * * * *', '*/0 is not a minute'],
    ['H * * * *', 'H is not a minute'],
    ['0 ? * * *', '? is not an hour'],
    ['0 0 L * *', 'L is not a day of the month'],
    ['0 0 15W * *', '15W is not a day of the month'],
    ['0 0 * * 1#2', '1#2 is not a day of the week'],
    ['0 0 * mon *', 'mon is not a month'],
    ['5/15 * * * *', '5/15 is not a minute'],
    ['1,,2 * * * *', 'nothing is not a minute'],
    ['-1 * * * *', '-1 is not a minute'],
    ['0 0 31 2 *', '0 0 31 2 * never fires'],
    ['0 0 30 2 *', 'never fires'],
    ['0 0 31 4,6,9,11 *', 'never fires'],
    ['0 0 31 2 */2', 'never fires'],
  ])('%j is refused', (text, what) => {
    const parsed = parseCron(text);
    expect(parsed.ok ? 'no fault' : parsed.what).toContain(what);
    expect(parsed.ok ? '' : parsed.hint).not.toBe('');
  });

  test('with a step that crons differ about is shown how to be written', () => {
    expect(parseCron('5/15 * * * *')).toMatchObject({
      hint: 'write a range with its step, such as 5-59/15',
    });
  });
});

describe('a cron timetable', () => {
  test('runs on days of the month or of the week where both are restricted', () => {
    expect(following('0 0 13 * 5', 'UTC', '2026-02-01T00:00:00Z', 4)).toEqual([
      '2026-02-06T00:00:00Z',
      '2026-02-13T00:00:00Z',
      '2026-02-20T00:00:00Z',
      '2026-02-27T00:00:00Z',
    ]);
    expect(following('0 0 1 * 0', 'UTC', '2026-05-24T00:00:00Z', 3)).toEqual([
      '2026-05-31T00:00:00Z',
      '2026-06-01T00:00:00Z',
      '2026-06-07T00:00:00Z',
    ]);
  });

  test('runs on days that fit both where one begins with a star', () => {
    expect(following('0 0 */2 * 1', 'UTC', '2026-06-01T00:00:00Z', 2)).toEqual([
      '2026-06-15T00:00:00Z',
      '2026-06-29T00:00:00Z',
    ]);
  });

  test('waits for a leap day, eight years where it must', () => {
    expect(following('0 0 29 2 *', 'UTC', '2093-01-01T00:00:00Z', 2)).toEqual([
      '2096-02-29T00:00:00Z',
      '2104-02-29T00:00:00Z',
    ]);
    expect(following('0 0 29 2 */7', 'UTC', '2077-01-01T00:00:00Z', 1)).toEqual([
      '2088-02-29T00:00:00Z',
    ]);
  });

  const berlin = 'Europe/Berlin';
  test.each([
    // Daily: in the gap at its end, in the overlap at the earlier instant, once.
    ['30 2 * * *', berlin, '2026-03-28T12:00Z', ['29T01:00', '30T00:30', '31T00:30']],
    ['30 2 * * *', berlin, '2026-10-24T12:00Z', ['25T00:30', '26T01:30', '27T01:30']],
    // Several in the gap fall on its end, with what is due there.
    ['*/20 2-3 * * *', berlin, '2026-03-29T00:00Z', ['29T01:00', '29T01:20', '29T01:40']],
    // Hourly stays hourly.
    ['30 * * * *', berlin, '2026-03-29T00:00Z', ['29T00:30', '29T01:30', '29T02:30']],
    ['30 * * * *', berlin, '2026-10-25T00:00Z', ['25T00:30', '25T01:30', '25T02:30']],
    ['0 */2 * * *', berlin, '2026-10-24T22:00Z', ['25T00:00', '25T01:00', '25T03:00']],
    ['30 * * * *', 'America/New_York', '2026-11-01T05:00Z', ['01T05:30', '01T06:30', '01T07:30']],
    ['15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T12:00Z', ['03T15:30', '04T15:15']],
    ['45 1 * * *', 'Australia/Lord_Howe', '2026-04-04T12:00Z', ['04T14:45', '05T15:15']],
    // By the clock: 01:45 comes twice, half an hour apart.
    ['45 * * * *', 'Australia/Lord_Howe', '2026-04-04T14:30Z', ['04T14:45', '04T15:15']],
    // The day that wasn't falls on the next, which has its own run then.
    ['0 0 * * *', 'Pacific/Apia', '2011-12-29T00:00Z', ['29T10:00', '30T10:00', '31T10:00']],
    ['0 5 * * *', 'Pacific/Apia', '2011-12-29T00:00Z', ['29T15:00', '30T10:00', '30T15:00']],
    // The last hour of the day before comes again, though its next day is a year off.
    ['40 * 31 10 *', 'America/Havana', '2026-11-01T03:30Z', ['01T03:40']],
    ['40 * 1 11 *', 'America/Havana', '2026-11-01T03:30Z', ['01T04:40', '01T05:40', '01T06:40']],
  ])('%s in %s after %s', (text, zone, after, then) => {
    const found = following(text, zone, after, then.length).map((at) => at.slice(8, 16));
    expect(found).toEqual(then);
  });

  test.each([
    // 01:45 first and again, half an hour apart; 01:59 likewise.
    ['45 * * * *', 'Australia/Lord_Howe', '2026-04-04T15:16Z', ['04T15:15', '04T14:45']],
    ['59 * * * *', 'Australia/Lord_Howe', '2026-04-04T15:05Z', ['04T14:59', '04T13:59']],
    ['10 * * * *', berlin, '2026-10-25T01:05Z', ['25T00:10', '24T23:10']],
    ['30 2 * * *', berlin, '2026-10-25T01:15Z', ['25T00:30', '24T00:30']],
    ['30 2 * * *', berlin, '2026-03-29T12:00Z', ['29T01:00', '28T01:30']],
    ['0 * 31 10 *', 'America/Havana', '2027-01-01T00:00Z', ['01T03:00', '01T02:00']],
  ])('%s in %s up to %s', (text, zone, at, then) => {
    const found: number[] = [];
    while (found.length < then.length)
      found.push(previousCron(text, zone, (found.at(-1) ?? ms(at) + 1) - 1) ?? 0);
    expect(found.map((one) => isoInstant(one).slice(8, 16))).toEqual(then);
  });

  test('ends with the year 9999', () => {
    expect(nextCron('0 0 * * *', 'UTC', ms('9999-12-31T00:00:00Z'))).toBeUndefined();
    expect(nextCron('* * * * *', 'UTC', ms('9999-12-31T23:59:00Z'))).toBeUndefined();
  });
});

const minute = fc.constantFrom('0', '30', '59', '*', '*/7', '5,50', '10-20/5');
const hour = fc.constantFrom('0', '1', '2', '3', '23', '*', '*/2', '1-3', '0-23', '*/12');
const dayOfMonth = fc.constantFrom('*', '*/2', '1', '28-31', '29', '25,29,30', '1-31');
const month = fc.constantFrom('*', '3,10', '11', '1-12/2', '4,10-12');
const dayOfWeek = fc.constantFrom('*', '0', '7', '1-5', '*/3', '5-7');
const texts = fc
  .tuple(minute, hour, dayOfMonth, month, dayOfWeek)
  .map((fields) => fields.join(' '));
const around = fc.tuple(fc.constantFrom(...changes), fc.integer({ min: -2_000, max: 2_000 }));

test('agrees with the obvious way around every change', () => {
  fc.assert(
    fc.property(texts, around, (text, [[zone, iso], minutes]) => {
      const cron = cronOf(text, zone);
      const from = ms(iso) + minutes * 60_000;
      const to = from + 6 * 3_600_000;
      const slow = slowCron(text, zone, from + 60_000, to);
      const fast: number[] = [];
      for (let at = cron.next(from); at !== undefined && at <= to; at = cron.next(at))
        fast.push(at);
      expect(fast).toEqual(slow);
      expect(cron.count(from, to)).toBe(slow.length);
      const back: number[] = [];
      for (let at = cron.previous(to); at !== undefined && at > from; at = cron.previous(at - 1))
        back.unshift(at);
      expect(back).toEqual(slow);
    }),
    { numRuns: 100 },
  );
});

test('agrees with cron-parser where no clock is put', () => {
  // It takes 1-31 and */1 for a star, and */2 for none.
  const plain = fc
    .tuple(minute, hour, fc.constantFrom('*', '1', '28-31', '29'), month, dayOfWeek)
    .filter(([, , , , week]) => week !== '*/3')
    .map((fields) => fields.join(' '));
  const anywhere = fc.integer({ min: 0, max: ms('2100-01-01T00:00:00Z') });
  fc.assert(
    fc.property(plain, anywhere, (text, at) => {
      const theirs = CronExpressionParser.parse(text, { tz: 'UTC', currentDate: at });
      expect(nextCron(text, 'UTC', at)).toBe(theirs.next().getTime());
      theirs.reset(new Date(at));
      expect(previousCron(text, 'UTC', at - 1)).toBe(theirs.prev().getTime());
    }),
    { numRuns: 150 },
  );
});

test('counts a stretch as the sum of its parts', () => {
  const stretch = fc.array(fc.integer({ min: 0, max: 400 * 86_400 }), {
    minLength: 3,
    maxLength: 3,
  });
  const zones = fc.constantFrom(...changes.map(([zone]) => zone));
  fc.assert(
    fc.property(texts, zones, stretch, (text, zone, seconds) => {
      const [from = 0, cut = 0, to = 0] = seconds
        .sort((a, b) => a - b)
        .map((second) => ms('2011-06-01T00:00:00Z') + second * 1000);
      const cron = cronOf(text, zone);
      expect(cron.count(from, cut) + cron.count(cut, to)).toBe(cron.count(from, to));
    }),
    { numRuns: 100 },
  );
});
