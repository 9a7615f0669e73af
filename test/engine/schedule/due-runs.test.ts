import { describe, expect, test } from 'vitest';
import { isoInstant } from '../../../engine/lib/time.ts';
import { type DueInput, dueRuns } from '../../../engine/schedule/due-runs.ts';
import { anchorOf } from '../../../engine/schedule/occurrences.ts';
import { timetableIn } from './timetable.ts';

const at = (time: string): number =>
  Date.parse(time.includes('T') ? time : `2026-01-01T${time}:00Z`);
const time = (ms: number): string => isoInstant(ms).slice(11, 19).replace(/:00$/, '');
const hourMs = 3_600_000;

const defaults = { startingDeadlineMs: null, catchUp: 'latest', catchUpWindowMs: 24 * hourMs };

interface Look extends Partial<DueInput['spec']> {
  readonly text?: string;
  readonly through: string;
  readonly now: string;
  readonly suspended?: readonly [from: string, until: string];
}

/** `02:00` on time, `02:00+` caught up, with its deadline: `02:00<03:00`. */
function look({ text = 'R/2026-01-01T00:00:00Z/PT1H', ...given }: Look) {
  const { through, now, suspended, ...spec } = given;
  const timetable = timetableIn('UTC', text);
  const due = dueRuns({
    spec: { ...defaults, ...spec } as DueInput['spec'],
    timetable,
    anchorMs: anchorOf(timetable, at('00:00')),
    throughMs: at(through),
    nowMs: at(now),
    ...(suspended && { suspension: { fromMs: at(suspended[0]), untilMs: at(suspended[1]) } }),
  });
  const { runs, missed, throughMs, nextMs } = due;
  return {
    runs: runs.map(({ dueMs, isCatchUp, deadlineMs }) => {
      const deadline = deadlineMs === undefined ? '' : `<${time(deadlineMs)}`;
      return `${time(dueMs)}${isCatchUp ? '+' : ''}${deadline}`;
    }),
    missed: missed && [time(missed.fromMs), missed.count, time(missed.lastMs)],
    through: time(throughMs),
    next: nextMs === undefined ? '-' : time(nextMs),
  };
}

const allInDay = { catchUp: 'all' } as const;

describe('what is due', () => {
  test.each<[promise: string, given: Look, runs: string[], missed?: (string | number)[]]>([
    ['the one that is due now', { through: '01:00', now: '02:00' }, ['02:00<03:00']],
    ['nothing between two', { through: '02:00', now: '02:59' }, []],
    ['one a minute late', { through: '01:00', now: '02:01' }, ['02:00<03:00']],
    ['a later one as caught up', { through: '01:00', now: '02:02' }, ['02:00+<03:00']],
    [
      'one with a deadline of its own, to its last moment',
      { through: '01:00', now: '02:10', startingDeadlineMs: 600_000 },
      ['02:00<02:10'],
    ],
    [
      'past it as caught up, counted from now',
      { through: '01:00', now: '02:11', startingDeadlineMs: 600_000 },
      ['02:00+<02:21'],
    ],
    [
      'the last of several, the others missed',
      { through: '01:00', now: '05:30' },
      ['05:00+<06:00'],
      ['02:00', 3, '04:00'],
    ],
    [
      'without catching up nothing, all missed',
      { through: '01:00', now: '05:30', catchUp: 'none' },
      [],
      ['02:00', 4, '05:00'],
    ],
    [
      'without catching up the last, on time',
      { through: '01:00', now: '05:01', catchUp: 'none' },
      ['05:00<06:00'],
      ['02:00', 3, '04:00'],
    ],
    [
      'not what lies before the window',
      { through: '01:00', now: '05:30', catchUpWindowMs: 29 * 60_000 },
      [],
      ['02:00', 4, '05:00'],
    ],
    [
      'all, in order, those not on time without a deadline',
      { ...allInDay, through: '01:00', now: '05:00' },
      ['02:00+', '03:00+', '04:00+', '05:00<06:00'],
    ],
    [
      'all in the window, those before it missed',
      { ...allInDay, through: '01:00', now: '05:30', catchUpWindowMs: 2 * hourMs },
      ['04:00+', '05:00+'],
      ['02:00', 2, '03:00'],
    ],
    [
      'all that are on time, though another is due already',
      {
        ...{ ...allInDay, catchUpWindowMs: 0, startingDeadlineMs: 2 * hourMs },
        ...{ through: '01:00', now: '05:00' },
      },
      ['03:00+<07:00', '04:00+<07:00', '05:00<07:00'],
      ['02:00', 1, '02:00'],
    ],
  ])('is %s', (_, given, runs, missed) => {
    expect(look(given)).toMatchObject({ runs, missed, through: time(at(given.now)) });
  });

  test('is the newest thousand at most, however many were missed', () => {
    const through = '2026-01-01T00:00:00Z';
    const text = 'R/2026-01-01T00:00:00Z/PT1S';
    const found = look({ ...allInDay, text, through, now: '12:00' });
    expect(found.runs).toHaveLength(1_000);
    expect(found.runs.at(-1)).toBe('12:00<12:00:01');
    expect(found.missed).toEqual(['00:00:01', 12 * 3_600 - 1_000, '11:43:20']);
  });

  test('tells when to look again', () => {
    expect(look({ through: '01:00', now: '02:00' }).next).toBe('03:00');
    expect(look({ text: 'R3/2026-01-01T00:00:00Z/PT1H', through: '01:00', now: '02:00' })).toEqual({
      ...{ runs: ['02:00'], missed: undefined },
      ...{ through: '02:00', next: '-' },
    });
  });
});

describe('a clock that is put back', () => {
  test('makes nothing due twice', () => {
    const found = look({ through: '05:00', now: '02:30' });
    expect(found).toEqual({ runs: [], missed: undefined, through: '05:00', next: '06:00' });
  });
});

describe('after a suspension', () => {
  const suspended = ['01:30', '05:00'] as const;
  test('the last run is caught up, though it is due this minute', () => {
    expect(look({ through: '01:00', now: '05:00', suspended })).toMatchObject({
      runs: ['05:00+<06:00'],
      missed: ['02:00', 3, '04:00'],
    });
  });

  test('nothing is, without catching up', () => {
    expect(look({ through: '01:00', now: '05:00', suspended, catchUp: 'none' })).toMatchObject({
      runs: [],
      missed: ['02:00', 4, '05:00'],
    });
  });

  test('what was due before it may still be on time', () => {
    const spec = { ...allInDay, startingDeadlineMs: 6 * hourMs, catchUpWindowMs: hourMs };
    expect(look({ ...spec, through: '00:00', now: '05:00', suspended })).toMatchObject({
      runs: ['01:00+<11:00', '04:00+<11:00', '05:00+<11:00'],
      missed: ['02:00', 2, '03:00'],
    });
  });
});

test('an empty start is due at once', () => {
  const timetable = timetableIn('UTC', 'R1//PT1M');
  const nowMs = at('12:34');
  const spec = { ...defaults, catchUp: 'latest' } as const;
  const due = dueRuns({ spec, timetable, anchorMs: nowMs, throughMs: nowMs - 1, nowMs });
  expect(due).toEqual({ runs: [{ dueMs: nowMs, isCatchUp: false }], throughMs: nowMs });
});
