// Killing in the core: delay, signal, grace, SIGKILL (mesos.md 3.5), over restarts of the agent
// too.
import { describe, expect, test } from 'vitest';
import type { Recovered } from '../../../agentd/core/task/task-birth.ts';
import {
  CoreDriver,
  hanging,
  nothingLeft,
  runningAt,
  silent,
} from '../../support/agent/core-driver.ts';
import { checkOf, orderOf, settingsOf } from '../../support/agent/orders.ts';

const taskId = '/shop/web#0.1';
const policy = { delayMs: 2_000, graceMs: 3_000, signal: 'SIGUSR1' };
const kill = { kind: 'kill' as const, taskId, taskDigest: 'digest-1', policy, reason: 'scaled' };

function running(): CoreDriver {
  const driver = new CoreDriver();
  driver.join();
  driver.run(orderOf(taskId));
  return driver;
}

const signals = (driver: CoreDriver) => driver.take('signal').map((effect) => effect.signal);

describe('a kill', () => {
  test('is journalled, waits, signals, gives grace, then kills the group again and again', () => {
    const driver = running();
    driver.message(kill);
    expect(driver.last('save-marks')).toMatchObject({ purpose: 'kill' });
    expect(driver.reports(taskId).at(-1)).toMatchObject({ state: 'killing', message: 'scaled' });
    driver.post({ kind: 'marks-saved', taskId, purpose: 'kill' });
    driver.advance(1_999);
    expect(signals(driver)).toEqual([]);
    driver.advance(1);
    expect(driver.last('signal')).toMatchObject({ signal: 'SIGUSR1', graceMs: 3_000 });
    driver.advance(2_999);
    expect(signals(driver)).toEqual(['SIGUSR1']);
    driver.advance(1_001);
    expect(signals(driver)).toEqual(['SIGUSR1', 'SIGKILL', 'SIGKILL', 'SIGKILL']);
  });

  test('signals nothing before it is journalled', () => {
    const driver = running();
    driver.message(kill);
    driver.advance(60_000);
    expect(signals(driver)).toEqual([]);
  });

  test.each([
    ['sooner', { ...policy, delayMs: 0 }, 0],
    ['later changes nothing', { ...policy, delayMs: 60_000 }, 2_000],
  ])('a second one %s', (_, second, signalAtMs) => {
    const driver = running();
    driver.message(kill);
    driver.message({ ...kill, policy: second });
    driver.post({ kind: 'marks-saved', taskId, purpose: 'kill' });
    driver.advance(signalAtMs);
    driver.post({ kind: 'wake' });
    expect(signals(driver)).toEqual(['SIGUSR1']);
    driver.advance(signalAtMs === 0 ? 0 : -1);
  });

  test('that does not help is said, tried more slowly, and ends the supervisor at last', () => {
    const driver = running();
    driver.message({ ...kill, policy: { ...policy, delayMs: 0, graceMs: 0 } });
    driver.post({ kind: 'marks-saved', taskId, purpose: 'kill' });
    for (let n = 0; n < 24; n += 1) {
      driver.advance(500);
      driver.post({ kind: 'signalled', taskId, left: hanging(2) });
    }
    const said = driver.reports(taskId).at(-1);
    expect(said?.state).toBe('killing');
    expect(said?.reason).toBe('unkillable');
    expect(said?.message).toBe(
      '2 processes of it outlive SIGKILL: pid 101 (dd) is in state D, in nfs_wait; 1 more',
    );
    driver.post({ kind: 'signalled', taskId, left: nothingLeft });
    driver.advance(5_000);
    expect(driver.last('signal')).toMatchObject({ signal: 'SIGKILL', supervisor: true });
  });

  test('is over only when nothing of the task is left', () => {
    const driver = running();
    driver.message({ ...kill, policy: { ...policy, delayMs: 0 } });
    driver.post({ kind: 'marks-saved', taskId, purpose: 'kill' });
    driver.advance(0);
    const exit = { code: 138, timedOut: false, endedMs: 5 };
    const sighting = { ...runningAt(1), supervisor: 'dead' as const, exit };
    driver.post({ kind: 'seen', taskId, sighting });
    expect(driver.last('sweep')).toMatchObject({ kill: true });
    driver.post({ kind: 'swept', taskId, ...silent, left: hanging(1) });
    expect(driver.reports(taskId).at(-1)?.state).toBe('killing');
    driver.advance(500);
    driver.post({ kind: 'swept', taskId, ...silent });
    driver.post({ kind: 'marks-saved', taskId, purpose: 'end' });
    expect(driver.reports(taskId).at(-1)).toMatchObject({ state: 'killed', reason: 'killed' });
  });

  test('in the delay does not turn a natural end into a kill', () => {
    const driver = running();
    driver.message(kill);
    driver.post({ kind: 'marks-saved', taskId, purpose: 'kill' });
    const exit = { code: 0, timedOut: false, endedMs: 5 };
    driver.post({ kind: 'seen', taskId, sighting: { ...runningAt(1), exit } });
    driver.post({ kind: 'marks-saved', taskId, purpose: 'end' });
    expect(driver.reports(taskId).at(-1)?.state).toBe('finished');
  });

  test('of a task on its way takes the claim without delay', () => {
    const driver = new CoreDriver();
    driver.join();
    driver.message({ kind: 'launch', order: orderOf(taskId) });
    driver.post({ kind: 'order-saved', taskId });
    driver.post({ kind: 'started', taskId });
    driver.message(kill);
    expect(driver.take('take-claim')).toHaveLength(1);
    driver.post({ kind: 'marks-saved', taskId, purpose: 'kill' });
    driver.post({ kind: 'claim', taskId, outcome: 'held' });
    driver.post({ kind: 'seen', taskId, sighting: runningAt(1) });
    driver.advance(0);
    expect(signals(driver)).toEqual(['SIGUSR1']);
  });
});

