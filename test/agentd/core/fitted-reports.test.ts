// However many tasks have ended, and whatever they have printed: a registration stays below what
// the engine takes as one message, tells of each of them, and says what it has cut.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fittedReports } from '../../../agentd/core/session/fitted-reports.ts';
import type { Recovered } from '../../../agentd/core/task/task-birth.ts';
import type { Status, TaskReport } from '../../../schemas/generated/wire.ts';
import { CoreDriver, unseen } from '../../support/agent/core-driver.ts';
import { orderOf } from '../../support/agent/orders.ts';

/** That an agent takes at most. */
const maxTasks = 5_000;
/** Of one message (the engine's agent door). */
const engineMaxBytes = 4 * 1024 * 1024;

const statusOf = (parts: Partial<Status>): Status => ({
  ...{ state: 'failed', seq: 1_000_000_007, reason: 'command-exit', exitCode: 1, cpuMs: 12_345 },
  ...{
    startedMs: 1_767_225_600_000,
    endedMs: 1_767_225_660_000,
    healthySinceMs: 1_767_225_600_000,
  },
  ...{ health: 'healthy', ready: true, settingsDigest: 'f'.repeat(64) },
  ...parts,
});

const reportOf = (index: number, parts: Partial<Status>): TaskReport => ({
  taskId: `/${'a'.repeat(160)}-${index}@t20260101T020000Z.1`,
  taskDigest: 'f'.repeat(64),
  ports: [],
  status: statusOf(parts),
});

const lines = (bytes: number): string => 'a line of 16 b.\n'.repeat(bytes / 16);
const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** What an agent registers that has come back with these ends in its journal. */
function registration(reports: readonly TaskReport[]) {
  const recovered = reports.map(
    ({ taskId, taskDigest, status }): Recovered => ({
      file: { taskId, taskDigest, bootId: 'boot-1', receivedMs: 1, order: orderOf(taskId) },
      marks: { ackedSeq: 0, end: status },
      health: { checks: [] },
      sighting: unseen,
    }),
  );
  const driver = new CoreDriver({ recovered });
  driver.connect();
  const { message } = driver.last('send');
  return message.kind === 'register' ? message : undefined;
}

describe('a registration', () => {
  test.each([
    ['a thousand ends of 4 KiB each', 1_000, { stdout: lines(4_096), stderr: lines(4_096) }, ''],
    ['five thousand', maxTasks, { stdout: lines(4_096), stderr: '' }, 'exit code 1'],
    ['control characters', 1_000, { stdout: '\0'.repeat(4_096), stderr: '\n' }, ''],
    [
      'long messages, too',
      maxTasks,
      { stdout: lines(16), stderr: '' },
      `why: ${'x'.repeat(4_000)}`,
    ],
    ['no output, and long messages', maxTasks, undefined, `why: ${'\0'.repeat(4_000)}`],
  ])('with %s fits', (_, number, logTail, message) => {
    const parts = { ...(logTail === undefined ? {} : { logTail }), ...(message && { message }) };
    const reports = Array.from({ length: number }, (__, index) => reportOf(index, parts));
    const said = registration(reports);
    expect(sizeOf(said)).toBeLessThan(engineMaxBytes);
    expect(said?.tasks).toHaveLength(number);
    for (const { status } of said?.tasks ?? []) {
      if (logTail !== undefined) expect(status.logTail?.isCut).toBe(true);
      if (message !== '') expect(status.message).toMatch(/^(exit code 1|why: .*)/);
    }
  });

  test('says all when there is room for all', () => {
    const logTail = { stdout: lines(4_096), stderr: lines(4_096) };
    const reports = Array.from({ length: 300 }, (_, index) => reportOf(index, { logTail }));
    for (const { status } of registration(reports)?.tasks ?? [])
      expect(status.logTail).toEqual(logTail);
  });
});

test('what needs less than its share is told in full, the rest by its newest lines', () => {
  const small = reportOf(0, { logTail: { stdout: 'all of it\n', stderr: '' } });
  const large = reportOf(1, { logTail: { stdout: lines(16_000), stderr: lines(1_600) } });
  const [first, second] = fittedReports([small, large], 6_000);
  expect(first).toEqual(small);
  const { stdout = '', stderr = '', isCut } = second?.status.logTail ?? {};
  expect(isCut).toBe(true);
  for (const text of [stdout, stderr]) {
    expect(text.length).toBeGreaterThan(800);
    expect(text).toMatch(/^(a line of 16 b\.\n)+$/);
  }
});

test('what fits is let be, and what doesn’t is brought below any bound that can be kept', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.constant('\0'.repeat(99)),
  );
  const tails = fc.array(fc.record({ stdout: text, stderr: text, message: text }), {
    maxLength: 9,
  });
  fc.assert(
    fc.property(tails, fc.nat(6_000), (all, more) => {
      const reports = all.map(({ message, ...logTail }, index) =>
        reportOf(index, { logTail, message }),
      );
      const bare = reports.map((_, index) =>
        reportOf(index, { logTail: { stdout: '', stderr: '', isCut: true }, message: '' }),
      );
      const maxBytes = sizeOf(bare) + more;
      const told = fittedReports(reports, maxBytes);
      expect(sizeOf(told)).toBeLessThanOrEqual(maxBytes);
      if (sizeOf(reports) < maxBytes) expect(told).toEqual(reports);
    }),
  );
});
