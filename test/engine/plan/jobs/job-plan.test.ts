import { describe, expect, it } from 'vitest';
import { objectName, runId } from '../../../../engine/model/ids.ts';
import type { SnapshotRun } from '../../../../engine/plan/snapshot.ts';
import { dueRuns } from '../../../../engine/schedule/due-runs.ts';
import { asOfMs, standing } from '../plan-world.ts';
import { detailOf, job, notes, objectOf, offline, planned, wanted } from './job-world.ts';

const run = (state: SnapshotRun['state'], key: string): SnapshotRun => ({
  ...{ id: runId(objectName('/a'), key), state, dueMs: asOfMs },
});
const hourly = 'schedule: R/2026-01-01T00:00:00Z/PT1H';
const impact = (old: string, now: string) => objectOf(planned([old], [now])).impact;

describe('a job that changes', () => {
  it('is counted by what happens to it', () => {
    const before = [
      ...[job('/gone', 'manual: true'), job('/same', 'manual: true'), job('/timed', hourly)],
      ...[job('/stops', hourly), job('/goes-on', hourly, 'suspended: true')],
    ];
    const after = [
      ...[job('/new', 'manual: true'), job('/same', 'manual: true')],
      ...[job('/timed', 'cron: 0 * * * *'), job('/goes-on', hourly)],
      job('/stops', hourly, 'suspended: true'),
    ];
    const document = planned(before, after);
    expect(document.summary.jobs).toEqual({
      ...{ added: 1, changed: 3, removed: 1, unchanged: 1 },
      ...{ suspended: 1, resumed: 1, retimed: 1 },
    });
    expect(document.objects.map(({ action, name }) => `${action} ${name}`)).toEqual([
      ...['delete /gone', 'change /goes-on', 'change /stops', 'change /timed', 'create /new'],
    ]);
  });

  it('leaves what runs alone: the next attempt takes it', () => {
    const [old, now] = [job('/a', hourly), job('/a', hourly, 'task: {command: walk}')];
    const [spec] = wanted(old).jobs.map((placed) => placed.spec);
    const instances = [{ ...standing(spec as never, 'one' as never, 2) }];
    const document = planned([old], [now], { '/a': { instances } });
    expect(objectOf(document).impact).toBe('the next attempt takes it, 2 that run go on');
    expect(document.summary.instances).toMatchObject({ replace: 0, destroy: 0 });
    expect(objectOf(document).changes).toMatchObject([
      { path: 'task.command', consequence: 'next-attempt' },
    ]);
  });

  it('says when it was due and is due now', () => {
    const document = planned([job('/a', hourly)], [job('/a', 'cron: 30 4 * * *')]);
    expect(objectOf(document).impact).toBe(
      'retimed: next due 2026-01-02T04:30:00Z instead of 2026-01-02T04:00:00Z',
    );
    expect(detailOf(document).wasDue?.map(({ at }) => at)).toEqual([
      ...['2026-01-02T04:00:00Z', '2026-01-02T05:00:00Z', '2026-01-02T06:00:00Z'],
    ]);
    expect(notes(document)).toEqual([
      expect.stringContaining('retimed: another timetable: nothing that the new one was due at'),
    ]);
  });

  it('does not say when it was due where that stays', () => {
    const document = planned([job('/a', hourly)], [job('/a', hourly, 'owners: [x@example.com]')]);
    expect(objectOf(document).impact).toBe('policy only: nothing that runs is touched');
    expect(detailOf(document).wasDue).toBeUndefined();
    expect(detailOf(document).nextDue).toHaveLength(3);
  });

  it('from a timetable to parents runs nothing twice', () => {
    const parent = job('/p', 'manual: true');
    const document = planned([parent, job('/a', hourly)], [parent, job('/a', 'after: [/p]')]);
    expect(objectOf(document).impact).toBe('from now on it runs after /p');
    expect(notes(document)).toEqual([
      '  trigger: its timetable ends, so no run is doubled: from now on only its parents start it',
    ]);
    expect(detailOf(document)).toMatchObject({ nextDue: [], wasDue: [{}, {}, {}] });
  });

  it('from parents to a timetable says that neither the old ones nor the past start it', () => {
    const parent = job('/p', 'manual: true');
    const document = planned([parent, job('/a', 'after: [/p]')], [parent, job('/a', hourly)]);
    expect(notes(document)).toEqual([
      expect.stringMatching(/trigger: a timetable from now on: no run of a parent starts it/),
    ]);
  });

  it.each([
    ['allow', ' ', 'its runs may go side by side'],
    ['replace', '!', 'a due run CANCELS the one under way'],
  ])('to concurrency %s says what runs may do to each other', (concurrency, mark, text) => {
    const now = job('/a', hourly, `concurrency: ${concurrency}`);
    expect(notes(planned([job('/a', hourly)], [now]))).toEqual([
      `${mark} concurrency: from now on ${text}`,
    ]);
  });

  it.each([
    [['role: shop'], 'bind new placements only'],
    [['timeout: 5m'], 'the next attempt takes it'],
    [['retries: {count: 3}'], 'policy only: nothing that runs is touched'],
  ])('in %s says so', (fields, sentence) => {
    expect(impact(job('/a', hourly), job('/a', hourly, ...fields))).toBe(sentence);
  });
});

