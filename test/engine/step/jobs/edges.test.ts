// What is easily got wrong at the edges of runs, lineages and timetables.
import { describe, expect, it } from 'vitest';
import { objectName, type RunId } from '../../../../engine/model/ids.ts';
import type { JobSpec } from '../../../../engine/model/wanted.ts';
import { appSpec } from '../../../support/app-spec.ts';
import { CoreWorld } from '../../../support/core-world.ts';
import { every, after as follow, jobSpec } from '../../../support/job-spec.ts';

const startMs = Date.parse('2026-01-01T00:00:00Z');
const hourMs = 3_600_000;

function world(): CoreWorld {
  const world = new CoreWorld();
  world.nowMs = startMs;
  world.addAgent('a1');
  return world;
}

const hourly = (change: Partial<JobSpec> = {}): JobSpec =>
  jobSpec('/a', { trigger: every('R/2026-01-01T00:00:00Z/PT1H'), ...change });

const ends = (w: CoreWorld): readonly string[] =>
  [...w.history.values()].map(({ id, state, reason }) => `${id} ${state} ${reason ?? ''}`.trim());

const launches = (w: CoreWorld): readonly string[] =>
  w.sent.flatMap(({ order }) => (order.kind === 'launch' ? [order.order.taskId] : []));

describe('a timetable', () => {
  it('with an empty start is due at once, though its job was there before', () => {
    const w = world();
    w.agent('a1').behave = () => ({ state: 'finished' });
    w.commit(hourly(), jobSpec('/m'));
    w.commit(jobSpec('/m'));
    w.advance(1_000);
    w.commit(jobSpec('/m'), hourly({ trigger: every('R//PT24H') }));
    expect(launches(w)).toEqual(['/a@t20260101T000001Z.1']);
  });

  it('still owes what was due when another text took its place', () => {
    const w = world();
    w.agent('a1').behave = () => ({ state: 'finished' });
    w.commit(hourly());
    w.advance(hourMs - 1000);
    w.nowMs += 1050;
    w.commit(hourly({ trigger: every('R/2026-01-01T00:00:00Z/PT2H') }));
    w.advance(hourMs);
    const hours = ['01', '02'];
    expect(ends(w)).toEqual(hours.map((hour) => `/a@t20260101T${hour}0000Z succeeded`));
  });

  it('fires nothing twice after the clock was put back, whatever text it has then', () => {
    const w = world();
    w.agent('a1').behave = () => ({ state: 'finished' });
    w.commit(hourly());
    w.advance(2 * hourMs);
    w.wallAheadMs = -2 * hourMs;
    w.commit(jobSpec('/a', { trigger: follow('/p') }), jobSpec('/p'));
    w.commit(jobSpec('/a', { trigger: every('R9/2026-01-01T00:00:00Z/PT1H') }));
    w.advance(3 * hourMs);
    expect(launches(w)).toEqual([1, 2, 3].map((hour) => `/a@t20260101T0${hour}0000Z.1`));
  });

  it('that is gone through ends after its n-th occurrence', () => {
    const w = world();
    w.agent('a1').behave = () => ({ state: 'finished' });
    w.commit(jobSpec('/a', { trigger: every('R3/2026-01-01T00:30:00Z/PT1H') }));
    w.advance(24 * hourMs);
    expect(launches(w)).toHaveLength(3);
    expect([...w.core.tables.jobs.values()][0]?.nextDueMs).toBeUndefined();
  });

  it('whose first occurrence is years away rings no later for it', () => {
    const w = world();
    w.commit(jobSpec('/far', { trigger: every('R/2036-01-01T00:00:00Z/P1Y') }), hourly());
    w.advance(hourMs);
    expect(launches(w)).toEqual(['/a@t20260101T010000Z.1']);
  });

  it('that meets one without a place whose deadline is now lets it expire, and starts', () => {
    const w = new CoreWorld();
    w.nowMs = startMs;
    w.commit(hourly());
    w.advance(2 * hourMs);
    expect(ends(w)).toEqual(['/a@t20260101T010000Z expired deadline']);
    w.addAgent('a1');
    w.advance(600_000);
    expect(launches(w)).toEqual(['/a@t20260101T020000Z.1']);
    expect(w.history.size).toBe(1);
  });

  it('catches up all in order, one at a time, and each has a deadline from then on', () => {
    const w = world();
    const caught = hourly({ catchUp: 'all', startingDeadlineMs: 600_000 });
    w.commit({
      ...caught,
      ...hourly({ catchUp: 'all', startingDeadlineMs: 600_000, suspended: true }),
    });
    w.advance(3 * hourMs + 1_200_000);
    w.commit(caught);
    expect(launches(w)).toEqual(['/a@t20260101T010000Z.1']);
    w.report('a1', '/a@t20260101T010000Z.1', { state: 'finished' });
    expect(launches(w).at(-1)).toBe('/a@t20260101T020000Z.1');
    w.advance(600_000);
    expect(ends(w)).toEqual([
      '/a@t20260101T010000Z succeeded',
      '/a@t20260101T030000Z expired deadline',
    ]);
  });
});

