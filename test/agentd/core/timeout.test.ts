// A timeout is the watchdog's to see to. When that has gone, the agent does in its place, after the
// time that a watchdog at work would have needed.
import { expect, test } from 'vitest';
import type { Recovered } from '../../../agentd/core/task/task-birth.ts';
import { CoreDriver, runningAt, silent } from '../../support/agent/core-driver.ts';
import { orderOf, settingsOf } from '../../support/agent/orders.ts';

const taskId = '/etl/load@t20260101T020000Z.1';
const settings = settingsOf({ kill: { delayMs: 9_000, graceMs: 3_000, signal: 'SIGINT' } });
const order = orderOf(taskId, { timeoutMs: 60_000, settings });
/** Timeout, grace, and a margin. */
const dueMs = 60_000 + 3_000 + 1_000;
const unwatched = (driver: CoreDriver) => ({
  ...runningAt(driver.wallMs),
  watchdogGone: true as const,
});
const signals = (driver: CoreDriver) => driver.take('signal').map((effect) => effect.signal);

function running(): CoreDriver {
  const driver = new CoreDriver();
  driver.join();
  driver.run(order);
  return driver;
}

/** Up to the moment when its end is said. */
function end(driver: CoreDriver, code: number): void {
  const exit = { code, timedOut: false, endedMs: 5 };
  driver.post({ kind: 'seen', taskId, sighting: { ...runningAt(1), exit } });
  driver.post({ kind: 'swept', taskId, ...silent });
  driver.post({ kind: 'marks-saved', taskId, purpose: 'end' });
}

const timedOut = {
  state: 'failed',
  reason: 'timeout',
  message: 'ran longer than its timeout of 1m, ended by SIGINT',
};

test('while its watchdog is there the agent leaves it alone', () => {
  const driver = running();
  driver.advance(10 * dueMs);
  expect(driver.core.task(taskId)?.kill).toBeUndefined();
});

test('when its watchdog has gone it is killed in time, without delay, and has failed', () => {
  const driver = running();
  driver.advance(10_000);
  driver.post({ kind: 'seen', taskId, sighting: unwatched(driver) });
  driver.advance(dueMs - 10_000 - 1);
  expect(driver.core.task(taskId)?.kill).toBeUndefined();
  driver.advance(1);
  driver.post({ kind: 'marks-saved', taskId, purpose: 'kill' });
  driver.advance(0);
  expect(signals(driver)).toEqual(['SIGINT']);
  end(driver, 130);
  expect(driver.reports(taskId).at(-1)).toMatchObject(timedOut);
});

test('a task without a timeout, or whose end comes first, has no use for it', () => {
  const driver = running();
  driver.post({ kind: 'seen', taskId, sighting: unwatched(driver) });
  end(driver, 0);
  driver.run(orderOf('/web#0.1'));
  driver.post({ kind: 'seen', taskId: '/web#0.1', sighting: unwatched(driver) });
  driver.advance(10 * dueMs);
  expect(signals(driver)).toEqual([]);
  expect(driver.reports(taskId).at(-1)?.state).toBe('finished');
});

test('an agent that dies while it takes that place knows why at its next start', () => {
  const driver = running();
  driver.post({ kind: 'seen', taskId, sighting: unwatched(driver) });
  driver.advance(dueMs);
  driver.post({ kind: 'marks-saved', taskId, purpose: 'kill' });
  driver.advance(0);
  const { marks } = driver.last('save-marks');
  const found: Recovered = {
    file: { taskId, taskDigest: 'digest-1', bootId: 'boot-1', receivedMs: 1, order },
    marks,
    health: { checks: [] },
    sighting: unwatched(driver),
  };
  const next = new CoreDriver({ recovered: [found] });
  next.join();
  end(next, 130);
  expect(next.reports(taskId).at(-1)).toMatchObject(timedOut);
});
