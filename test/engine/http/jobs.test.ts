// A job says how it is, why it waits and what comes next, and every answer is as the schemas say.
import { describe, expect, test } from 'vitest';
import { findJob } from '../../../engine/http/subject.ts';
import { nextDueList } from '../../../engine/http/views/jobs/due-view.ts';
import { graphView } from '../../../engine/http/views/jobs/graph-view.ts';
import { jobDetail } from '../../../engine/http/views/jobs/job-detail.ts';
import { jobList } from '../../../engine/http/views/jobs/job-view.ts';
import { runDetail } from '../../../engine/http/views/jobs/run-view.ts';
import { triggerView } from '../../../engine/http/views/jobs/trigger-view.ts';
import type { ListQuery } from '../../../engine/http/views/list-query.ts';
import { snapshotView } from '../../../engine/http/views/snapshot-view.ts';
import { statusView } from '../../../engine/http/views/status-view.ts';
import { taskList } from '../../../engine/http/views/task-view.ts';
import { whyRun } from '../../../engine/http/views/why/why-job.ts';
import { whyView } from '../../../engine/http/views/why/why-view.ts';
import { role } from '../../../engine/model/ids.ts';
import type { CoreWorld } from '../../support/core-world.ts';
import { apiFaults } from '../../support/http/api-check.ts';
import {
  failed,
  firstRun,
  hourly,
  hourMs,
  jobWorld,
  jobWorlds,
  load,
  now,
  running,
  runsOf,
} from '../../support/http/job-worlds.ts';
import { after as comesAfter, every, jobSpec } from '../../support/job-spec.ts';

const detailOf = (world: CoreWorld, name = load) =>
  jobDetail(world.core, findJob(world.core.tables, name), runsOf(world), now(world));

describe.each(jobWorlds)('$kind while $state: $says', ({ kind, state, says, status, make }) => {
  test('the job says so, and why says it first', () => {
    const world = make();
    const view = detailOf(world);
    const why = whyView(world.core, load, now(world));
    expect([view.state, view.waits[0]?.kind ?? 'none']).toEqual([state, kind]);
    expect(why.sentence).toMatch(says);
    expect(why.sentence.startsWith('/etl/load: ')).toBe(true);
  });

  test('every answer is as its schema says', () => {
    const world = make();
    const { core } = world;
    const at = now(world);
    const runs = [...runsOf(world), ...world.history.values()];
    const answers: readonly (readonly [schema: string, answer: unknown])[] = [
      ['status.json', statusView(core, at)],
      ['job.json#/$defs/JobList', jobList(core, {}, at)],
      ['job.json#/$defs/JobDetail', detailOf(world)],
      ['job.json#/$defs/NextDueList', nextDueList(findJob(core.tables, load), 0, 3)],
      ['job.json#/$defs/GraphView', graphView(core.tables)],
      ['snapshot.json', snapshotView(core, at)],
      ['task.json#/$defs/TaskList', taskList(core, {}, at)],
      ['why.json', whyView(core, load, at)],
      ...runs.map((run) => ['run.json#/$defs/RunDetail', runDetail(core, run, at)] as const),
      ...runs.map((run) => ['why.json', whyRun(core, run, at)] as const),
    ];
    expect(answers.flatMap(([schema, answer]) => apiFaults(schema, answer))).toEqual([]);
  });

  test('status points at it where a person is wanted', () => {
    const world = make();
    const { waits, jobs } = statusView(world.core, now(world));
    const said = waits.filter(({ subject }) => subject === load).map((wait) => wait.kind);
    expect(said).toEqual(status === undefined ? [] : [status]);
    expect(jobs[state]).toBeGreaterThan(0);
  });
});

