// The life of one task in the core: what follows from what, and what is said of it.
import { describe, expect, test } from 'vitest';
import type { Sighting } from '../../../agentd/core/task/task.ts';
import { CoreDriver, runningAt, silent, unseen } from '../../support/agent/core-driver.ts';
import { checkOf, orderOf, settingsOf } from '../../support/agent/orders.ts';

const taskId = '/shop/web#0.1';
const policy = { delayMs: 0, graceMs: 3_000, signal: 'SIGTERM' };
const kill = { kind: 'kill' as const, taskId, taskDigest: 'digest-1', policy, reason: 'scaled' };
const kinds = (effects: readonly { kind: string }[]) => effects.map((effect) => effect.kind);
const exited = (code: number, timedOut = false): Sighting => ({
  claimed: true,
  supervisor: 'dead',
  child: { pid: 100, startedMs: 1 },
  exit: { code, timedOut, endedMs: 5 },
  launcherGone: true,
});

function joined(): CoreDriver {
  const driver = new CoreDriver();
  driver.join();
  driver.effects = [];
  return driver;
}

function running(...args: Parameters<typeof orderOf> extends [string, ...infer R] ? R : never) {
  const driver = joined();
  driver.run(orderOf(taskId, ...args));
  return driver;
}

const state = (driver: CoreDriver) => driver.reports(taskId).at(-1)?.state;

describe('starting', () => {
  test('goes journal, then fork, each only after the one before is done', () => {
    const driver = joined();
    expect(kinds(driver.message({ kind: 'launch', order: orderOf(taskId) }))).toEqual([
      'save-order',
    ]);
    expect(kinds(driver.post({ kind: 'order-saved', taskId }))).toEqual(['start', 'send']);
    expect(state(driver)).toBe('starting');
    driver.post({ kind: 'started', taskId });
    driver.post({ kind: 'seen', taskId, sighting: runningAt(1) });
    expect(driver.reports(taskId).at(-1)).toMatchObject({ state: 'running', health: 'healthy' });
  });

  test('an order that could not be journalled is never started', () => {
    const driver = joined();
    driver.message({ kind: 'launch', order: orderOf(taskId) });
    driver.post({ kind: 'order-saved', taskId, error: 'no space left' });
    expect(driver.reports(taskId).at(-1)).toMatchObject({ reason: 'sandbox-failed' });
    expect(driver.take('start')).toEqual([]);
  });

  test('a failure before the fork is said only once the claim is ours, and journalled', () => {
    const driver = joined();
    driver.message({ kind: 'launch', order: orderOf(taskId) });
    driver.post({ kind: 'order-saved', taskId });
    const failure = { reason: 'port-busy', message: 'port 80/tcp' } as const;
    expect(kinds(driver.post({ kind: 'started', taskId, failure }))).toEqual(['take-claim']);
    driver.post({ kind: 'claim', taskId, outcome: 'taken' });
    expect(driver.reports(taskId).map((status) => status.state)).toEqual(['starting']);
    driver.post({ kind: 'marks-saved', taskId, purpose: 'end' });
    expect(driver.reports(taskId).at(-1)).toMatchObject({ state: 'failed', reason: 'port-busy' });
  });

  test('a claim that a supervisor holds after all is followed', () => {
    const driver = joined();
    driver.message({ kind: 'launch', order: orderOf(taskId) });
    driver.post({ kind: 'order-saved', taskId });
    driver.post({ kind: 'started', taskId, failure: { reason: 'port-busy', message: '' } });
    driver.post({ kind: 'claim', taskId, outcome: 'held' });
    driver.post({ kind: 'seen', taskId, sighting: runningAt(1) });
    expect(state(driver)).toBe('running');
  });

  test('a supervisor that ended without a claim is a failed launch', () => {
    const driver = joined();
    driver.message({ kind: 'launch', order: orderOf(taskId) });
    driver.post({ kind: 'order-saved', taskId });
    driver.post({ kind: 'started', taskId });
    const sighting = { ...unseen, launcherGone: true };
    expect(kinds(driver.post({ kind: 'seen', taskId, sighting }))).toEqual(['take-claim']);
  });

  test('a claim without a pid is lost only when no such supervisor is found', () => {
    const driver = joined();
    driver.message({ kind: 'launch', order: orderOf(taskId) });
    driver.post({ kind: 'order-saved', taskId });
    driver.post({ kind: 'started', taskId });
    const sighting = { ...unseen, claimed: true };
    driver.post({ kind: 'seen', taskId, sighting });
    driver.advance(11_000);
    expect(driver.take('search')).toHaveLength(1);
    driver.post({ kind: 'searched', taskId, found: true });
    expect(driver.post({ kind: 'seen', taskId, sighting })).toEqual([]);
    driver.advance(11_000);
    driver.post({ kind: 'searched', taskId, found: false });
    expect(kinds(driver.post({ kind: 'seen', taskId, sighting }))).toEqual(['sweep']);
    driver.post({ kind: 'swept', taskId, ...silent });
    driver.post({ kind: 'marks-saved', taskId, purpose: 'end' });
    expect(driver.reports(taskId).at(-1)).toMatchObject({ reason: 'supervisor-lost' });
  });

  test.each([
    ['a name no shell can pass on', { env: { 'a-b': '1' } }, 'environment name "a-b"'],
    ['a NUL in an argument', { args: ['a\0'] as [string] }, 'argument 0 holds a NUL'],
    ['an argument over 128 KiB', { args: ['x'.repeat(131_072)] as [string] }, 'argument 0 is too'],
  ])('%s fails the launch', (_, wish, message) => {
    const driver = joined();
    driver.message({ kind: 'launch', order: orderOf(taskId, wish) });
    driver.post({ kind: 'order-saved', taskId });
    driver.post({ kind: 'claim', taskId, outcome: 'taken' });
    driver.post({ kind: 'marks-saved', taskId, purpose: 'end' });
    const said = driver.reports(taskId).at(-1);
    expect(said).toMatchObject({ state: 'failed', reason: 'launch-failed' });
    expect(said?.message).toContain(message);
  });
});