describe('a run that is stopped on an agent that is unreachable', () => {
  it('is lost once its time is over, and the one that replaces it starts', () => {
    const w = world();
    w.commit(hourly({ concurrency: 'replace', timeoutMs: hourMs }));
    w.advance(hourMs);
    w.disconnect('a1');
    w.addAgent('a2');
    w.advance(hourMs + 78_000 - 1);
    expect(w.history.size).toBe(0);
    w.advance(1);
    expect([...w.agent('a2').tasks.keys()]).toEqual(['/a@t20260101T020000Z.1']);
    expect(ends(w)).toEqual(['/a@t20260101T010000Z cancelled replaced']);
  });
});

describe('runs of a job that end in one batch', () => {
  it('may all be retried, where others wait for each', () => {
    const w = world();
    w.commit(
      hourly(),
      jobSpec('/b', { trigger: follow('/a'), concurrency: 'allow' }),
      jobSpec('/c', { trigger: follow('/b') }),
    );
    w.agent('a1').behave = (order) =>
      order.env.MERIDIAN_JOB === '/b' ? {} : { state: 'finished' };
    w.advance(3 * hourMs);
    const all = w.running();
    expect(all).toHaveLength(3);
    const agent = w.agent('a1');
    const events = all.map((id) => {
      const task = agent.tasks.get(id);
      if (!task || agent.connection === undefined) throw new Error(id);
      task.status = {
        ...task.status,
        state: 'failed',
        reason: 'command-exit',
        exitCode: 1,
        seq: 2,
      };
      const { taskId, taskDigest } = task.order;
      const envelope = { clusterId: 'test', epoch: 1, connection: agent.connection, sequence: 1 };
      const message = {
        kind: 'report' as const,
        envelope,
        task: { taskId, taskDigest, status: task.status },
      };
      return { kind: 'reported' as const, connection: agent.connection, message };
    });
    w.post(...events);
    agent.behave = () => ({ state: 'finished' });
    for (const id of all)
      w.operate({ kind: 'retry', run: id.slice(0, id.lastIndexOf('.')) as RunId });
    expect(w.answers).toMatchObject([{ ok: true }, { ok: true }, { ok: true }]);
    expect(w.core.tables.lineages.size).toBe(0);
  });
});

describe('a start by a clock that was put back', () => {
  it('starts no second run beside the one that runs', () => {
    const w = world();
    w.commit(jobSpec('/p'), jobSpec('/b', { trigger: follow('/p') }));
    w.agent('a1').behave = (order) =>
      order.env.MERIDIAN_JOB === '/b' ? {} : { state: 'finished' };
    w.operate({ kind: 'run', name: objectName('/p'), env: {} });
    w.wallAheadMs = -hourMs;
    w.operate({ kind: 'run', name: objectName('/p'), env: {} });
    expect(w.running()).toHaveLength(1);
    const before = w.running();
    w.restart();
    w.connect('a1');
    w.advance(60_000);
    expect(w.running()).toEqual(before);
  });
});

describe('a graph that a commit changes in the middle of a lineage', () => {
  const chain = [
    hourly(),
    jobSpec('/b', { trigger: follow('/a') }),
    jobSpec('/c', { trigger: follow('/b') }),
  ];
  const failed = (): CoreWorld => {
    const w = world();
    w.agent('a1').behave = (order) =>
      order.env.MERIDIAN_JOB === '/b'
        ? { state: 'failed', reason: 'command-exit', exitCode: 1 }
        : { state: 'finished' };
    w.commit(...chain);
    w.advance(hourMs);
    expect(w.core.tables.lineages.size).toBe(1);
    return w;
  };

  it('closes it once nothing waits for what failed', () => {
    const w = failed();
    w.commit(hourly(), jobSpec('/b', { trigger: follow('/a') }), jobSpec('/c'));
    expect(w.core.tables.lineages.size).toBe(0);
    expect([...w.rows.keys()].filter((key) => key.startsWith('lineage/'))).toEqual([]);
  });

  it('closes it when the parent that failed is deleted', () => {
    const w = failed();
    w.commit(hourly(), jobSpec('/c', { trigger: follow('/a') }));
    expect(w.core.tables.lineages.size).toBe(0);
    w.advance(hourMs);
    expect(ends(w).at(-1)).toContain('/c@');
  });

  it('lets a child that is new follow the next time', () => {
    const w = failed();
    w.commit(...chain, jobSpec('/d', { trigger: follow('/a') }));
    expect(ends(w).filter((end) => end.startsWith('/d'))).toEqual([]);
    w.advance(hourMs);
    expect(ends(w).filter((end) => end.startsWith('/d'))).toHaveLength(1);
  });
});

