// Chains of jobs: lineages, joins, what a failure or a skip does to those below.
import { describe, expect, it } from 'vitest';
import type { RunId } from '../../../../engine/model/ids.ts';
import type { JobSpec } from '../../../../engine/model/wanted.ts';
import { jobWaits } from '../../../../engine/step/jobs/waits.ts';
import { CoreWorld } from '../../../support/core-world.ts';
import { after, every, jobSpec } from '../../../support/job-spec.ts';

const start = Date.parse('2026-01-01T00:00:00Z');
const hourMs = 3_600_000;

/** Jobs whose attempts fail; the others succeed at once. */
function world(failing = new Set<string>()): CoreWorld {
  const world = new CoreWorld();
  world.nowMs = start;
  world.addAgent('a1').behave = (order) =>
    failing.has(order.env.MERIDIAN_JOB ?? '')
      ? { state: 'failed', reason: 'command-exit', exitCode: 1 }
      : { state: 'finished' };
  return world;
}

const hourly = every('R/2026-01-01T00:00:00Z/PT1H');
const diamond = (change: Record<string, Partial<JobSpec>> = {}): readonly JobSpec[] => [
  jobSpec('/a', { trigger: hourly, ...change['/a'] }),
  jobSpec('/b', { trigger: after('/a'), ...change['/b'] }),
  jobSpec('/c', { trigger: after('/a'), ...change['/c'] }),
  jobSpec('/d', { trigger: after('/b', '/c'), ...change['/d'] }),
];

const below = (name: string, parent: string): JobSpec =>
  jobSpec(`/${name}`, { trigger: after(`/${parent}`) });

/** `/a succeeded` in the order in which they ended, times of day left out. */
const ends = (w: CoreWorld): readonly string[] =>
  [...w.history.values()].map(
    (run) => `${run.name} ${run.state}${run.reason === undefined ? '' : ` (${run.reason})`}`,
  );

const why = (w: CoreWorld, name: string): readonly string[] => {
  const job = [...w.core.tables.jobs.values()].find(({ row }) => row.name === name);
  if (!job) throw new Error(`no job ${name}`);
  return jobWaits(w.core, job, { nowMs: w.nowMs, wallMs: w.wallMs }).map(
    ({ kind, what, remedy }) => `${kind}: ${what}; ${remedy}`,
  );
};