describe('the same id again', () => {
  test('with the same digest is only reported again', () => {
    const driver = running();
    const before = driver.reports(taskId).at(-1);
    const effects = driver.message({ kind: 'launch', order: orderOf(taskId) });
    expect(kinds(effects)).toEqual(['send']);
    expect(driver.reports(taskId).at(-1)).toEqual(before);
  });

  test('with another digest is refused', () => {
    const driver = running();
    driver.message({ kind: 'launch', order: orderOf(taskId, { taskDigest: 'other' }) });
    expect(driver.last('send').message).toMatchObject({ kind: 'refusal', taskId });
  });
});

describe('an end', () => {
  test.each<[string, Sighting, object]>([
    ['exit code 0', exited(0), { state: 'finished', reason: 'command-exit', exitCode: 0 }],
    ['exit code 3', exited(3), { state: 'failed', reason: 'command-exit', exitCode: 3 }],
    ['a signal', exited(139), { state: 'failed', reason: 'command-signal', signal: 'SIGSEGV' }],
    ['its timeout', exited(143, true), { state: 'failed', reason: 'timeout', signal: 'SIGTERM' }],
    [
      'its supervisor gone',
      { ...runningAt(1), supervisor: 'dead' },
      { state: 'lost', reason: 'supervisor-lost' },
    ],
  ])('by %s', (_, sighting, status) => {
    const driver = running();
    driver.post({ kind: 'seen', taskId, sighting });
    driver.post({ kind: 'swept', taskId, ...silent });
    driver.post({ kind: 'marks-saved', taskId, purpose: 'end' });
    expect(driver.reports(taskId).at(-1)).toMatchObject(status);
  });

  test('is journalled before it is said, and said with the last words of stderr', () => {
    const driver = running();
    driver.post({ kind: 'seen', taskId, sighting: exited(1) });
    expect(kinds(driver.post({ kind: 'swept', taskId, ...silent, stderr: 'oh no\n' }))).toEqual([
      'save-marks',
    ]);
    expect(state(driver)).toBe('running');
    driver.post({ kind: 'marks-saved', taskId, purpose: 'end' });
    expect(driver.reports(taskId).at(-1)?.message).toBe('exit code 1\nstderr: oh no');
  });

  test('that can’t be journalled is said all the same, and journalled later', () => {
    const driver = running();
    driver.post({ kind: 'seen', taskId, sighting: exited(0) });
    driver.post({ kind: 'marks-saved', taskId, purpose: 'end', error: 'disk full' });
    expect(state(driver)).toBe('finished');
    const saves = driver.take('save-marks').length;
    driver.advance(5_001);
    expect(driver.take('save-marks').length).toBe(saves + 1);
  });

  test('is said again after each registration until it is acknowledged, then no more', () => {
    const driver = running();
    driver.post({ kind: 'seen', taskId, sighting: exited(0) });
    driver.post({ kind: 'marks-saved', taskId, purpose: 'end' });
    const rejoin = () => {
      driver.post({ kind: 'link-closed', link: driver.link, reason: 'lost' });
      driver.effects = [];
      driver.join();
      return [driver.reports(taskId).length, driver.take('send')[0]?.message] as const;
    };
    const [count, register] = rejoin();
    expect(count).toBe(1);
    expect(register?.kind === 'register' && register.tasks).toHaveLength(1);
    driver.message({ kind: 'ack', taskId, seq: driver.reports(taskId).at(-1)?.seq ?? 0 });
    const [again, later] = rejoin();
    expect(again).toBe(0);
    expect(later?.kind === 'register' && later.tasks).toHaveLength(0);
  });
});

