// A start that takes too long: wherever it hangs it is given up, killed, and told of; a command
// that begins after all doesn't outlive that.
import { describe, expect, test } from 'vitest';
import type { Recovered } from '../../../agentd/core/task/task-birth.ts';
import { CoreDriver, hanging, runningAt, silent, unseen } from '../../support/agent/core-driver.ts';
import { orderOf } from '../../support/agent/orders.ts';

const taskId = '/shop/web#0.1';
const startTimeoutMs = 60_000;
const claimed = { ...unseen, claimed: true, supervisor: 'alive' as const };
const order = orderOf(taskId, {
  volumes: [{ id: 'v1', path: 'data', sizeMib: 1, isNew: true }],
});

function ordered(): CoreDriver {
  const driver = new CoreDriver({ startTimeoutMs });
  driver.join();
  driver.advance(500);
  driver.message({ kind: 'launch', order });
  driver.post({ kind: 'order-saved', taskId });
  return driver;
}

function launched(): CoreDriver {
  const driver = ordered();
  driver.post({ kind: 'volumes-opened', taskId, opened: [] });
  driver.post({ kind: 'started', taskId });
  return driver;
}

const said = (driver: CoreDriver) => driver.reports(taskId).at(-1);
const saved = (driver: CoreDriver, purpose: 'kill' | 'end') =>
  driver.post({ kind: 'marks-saved', taskId, purpose });
const inTime = /^its command had not begun after 1m: /;

describe('the phase of a task that doesn’t run yet', () => {
  test('is told from the moment at which its order is journalled, with since when', () => {
    const sinceMs = 1_000_500;
    expect(said(ordered())).toMatchObject({
      state: 'starting',
      phase: { name: 'starting', sinceMs },
      startingMs: sinceMs,
    });
  });

  test('is over when it runs; when it began stays known, over its end too', () => {
    const driver = launched();
    driver.post({ kind: 'seen', taskId, sighting: runningAt(1_000_700) });
    expect(said(driver)).toMatchObject({ state: 'running', startingMs: 1_000_500 });
    expect(said(driver)).not.toHaveProperty('phase');
    const exit = { code: 0, timedOut: false, endedMs: 5 };
    driver.post({ kind: 'seen', taskId, sighting: { ...runningAt(1_000_700), exit } });
    saved(driver, 'end');
    expect(said(driver)).toMatchObject({
      ...{ state: 'finished', startingMs: 1_000_500, startedMs: 1_000_700 },
    });
    expect(said(driver)).not.toHaveProperty('phase');
  });
});

