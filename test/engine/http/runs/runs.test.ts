// A run, and its attempts as tasks: when, how late, how it ended, and nothing of what was given it.
import { describe, expect, test } from 'vitest';
import { findJob } from '../../../../engine/http/subject.ts';
import { jobDetail } from '../../../../engine/http/views/jobs/job-detail.ts';
import { runDetail, runView } from '../../../../engine/http/views/jobs/run-view.ts';
import { snapshotView } from '../../../../engine/http/views/snapshot-view.ts';
import { statusView } from '../../../../engine/http/views/status-view.ts';
import { taskList } from '../../../../engine/http/views/task-view.ts';
import { whyRun } from '../../../../engine/http/views/why/why-job.ts';
import { whyView } from '../../../../engine/http/views/why/why-view.ts';
import { objectName } from '../../../../engine/model/ids.ts';
import type { RunRow } from '../../../../engine/model/jobs.ts';
import {
  failed,
  firstRun,
  hourly,
  hourMs,
  jobWorld,
  load,
  now,
  running,
  runOf,
} from '../../../support/http/job-worlds.ts';
import { jobSpec } from '../../../support/job-spec.ts';

describe('a run', () => {
  test('tells when it was due, when it started, how long it took and how it ended', () => {
    const world = running();
    world.advance(5_000);
    const at = runView(world.core, runOf(world, firstRun), now(world));
    expect(at).toMatchObject({ state: 'running', latenessMs: 0, durationMs: 5_000 });
    expect(at.attempts).toMatchObject([{ taskId: `${firstRun}.1`, state: 'running' }]);
    world.report('a', `${firstRun}.1`, { state: 'failed', exitCode: 3, message: 'no disk' });
    world.advance(9_000);
    const view = runView(world.core, runOf(world, firstRun), now(world));
    expect(view).toMatchObject({
      state: 'failed',
      durationMs: 5_000,
      reason: 'exit code 3: no disk',
    });
    expect(view.attempts).toMatchObject([{ exitCode: 3, message: 'no disk', isCounted: true }]);
  });

  test('that waited for a place is as late as it started', () => {
    const world = jobWorld([]);
    world.commit(hourly());
    world.advance(hourMs + 30_000);
    world.addAgent('a');
    expect(runView(world.core, runOf(world, firstRun), now(world)).latenessMs).toBe(30_000);
  });

  test('shows the names of what an operator gave it, and no value', () => {
    const world = jobWorld();
    world.commit(jobSpec(load));
    const env = { PASSWORD: 'hunter2', B: 'hunter2' };
    world.operate({ kind: 'run', name: objectName(load), env });
    const run = runOf(world, '/etl/load@m1');
    const all = [
      runDetail(world.core, run, now(world)),
      jobDetail(world.core, findJob(world.core.tables, load), [run], now(world)),
      whyRun(world.core, run, now(world)),
      snapshotView(world.core, now(world)),
      statusView(world.core, now(world)),
      taskList(world.core, {}, now(world)),
    ];
    expect(all[0]).toMatchObject({
      origin: { kind: 'manual', who: 'test', env: ['B', 'PASSWORD'] },
    });
    expect(JSON.stringify(all)).not.toContain('hunter2');
    expect(world.notices.join('\n')).not.toContain('hunter2');
  });

  test.each([
    [{ state: 'skipped', reason: 'running' }, /skipped: an earlier run wasn’t over/],
    [{ state: 'skipped', reason: 'parent /etl/x' }, /nothing follows from its parent \/etl\/x/],
    [
      { state: 'skipped', reason: 'missed', missed: { fromMs: 0, count: 3 } },
      /skipped: 3 due times from 1970-01-01T00:00:00Z to .* missed/,
    ],
    [{ state: 'expired', deadlineMs: 0 }, /it hadn't started by 1970-01-01T00:00:00Z/],
    [{ state: 'cancelled', reason: 'by eve' }, /cancelled: by eve/],
  ] as const)('%j says why, and what would run it', (change, says) => {
    const world = failed();
    const run: RunRow = { ...runOf(world, firstRun), attempts: [], ...change };
    const why = whyRun(world.core, run, now(world));
    expect(why.sentence).toMatch(says);
    expect(why.remedy).toMatch(/`meridian (run \/etl\/load|retry \/etl\/load@)/);
  });

  test('that failed lists its attempts as failures, newest first, and how to go on', () => {
    const world = failed({ retries: { count: 1, delayMs: 1000, factorMilli: 1000, maxMs: 1000 } });
    world.advance(1_000);
    world.report('a', `${firstRun}.2`, { state: 'failed', exitCode: 4, message: 'still none' });
    const why = whyRun(world.core, runOf(world, firstRun), now(world));
    expect(why.failures.map(({ how, message }) => `${how} ${message}`)).toEqual([
      'exit code 4 still none',
      'exit code 3 no disk',
    ]);
    expect(why.remedy).toBe(
      `see \`meridian logs ${firstRun}.2 --stderr\`; after a fix, \`meridian retry ${firstRun}\``,
    );
  });

  test('that fits nowhere says what rules agents out', () => {
    const world = jobWorld();
    world.commit(hourly({ placement: [{ attribute: 'hostname', operator: 'is', value: 'z' }] }));
    world.advance(hourMs);
    const why = whyView(world.core, firstRun, now(world));
    expect(why.placement).toMatchObject({ instances: [], runs: [firstRun], agents: 1 });
    expect(why.evidence.join('\n')).toMatch(/rules out 1 agent/);
    expect(why.subject).toBe('run');
  });
});

describe('an attempt', () => {
  test('is a task with its run, and pages with those of apps', () => {
    const world = running();
    const { items } = taskList(world.core, { name: load }, now(world));
    expect(items).toMatchObject([{ id: `${firstRun}.1`, run: firstRun, instance: 0, launch: 1 }]);
    expect(items[0]?.revision).toMatch(/^c1/);
    const why = whyView(world.core, `${firstRun}.1`, now(world));
    expect([why.subject, why.sentence]).toEqual([
      'task',
      expect.stringMatching(/runs on a-000000/),
    ]);
  });

  test('that failed says what its run makes of it', () => {
    const why = whyView(failed().core, `${firstRun}.1`, { nowMs: 0, wallMs: 0 });
    expect(why.remedy).toBe(`see \`meridian logs ${firstRun}.1\``);
    expect(why.evidence.join()).toMatch(/its run .* failed for good/);
  });
});
