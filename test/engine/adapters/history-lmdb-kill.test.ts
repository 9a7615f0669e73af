// kill -9 in mid-put: a process puts numbered entries and prints each number once its put has
// resolved. Wherever it is killed, the next opener finds every printed put, none in part, none that
// was trimmed, and past the printed ones at most the one that was begun.
import { afterEach, expect, it } from 'vitest';
import { openLmdbHistory } from '../../../engine/adapters/lmdb/history-lmdb.ts';
import { afterPuts, lastPut } from '../../support/history/numbered-puts.ts';
import { killCount } from '../../support/soak/kill-count.ts';
import { type StoreProcess, startStoreProcess } from '../../support/store-process.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const kills = killCount();
let running: StoreProcess | undefined;
afterEach(() => running?.child.kill('SIGKILL'));

it(
  `loses no put and tears none over ${kills} kills`,
  async () => {
    const folder = tempFolder();
    let cutOff = 0;
    for (let kill = 1; kill <= kills; kill++) {
      const lines = await putUntilKilled(folder, (kill * 37) % 60);
      const done = lines.filter((line) => !line.startsWith('begun '));
      const begun = lines.filter((line) => line.startsWith('begun '));
      const history = await openLmdbHistory(folder);
      const last = await lastPut(history);
      expect(done.length).toBeGreaterThan(0);
      expect(last).toBeGreaterThanOrEqual(Number(done.at(-1)));
      expect(last).toBeLessThanOrEqual(Number(begun.at(-1)?.slice('begun '.length)));
      const { wanted, there, lasts } = await afterPuts(history, last);
      expect(there).toEqual(wanted);
      expect(lasts).toBe(1);
      await history.close();
      if (begun.length > done.length) cutOff++;
    }
    expect(cutOff, 'kills in mid-put').toBeGreaterThan(kills / 4);
  },
  60_000 + kills * 4_000,
);

/** The lines that it printed until it was killed, some time after so many puts. */
async function putUntilKilled(folder: string, after: number): Promise<readonly string[]> {
  running = startStoreProcess('puts', folder);
  await running.printed(2 * after + 3);
  running.child.kill('SIGKILL');
  await running.ended;
  expect(running.child.signalCode).toBe('SIGKILL');
  return running.lines;
}
