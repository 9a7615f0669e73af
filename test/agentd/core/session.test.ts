// Joining, fencing and silence of the agent's connection (house.md part 3, mesos.md 2.1).
import { describe, expect, test } from 'vitest';
import { backoffMs, registrationBackoff } from '../../../agentd/core/session/backoff.ts';
import { CoreDriver, silent } from '../../support/agent/core-driver.ts';
import { orderOf } from '../../support/agent/orders.ts';

const launch = { kind: 'launch' as const, order: orderOf('/a#0.1') };
const kinds = (effects: readonly { kind: string }[]) => effects.map((effect) => effect.kind);

describe('joining', () => {
  test('registers first thing on a connection, outside any connection number', () => {
    const driver = new CoreDriver();
    driver.connect();
    const { message } = driver.last('send');
    expect(message).toMatchObject({ kind: 'register', agentId: 'a-000000', tasks: [] });
    expect(message.envelope).toEqual({
      ...{ clusterId: 'c', epoch: 1, connection: 0, sequence: 0, stored: 0 },
    });
  });

  test('says which ports its tasks have', () => {
    const driver = new CoreDriver();
    driver.join();
    const ports = [{ name: 'http', port: 31_001, protocol: 'tcp' as const }];
    driver.run(orderOf('/a#0.1', { ports }));
    driver.post({ kind: 'link-closed', link: driver.link, reason: 'lost' });
    driver.connect();
    const tasks = [{ taskId: '/a#0.1', ports: [31_001] }];
    expect(driver.last('send').message).toMatchObject({ kind: 'register', tasks });
  });

  test('says how far the store had come, as it last heard in its highest epoch', () => {
    const driver = new CoreDriver();
    const said = () => driver.last('send').message.envelope.stored;
    driver.join();
    driver.message({ kind: 'ping' }, { stored: 7 });
    driver.message({ kind: 'ack', taskId: '/a#0.1', seq: 1 }, { stored: 8 });
    driver.post({ kind: 'link-closed', link: driver.link, reason: 'lost' });
    driver.connect();
    expect(said()).toBe(8);
    driver.message({ kind: 'registered', agentTimeoutMs: 5_000 }, { epoch: 2, stored: 3 });
    driver.post({ kind: 'identity-saved' });
    driver.post({ kind: 'link-closed', link: driver.link, reason: 'lost' });
    driver.connect();
    expect(said()).toBe(3);
  });

  test('writes down with a ping how far the store has come, when it has', () => {
    const driver = new CoreDriver();
    driver.join();
    driver.message({ kind: 'ack', taskId: '/a#0.1', seq: 1 }, { stored: 7 });
    expect(driver.take('keep-identity')).toEqual([]);
    for (const _ of [1, 2]) driver.message({ kind: 'ping' });
    expect(driver.take('keep-identity')).toMatchObject([{ identity: { stored: 7 } }]);
  });

  test('writes a higher epoch down before it acts on anything of it', () => {
    const driver = new CoreDriver();
    driver.connect();
    driver.message({ kind: 'registered', agentTimeoutMs: 5_000 }, { epoch: 7 });
    expect(driver.last('save-identity').identity).toMatchObject({ highestEpoch: 7 });
    expect(driver.message(launch, { epoch: 7 })).toEqual([]);
    const effects = driver.post({ kind: 'identity-saved' });
    expect(kinds(effects)).toContain('save-order');
  });

  test('does not act on an epoch it could not write down', () => {
    const driver = new CoreDriver();
    driver.connect();
    driver.message({ kind: 'registered', agentTimeoutMs: 5_000 }, { epoch: 7 });
    const effects = driver.post({ kind: 'identity-saved', error: 'disk full' });
    expect(kinds(effects)).toEqual(['close', 'log']);
    expect(driver.core.session.identity.highestEpoch).toBe(1);
  });

  test('keeps the cluster it first joined', () => {
    const identity = { agentId: 'a-000000', clusterId: '', highestEpoch: 0, stored: 0, starts: 1 };
    const driver = new CoreDriver({ identity });
    driver.connect();
    driver.message({ kind: 'registered', agentTimeoutMs: 5_000 }, { clusterId: 'mine', epoch: 3 });
    expect(driver.last('save-identity').identity).toMatchObject({ clusterId: 'mine' });
  });
});