describe('a command that has not begun in time has failed', () => {
  test('whose supervisor has not even claimed: the claim is taken first', () => {
    const driver = launched();
    driver.advance(startTimeoutMs - 1);
    expect(said(driver)?.state).toBe('starting');
    driver.advance(1);
    expect(driver.last('save-marks')).toMatchObject({
      purpose: 'kill',
      marks: { kill: { cause: 'start-timeout' } },
    });
    expect(driver.take('take-claim')).toHaveLength(1);
    driver.post({ kind: 'claim', taskId, outcome: 'taken' });
    expect(driver.last('sweep')).toMatchObject({ kill: true });
    driver.post({ kind: 'swept', taskId, ...silent });
    saved(driver, 'end');
    expect(said(driver)).toMatchObject({ state: 'failed', reason: 'start-timeout' });
    expect(said(driver)?.message).toMatch(inTime);
    expect(said(driver)?.message).toMatch(/its supervisor had not begun either$/);
  });

  test('whose supervisor hangs before it: that is killed, and what is left of it', () => {
    const driver = launched();
    driver.post({ kind: 'seen', taskId, sighting: claimed });
    driver.advance(startTimeoutMs);
    expect(driver.take('signal')).toEqual([]);
    saved(driver, 'kill');
    driver.advance(0);
    expect(driver.last('signal')).toMatchObject({ signal: 'SIGKILL', supervisor: true });
    driver.post({ kind: 'seen', taskId, sighting: { ...claimed, supervisor: 'dead' } });
    expect(driver.last('sweep')).toMatchObject({ kill: true });
    expect(said(driver)?.state).toBe('killing');
    driver.post({ kind: 'swept', taskId, ...silent });
    saved(driver, 'end');
    expect(said(driver)).toMatchObject({ state: 'failed', reason: 'start-timeout' });
    expect(said(driver)?.message).toMatch(/its supervisor hung before it$/);
  });

  test('whose supervisor has recorded no pid, and isn’t there any more once it is killed', () => {
    const driver = launched();
    const nameless = { ...claimed, supervisor: 'none' as const };
    driver.post({ kind: 'seen', taskId, sighting: nameless });
    driver.advance(startTimeoutMs);
    saved(driver, 'kill');
    driver.advance(0);
    driver.post({ kind: 'searched', taskId, found: false });
    driver.post({ kind: 'seen', taskId, sighting: nameless });
    driver.post({ kind: 'swept', taskId, ...silent });
    saved(driver, 'end');
    expect(said(driver)).toMatchObject({ state: 'failed', reason: 'start-timeout' });
  });

  test('though it begins in the moment in which it is given up: it is killed', () => {
    const driver = launched();
    driver.advance(startTimeoutMs);
    driver.post({ kind: 'claim', taskId, outcome: 'held' });
    driver.post({ kind: 'seen', taskId, sighting: runningAt(1_060_000) });
    saved(driver, 'kill');
    driver.advance(0);
    expect(driver.take('signal').map(({ signal }) => signal)).toContain('SIGKILL');
    const exit = { code: 137, timedOut: false, endedMs: 5 };
    driver.post({ kind: 'seen', taskId, sighting: { ...runningAt(1_060_000), exit } });
    driver.post({ kind: 'swept', taskId, ...silent });
    saved(driver, 'end');
    expect(said(driver)).toMatchObject({ state: 'failed', reason: 'start-timeout' });
  });

  test('whose disk doesn’t answer: nothing of it is started when that does', () => {
    const driver = ordered();
    driver.advance(startTimeoutMs);
    expect(said(driver)).toMatchObject({ state: 'killing' });
    expect(said(driver)).not.toHaveProperty('reason');
    driver.advance(10_000);
    expect(said(driver)).toMatchObject({ state: 'killing', reason: 'unkillable' });
    expect(said(driver)?.message).toMatch(/sandbox, volumes or claim/);
    driver.post({ kind: 'volumes-opened', taskId, opened: [] });
    expect(driver.take('start')).toEqual([]);
    driver.post({ kind: 'claim', taskId, outcome: 'taken' });
    driver.post({ kind: 'swept', taskId, ...silent });
    saved(driver, 'end');
    expect(said(driver)).toMatchObject({ state: 'failed', reason: 'start-timeout' });
    expect(said(driver)?.message).toMatch(/its volumes and sandbox were not made$/);
  });

  test('over a restart of the agent: it goes on with the kill that it had journalled', () => {
    const kill = { cause: 'start-timeout' as const, reason: 'too late', signal: 'SIGKILL' };
    const times = { beganMs: 1, signalAtMs: 1, forceAtMs: 1, signalled: false };
    const found: Recovered = {
      file: { taskId, taskDigest: 'digest-1', bootId: 'boot-1', receivedMs: 0, order },
      marks: { kill: { ...kill, ...times }, ackedSeq: 0 },
      health: { checks: [] },
      sighting: unseen,
    };
    const driver = new CoreDriver({ recovered: [found] });
    driver.post({ kind: 'begin' });
    expect(driver.take('start')).toEqual([]);
    driver.post({ kind: 'claim', taskId, outcome: 'taken' });
    driver.post({ kind: 'swept', taskId, ...silent });
    expect(driver.last('save-marks').marks.end).toMatchObject({
      state: 'failed',
      reason: 'start-timeout',
      message: 'too late',
    });
  });
});

test('a start in time is never given up, however long it runs', () => {
  const driver = launched();
  driver.post({ kind: 'seen', taskId, sighting: runningAt(1_000_700) });
  driver.advance(10 * startTimeoutMs);
  expect(said(driver)?.state).toBe('running');
});

test('a supervisor that hangs where SIGKILL doesn’t reach it is told of, and tried on', () => {
  const driver = launched();
  driver.post({ kind: 'seen', taskId, sighting: claimed });
  driver.advance(startTimeoutMs);
  saved(driver, 'kill');
  for (let n = 0; n < 24; n += 1) {
    driver.advance(500);
    driver.post({ kind: 'signalled', taskId, left: hanging(1) });
  }
  expect(said(driver)).toMatchObject({
    state: 'killing',
    reason: 'unkillable',
    message: 'a process of it outlives SIGKILL: pid 101 (dd) is in state D, in nfs_wait',
  });
  const before = driver.take('signal').length;
  driver.advance(60_000);
  const more = driver.take('signal').length - before;
  expect(more).toBeGreaterThanOrEqual(11);
  expect(more).toBeLessThanOrEqual(13);
});