describe('a job', () => {
  test('shows its policy, its next due times and what runs', () => {
    const world = running();
    const view = detailOf(world);
    expect(view.next.map(({ utc }) => utc).slice(0, 2)).toEqual([
      '2026-01-01T02:00:00Z',
      '2026-01-01T03:00:00Z',
    ]);
    expect(view.nextDueMs).toBe(world.nowMs + hourMs);
    expect(view.active).toEqual([firstRun]);
    expect(view.policy).toMatchObject({ concurrency: 'forbid', catchUp: 'latest', keep: 100 });
    expect(view.policy).not.toHaveProperty('timeoutMs');
    expect(view.task).toMatchObject({ command: 'exec sleep 1', resources: { cpus: 0.1, mem: 32 } });
    expect(view.counts).toEqual({ succeeded: 0, failed: 0, active: 1, errorsSinceSuccess: 0 });
  });

  test('tells of its last run with its exit code, and counts errors since a success', () => {
    const world = failed();
    const { last, counts } = detailOf(world);
    expect(last).toEqual({ id: firstRun, state: 'failed', atMs: world.nowMs, exitCode: 3 });
    expect(counts).toEqual({ succeeded: 0, failed: 1, active: 0, errorsSinceSuccess: 1 });
  });

  test('whose file is deleted is gone with its last run, and says where its history is', () => {
    const world = running();
    world.commit();
    expect(jobList(world.core, {}, now(world)).items).toEqual([]);
    expect(() => findJob(world.core.tables, load)).toThrow(/its file is deleted.*meridian runs/);
    expect(() => whyView(world.core, load, now(world))).toThrow(/its file is deleted/);
    expect(snapshotView(world.core, now(world)).jobs).toMatchObject([{ name: load, runs: [] }]);
  });

  test('that is suspended is due at no time, and still tells when it would be', () => {
    const world = jobWorld();
    world.commit(hourly({ suspended: true }));
    const view = detailOf(world);
    expect([view.next, view.nextDueMs]).toEqual([[], undefined]);
    const { items } = nextDueList(findJob(world.core.tables, load), world.nowMs, 2);
    expect(items).toHaveLength(2);
  });

  const filters: readonly (readonly [query: ListQuery, names: readonly string[]])[] = [
    [{}, ['/etl/extract', '/etl/load', '/mail']],
    [{ role: 'etl' }, ['/etl/extract']],
    [{ group: '/etl' }, ['/etl/extract', '/etl/load']],
    [{ label: 'team=x' }, ['/mail']],
    [{ label: 'team=y' }, []],
    [{ state: 'suspended' }, ['/mail']],
    [{ name: '/etl/load' }, ['/etl/load']],
  ];

  test.each(filters)('is listed by %j', (query, names) => {
    const world = jobWorld();
    world.commit(
      jobSpec('/etl/extract', { role: role('etl') }),
      jobSpec(load, { trigger: comesAfter('/etl/extract') }),
      jobSpec('/mail', { labels: { team: 'x' }, suspended: true }),
    );
    expect(jobList(world.core, query, now(world)).items.map(({ name }) => name)).toEqual(names);
  });
});

describe('a trigger in words', () => {
  test.each([
    [every('R/2026-01-01T02:00:00Z/P1D'), 'every day, from 2026-01-01 02:00 +00:00 in UTC'],
    [
      every('R5//PT1H30M'),
      'every 1 hour and 30 minutes, from its first apply in UTC, 5 times in all',
    ],
    [comesAfter('/c', '/a', '/b'), 'after /a, /b and /c'],
    [{ kind: 'manual' } as const, 'by hand'],
    [
      {
        kind: 'timetable',
        timetable: { kind: 'cron', text: '0 2 * * *', zone: 'Europe/Berlin' },
      } as const,
      'cron 0 2 * * * in Europe/Berlin',
    ],
  ])('%j', (trigger, words) => {
    expect(triggerView(trigger).words).toBe(words);
  });
});

describe('due times', () => {
  test('are told on the timetable’s own clock, whatever the hour is put to', () => {
    const world = jobWorld();
    world.commit(jobSpec(load, { trigger: every('R/2026-03-28T02:30:00/P1D', 'Europe/Berlin') }));
    const { items, timeZone } = nextDueList(findJob(world.core.tables, load), world.nowMs, 3);
    expect(timeZone).toBe('Europe/Berlin');
    expect(items.map(({ utc, local }) => `${utc} ${local}`)).toEqual([
      '2026-03-28T01:30:00Z 2026-03-28 02:30 +01:00',
      '2026-03-29T01:00:00Z 2026-03-29 03:00 +02:00',
      '2026-03-30T00:30:00Z 2026-03-30 02:30 +02:00',
    ]);
  });

  test('end with the timetable, and a job without one has none', () => {
    const world = jobWorld();
    world.commit(jobSpec('/a', { trigger: every('R2/2026-01-01T01:00:00Z/PT1H') }), jobSpec('/b'));
    const due = (name: string, count = 9) =>
      nextDueList(findJob(world.core.tables, name), 0, count);
    expect([due('/a').items.length, due('/a', 1).items.length, due('/b').items]).toEqual([
      2,
      1,
      [],
    ]);
  });
});

describe('status', () => {
  test('says what can’t leave the engine', () => {
    const world = jobWorld();
    const one = { kind: 'run', waiting: 3, sinceMs: world.nowMs - 60_000, error: 'full' } as const;
    const { waits } = statusView(world.core, now(world), { undelivered: [one] });
    expect(waits).toMatchObject([
      { subject: 'engine', text: expect.stringMatching(/^3 ended runs .* for 60s \(full\): see/) },
    ]);
  });
});
