// Volumes in the core: who may have one, what is destroyed when, and what is said of it.
import { describe, expect, test } from 'vitest';
import type { Recovered } from '../../../../agentd/core/task/task-birth.ts';
import type { FoundVolume } from '../../../../agentd/core/volumes/order-volume.ts';
import type { Order } from '../../../../schemas/generated/wire.ts';
import { CoreDriver, runningAt, unseen } from '../../../support/agent/core-driver.ts';
import { orderOf } from '../../../support/agent/orders.ts';

const first = '/db#0.1';
const second = '/db#0.2';
const id = '/db#0.1:data';
const kept: FoundVolume = { id, sizeMib: 100 };
const policy = { delayMs: 0, graceMs: 3_000, signal: 'SIGTERM' };
const kinds = (effects: readonly { kind: string }[]) => effects.map((effect) => effect.kind);
const orderWith = (taskId: string, isNew = false): Order =>
  orderOf(taskId, { volumes: [{ id, path: 'data', sizeMib: 100, isNew }] });

function joined(volumes: readonly FoundVolume[] = [], recovered: readonly Recovered[] = []) {
  const driver = new CoreDriver({ volumes, recovered });
  driver.join(10 * 3_600_000);
  driver.effects = [];
  return driver;
}

/** To where it has been started. */
function start(driver: CoreDriver, order: Order): void {
  const { taskId } = order;
  driver.message({ kind: 'launch', order });
  driver.post({ kind: 'order-saved', taskId });
  driver.post({ kind: 'volumes-opened', taskId, opened: [kept] });
  driver.post({ kind: 'started', taskId });
  driver.post({ kind: 'seen', taskId, sighting: runningAt(1) });
}

function end(driver: CoreDriver, taskId: string): void {
  const exit = { code: 0, timedOut: false, endedMs: 5 };
  driver.post({ kind: 'seen', taskId, sighting: { ...runningAt(1), supervisor: 'dead', exit } });
  driver.post({ kind: 'marks-saved', taskId, purpose: 'end' });
}

/** Until its end is said, by way of its claim. */
function giveUp(driver: CoreDriver, taskId: string) {
  driver.post({ kind: 'claim', taskId, outcome: 'taken' });
  driver.post({ kind: 'marks-saved', taskId, purpose: 'end' });
  return driver.reports(taskId).at(-1);
}

const answered = (driver: CoreDriver): readonly string[] =>
  driver
    .take('send')
    .flatMap(({ message }) => (message.kind === 'volume-destroyed' ? [message.volumeId] : []));

