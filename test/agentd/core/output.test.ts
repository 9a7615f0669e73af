// What an end says beside how it came: cpu time, the last words of a failure, the newest output
// where the order asks for it.
import { describe, expect, test } from 'vitest';
import type { Recovered } from '../../../agentd/core/task/task-birth.ts';
import type { Order } from '../../../schemas/generated/wire.ts';
import { CoreDriver, runningAt, silent, unseen } from '../../support/agent/core-driver.ts';
import { orderOf } from '../../support/agent/orders.ts';

const taskId = '/etl/load@t20260101T020000Z.1';
const asked = orderOf(taskId, { logTailBytes: 10 });
const stdout = 'one\ntwo\nthree\n';
const stderr = `${'x'.repeat(2_000)}\noh no\n`;
const exited = (code: number) => ({
  ...runningAt(1),
  exit: { code, timedOut: false, endedMs: 5, cpuMs: 1_230 },
});

/** The effects of the command's end. */
function endOf(order: Order, code: number) {
  const driver = new CoreDriver();
  driver.join();
  driver.run(order);
  driver.effects = [];
  driver.post({ kind: 'seen', taskId, sighting: exited(code) });
  return driver;
}

function said(driver: CoreDriver, output: Readonly<Record<'stdout' | 'stderr', string>>) {
  driver.post({ kind: 'swept', taskId, ...silent, ...output });
  driver.post({ kind: 'marks-saved', taskId, purpose: 'end' });
  return driver.reports(taskId).at(-1);
}

describe('an end', () => {
  test('says the cpu time that the supervisor has left', () => {
    expect(said(endOf(orderOf(taskId), 0), silent)).toMatchObject({ cpuMs: 1_230 });
  });

  test('that nobody asks the output of reads none, or the last words of a failure', () => {
    expect(endOf(orderOf(taskId), 0).take('sweep')).toEqual([]);
    expect(endOf(orderOf(taskId, { logTailBytes: 0 }), 0).take('sweep')).toEqual([]);
    const driver = endOf(orderOf(taskId), 1);
    expect(driver.last('sweep').readBytes).toEqual({ stdout: 0, stderr: 1_024 });
    expect(said(driver, { stdout: '', stderr })).not.toHaveProperty('logTail');
  });

  test('that was asked for has the newest of each, also when all went well', () => {
    const driver = endOf(asked, 0);
    expect(driver.last('sweep')).toMatchObject({
      kill: false,
      readBytes: { stdout: 10, stderr: 10 },
    });
    const status = said(driver, { stdout: 'two\nthree\n', stderr: '' });
    expect(status).toMatchObject({ logTail: { stdout: 'two\nthree\n', stderr: '' } });
    expect(status).not.toHaveProperty('message');
  });

  test('of a failure reads its stderr once, for the message and for the tail', () => {
    const driver = endOf(asked, 3);
    expect(driver.last('sweep').readBytes).toEqual({ stdout: 10, stderr: 1_024 });
    expect(said(driver, { stdout, stderr })).toMatchObject({
      message: 'exit code 3\nstderr: oh no',
      logTail: { stdout: 'two\nthree\n', stderr: 'oh no\n' },
    });
  });

  test('is journalled with its output, and said with it until it is acknowledged', () => {
    const driver = endOf(asked, 0);
    const status = said(driver, { stdout, stderr: '' });
    const { marks } = driver.last('save-marks');
    expect(marks.end).toEqual(status);
    const found: Recovered = {
      file: { taskId, taskDigest: 'digest-1', bootId: 'boot-1', receivedMs: 1, order: asked },
      marks,
      health: { checks: [] },
      sighting: exited(0),
    };
    const next = new CoreDriver({ recovered: [found] });
    next.connect();
    expect(next.last('send').message).toMatchObject({ tasks: [{ taskId, status }] });
    next.join();
    expect(next.reports(taskId)).toEqual([status]);
  });

  test('by a reboot has what it had printed before; one that never ran has nothing', () => {
    const found: Recovered = {
      file: { taskId, taskDigest: 'digest-1', bootId: 'before', receivedMs: 1, order: asked },
      marks: { ackedSeq: 0 },
      health: { checks: [] },
      sighting: { ...unseen, claimed: true },
    };
    const end = (outcome: 'held' | 'taken') => {
      const driver = new CoreDriver({ recovered: [found] });
      driver.join();
      driver.post({ kind: 'claim', taskId, outcome });
      if (outcome === 'held') return said(driver, { stdout, stderr: '' });
      driver.post({ kind: 'marks-saved', taskId, purpose: 'end' });
      return driver.reports(taskId).at(-1);
    };
    const rebooted = { state: 'lost', reason: 'agent-rebooted' };
    expect(end('held')).toMatchObject({ ...rebooted, logTail: { stdout: 'two\nthree\n' } });
    expect(end('taken')).toMatchObject(rebooted);
    expect(end('taken')).not.toHaveProperty('logTail');
  });
});