describe('a diamond', () => {
  it('runs each job once a lineage, the join when both parents have succeeded', () => {
    const w = world();
    w.commit(...diamond());
    w.advance(2 * hourMs);
    expect(ends(w).slice(0, 4).sort()).toEqual([
      '/a succeeded',
      '/b succeeded',
      '/c succeeded',
      '/d succeeded',
    ]);
    expect(w.history.size).toBe(8);
    const lineages = [...w.history.values()].map((run) => run.lineage);
    expect(new Set(lineages).size).toBe(2);
    expect(w.core.tables.lineages.size).toBe(0);
  });

  it('waits for a failed parent until it is retried, and names it', () => {
    const failing = new Set(['/b']);
    const w = world(failing);
    w.commit(...diamond());
    w.advance(hourMs);
    expect(ends(w)).toEqual(['/a succeeded', '/b failed (exit code 1)', '/c succeeded']);
    const [run] = [...w.history.values()].filter(({ name }) => name === '/b');
    expect(why(w, '/d')).toEqual([
      `parent-failed: its parent /b failed for good: ${run?.id} (exit code 1); ` +
        `commit a fix, then \`meridian retry ${run?.id}\``,
    ]);
    failing.clear();
    w.operate({ kind: 'retry', run: run?.id as RunId });
    expect(ends(w)).toEqual(['/a succeeded', '/b succeeded', '/c succeeded', '/d succeeded']);
    expect(why(w, '/d')).toEqual([]);
  });

  it('below a run that was cancelled says so, and how it is taken up again', () => {
    const w = world();
    w.agent('a1').behave = () => ({});
    w.commit(jobSpec('/a'), ...['b', 'c'].map((name, at) => below(name, 'ab'[at] ?? '')));
    w.operate({ kind: 'run', name: jobSpec('/a').name, env: {} });
    w.operate({ kind: 'cancel', run: '/a@m1' as RunId });
    const rest = 'was cancelled: /a@m1 (by test); `meridian retry /a@m1` takes it up again';
    expect(why(w, '/b')).toEqual([`parent-failed: its parent /a ${rest}`]);
    expect(why(w, '/c')).toEqual([`parent-failed: /a further up ${rest}`]);
  });

  it('goes on below a soft error', () => {
    const w = world(new Set(['/b']));
    w.commit(...diamond({ '/b': { softError: true } }));
    w.advance(hourMs);
    expect(ends(w)).toEqual([
      '/a succeeded',
      '/b failed (exit code 1)',
      '/c succeeded',
      '/d succeeded',
    ]);
  });

  it('never joins runs of two lineages', () => {
    const failing = new Set(['/b']);
    const w = world(failing);
    w.commit(...diamond());
    w.advance(hourMs);
    failing.clear();
    failing.add('/c');
    w.advance(hourMs);
    expect(ends(w).filter((end) => end.startsWith('/d'))).toEqual([]);
  });

  it('whose root is skipped records what is below as skipped', () => {
    const w = world();
    w.commit(...diamond());
    w.agent('a1').behave = () => ({});
    w.advance(2 * hourMs);
    expect(ends(w)).toEqual([
      '/a skipped (running)',
      '/b skipped (parent /a)',
      '/c skipped (parent /a)',
      '/d skipped (parent /a)',
    ]);
  });

  it('of which a job in the middle is run by hand runs what has no other parent', () => {
    const w = world();
    w.commit(...diamond(), jobSpec('/e', { trigger: after('/b') }));
    w.operate({ kind: 'run', name: jobSpec('/b').name, env: {} });
    expect(ends(w)).toEqual(['/b succeeded', '/e succeeded']);
  });

  it('whose child is suspended records that, and what is below', () => {
    const w = world();
    w.commit(...diamond({ '/b': { suspended: true } }));
    w.advance(hourMs);
    expect([...ends(w)].sort()).toEqual([
      '/a succeeded',
      '/b skipped (suspended)',
      '/c succeeded',
      '/d skipped (parent /b)',
    ]);
  });

  it('hands the ids of runs down', () => {
    const w = world();
    const spec = jobSpec('/d');
    const task = { ...spec.task, env: { A: '{{ parent("/a").run.id }}', ME: '{{ run.id }}' } };
    w.commit(...diamond({ '/d': { task } }));
    w.advance(hourMs);
    const orders = w.sent.flatMap(({ order }) => (order.kind === 'launch' ? [order.order] : []));
    const last = orders.at(-1);
    expect(last?.env.A).toBe('/a@t20260101T010000Z');
    expect(last?.env.ME).toBe(last?.env.MERIDIAN_RUN);
  });
});