it('an app and a job may swap their names in one commit', () => {
  const w = world();
  const web = (name: string) => appSpec(() => ({ name: objectName(name), instances: 1 }));
  w.commit(web('/one'), jobSpec('/two'));
  w.operate({ kind: 'run', name: objectName('/two'), env: {} });
  w.commit(web('/two'), jobSpec('/one'));
  w.operate({ kind: 'run', name: objectName('/one'), env: {} });
  expect(w.running()).toEqual(['/one@m2.1', '/two#0.1']);
  w.restart();
  w.connect('a1');
  w.advance(60_000);
  expect(w.running()).toEqual(['/one@m2.1', '/two#0.1']);
});

it('a run that was tried more than 20 times remembers the last 20, and their tasks alone', () => {
  const w = world();
  w.agent('a1').behave = () => ({ state: 'failed', reason: 'command-exit', exitCode: 1 });
  const retries = { count: 24, delayMs: 1_000, factorMilli: 1_000, maxMs: 1_000 };
  w.commit(hourly({ retries }));
  w.advance(hourMs + 60_000);
  expect(launches(w)).toHaveLength(25);
  expect(w.history.get('/a@t20260101T010000Z')?.attempts.map(({ launch }) => launch)).toEqual(
    Array.from({ length: 20 }, (_, index) => index + 6),
  );
  expect([...w.rows.keys()].filter((key) => key.startsWith('task/'))).toHaveLength(20);
});

it('more jobs in a lineage than a row of the store holds are a fault, and nothing changes', () => {
  const w = world();
  const many = (count: number) =>
    Array.from({ length: count }, (_, at) => jobSpec(`/b${at}`, { trigger: follow('/a') }));
  w.commit(hourly(), ...many(1_500));
  expect(w.notices.at(-1)).toContain('has 1 fault:');
  expect(w.core.tables.jobs.size).toBe(0);
  w.commit(hourly(), ...many(1_499));
  expect(w.core.tables.jobs.size).toBe(1_500);
});

describe('an engine that is killed after any write of a revision', () => {
  const once = (command: string): JobSpec =>
    jobSpec('/once', {
      trigger: every('R1//PT1M'),
      task: { ...jobSpec('/x').task, command: { shell: command } },
    });
  const before = [once('one'), hourly({ suspended: true }), jobSpec('/old')];
  const next = [
    jobSpec('/once', { trigger: every('R1//PT2M') }),
    jobSpec('/new', { trigger: every('R1//PT1M') }),
    hourly({ catchUp: 'all' }),
  ];
  const wantedIn = (w: CoreWorld): readonly string[] =>
    [...w.core.tables.jobs.values()]
      .flatMap(({ row, versions }) => {
        const spec = row.wanted === undefined ? undefined : versions.get(row.wanted)?.spec;
        return spec ? [`${spec.name} ${spec.digest}`] : [];
      })
      .sort();

  it('wants all jobs of one commit, and has run nothing of what is not applied', () => {
    let undone = 0;
    for (let write = 0; ; write += 1) {
      const w = world();
      w.agent('a1').behave = () => ({ state: 'finished' });
      w.commit(...before);
      w.advance(3 * hourMs);
      w.crashAfter = w.writes + write;
      if (w.survives(() => w.commit(...next))) break;
      w.crashAfter = Infinity;
      w.restart();
      w.connect('a1');
      w.advance(60_000);
      const isApplied = w.core.tables.cluster?.commit.startsWith('c2') === true;
      const specs = isApplied ? next : before;
      expect(wantedIn(w), `${write}`).toEqual(specs.map((s) => `${s.name} ${s.digest}`).sort());
      if (isApplied) continue;
      undone += 1;
      expect(launches(w), `${write}`).toHaveLength(1);
      w.commit(...next);
      w.advance(60_000);
      // The two that begin anew, and what was due while it was suspended.
      expect(launches(w), `${write}`).toHaveLength(1 + 2 + 3);
    }
    expect(undone).toBeGreaterThan(5);
  });
});