describe('a task with a volume', () => {
  test('is started only after the order is journalled and the volume is there', () => {
    const driver = joined();
    const order = orderWith(first, true);
    expect(kinds(driver.message({ kind: 'launch', order }))).toEqual(['save-order']);
    driver.post({ kind: 'order-saved', taskId: first });
    expect(driver.take('open-volumes')).toEqual([
      { kind: 'open-volumes', taskId: first, volumes: order.volumes },
    ]);
    expect(driver.take('start')).toEqual([]);
    const opened = driver.post({ kind: 'volumes-opened', taskId: first, opened: [kept] });
    expect(kinds(opened)).toEqual(['start']);
  });

  test('ends as an error that says which is missing where, and is never started', () => {
    const driver = joined();
    driver.message({ kind: 'launch', order: orderWith(first) });
    driver.post({ kind: 'order-saved', taskId: first });
    driver.post({ kind: 'volumes-opened', taskId: first, opened: [], missing: id });
    const status = giveUp(driver, first);
    expect(status).toMatchObject({ state: 'error', reason: 'volume-missing' });
    expect(status?.message).toContain(`volume ${id} isn't on agent a-000000`);
    expect(status?.message).toContain('`release`');
    expect(driver.take('start')).toEqual([]);
  });

  test('fails as sandbox-failed when the disk won’t have it', () => {
    const driver = joined();
    driver.message({ kind: 'launch', order: orderWith(first, true) });
    driver.post({ kind: 'order-saved', taskId: first });
    driver.post({ kind: 'volumes-opened', taskId: first, opened: [], error: 'ENOSPC' });
    const status = giveUp(driver, first);
    expect(status).toMatchObject({ state: 'failed', reason: 'sandbox-failed', message: 'ENOSPC' });
  });

  test('that is killed while it is made isn’t started', () => {
    const driver = joined();
    driver.message({ kind: 'launch', order: orderWith(first, true) });
    driver.post({ kind: 'order-saved', taskId: first });
    const kill = { taskId: first, taskDigest: 'digest-1', policy, reason: 'scaled' };
    driver.message({ kind: 'kill', ...kill });
    driver.post({ kind: 'volumes-opened', taskId: first, opened: [kept] });
    expect(giveUp(driver, first)).toMatchObject({ state: 'killed' });
    expect(driver.take('start')).toEqual([]);
  });

  test('ends as volume-busy while another that has it lives, and not once that has ended', () => {
    const driver = joined([kept]);
    start(driver, orderWith(first));
    driver.message({ kind: 'launch', order: orderWith(second) });
    const effects = driver.post({ kind: 'order-saved', taskId: second });
    expect(kinds(effects)).toEqual(['take-claim']);
    const status = giveUp(driver, second);
    expect(status).toMatchObject({ state: 'error', reason: 'volume-busy' });
    expect(status?.message).toContain(`held by task ${first}`);
    end(driver, first);
    start(driver, orderWith('/db#0.3'));
    expect(driver.reports('/db#0.3').at(-1)).toMatchObject({ state: 'running' });
  });

  test('holds it until its end is written down', () => {
    const driver = joined([kept]);
    start(driver, orderWith(first));
    const exit = { code: 0, timedOut: false, endedMs: 5 };
    const sighting = { ...runningAt(1), supervisor: 'dead' as const, exit };
    driver.post({ kind: 'seen', taskId: first, sighting });
    driver.message({ kind: 'launch', order: orderWith(second) });
    driver.post({ kind: 'order-saved', taskId: second });
    expect(giveUp(driver, second)).toMatchObject({ reason: 'volume-busy' });
  });

  test('is refused as too many beyond what a registration can name', () => {
    const many = Array.from({ length: 2_000 }, (_, n) => ({ id: `/many#${n}.1:d`, sizeMib: 1 }));
    const driver = joined(many);
    driver.message({ kind: 'launch', order: orderWith(first, true) });
    driver.post({ kind: 'order-saved', taskId: first });
    const status = giveUp(driver, first);
    expect(status).toMatchObject({ reason: 'sandbox-failed' });
    expect(status?.message).toContain('2000 volumes');
  });

  test.each([
    ['/data', 'is no path in the sandbox'],
    ['../data', 'is no path in the sandbox'],
    ['a//b', 'is no path in the sandbox'],
    ['a/./b', 'is no path in the sandbox'],
    ['ä'.repeat(128), 'is no path in the sandbox'],
    ['a\0b', 'NUL'],
    ['stdout', 'own files'],
    ['stderr.1', 'own files'],
  ])('at %j is never started', (path, what) => {
    const driver = joined();
    const order = orderOf(first, { volumes: [{ id, path, sizeMib: 1, isNew: true }] });
    driver.message({ kind: 'launch', order });
    driver.post({ kind: 'order-saved', taskId: first });
    const status = giveUp(driver, first);
    expect(status).toMatchObject({ state: 'failed', reason: 'launch-failed' });
    expect(status?.message).toContain(what);
  });

  test.each([
    ['inside another', 'data/deep', 'data', '/x'],
    ['around another', 'data', 'data/deep', '/x'],
    ['named twice', 'other', 'data', id],
  ])('%s is never started', (_, path, otherPath, otherId) => {
    const driver = joined();
    const volume = { id, path, sizeMib: 1, isNew: true };
    const other = { ...volume, id: otherId, path: otherPath };
    driver.message({ kind: 'launch', order: orderOf(first, { volumes: [volume, other] }) });
    expect(kinds(driver.post({ kind: 'order-saved', taskId: first }))).toEqual(['take-claim']);
  });
});

describe('destroying', () => {
  const destroy = { kind: 'destroy-volume' as const, volumeId: id };

  test('what isn’t there is answered at once', () => {
    const driver = joined();
    driver.message(destroy);
    expect(answered(driver)).toEqual([id]);
    expect(driver.take('destroy-volume')).toEqual([]);
  });

  test('is answered when it is done, and not asked for twice meanwhile', () => {
    const driver = joined([kept]);
    driver.message(destroy);
    driver.message(destroy);
    expect(driver.take('destroy-volume')).toHaveLength(1);
    expect(answered(driver)).toEqual([]);
    driver.post({ kind: 'volume-destroyed', volumeId: id });
    expect(answered(driver)).toEqual([id]);
  });

  test('waits for the task that has it, and lets no other have it', () => {
    const driver = joined([kept]);
    start(driver, orderWith(first));
    driver.message(destroy);
    driver.message({ kind: 'launch', order: orderWith(second) });
    driver.post({ kind: 'order-saved', taskId: second });
    expect(giveUp(driver, second)).toMatchObject({ reason: 'volume-busy' });
    expect(driver.take('destroy-volume')).toEqual([]);
    end(driver, first);
    expect(driver.take('destroy-volume')).toHaveLength(1);
    expect(answered(driver)).toEqual([]);
  });

  test('while it is under way nobody can have it, until it is gone', () => {
    const driver = joined([kept]);
    driver.message(destroy);
    driver.message({ kind: 'launch', order: orderWith(first, true) });
    driver.post({ kind: 'order-saved', taskId: first });
    const status = giveUp(driver, first);
    expect(status).toMatchObject({ state: 'error', reason: 'volume-busy' });
    expect(status?.message).toContain('is being destroyed');
    driver.post({ kind: 'volume-destroyed', volumeId: id });
    driver.message({ kind: 'launch', order: orderWith(second, true) });
    driver.post({ kind: 'order-saved', taskId: second });
    expect(driver.take('open-volumes')).toHaveLength(1);
  });

  test('while its task is being prepared waits for that, also where it was never made', () => {
    const driver = joined();
    driver.message({ kind: 'launch', order: orderWith(first, true) });
    driver.message(destroy);
    expect(answered(driver)).toEqual([]);
    driver.post({ kind: 'order-saved', taskId: first });
    driver.post({ kind: 'volumes-opened', taskId: first, opened: [], error: 'ENOSPC' });
    giveUp(driver, first);
    expect(answered(driver)).toEqual([id]);
  });

  test('that fails is tried again, ever later, and given up without an answer', () => {
    const driver = joined([kept]);
    driver.message(destroy);
    const tries: number[] = [];
    for (let n = 1; n <= 30; n += 1) {
      const asked = driver.take('destroy-volume').length;
      if (tries.at(-1) !== asked) {
        tries.push(asked);
        driver.post({ kind: 'volume-destroyed', volumeId: id, error: 'EACCES' });
      }
      driver.advance(60_000);
    }
    expect(tries.at(-1)).toBe(14);
    expect(answered(driver)).toEqual([]);
    const texts = driver.take('log').map(({ text }) => text);
    expect(texts.filter((text) => text.includes('EACCES'))).toHaveLength(2);
    driver.message(destroy);
    expect(driver.take('destroy-volume')).toHaveLength(15);
  });

  test('that is done while nobody is joined is said when the engine asks again', () => {
    const driver = joined([kept]);
    driver.message(destroy);
    driver.post({ kind: 'link-closed', link: driver.link, reason: 'lost' });
    driver.post({ kind: 'volume-destroyed', volumeId: id });
    expect(answered(driver)).toEqual([]);
    driver.join();
    driver.message(destroy);
    expect(answered(driver)).toEqual([id]);
  });
});