test('sandboxes of acknowledged ends are removed, the oldest first', () => {
  const driver = new CoreDriver({ keepSandboxes: 1 });
  driver.join();
  for (const id of ['/a#0.1', '/a#0.2']) {
    driver.run(orderOf(id));
    driver.post({ kind: 'seen', taskId: id, sighting: exited(0) });
    driver.post({ kind: 'marks-saved', taskId: id, purpose: 'end' });
    driver.message({ kind: 'ack', taskId: id, seq: driver.reports(id).at(-1)?.seq ?? 0 });
  }
  expect(driver.take('remove').map((effect) => effect.taskId)).toEqual(['/a#0.1']);
});

test('health that flaps is said in bursts of five, then once a second, and at last', () => {
  const health = [
    checkOf({ kind: 'tcp', port: 80 }, { intervalMs: 10, maxConsecutiveFailures: 0 }),
  ];
  const driver = running({ settings: settingsOf({ health }) });
  const before = driver.reports(taskId).length;
  for (let n = 0; n < 200; n += 1) {
    driver.advance(10);
    const { number } = driver.last('probe');
    driver.post({ kind: 'probed', taskId, number, ok: n % 2 === 0, error: 'no' });
  }
  const said = driver.reports(taskId).length - before;
  expect(said).toBeGreaterThanOrEqual(5);
  expect(said).toBeLessThanOrEqual(8);
  driver.advance(1_100);
  expect(driver.reports(taskId).at(-1)?.health).toBe('unhealthy');
});

test('a kill of an unknown task is journalled, takes the claim and says killed', () => {
  const driver = joined();
  expect(kinds(driver.message(kill))).toEqual(['save-order']);
  expect(kinds(driver.post({ kind: 'order-saved', taskId }))).toEqual(['save-marks', 'take-claim']);
  driver.post({ kind: 'claim', taskId, outcome: 'taken' });
  driver.post({ kind: 'marks-saved', taskId, purpose: 'end' });
  expect(driver.reports(taskId).at(-1)).toMatchObject({
    state: 'killed',
    reason: 'killed-before-start',
    message: 'scaled',
  });
});