describe('fencing', () => {
  test.each([
    ['a lower epoch', { epoch: 0 }, 'close'],
    ['another epoch than the connection’s', { epoch: 2 }, undefined],
    ['an earlier connection', { connection: 0 }, undefined],
    ['a sequence that does not ascend', { sequence: 0 }, undefined],
  ])('%s is not obeyed', (_, parts, closes) => {
    const driver = new CoreDriver();
    driver.join();
    const effects = driver.message(launch, parts);
    expect(kinds(effects)).not.toContain('save-order');
    expect(kinds(effects).includes('close')).toBe(closes === 'close');
  });

  test('what comes from a link that is over is dropped', () => {
    const driver = new CoreDriver();
    driver.join();
    const old = driver.link;
    driver.post({ kind: 'link-closed', link: old, reason: 'gone' });
    driver.join();
    const envelope = { clusterId: 'c', epoch: 1, connection: 1, sequence: 9 };
    const message = { ...launch, envelope };
    expect(driver.post({ kind: 'message', link: old, message })).toEqual([]);
  });

  test('an engine of another cluster ends the agent, its tasks run on', () => {
    const driver = new CoreDriver();
    driver.join();
    driver.run(orderOf('/a#0.1'));
    driver.message({ kind: 'ping' }, { clusterId: 'other' });
    expect(driver.last('exit')).toMatchObject({ code: 1 });
    expect(driver.take('signal')).toEqual([]);
  });

  test.each([
    ['of a lower epoch', { epoch: 0 }],
    ['of another cluster', { clusterId: 'other' }],
  ])('a gone verdict %s kills nothing', (_, parts) => {
    const driver = new CoreDriver();
    driver.join();
    driver.run(orderOf('/a#0.1'));
    driver.post({ kind: 'link-closed', link: driver.link, reason: 'lost' });
    driver.connect();
    driver.message({ kind: 'rejected', code: 'gone', message: 'x' }, parts);
    expect(driver.core.task('/a#0.1')?.kill).toBeUndefined();
  });

  test('a stale engine is tried again slowly, and tasks run on', () => {
    const driver = new CoreDriver();
    driver.join();
    driver.run(orderOf('/a#0.1'));
    driver.post({ kind: 'link-closed', link: driver.link, reason: 'lost' });
    driver.connect();
    const dials = driver.take('dial').length;
    driver.message({ kind: 'rejected', code: 'stale', message: 'restored' });
    driver.advance(59_000);
    expect(driver.take('dial').length).toBe(dials);
    driver.advance(3_000);
    expect(driver.take('dial').length).toBe(dials + 1);
    expect(driver.core.task('/a#0.1')?.phase.kind).toBe('running');
  });
});

describe('silence', () => {
  test('of 0.8 of the agent timeout ends the connection', () => {
    const driver = new CoreDriver();
    driver.join(10_000);
    driver.advance(7_000);
    driver.message({ kind: 'ping' });
    driver.advance(7_999);
    expect(driver.take('close')).toEqual([]);
    driver.advance(2);
    expect(driver.take('close')).toHaveLength(1);
  });

  test('is checked before a message, not only by a timer', () => {
    const driver = new CoreDriver();
    driver.join(10_000);
    driver.steadyMs += 8_000;
    const effects = driver.message(launch);
    expect(kinds(effects)).toContain('close');
    expect(driver.core.task('/a#0.1')).toBeUndefined();
  });
});

test('waits are random within b x 2^n, and capped', () => {
  const longest = [0, 1, 2, 5, 6, 40].map((n) => backoffMs(registrationBackoff, n, () => 1));
  expect(longest).toEqual([1_000, 2_000, 4_000, 32_000, 60_000, 60_000]);
  expect(backoffMs(registrationBackoff, 5, () => 0)).toBe(0);
});

test('a lost connection is dialled again within 100 ms', () => {
  const driver = new CoreDriver();
  driver.join();
  const dials = driver.take('dial').length;
  driver.post({ kind: 'link-closed', link: driver.link, reason: 'lost' });
  driver.advance(100);
  expect(driver.take('dial').length).toBe(dials + 1);
});

test('while the link is congested only the latest status of a task is kept', () => {
  const driver = new CoreDriver();
  driver.join();
  driver.run(orderOf('/a#0.1'));
  driver.post({ kind: 'link-congested', link: driver.link });
  const before = driver.reports('/a#0.1').length;
  const policy = { delayMs: 0, graceMs: 5_000, signal: 'SIGTERM' };
  driver.message({ kind: 'kill', taskId: '/a#0.1', taskDigest: 'd', policy, reason: 'x' });
  const exit = { code: 143, timedOut: false, endedMs: 1_000_000 };
  const sighting = { claimed: true, supervisor: 'dead' as const, exit, launcherGone: false };
  driver.post({ kind: 'seen', taskId: '/a#0.1', sighting });
  driver.post({ kind: 'swept', taskId: '/a#0.1', ...silent });
  driver.post({ kind: 'marks-saved', taskId: '/a#0.1', purpose: 'end' });
  expect(driver.reports('/a#0.1').length).toBe(before);
  driver.post({ kind: 'link-drained', link: driver.link });
  expect(driver.reports('/a#0.1').length).toBe(before + 1);
  expect(driver.reports('/a#0.1').at(-1)?.state).toBe('failed');
});
