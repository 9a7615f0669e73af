import { expect, it } from 'vitest';
import { Outbox } from '../../../../engine/loop/outbox/outbox.ts';
import { maxPutBytes, maxPutEntries } from '../../../../engine/ports/history.ts';
import { StoreError } from '../../../../engine/ports/store.ts';
import { FakeClock } from '../../../../engine/sim/clock-fake.ts';
import { MemoryHistory } from '../../../../engine/sim/history-memory.ts';
import type { OutboxRow } from '../../../../engine/step/effects.ts';
import { rowBytes } from '../../../../engine/step/memory/rows.ts';
import { runRow } from '../../../support/history/run-row.ts';
import { calm, KeptLog } from '../../../support/loop-world.ts';

const pin = (number: number, name = `n${number}`): OutboxRow => ({
  ...{ kind: 'pin', number, name },
  commit: String(number),
});
const run = (number: number, reason = ''): OutboxRow => ({
  ...{ kind: 'run', number, keep: 10_000 },
  run: runRow(number, { reason }),
});
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at);

function newOutbox(maxWaitingBytes?: number) {
  const clock = new FakeClock();
  const log = new KeptLog();
  /** Names of commits in the order in which they were to be pinned. */
  const pinned: number[] = [];
  const puts: number[][] = [];
  const done: number[] = [];
  const failing = new Set<number>();
  const history = new MemoryHistory();
  /** What a put waits for. */
  const disk = { answers: Promise.resolve() };
  const outbox = new Outbox({
    clock,
    log,
    pin: async (_, commit) => {
      pinned.push(Number(commit));
      if (failing.has(Number(commit))) throw new Error('no');
    },
    record: async (entries) => {
      const times = entries.map((entry) => entry.run.createdMs);
      puts.push(times);
      if (times.some((at) => failing.has(at))) throw new StoreError('full', 'the disk is full');
      await disk.answers;
      await history.put(entries);
    },
    delivered: (numbers) => done.push(...numbers),
    ...(maxWaitingBytes === undefined ? {} : { maxWaitingBytes }),
  });
  return { clock, log, pinned, puts, done, failing, history, disk, outbox };
}

/** The delays until it has failed so many times. */
async function delaysOf(clock: FakeClock, failures: number): Promise<readonly number[]> {
  const delays: number[] = [];
  for (let round = 0; round < failures; round += 1) {
    await calm();
    delays.push(clock.nextMs ?? Number.NaN);
    clock.advance(clock.nextMs ?? 0);
  }
  await calm();
  return delays;
}

it('delivers in order, and each once when nothing fails', async () => {
  const { pinned, puts, done, outbox } = newOutbox();
  for (const number of [1, 2, 3]) outbox.add(pin(number));
  await calm();
  for (const number of [4, 5, 6]) outbox.add(run(number));
  await calm();
  expect([pinned, puts, done]).toEqual([[1, 2, 3], [[4, 5, 6]], [1, 2, 3, 4, 5, 6]]);
  expect(outbox.undelivered).toEqual([]);
});