test('a supervisor that hangs before its command is killed itself once the grace is over', () => {
  const driver = new CoreDriver();
  driver.join();
  driver.message({ kind: 'launch', order: orderOf(taskId) });
  driver.post({ kind: 'order-saved', taskId });
  driver.post({ kind: 'started', taskId });
  const hanging = { claimed: true, supervisor: 'alive' as const, launcherGone: false };
  driver.post({ kind: 'seen', taskId, sighting: hanging });
  driver.message(kill);
  driver.post({ kind: 'marks-saved', taskId, purpose: 'kill' });
  driver.advance(11_000);
  expect(driver.last('signal')).toMatchObject({ signal: 'SIGKILL', supervisor: true });
});

describe('after a restart of the agent', () => {
  const order = orderOf(taskId);
  const file = { taskId, taskDigest: 'digest-1', bootId: 'boot-1', receivedMs: 0, order };
  const mark = (signalAtMs: number, signalled: boolean) => ({
    cause: 'ordered' as const,
    reason: 'scaled',
    signal: 'SIGUSR1',
    signalAtMs,
    forceAtMs: signalAtMs + 3_000,
    signalled,
  });
  const recovered = (kill_: ReturnType<typeof mark>): Recovered => ({
    file,
    marks: { ackedSeq: 0, kill: kill_ },
    health: { checks: [] },
    sighting: runningAt(1),
  });

  test.each([
    ['a delay that goes on', mark(1_002_000, false), 2_000, 'SIGUSR1'],
    ['a delay that has passed', mark(900_000, false), 0, 'SIGUSR1'],
    ['a grace that goes on', mark(999_000, true), 2_000, 'SIGKILL'],
  ])('%s ends when it was journalled to', (_, kill_, waitMs, signal) => {
    const driver = new CoreDriver({ recovered: [recovered(kill_)] });
    driver.post({ kind: 'begin' });
    driver.advance(Math.max(0, waitMs - 1));
    if (waitMs > 0) expect(signals(driver)).toEqual([]);
    driver.advance(1);
    expect(signals(driver)[0]).toBe(signal);
  });

  test.each([
    ['after its signal was due was killed', 1_000, 'killed', 'killed'],
    ['before its signal was due ended by itself', -1_000, 'failed', 'command-exit'],
  ])('what ended %s, though nobody wrote that down', (_, afterMs, state, reason) => {
    const exit = { code: 7, timedOut: false, endedMs: 900_000 + afterMs };
    const sighting = { ...runningAt(1), supervisor: 'dead' as const, exit };
    const driver = new CoreDriver({
      recovered: [{ ...recovered(mark(900_000, false)), sighting }],
    });
    driver.post({ kind: 'begin' });
    driver.post({ kind: 'swept', taskId, ...silent });
    expect(driver.last('save-marks').marks.end).toMatchObject({ state, reason, exitCode: 7 });
  });

  test('a kill of what had not claimed takes the claim', () => {
    const sighting = { claimed: false, supervisor: 'none' as const, launcherGone: false };
    const found = { ...recovered(mark(1_000_000, false)), sighting };
    const driver = new CoreDriver({ recovered: [found] });
    driver.post({ kind: 'begin' });
    expect(driver.take('take-claim')).toHaveLength(1);
    expect(driver.take('start')).toEqual([]);
  });
});

describe('after a reboot', () => {
  test('what ran before isn’t said to be well while its claim can’t be had', () => {
    const order = orderOf(taskId);
    const file = { taskId, taskDigest: 'digest-1', bootId: 'boot-0', receivedMs: 0, order };
    const found = { file, marks: { ackedSeq: 0 }, health: { checks: [] }, sighting: runningAt(1) };
    const driver = new CoreDriver({ recovered: [found] });
    driver.post({ kind: 'begin' });
    driver.post({ kind: 'claim', taskId, outcome: 'failed', error: 'no space left' });
    driver.join();
    expect(driver.core.task(taskId)?.voice.status).toMatchObject({
      health: 'unknown',
      ready: false,
    });
    driver.post({ kind: 'claim', taskId, outcome: 'held' });
    expect(driver.last('save-marks').marks.end).toMatchObject({ reason: 'agent-rebooted' });
  });
});

