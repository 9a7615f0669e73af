// Both changes of the clocks, end to end: which runs there are, when, one record an occurrence. A
// day keeps its wall clock, an hour is an hour; in the gap the first valid instant, in the overlap
// the earlier one.
import { describe, expect, it } from 'vitest';
import { CoreWorld } from '../../../support/core-world.ts';
import { every, jobSpec } from '../../../support/job-spec.ts';

const hourMs = 3_600_000;
const quarterMs = 900_000;

/** The keys of a job's runs, from the first to the last instant of the world. */
function runs(timetable: string, zone: string, [from, to]: readonly [string, string]) {
  const w = new CoreWorld();
  w.nowMs = Date.parse(from);
  w.addAgent('a1').behave = () => ({ state: 'finished' });
  w.commit(jobSpec('/job', { trigger: every(timetable, zone) }));
  // No need to look every ten seconds: what a hop passes over would come out as late.
  while (w.nowMs < Date.parse(to)) {
    w.nowMs += quarterMs - 10_000;
    w.advance(10_000);
  }
  const records = [...w.history.values()];
  for (const run of records) {
    expect(run.state).toBe('succeeded');
    expect(run.createdMs).toBe(run.dueMs);
    expect(run.missed).toBeUndefined();
  }
  const launched = w.sent.flatMap(({ order }) =>
    order.kind === 'launch' ? [order.order.taskId] : [],
  );
  expect(launched).toEqual(records.map(({ id }) => `${id}.1`));
  return records.map(({ id }) => id.slice('/job@t'.length));
}

describe('a daily job at a wall clock that the change touches', () => {
  it.each([
    [
      'Europe/Berlin, spring: 02:30 is in the gap, it runs at 03:00',
      ['2026-03-01T02:30', 'Europe/Berlin'],
      ['2026-03-28T00:00:00Z', '2026-03-31T00:00:00Z'],
      ['20260328T013000Z', '20260329T010000Z', '20260330T003000Z'],
    ],
    [
      'Europe/Berlin, autumn: 02:30 is there twice, it runs at the earlier',
      ['2026-10-01T02:30', 'Europe/Berlin'],
      ['2026-10-24T00:00:00Z', '2026-10-27T00:00:00Z'],
      ['20261024T003000Z', '20261025T003000Z', '20261026T013000Z'],
    ],
    [
      'America/New_York, spring',
      ['2026-03-01T02:30', 'America/New_York'],
      ['2026-03-07T00:00:00Z', '2026-03-10T00:00:00Z'],
      ['20260307T073000Z', '20260308T070000Z', '20260309T063000Z'],
    ],
    [
      'America/New_York, autumn',
      ['2026-10-20T01:30', 'America/New_York'],
      ['2026-10-31T00:00:00Z', '2026-11-03T00:00:00Z'],
      ['20261031T053000Z', '20261101T053000Z', '20261102T063000Z'],
    ],
    [
      'Australia/Lord_Howe, spring: half an hour is missing',
      ['2026-09-20T02:15', 'Australia/Lord_Howe'],
      ['2026-10-02T12:00:00Z', '2026-10-05T12:00:00Z'],
      ['20261002T154500Z', '20261003T153000Z', '20261004T151500Z'],
    ],
    [
      'Australia/Lord_Howe, autumn: half an hour is there twice',
      ['2026-03-20T01:45', 'Australia/Lord_Howe'],
      ['2026-04-03T12:00:00Z', '2026-04-06T12:00:00Z'],
      ['20260403T144500Z', '20260404T144500Z', '20260405T151500Z'],
    ],
  ] as const)('%s', (_, [anchor, zone], span, expected) => {
    expect(runs(`R/${anchor}/P1D`, zone, span)).toEqual(expected);
  });
});

describe('an hourly job', () => {
  it.each([
    ['Europe/Berlin', '2026-03-28T20:30:00Z'],
    ['Europe/Berlin', '2026-10-24T20:30:00Z'],
    ['America/New_York', '2026-03-08T02:30:00Z'],
    ['America/New_York', '2026-11-01T01:30:00Z'],
    ['Australia/Lord_Howe', '2026-10-03T10:30:00Z'],
    ['Australia/Lord_Howe', '2026-04-04T10:30:00Z'],
  ])('in %s neither repeats nor loses an hour around %s', (zone, from) => {
    const fromMs = Date.parse(from);
    const to = new Date(fromMs + 12 * hourMs).toISOString();
    const keys = runs('R/2026-01-01T00:00:00/PT1H', zone, [from, to]);
    const each = keys.map((key) =>
      Date.parse(key.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z')),
    );
    expect(each).toHaveLength(12);
    each.forEach((ms, index) => {
      if (index > 0) expect(ms - (each[index - 1] ?? 0)).toBe(hourMs);
    });
  });
});