it('a job that is run by hand and asks for a run before it is told whose', () => {
  const w = world();
  const spec = jobSpec('/d');
  const task = { ...spec.task, env: { A: '{{ parent("/a").run.id }}' } };
  w.commit(...diamond({ '/d': { task } }));
  w.operate({ kind: 'run', name: spec.name, env: {} });
  const [attempt] = w.history.get('/d@m1')?.attempts ?? [];
  expect(attempt?.end?.message).toMatch(/no run of \/a is in this run's lineage: run \/a instead/);
});

describe('parents without a common ancestor', () => {
  const jobs = [
    jobSpec('/p', { trigger: hourly }),
    jobSpec('/q', { trigger: every('R/2026-01-01T00:00:00Z/PT3H') }),
    jobSpec('/child', { trigger: after('/p', '/q') }),
  ];

  it('start their child when each has succeeded since it last started', () => {
    const w = world();
    w.commit(...jobs);
    w.advance(2 * hourMs);
    expect(ends(w).filter((end) => end.startsWith('/child'))).toEqual([]);
    expect(why(w, '/child')).toEqual([
      'parent-running: waits for /q to succeed once since it last started; see `meridian why /q`',
    ]);
    w.advance(hourMs);
    expect(ends(w).filter((end) => end.startsWith('/child'))).toHaveLength(1);
    w.advance(3 * hourMs);
    expect(ends(w).filter((end) => end.startsWith('/child'))).toHaveLength(2);
  });
});

it('names the parent that failed for good where parents have no common ancestor', () => {
  const w = world(new Set(['/p']));
  w.commit(jobSpec('/p'), jobSpec('/q'), jobSpec('/child', { trigger: after('/p', '/q') }));
  for (const name of ['/p', '/q']) w.operate({ kind: 'run', name: jobSpec(name).name, env: {} });
  expect(why(w, '/child')).toEqual([
    'parent-failed: its parent /p failed for good: /p@m1 (exit code 1);' +
      ' commit a fix, then `meridian retry /p@m1`',
  ]);
});

describe('an `after` run that meets a running one', () => {
  it('waits, one at most: the older waiting one is superseded', () => {
    const w = world();
    w.agent('a1').behave = (order) =>
      order.env.MERIDIAN_JOB === '/b' ? {} : { state: 'finished' };
    w.commit(jobSpec('/a', { trigger: hourly }), jobSpec('/b', { trigger: after('/a') }));
    w.advance(3 * hourMs);
    expect(ends(w).filter((end) => end.startsWith('/b'))).toEqual(['/b skipped (superseded)']);
    expect(w.running()).toHaveLength(1);
    w.report('a1', w.running()[0] ?? '', { state: 'finished' });
    expect(w.running()).toHaveLength(1);
  });
});

describe('an engine that is killed after any write', () => {
  const retries = { count: 1, delayMs: 1_000, factorMilli: 1_000, maxMs: 1_000 };

  /** Two rounds of the diamond; in the first a job fails once. Killed once at most. */
  function play(crashAfter: number): CoreWorld {
    const failing = new Set(['/c']);
    const w = world(failing);
    w.crashAfter = crashAfter;
    const rounds = (): void => {
      w.commit(...diamond({ '/c': { retries } }));
      w.advance(Math.max(0, start + hourMs + 500 - w.nowMs));
      failing.clear();
      w.advance(Math.max(0, start + 2 * hourMs + 20_000 - w.nowMs));
    };
    if (!w.survives(rounds)) {
      w.crashAfter = Infinity;
      w.restart();
      w.connect('a1');
      rounds();
    }
    return w;
  }

  it('loses no run, doubles none, and sends no id with two contents', () => {
    const whole = play(Infinity);
    const expected = [...ends(whole)].sort();
    for (let crashAfter = 0; crashAfter < whole.writes; crashAfter += 1) {
      const w = play(crashAfter);
      expect([crashAfter, ...[...ends(w)].sort()]).toEqual([crashAfter, ...expected]);
      expect(w.core.tables.lineages.size).toBe(0);
      const contents = new Map<string, string>();
      for (const { order } of w.sent) {
        if (order.kind !== 'launch') continue;
        const content = JSON.stringify(order.order);
        expect(contents.get(order.order.taskId) ?? content).toBe(content);
        contents.set(order.order.taskId, content);
      }
    }
  });
});

it('keeps no more runs waiting for a place than the history keeps, where all may run', () => {
  const w = new CoreWorld();
  w.addAgent('a1', 0.1).behave = () => ({ state: 'finished' });
  const task = { ...jobSpec('/b').task, cpusMilli: 4000 };
  const big = { trigger: after('/a'), concurrency: 'allow', history: { keep: 5 }, task } as const;
  w.commit(jobSpec('/a'), jobSpec('/b', big));
  for (let count = 0; count < 20; count += 1)
    w.operate({ kind: 'run', name: jobSpec('/a').name, env: {} });
  const waiting = [...(w.core.tables.jobs.get(jobSpec('/b').name)?.runs.values() ?? [])];
  expect(waiting.filter(({ state }) => state === 'waiting')).toHaveLength(6);
  const skipped = [...w.history.values()].filter(({ reason }) => reason === 'superseded');
  expect(skipped).toHaveLength(14);
});
