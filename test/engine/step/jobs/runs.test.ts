// Runs of one job in a little world of real core and obedient agents.
import { describe, expect, it } from 'vitest';
import type { RunId } from '../../../../engine/model/ids.ts';
import type { JobSpec } from '../../../../engine/model/wanted.ts';
import { CoreWorld } from '../../../support/core-world.ts';
import { every, jobSpec } from '../../../support/job-spec.ts';

const start = Date.parse('2026-01-01T00:00:00Z');

/** A world with one agent, at the first minute of 2026. */
function world(): CoreWorld {
  const world = new CoreWorld();
  world.nowMs = start;
  world.addAgent('a1');
  return world;
}

const ends = (world: CoreWorld): readonly string[] =>
  [...world.history.values()].map(
    (run) => `${run.id} ${run.state}${run.reason === undefined ? '' : ` (${run.reason})`}`,
  );

const hourly = (change: Partial<JobSpec> = {}): JobSpec =>
  jobSpec('/etl/load', { trigger: every('R/2026-01-01T00:00:00Z/PT1H'), ...change });

const hourMs = 3_600_000;

describe('a timetable', () => {
  it('starts each occurrence once, when it is due', () => {
    const w = world();
    w.commit(hourly());
    w.advance(hourMs - 1);
    expect(w.running()).toEqual([]);
    w.advance(1);
    expect(w.running()).toEqual(['/etl/load@t20260101T010000Z.1']);
    w.report('a1', '/etl/load@t20260101T010000Z.1', { state: 'finished', exitCode: 0 });
    expect(ends(w)).toEqual(['/etl/load@t20260101T010000Z succeeded']);
    w.advance(hourMs);
    expect(w.running()).toEqual(['/etl/load@t20260101T020000Z.1']);
  });

  it('fires an empty start once at its first apply, whatever is committed later', () => {
    const w = world();
    const once = jobSpec('/etl/load', { trigger: every('R1//PT1M') });
    w.commit(once);
    expect(w.running()).toEqual(['/etl/load@t20260101T000000Z.1']);
    w.report('a1', '/etl/load@t20260101T000000Z.1', { state: 'finished' });
    w.advance(hourMs);
    w.commit(jobSpec('/etl/load', { trigger: every('R1//PT1M'), labels: { a: 'b' } }));
    w.commit();
    w.commit(once);
    w.restart();
    w.connect('a1');
    w.advance(hourMs);
    expect(ends(w)).toEqual(['/etl/load@t20260101T000000Z succeeded']);
  });

  it('fires none twice when the clock is put back, and loses none when put forward', () => {
    const w = world();
    w.agent('a1').behave = () => ({ state: 'finished' });
    w.commit(hourly({ catchUp: 'all' }));
    w.advance(hourMs);
    w.wallAheadMs = -1_800_000;
    w.advance(1_800_000);
    expect(w.history.size).toBe(1);
    w.wallAheadMs = 3 * hourMs;
    w.advance(10_000);
    expect(ends(w)).toEqual([
      '/etl/load@t20260101T010000Z succeeded',
      '/etl/load@t20260101T020000Z succeeded',
      '/etl/load@t20260101T030000Z succeeded',
      '/etl/load@t20260101T040000Z succeeded',
    ]);
  });

  it('catches up what was due while the engine was down', () => {
    const w = world();
    w.agent('a1').behave = () => ({ state: 'finished' });
    w.commit(hourly());
    w.nowMs = start + 3 * hourMs + 600_000;
    w.restart();
    w.connect('a1');
    w.advance(10_000);
    expect(ends(w)).toEqual([
      '/etl/load@t20260101T020000Z skipped (missed)',
      '/etl/load@t20260101T030000Z succeeded',
    ]);
    expect(w.history.get('/etl/load@t20260101T020000Z')?.missed).toEqual({
      fromMs: start + hourMs,
      count: 2,
    });
  });

  it.each([
    ['none', ['/etl/load@t20260101T030000Z skipped (missed)']],
    [
      'latest',
      ['/etl/load@t20260101T020000Z skipped (missed)', '/etl/load@t20260101T030000Z succeeded'],
    ],
    [
      'all',
      [
        '/etl/load@t20260101T010000Z succeeded',
        '/etl/load@t20260101T020000Z succeeded',
        '/etl/load@t20260101T030000Z succeeded',
      ],
    ],
  ] as const)('that was suspended is resumed with catchUp %s', (catchUp, expected) => {
    const w = world();
    w.agent('a1').behave = () => ({ state: 'finished' });
    w.commit(hourly({ catchUp, suspended: true }));
    w.advance(3 * hourMs + 30_000);
    expect(w.history.size).toBe(0);
    w.commit(hourly({ catchUp }));
    w.advance(1_000);
    expect(ends(w)).toEqual(expected);
  });
});

