// kill -9 in mid-commit: a process commits numbered batches of several rows, and prints each number
// once its commit has resolved. Wherever it is killed, the next opener finds every printed batch in
// full, no batch in part, and past the printed ones at most those that were in flight.
import { afterEach, expect, it } from 'vitest';
import { openLmdbStore } from '../../../engine/adapters/store-lmdb.ts';
import { type StoreProcess, startStoreProcess } from '../../support/store-process.ts';
import { batchKey, batchKeys, batchSlots } from '../../support/store-program.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** `npm run soak` asks for more. */
const kills = Number(process.env.MERIDIAN_KILLS ?? 10);
let running: StoreProcess | undefined;
afterEach(() => running?.child.kill('SIGKILL'));

it.each([1, 8])(
  `loses no batch and tears none over ${kills} kills, with %i commits in flight`,
  async (inFlight) => {
    const folder = tempFolder();
    let printedBefore = 0;
    for (let kill = 1; kill <= kills; kill++) {
      const printed = await commitUntilKilled(folder, inFlight, (kill * 37) % 200);
      const last = await lastWholeBatch(folder);
      const highest = Math.max(printedBefore, ...printed);
      expect(last).toBeGreaterThanOrEqual(highest);
      expect(last).toBeLessThanOrEqual(highest + inFlight);
      expect(printed.length).toBeGreaterThan(0);
      printedBefore = last;
    }
  },
  60_000 + kills * 4_000,
);

/** The numbers printed until the process was killed, some time after so many of them. */
async function commitUntilKilled(
  folder: string,
  inFlight: number,
  after: number,
): Promise<readonly number[]> {
  running = startStoreProcess('batches', folder, String(inFlight));
  await running.printed(1 + after);
  running.child.kill('SIGKILL');
  await running.ended;
  expect(running.child.signalCode).toBe('SIGKILL');
  return running.lines.map(Number);
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