describe('after a restart', () => {
  const found = (taskId: string, wish: Partial<Recovered> = {}, receivedMs = 1): Recovered => ({
    file: {
      taskId,
      taskDigest: 'digest-1',
      bootId: 'boot-1',
      receivedMs,
      order: orderWith(taskId),
    },
    marks: { ackedSeq: 0 },
    health: { checks: [] },
    sighting: unseen,
    ...wish,
  });

  test('the registration names every volume, sorted', () => {
    const driver = new CoreDriver({ volumes: [kept, { id: '/a#0.1:x', sizeMib: 1 }] });
    driver.connect();
    const { message } = driver.last('send');
    expect(message).toMatchObject({ kind: 'register', volumes: ['/a#0.1:x', id] });
  });

  test('an order that was never started gets its volumes first, as before', () => {
    const driver = new CoreDriver({ recovered: [found(first)] });
    driver.post({ kind: 'begin' });
    expect(driver.take('start')).toEqual([]);
    expect(driver.take('open-volumes')).toHaveLength(1);
    driver.post({ kind: 'volumes-opened', taskId: first, opened: [kept] });
    expect(driver.take('start')).toHaveLength(1);
  });

  test('the task that runs has its volume, though another was ordered before', () => {
    const running = found(second, { sighting: runningAt(1) }, 2);
    const driver = new CoreDriver({ volumes: [kept], recovered: [found(first), running] });
    driver.post({ kind: 'begin' });
    expect(driver.take('open-volumes')).toEqual([]);
    expect(driver.last('take-claim')).toMatchObject({ taskId: first });
    expect(driver.last('take-claim').note).toContain('volume-busy');
    expect(driver.core.task(second)?.phase.kind).toBe('running');
  });

  test('a task whose end was written down has its volume no more', () => {
    const status = { state: 'finished', seq: 7, health: 'unknown', ready: false } as const;
    const marks = { ackedSeq: 7, end: { ...status, settingsDigest: 'settings-1' } };
    const ended = found(first, { marks, sighting: { ...unseen, claimed: true } });
    const driver = new CoreDriver({ volumes: [kept], recovered: [ended, found(second)] });
    driver.post({ kind: 'begin' });
    expect(driver.take('open-volumes').map(({ taskId }) => taskId)).toEqual([second]);
  });

  test('of two that weren’t started the one ordered first has it', () => {
    const recovered = [found(first, {}, 2), found(second, {}, 1)];
    const driver = new CoreDriver({ volumes: [kept], recovered });
    driver.post({ kind: 'begin' });
    expect(driver.take('open-volumes').map(({ taskId }) => taskId)).toEqual([second]);
  });
});

test('a volume that has grown beyond its size is said once, and again when it does again', () => {
  const driver = joined([kept]);
  const measure = (usedMib: number) =>
    driver.post({ kind: 'volume-measured', volumeId: id, usedMib });
  for (const usedMib of [100, 101, 150, 100, 102]) measure(usedMib);
  const texts = driver.take('log').map(({ text }) => text);
  expect(texts).toHaveLength(2);
  expect(texts[0]).toContain(`volume ${id} holds 101 MiB, more than its 100 MiB`);
});
