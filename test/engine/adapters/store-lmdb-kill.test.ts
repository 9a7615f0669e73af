// kill -9 in mid-commit: a process commits numbered batches of several rows, and prints each number
// once its commit has resolved. Wherever it is killed, the next opener finds every printed batch in
// full, no batch in part, and past the printed ones at most those that were begun.
import { afterEach, expect, it } from 'vitest';
import { openLmdbStore } from '../../../engine/adapters/store-lmdb.ts';
import { killCount } from '../../support/soak/kill-count.ts';
import { type StoreProcess, startStoreProcess } from '../../support/store-process.ts';
import { batchKey, batchKeys, batchSlots } from '../../support/store-program.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const kills = killCount();
let running: StoreProcess | undefined;
afterEach(() => running?.child.kill('SIGKILL'));

it.each([1, 8])(
  `loses no batch and tears none over ${kills} kills, with %i commits in flight`,
  async (inFlight) => {
    const folder = tempFolder();
    let stored = 0;
    let cutOff = 0;
    for (let kill = 1; kill <= kills; kill++) {
      const { begun, done } = await commitUntilKilled(folder, inFlight, (kill * 37) % 200);
      const last = await lastWholeBatch(folder);
      expect(done.length).toBeGreaterThan(0);
      expect(last).toBeGreaterThanOrEqual(Math.max(stored, ...done));
      expect(last).toBeLessThanOrEqual(Math.max(stored, ...begun));
      if (begun.length > done.length) cutOff++;
      stored = last;
    }
    expect(cutOff, 'kills in mid-commit').toBeGreaterThan(kills / 4);
  },
  60_000 + kills * 4_000,
);

/** What was begun and done until the process was killed, some time after so many of them. */
async function commitUntilKilled(
  folder: string,
  inFlight: number,
  after: number,
): Promise<{ readonly begun: readonly number[]; readonly done: readonly number[] }> {
  running = startStoreProcess('batches', folder, String(inFlight));
  // One at a time, it is what begins the next.
  await running.printed(2 * (inFlight + after) + 1);
  running.child.kill('SIGKILL');
  await running.ended;
  expect(running.child.signalCode).toBe('SIGKILL');
  const isBegun = (line: string): boolean => line.startsWith('begun ');
  return {
    begun: running.lines.filter(isBegun).map((line) => Number(line.slice('begun '.length))),
    done: running.lines.filter((line) => !isBegun(line)).map(Number),
  };
}

/** The number of the last batch, when it and those before it that are kept are there in full. */
async function lastWholeBatch(folder: string): Promise<number> {
  const store = await openLmdbStore(folder);
  const rows = await store.read('batch/', 'batch0', 10_000);
  const [last] = await store.read('last', 'last\0', 1);
  await store.close();
  const values = new Map(rows.map((row) => [row.key, row.value]));
  const lastBatch = Number(last?.value ?? 0);
  for (let batch = Math.max(1, lastBatch - batchSlots + 1); batch <= lastBatch; batch++) {
    for (let at = 0; at < batchKeys; at++) {
      expect(values.get(batchKey(batch, at))?.split(' ')[0]).toBe(String(batch));
    }
  }
  return lastBatch;
}