describe('a job that is deleted', () => {
  it('has its runs cancelled, which are counted', () => {
    const runs = [run('running', 'm1'), run('waiting', 'm2'), run('waiting', 'm3')];
    const keep = job('/b', 'manual: true');
    const document = planned([job('/a', hourly), keep], [keep], { '/a': { runs } });
    expect(objectOf(document)).toMatchObject({
      ...{ action: 'delete', impact: 'CANCEL 3 runs (1 running, 2 waiting)', file: 'j.yaml' },
    });
  });

  it('is calm where none is under way, and careful where nobody knows', () => {
    const keep = job('/b', 'manual: true');
    const [old, now] = [[job('/a', hourly), keep], [keep]];
    expect(objectOf(planned(old, now)).impact).toBe('no run of it is under way');
    expect(objectOf(offline(old, now)).impact).toBe('CANCEL its runs that are under way');
  });

  it('counts with the apps for the guard against removing too much', () => {
    const app = `---\napiVersion: meridian/v1\nkind: App\nmetadata: {name: /w}
spec: {task: {command: run}}\n`;
    const before = [job('/a', hourly), job('/b', hourly), app];
    expect(planned(before, []).reason).toBe(
      'it would remove all 3 applied apps and jobs: ' +
        'commit with the trailer "Meridian-Allow-Delete: 3" if that is meant',
    );
    expect(planned(before, [app]).verdict).toBe('changes');
    const ten = Array.from({ length: 10 }, (_, index) => job(`/j${index}`, hourly));
    expect(planned([...ten, app], [...ten.slice(0, 4), app]).verdict).toBe('blocked');
    expect(planned([...ten, app], [...ten.slice(0, 5), app]).verdict).toBe('changes');
  });

  it('is no change any more while its last runs are being ended, but a wait', () => {
    const going = { spec: undefined, isGoing: true, runs: [run('running', 'm1')] } as never;
    const keep = job('/b', 'manual: true');
    const document = planned([job('/a', hourly), keep], [keep], { '/a': going });
    expect(document).toMatchObject({ verdict: 'no-change', objects: [] });
    expect(document.waits).toEqual([
      { name: '/a', kind: 'converging', text: 'being removed, 1 run still there' },
    ]);
  });
});

describe('a job that is suspended', () => {
  it('starts nothing, and lets what runs go on', () => {
    const child = job('/c', 'after: [/a]');
    const before = [job('/a', hourly), child];
    const after = [job('/a', hourly, 'suspended: true'), child];
    const document = planned(before, after, { '/a': { runs: [run('running', 'm1')] } });
    expect(objectOf(document).impact).toBe('suspended: nothing of it is due until it is resumed');
    expect(detailOf(document)).toMatchObject({ nextDue: [], wasDue: [{}, {}, {}] });
    expect(notes(document)).toEqual([
      '  suspended: a commit with `suspended: false` resumes it; 1 run under way goes on; ' +
        'nothing starts /c through it meanwhile',
    ]);
  });
});

