import { expect, it } from 'vitest';
import { Outbox } from '../../../engine/loop/outbox.ts';
import { FakeClock } from '../../../engine/sim/clock-fake.ts';
import type { OutboxRow } from '../../../engine/step/effects.ts';
import { calm, KeptLog } from '../../support/loop-world.ts';

const pin = (number: number, name = `n${number}`): OutboxRow => ({
  ...{ kind: 'pin', number, name },
  commit: String(number),
});

function newOutbox() {
  const clock = new FakeClock();
  const tried: number[] = [];
  const done: number[] = [];
  const failing = new Set<number>();
  const outbox = new Outbox({
    clock,
    log: new KeptLog(),
    deliver: async (row) => {
      tried.push(row.number);
      if (failing.has(row.number)) throw new Error('no');
    },
    delivered: (number) => done.push(number),
  });
  return { clock, tried, done, failing, outbox };
}

it('delivers in order, and each once when nothing fails', async () => {
  const { tried, done, outbox } = newOutbox();
  for (const number of [1, 2, 3]) outbox.add(pin(number));
  await calm();
  expect([tried, done]).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ]);
});

it('tries what failed again, later each time, and keeps what is newer behind it', async () => {
  const { clock, tried, done, failing, outbox } = newOutbox();
  failing.add(1);
  outbox.add(pin(1));
  outbox.add(pin(2));
  const delays: (number | undefined)[] = [];
  for (let round = 0; round < 11; round += 1) {
    await calm();
    delays.push(clock.nextMs);
    clock.advance(clock.nextMs ?? 0);
  }
  expect(delays.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(delays.at(-1)).toBe(300_000);
  expect(new Set(tried)).toEqual(new Set([1]));
  failing.clear();
  await calm();
  clock.advance(300_000);
  await calm();
  expect(done).toEqual([1, 2]);
});

it('passes over a pin that a newer one of the same name replaces', async () => {
  const { clock, tried, done, failing, outbox } = newOutbox();
  failing.add(1);
  outbox.add(pin(1, 'applied'));
  await calm();
  outbox.add(pin(2, 'applied'));
  clock.advance(1_000);
  await calm();
  expect([tried, done]).toEqual([
    [1, 2],
    [1, 2],
  ]);
});

it('does nothing more once it is stopped', async () => {
  const { clock, tried, failing, outbox } = newOutbox();
  failing.add(1);
  outbox.add(pin(1));
  outbox.stop();
  await calm();
  expect(clock.waiting).toBe(0);
  outbox.add(pin(2));
  await calm();
  expect(tried).toEqual([1]);
});