describe('concurrency', () => {
  it('forbid records a due run that meets a running one, and starts the next', () => {
    const w = world();
    w.commit(hourly());
    w.advance(2 * hourMs);
    expect(w.running()).toEqual(['/etl/load@t20260101T010000Z.1']);
    expect(ends(w)).toEqual(['/etl/load@t20260101T020000Z skipped (running)']);
  });

  it('allow runs them side by side', () => {
    const w = world();
    w.commit(hourly({ concurrency: 'allow' }));
    w.advance(2 * hourMs);
    expect(w.running()).toEqual(['/etl/load@t20260101T010000Z.1', '/etl/load@t20260101T020000Z.1']);
  });

  it('replace stops the older before the new one starts', () => {
    const w = world();
    w.commit(hourly({ concurrency: 'replace' }));
    w.advance(2 * hourMs);
    expect(w.running()).toEqual(['/etl/load@t20260101T020000Z.1']);
    expect(ends(w)).toEqual(['/etl/load@t20260101T010000Z cancelled (replaced)']);
  });
});

describe('a failed attempt', () => {
  const retries = { count: 2, delayMs: 60_000, factorMilli: 2000, maxMs: 100_000 };

  it('is tried again with growing delays, and then fails for good', () => {
    const w = world();
    w.agent('a1').behave = () => ({ state: 'failed', reason: 'command-exit', exitCode: 3 });
    w.commit(hourly({ retries }));
    w.advance(hourMs + 59_999);
    expect(w.sent.filter(({ order }) => order.kind === 'launch')).toHaveLength(1);
    w.advance(1);
    expect(w.sent.filter(({ order }) => order.kind === 'launch')).toHaveLength(2);
    w.advance(99_999);
    expect(w.history.size).toBe(0);
    w.advance(1);
    expect(ends(w)).toEqual(['/etl/load@t20260101T010000Z failed (exit code 3)']);
    const run = w.history.get('/etl/load@t20260101T010000Z');
    expect(run?.attempts.map(({ launch, end }) => [launch, end?.state])).toEqual([
      [1, 'failed'],
      [2, 'failed'],
      [3, 'failed'],
    ]);
  });

  it('takes the newest version for the next attempt', () => {
    const w = world();
    w.agent('a1').behave = () => ({ state: 'failed', reason: 'command-exit', exitCode: 3 });
    w.commit(hourly({ retries }));
    w.advance(hourMs);
    const spec = hourly({ retries });
    const fixed = hourly({ retries, task: { ...spec.task, command: { shell: 'true' } } });
    w.agent('a1').behave = () => ({ state: 'finished' });
    w.commit(fixed);
    w.advance(60_000);
    expect(ends(w)).toEqual(['/etl/load@t20260101T010000Z succeeded']);
    const launched = w.sent.flatMap(({ order }) =>
      order.kind === 'launch' ? [order.order.processes[0]?.args[2]] : [],
    );
    expect(launched).toEqual(['exec sleep 1', 'true']);
  });

  it('that never ran by no fault of its own uses up no retry', () => {
    const w = world();
    w.agent('a1').behave = () => ({ state: 'failed', reason: 'sandbox-failed' });
    w.addAgent('a2').behave = () => ({ state: 'finished' });
    w.commit(hourly());
    w.advance(hourMs + 60_000);
    expect(ends(w)).toEqual(['/etl/load@t20260101T010000Z succeeded']);
  });
});