describe('a job that is resumed', () => {
  const sixHours = 6 * 3_600_000;
  const away = { throughMs: asOfMs - sixHours, suspendedMs: asOfMs - sixHours };
  const resume = (catchUp: string, more: readonly string[] = []) => {
    const fields = [hourly, `catchUp: ${catchUp}`, ...more];
    const old = job('/a', ...fields, 'suspended: true');
    return {
      spec: job('/a', ...fields),
      document: planned([old], [job('/a', ...fields)], { '/a': away }),
    };
  };

  it.each([
    ['all', 6, 0, '6 IN TURN'],
    ['latest', 1, 5, '1 AT ONCE'],
    ['none', 0, 6, ''],
  ])('with catchUp %s runs %i at once and misses %i', (catchUp, runCount, missed, words) => {
    const { document } = resume(catchUp);
    expect(detailOf(document).catchUp).toMatchObject({ runCount, missed });
    expect(objectOf(document).impact).toBe(
      ['resumed', ...(words === '' ? [] : [`RUN ${words} (catch-up)`])].join('; '),
    );
    const said = notes(document).map((text) => text.slice(0, 12));
    expect(said).toEqual([
      ...(runCount === 0 ? [] : ['! catch-up: ']),
      ...(missed === 0 ? [] : [`  missed: ${missed} `]),
    ]);
  });

  it('takes nothing for on time that was due while it was suspended', () => {
    const fields = ['schedule: R/2026-01-01T03:04:00Z/P1D', 'catchUp: none'];
    const before = [job('/a', ...fields, 'suspended: true')];
    const document = planned(before, [job('/a', ...fields)], { '/a': away });
    expect(detailOf(document).catchUp).toMatchObject({ runCount: 0, missed: 1 });
  });

  it('names the very instants that the engine will run', () => {
    const { document, spec: text } = resume('all', ['catchUpWindow: 2h']);
    const [spec] = wanted(text).jobs.map((placed) => placed.spec);
    if (spec?.trigger.kind !== 'timetable') throw new Error('no timetable');
    const { runs } = dueRuns({
      ...{ spec, timetable: spec.trigger.timetable, anchorMs: 0 },
      ...{ throughMs: away.throughMs, nowMs: asOfMs },
      suspension: { fromMs: away.suspendedMs, untilMs: asOfMs },
    });
    const named = detailOf(document).catchUp?.runs.map(({ at }) => Date.parse(at));
    expect(named).toEqual(runs.map(({ dueMs }) => dueMs));
    expect(named).toHaveLength(2);
  });

  it('lists the first ten of many, and counts them all', () => {
    const often = ['schedule: R/2026-01-01T00:00:00Z/PT1M', 'catchUp: all'];
    const document = planned([job('/a', ...often, 'suspended: true')], [job('/a', ...often)], {
      '/a': away,
    });
    expect(detailOf(document).catchUp).toMatchObject({ runCount: 360, missed: 0 });
    expect(detailOf(document).catchUp?.runs).toHaveLength(10);
  });

  it('with another timetable makes up for nothing', () => {
    const old = job('/a', hourly, 'suspended: true');
    const document = planned([old], [job('/a', 'cron: 0 * * * *')], { '/a': away });
    expect(detailOf(document).catchUp).toBeUndefined();
    expect(notes(document)).toContain(
      '  resumed: its timetable is another one: nothing is caught up',
    );
  });

  it('against a commit leaves to the engine what is made up for', () => {
    const document = offline([job('/a', hourly, 'suspended: true')], [job('/a', hourly)]);
    expect(notes(document)).toEqual([
      "  resumed: what it catches up is the engine's to know; catchUp is latest",
    ]);
  });
});