describe('an unhealthy task', () => {
  const health = [checkOf({ kind: 'http', port: 31_001, path: '/ping' })];

  function failing(driver: CoreDriver, times: number): void {
    for (let n = 0; n < times; n += 1) {
      driver.advance(50);
      const { number } = driver.last('probe');
      driver.post({ kind: 'probed', taskId, number, ok: false, error: 'answered 500' });
    }
  }

  test('is killed at the n-th failure without delay, and has failed', () => {
    const driver = new CoreDriver();
    driver.join();
    const settings = settingsOf({ health, kill: policy });
    driver.run(orderOf(taskId, { settings }));
    driver.advance(1);
    failing(driver, 2);
    expect(driver.core.task(taskId)?.kill).toBeUndefined();
    failing(driver, 1);
    driver.post({ kind: 'marks-saved', taskId, purpose: 'kill' });
    driver.advance(0);
    expect(signals(driver)).toEqual(['SIGUSR1']);
    const exit = { code: 143, timedOut: false, endedMs: 5 };
    driver.post({ kind: 'seen', taskId, sighting: { ...runningAt(1), exit } });
    driver.post({ kind: 'swept', taskId, ...silent });
    driver.post({ kind: 'marks-saved', taskId, purpose: 'end' });
    expect(driver.reports(taskId).at(-1)).toMatchObject({
      state: 'failed',
      reason: 'unhealthy',
      message: 'health check http :31001/ping failed 3 times in a row: answered 500',
    });
  });

  test('on trial begins it anew when it is told so again, and not before', () => {
    const driver = running();
    const settings = settingsOf({ digest: 'new', health });
    const order = { kind: 'configure', taskId, settings, trial: true } as const;
    driver.message(order);
    driver.advance(1);
    failing(driver, 2);
    driver.message(order);
    failing(driver, 1);
    expect(driver.reports(taskId).at(-1)?.trial).toMatchObject({ failed: true });
    driver.message(order);
    expect(driver.reports(taskId).at(-1)?.trial).toEqual({ settingsDigest: 'new', failed: false });
    failing(driver, 3);
    expect(driver.reports(taskId).at(-1)?.trial).toMatchObject({ failed: true });
  });

  test('under settings on trial is reported and not killed; without trial they kill', () => {
    const driver = running();
    const settings = settingsOf({ digest: 'new', health });
    driver.message({ kind: 'configure', taskId, settings, trial: true });
    driver.advance(1);
    failing(driver, 3);
    expect(driver.core.task(taskId)?.kill).toBeUndefined();
    const said = driver.reports(taskId).at(-1);
    expect(said).toMatchObject({ health: 'healthy', settingsDigest: 'settings-1' });
    expect(said?.trial).toMatchObject({ settingsDigest: 'new', failed: true });
    driver.message({ kind: 'configure', taskId, settings, trial: false });
    const next = driver.reports(taskId).at(-1);
    expect(next).toMatchObject({ settingsDigest: 'new' });
    expect(next?.trial).toBeUndefined();
    failing(driver, 1);
    expect(driver.core.task(taskId)?.kill?.cause).toBe('unhealthy');
  });
});

test('an agent declared gone kills everything, verified, and then leaves', () => {
  const driver = running();
  driver.post({ kind: 'link-closed', link: driver.link, reason: 'lost' });
  driver.connect();
  driver.message({ kind: 'rejected', code: 'gone', message: 'by anna' });
  driver.post({ kind: 'marks-saved', taskId, purpose: 'kill' });
  driver.advance(0);
  expect(signals(driver)).toEqual(['SIGTERM']);
  expect(driver.take('exit')).toEqual([]);
  const exit = { code: 143, timedOut: false, endedMs: 5 };
  driver.post({ kind: 'seen', taskId, sighting: { ...runningAt(1), exit } });
  driver.post({ kind: 'swept', taskId, ...silent });
  driver.post({ kind: 'marks-saved', taskId, purpose: 'end' });
  expect(driver.last('exit')).toMatchObject({ code: 4 });
});

test('a shutdown that kills names what it could not kill in time', () => {
  const driver = running();
  driver.post({ kind: 'shutdown', killTasks: true });
  driver.post({ kind: 'marks-saved', taskId, purpose: 'kill' });
  driver.advance(31_999);
  expect(driver.take('exit')).toEqual([]);
  driver.advance(2_000);
  expect(driver.last('exit').text).toContain(taskId);
});
