import { describe, expect, it } from 'vitest';
import { isoInstant } from '../../../../engine/lib/time.ts';
import { asOfMs } from '../plan-world.ts';
import { detailOf, job, notes, objectOf, offline, planned } from './job-world.ts';

const due = (...fields: readonly string[]) =>
  detailOf(planned([], [job('/a', ...fields)])).nextDue.map(({ at }) => at);

describe('when a new job is due', () => {
  it('is three instants, strictly after the time of the plan', () => {
    expect(due('schedule: R/2026-01-01T03:04:05Z/PT12H')).toEqual([
      ...['2026-01-02T15:04:05Z', '2026-01-03T03:04:05Z', '2026-01-03T15:04:05Z'],
    ]);
  });

  it('is fewer when its timetable ends', () => {
    expect(due('schedule: R3/2026-01-01T05:00:00Z/P1D')).toEqual([
      ...['2026-01-02T05:00:00Z', '2026-01-03T05:00:00Z'],
    ]);
  });

  it('is told in its own zone too, where that is not UTC', () => {
    const detail = detailOf(planned([], [job('/a', 'cron: 0 9 * * *', 'timeZone: Asia/Tokyo')]));
    expect(detail.timeZone).toBe('Asia/Tokyo');
    expect(detail.nextDue[0]).toEqual({
      at: '2026-01-03T00:00:00Z',
      local: '2026-01-03 09:00 +09:00',
    });
    const utc = detailOf(planned([], [job('/a', 'cron: 0 9 * * *')]));
    expect(utc.nextDue[0]).toEqual({ at: '2026-01-02T09:00:00Z' });
  });

  it('is nothing for a job that others or people start', () => {
    const document = planned([], [job('/a', 'manual: true'), job('/b', 'after: [/a]')]);
    expect(objectOf(document, '/a').impact).toBe('runs only when somebody runs it');
    expect(detailOf(document, '/a')).toMatchObject({ nextDue: [], triggers: ['/b'] });
    expect(objectOf(document, '/b').impact).toBe('runs after /a');
    expect(detailOf(document, '/b')).toMatchObject({ trigger: 'after /a', notes: [] });
  });

  it('is nothing while it is suspended', () => {
    const document = planned([], [job('/a', 'cron: 0 9 * * *', 'suspended: true')]);
    expect(objectOf(document).impact).toBe('suspended: nothing of it is due until it is resumed');
    expect(detailOf(document).nextDue).toEqual([]);
  });

  it('warns of a timetable that is over before it begins', () => {
    const document = planned([], [job('/a', 'schedule: R2/2025-01-01T00:00:00Z/P1D')]);
    expect(objectOf(document).impact).toBe('NEVER DUE');
    expect(notes(document)).toEqual([
      '! never-due: its timetable has no occurrence any more: its last was 2025-01-02T00:00:00Z',
    ]);
  });

  it('warns of a first run that is more than a year away, and of none that is nearer', () => {
    expect(notes(planned([], [job('/a', 'schedule: R/2027-01-04T00:00:00Z/P1D')]))).toEqual([
      '! due-late: more than a year passes before it is due: 2027-01-04T00:00:00Z',
    ]);
    expect(notes(planned([], [job('/a', 'schedule: R/2027-01-03T00:00:00Z/P1D')]))).toEqual([]);
  });
});

describe('a job with an empty start', () => {
  const once = job('/a', 'schedule: R1//PT1M');
  const hourly = job('/a', 'schedule: R//PT1H');
  const walks = (text: string) => text.replace('run', 'walk');
  const anchorMs = asOfMs - 90 * 60_000;

  it('runs at once when it is new, which is said loudly', () => {
    const document = planned([], [once]);
    expect(objectOf(document).impact).toBe('RUN AT ONCE: its start is empty');
    expect(notes(document)).toEqual([
      expect.stringMatching(/^! fires-at-once: it runs as soon as it is applied/),
      '  never-due: after the run at once it is never due again',
    ]);
  });

  it('runs at once when its text or its zone changes', () => {
    for (const changed of [
      job('/a', 'schedule: R1//PT2M'),
      job('/a', 'schedule: R1//PT1M', 'timeZone: Europe/Berlin'),
    ]) {
      const document = planned([once], [changed]);
      expect(objectOf(document).impact).toBe('retimed: RUN AT ONCE: its start is empty');
      expect(notes(document)[0]).toContain('! fires-at-once:');
    }
  });

  it('runs nothing anew when something else of it changes', () => {
    const document = planned([once], [walks(once)], { '/a': { anchorMs } });
    expect(objectOf(document).impact).toBe('the next attempt takes it');
    expect(detailOf(document).nextDue).toEqual([]);
    expect(notes(document)).toEqual([
      expect.stringContaining('  keeps-anchor: its start is empty and its schedule is the same'),
      `  never-due: its timetable has no occurrence any more: its last was ${isoInstant(anchorMs)}`,
    ]);
  });

  it('goes on from the anchor that the engine keeps', () => {
    const [first] = detailOf(planned([hourly], [walks(hourly)], { '/a': { anchorMs } })).nextDue;
    expect(first?.at).toBe(isoInstant(asOfMs + 30 * 60_000));
  });

  it('says that only the engine knows when it is compared with a commit', () => {
    const document = offline([hourly], [walks(hourly)]);
    expect(detailOf(document).nextDue).toEqual([]);
    expect(notes(document)).toEqual([expect.stringContaining('which only the engine knows')]);
  });

  it('that was here before keeps its anchor, and makes up for nothing', () => {
    const timetable = 'R//PT1H UTC';
    const remembered = { timetable, anchorMs, throughMs: anchorMs, isGoing: true };
    const document = planned([job('/b', 'manual: true'), hourly], [hourly], {
      '/a': { spec: undefined, ...remembered } as never,
      '/b': { spec: undefined } as never,
    });
    expect(objectOf(document).impact).toBe(`first due ${isoInstant(asOfMs + 30 * 60_000)}`);
    expect(detailOf(document).nextDue[0]?.at).toBe(isoInstant(asOfMs + 30 * 60_000));
    expect(notes(document)).toEqual([
      expect.stringContaining('keeps-anchor: its start is empty and it had this schedule before'),
      '  history: it was here before: its history and counters go on; what was due while it ' +
        'was away does not run; runs of it are still being ended',
    ]);
  });

  it('makes no run at once while it is suspended', () => {
    const document = planned([], [job('/a', 'schedule: R1//PT1M', 'suspended: true')]);
    expect(notes(document).join()).not.toContain('fires-at-once');
  });
});