describe('operations', () => {
  it('run starts one now, and is refused while forbid has another', () => {
    const w = world();
    w.commit(jobSpec('/etl/load'));
    w.operate({ kind: 'run', name: hourly().name, env: { DAY: '3' } });
    expect(w.running()).toEqual(['/etl/load@m1.1']);
    w.operate({ kind: 'run', name: hourly().name, env: {} });
    expect(w.answers.at(-1)).toMatchObject({ ok: false, code: 'conflict' });
    const [first] = w.sent.flatMap(({ order }) => (order.kind === 'launch' ? [order.order] : []));
    expect(first?.env).toMatchObject({ DAY: '3', MERIDIAN_RUN: '/etl/load@m1' });
  });

  it('cancel stops the attempt, retry takes the run up again', () => {
    const w = world();
    w.commit(jobSpec('/etl/load'));
    w.operate({ kind: 'run', name: hourly().name, env: {} });
    w.operate({ kind: 'cancel', run: '/etl/load@m1' as RunId });
    expect(w.running()).toEqual([]);
    expect(ends(w)).toEqual(['/etl/load@m1 cancelled (by test)']);
    w.operate({ kind: 'retry', run: '/etl/load@m1' as RunId });
    expect(w.running()).toEqual(['/etl/load@m1.2']);
  });
});

describe('a job whose file is deleted', () => {
  it('has its runs cancelled, and keeps what it was when it comes back', () => {
    const w = world();
    w.commit(hourly());
    w.advance(hourMs);
    w.commit();
    expect(w.running()).toEqual([]);
    expect(ends(w)).toEqual(['/etl/load@t20260101T010000Z cancelled (removed)']);
    w.advance(2 * hourMs);
    w.commit(hourly());
    expect(w.history.size).toBe(1);
    w.advance(hourMs);
    expect(w.running()).toEqual(['/etl/load@t20260101T040000Z.1']);
  });
});

describe('an agent that is unreachable', () => {
  const lose = (w: CoreWorld): void => {
    w.commit(hourly({ retries: { count: 1, delayMs: 0, factorMilli: 1000, maxMs: 0 } }));
    w.advance(hourMs);
    w.disconnect('a1');
    w.addAgent('a2');
  };

  it('is waited for by its run, which blocks the next', () => {
    const w = world();
    lose(w);
    w.advance(2 * hourMs);
    expect(w.history.size).toBe(2);
    expect([...w.history.values()].every((run) => run.reason === 'running')).toBe(true);
    w.connect('a1');
    expect(w.running()).toEqual(['/etl/load@t20260101T010000Z.1']);
  });

  it('is given up once timeout, grace and agent timeout have passed', () => {
    const w = world();
    w.commit(
      hourly({
        timeoutMs: 600_000,
        retries: { count: 1, delayMs: 0, factorMilli: 1000, maxMs: 0 },
      }),
    );
    w.advance(hourMs);
    w.disconnect('a1');
    w.addAgent('a2');
    w.advance(600_000 + 3_000 + 74_999);
    expect(w.agent('a2').tasks.size).toBe(0);
    w.advance(1);
    expect([...w.agent('a2').tasks.keys()]).toEqual(['/etl/load@t20260101T010000Z.2']);
  });
});

describe('a job that is suspended from its first apply on', () => {
  it('fires no empty start, and catches it up when it is resumed', () => {
    const w = world();
    w.agent('a1').behave = () => ({ state: 'finished' });
    const once = (suspended: boolean) =>
      jobSpec('/etl/load', { trigger: every('R1//PT1M'), suspended });
    w.commit(once(true));
    w.advance(hourMs);
    expect(w.history.size).toBe(0);
    w.commit(once(false));
    expect(ends(w)).toEqual(['/etl/load@t20260101T000000Z succeeded']);
  });
});
