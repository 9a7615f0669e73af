// What happened is read back as it was told, however the batches lay to the blocks.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commitPieces, writesOf } from '../../../engine/loop/commit-pieces.ts';
import { readNotices } from '../../../engine/loop/notice-log.ts';
import { MemoryStore } from '../../../engine/sim/store-memory.ts';
import { Effects } from '../../../engine/step/effects.ts';
import { Loading } from '../../../engine/step/memory/load.ts';
import { rowChanges } from '../../../engine/step/memory/rows.ts';
import { keptNotices, notice } from '../../../engine/step/notice.ts';
import { Tables } from '../../../engine/step/tables.ts';

const settings = { agentTimeoutMs: 1, agentReregistrationTimeoutMs: 1 };

class Log {
  readonly store = new MemoryStore();
  tables = new Tables(settings);

  async tell(count: number): Promise<void> {
    const effects = new Effects(0);
    for (let left = count; left > 0; left -= 1) {
      const message = `the ${this.tables.lastNotice + 1}th`;
      notice(this.tables, effects, { kind: 'agent-gone', subject: 'a', message });
    }
    for (const piece of commitPieces(writesOf(rowChanges(this.tables, effects))))
      await this.store.commit(piece, 0);
  }

  /** As an engine start finds it. */
  async restart(): Promise<void> {
    const loading = new Loading(new Tables(settings));
    const [newest] = await this.store.read('notice/', 'notice0', 1);
    if (newest) loading.loadRow(newest.key, newest.value);
    this.tables = loading.tables;
  }

  async read(after: number, limit: number): Promise<readonly number[]> {
    const { lastNotice: last } = this.tables;
    const rows = await readNotices(this.store, { after, limit, last });
    for (const { number, message } of rows) expect(message).toBe(`the ${number}th`);
    return rows.map(({ number }) => number);
  }
}

const upTo = (from: number, to: number): readonly number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, at) => from + 1 + at);

test('every range is read as it was told, over restarts too', async () => {
  const step = fc.oneof(fc.nat(40), fc.constant('restart' as const));
  const steps = fc.array(step, { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(200), fc.nat(60), async (script, after, limit) => {
      const log = new Log();
      for (const one of script) await (one === 'restart' ? log.restart() : log.tell(one));
      const { lastNotice } = log.tables;
      const told = script.reduce<number>((sum, one) => sum + (one === 'restart' ? 0 : one), 0);
      expect(lastNotice).toBe(told);
      expect(await log.read(after, limit)).toEqual(
        upTo(after, Math.min(after + limit, lastNotice)),
      );
    }),
  );
});

test('keeps so many, and the rows of no more', async () => {
  const log = new Log();
  for (let batch = 0; batch < 25; batch += 1) await log.tell(777);
  const last = 25 * 777;
  expect(await log.read(0, last)).toEqual(upTo(last - keptNotices, last));
  const rows = await log.store.read('notice/', 'notice0', 10_000);
  expect(rows.length).toBeLessThanOrEqual(keptNotices / 16 + 2);
});
