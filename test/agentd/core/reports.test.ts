// A report that isn't acknowledged is said again: after 10 s, doubling to 10 min, within one
// connection; at once on a new one.
import { expect, test } from 'vitest';
import { CoreDriver } from '../../support/agent/core-driver.ts';
import { orderOf } from '../../support/agent/orders.ts';

const taskId = '/shop/web#0.1';

/** It runs, and the engine says nothing but that it is there. */
function running(): CoreDriver {
  const driver = new CoreDriver();
  driver.join();
  driver.run(orderOf(taskId));
  return driver;
}

function passes(driver: CoreDriver, seconds: number): readonly number[] {
  const saidAt: number[] = [];
  const before = driver.effects;
  for (let second = 0; second < seconds; second += 1) {
    driver.effects = [];
    driver.advance(1_000);
    driver.message({ kind: 'ping' });
    for (const _ of driver.reports(taskId)) saidAt.push(second + 1);
    before.push(...driver.take('send'));
  }
  driver.effects = before;
  return saidAt;
}

const lastSeq = (driver: CoreDriver): number => driver.reports(taskId).at(-1)?.seq ?? 0;

test('the same is said again after 10 s, 20 s more, 40 s more, at last every 10 min', () => {
  const driver = running();
  const said = driver.reports(taskId).at(-1);
  const times = passes(driver, 2_600);
  expect(times).toEqual([10, 30, 70, 150, 310, 630, 1_230, 1_830, 2_430]);
  expect(driver.reports(taskId).at(-1)).toEqual(said);
});

test('what is acknowledged isn’t said again; the number of an earlier one is none', () => {
  const driver = running();
  driver.message({ kind: 'ack', taskId, seq: lastSeq(driver) - 1 });
  expect(passes(driver, 11)).toEqual([10]);
  driver.message({ kind: 'ack', taskId, seq: lastSeq(driver) });
  expect(passes(driver, 2_000)).toEqual([]);
});

test('a new state begins with 10 s again', () => {
  const driver = running();
  expect(passes(driver, 31)).toEqual([10, 30]);
  const policy = { delayMs: 3_600_000, graceMs: 0, signal: 'SIGTERM' };
  driver.message({ kind: 'kill', taskId, taskDigest: 'digest-1', policy, reason: 'scaled' });
  expect(passes(driver, 31)).toEqual([10, 30]);
});

test('a new connection hears of it at once, and 10 s later', () => {
  const driver = running();
  passes(driver, 31);
  driver.post({ kind: 'link-closed', link: driver.link, reason: 'lost' });
  driver.connect();
  const before = driver.reports(taskId).length;
  driver.message({ kind: 'registered', agentTimeoutMs: 600_000 });
  expect(driver.reports(taskId).length - before).toBe(1);
  expect(passes(driver, 31)).toEqual([10, 30]);
});

test('what a congested link holds back is said when it is drained, once', () => {
  const driver = running();
  driver.post({ kind: 'link-congested', link: driver.link });
  expect(passes(driver, 60)).toEqual([]);
  const before = driver.reports(taskId).length;
  driver.post({ kind: 'link-drained', link: driver.link });
  expect(driver.reports(taskId).length - before).toBe(1);
});

test('a link that is congested before the agent has joined holds back what it says then', () => {
  const driver = running();
  driver.post({ kind: 'link-closed', link: driver.link, reason: 'lost' });
  driver.connect();
  driver.post({ kind: 'link-congested', link: driver.link });
  const before = driver.reports(taskId).length;
  driver.message({ kind: 'registered', agentTimeoutMs: 600_000 });
  expect(driver.reports(taskId).length - before).toBe(0);
  driver.post({ kind: 'link-drained', link: driver.link });
  expect(driver.reports(taskId).length - before).toBe(1);
});