it('tries what failed again, later each time, and keeps what is newer behind it', async () => {
  const { clock, pinned, done, failing, outbox } = newOutbox();
  failing.add(1);
  outbox.add(pin(1));
  outbox.add(pin(2));
  const delays = await delaysOf(clock, 11);
  expect(delays.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(delays.at(-1)).toBe(300_000);
  expect(new Set(pinned)).toEqual(new Set([1]));
  failing.clear();
  clock.advance(300_000);
  await calm();
  expect(done).toEqual([1, 2]);
});

it('passes over a pin that a newer one of the same name replaces', async () => {
  const { clock, pinned, done, failing, outbox } = newOutbox();
  failing.add(1);
  outbox.add(pin(1, 'applied'));
  await calm();
  outbox.add(pin(2, 'applied'));
  clock.advance(1_000);
  await calm();
  expect([pinned, done]).toEqual([
    [1, 2],
    [1, 2],
  ]);
});

it('holds up no run because of a pin, and no pin because of a run', async () => {
  const { done, failing, outbox } = newOutbox();
  failing.add(1).add(12);
  for (const number of [1, 2]) outbox.add(pin(number));
  for (const number of [3, 4]) outbox.add(run(number));
  await calm();
  expect(done).toEqual([3, 4]);
  const other = newOutbox();
  other.failing.add(12);
  for (const number of [11, 12]) other.outbox.add(run(number));
  for (const number of [13, 14]) other.outbox.add(pin(number));
  await calm();
  expect(other.done).toEqual([13, 14]);
});

it('puts into the history all that waits, up to its bounds, at a time', async () => {
  const { puts, done, outbox, history } = newOutbox();
  for (const number of range(1, 2 * maxPutEntries + 5)) outbox.add(run(number));
  const most = maxPutBytes / 5;
  for (const number of range(1_001, 1_010)) outbox.add(run(number, 'x'.repeat(most)));
  await calm();
  const sizes = puts.map((times) => times.length);
  expect(sizes).toEqual([maxPutEntries, maxPutEntries, 5 + 4, 4, 2]);
  expect(done).toEqual(puts.flat());
  expect(history.all()).toHaveLength(done.length);
});

it('goes on when the history takes nothing, says so, and catches up in order', async () => {
  const { clock, log, puts, done, failing, outbox, history } = newOutbox();
  const sinceMs = clock.nowMs();
  failing.add(1);
  outbox.add(run(1));
  await calm();
  for (const number of range(2, 9)) outbox.add(run(number));
  clock.advance(500);
  await delaysOf(clock, 4);
  expect([done, puts.length]).toEqual([[], 5]);
  expect(log.lines).toEqual(Array.from({ length: 5 }, () => 'not delivered yet'));
  expect(outbox.undelivered).toEqual([
    { kind: 'run', waiting: 9, sinceMs, error: 'the disk is full' },
  ]);
  failing.clear();
  clock.advance(300_000);
  await calm();
  expect(done).toEqual(range(1, 9));
  expect(history.all().map(({ createdMs }) => createdMs)).toEqual(range(1, 9).reverse());
  expect([log.lines.at(-1), outbox.undelivered]).toEqual(['delivered again', []]);
});

it('gives up the oldest runs when too many wait, and says so', async () => {
  const bytes = rowBytes(run(100));
  const { clock, log, done, failing, outbox, history } = newOutbox(20 * bytes);
  failing.add(100);
  outbox.add(run(100));
  await calm();
  for (const number of range(101, 119)) outbox.add(run(number));
  expect([done, log.lines]).toEqual([[], ['not delivered yet']]);
  outbox.add(run(120));
  expect(done).toEqual([100, 101, 102]);
  expect(log.lines.at(-1)).toBe('given up: too much waits to be delivered');
  for (const number of range(121, 140)) outbox.add(run(number));
  clock.advance(1_000);
  await calm();
  const kept = history.all().map(({ createdMs }) => createdMs);
  expect(kept).toHaveLength(20);
  expect(kept[0]).toBe(140);
  expect(done).toEqual(range(100, 140));
});

it('gives up none that is just being put', async () => {
  const bytes = rowBytes(run(100));
  const { puts, done, outbox, history, disk } = newOutbox(20 * bytes);
  let answer = (): void => undefined;
  disk.answers = new Promise((resolve) => {
    answer = resolve;
  });
  for (const number of range(100, 109)) outbox.add(run(number));
  await calm();
  for (const number of range(110, 120)) outbox.add(run(number));
  expect([puts, done]).toEqual([[range(100, 109)], [110, 111, 112]]);
  answer();
  await calm();
  const wanted = [...range(100, 109), ...range(113, 120)];
  expect(puts.flat()).toEqual(wanted);
  expect(history.all().map(({ createdMs }) => createdMs)).toEqual(wanted.reverse());
  expect([...done].sort((a, b) => a - b)).toEqual(range(100, 120));
});

it('does nothing more once it is stopped', async () => {
  const { clock, pinned, puts, done, failing, outbox } = newOutbox();
  failing.add(1).add(11);
  outbox.add(pin(1));
  outbox.add(run(11));
  await calm();
  outbox.stop();
  expect(clock.waiting).toBe(0);
  outbox.add(pin(2));
  outbox.add(run(12));
  await calm();
  expect([pinned, puts, done]).toEqual([[1], [[11]], []]);
});
