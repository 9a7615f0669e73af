import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLmdbHistory } from '../../../engine/adapters/lmdb/history-lmdb.ts';
import { objectName } from '../../../engine/model/ids.ts';
import { type History, type HistoryEntry, maxPutEntries } from '../../../engine/ports/history.ts';
import { runRow } from '../../support/history/run-row.ts';
import { canMountSmallDisk, mountSmallDisk, type SmallDisk } from '../../support/small-disk.ts';

const full = { name: 'StoreError', failure: 'full' };
const load = objectName('/etl/load');

let disk: SmallDisk | undefined;
const folder = (): string => join(disk?.folder ?? '', 'history');
const filler = (): string => join(disk?.folder ?? '', 'filler');

/** Takes what is left of the disk, as another program's log would. */
function fillDisk(): void {
  const fill = () => execFileSync('dd', ['if=/dev/zero', `of=${filler()}`], { stdio: 'pipe' });
  expect(fill).toThrow('No space left');
}

const entries = (from: number, count: number, keep: number): readonly HistoryEntry[] =>
  Array.from({ length: count }, (_, at) => ({
    run: runRow(from + at, { reason: 'x'.repeat(((from + at) * 997) % 60_000) }),
    keep,
  }));

/** Of as many jobs as one put can hold, which are far from each other. */
const oneOfEachJob = (number: number): readonly HistoryEntry[] =>
  Array.from({ length: maxPutEntries }, (_, at) => {
    const job = `/${'j'.repeat(50)}/${at}`;
    return { run: runRow(number, { job, reason: 'x'.repeat(900) }), keep: 100_000 };
  });

/** Puts three runs at a time until the disk is full; gives how many were stored. */
async function putUntilFull(history: History): Promise<number> {
  for (let stored = 0; ; stored += 3) {
    try {
      await history.put(entries(stored, 3, 100_000));
    } catch (error) {
      expect(error).toMatchObject(full);
      return stored;
    }
  }
}

async function createdOf(history: History): Promise<readonly number[]> {
  const created: number[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await history.list(load, 500, cursor);
    for (const { run } of page) created.push(run.createdMs);
    cursor = page.at(-1)?.cursor;
    if (cursor === undefined) return created;
  }
}

function fullDiskCases(): void {
  beforeEach(() => {
    disk = mountSmallDisk(33_554_432);
  });
  afterEach(() => disk?.remove());

  it('refuses what does not fit with nothing stored, keeps the rest over a restart', async () => {
    const history = await openLmdbHistory(folder());
    const stored = await putUntilFull(history);
    expect(stored).toBeGreaterThan(500);
    for (let n = 0; n < 50; n++) {
      const tooMuch = entries(1_000_000, maxPutEntries, 100_000);
      await expect(history.put(tooMuch)).rejects.toMatchObject(full);
    }
    const wanted = Array.from({ length: stored }, (_, at) => stored - 1 - at);
    expect(await createdOf(history)).toEqual(wanted);
    await history.close();
    const again = await openLmdbHistory(folder());
    expect(await createdOf(again)).toEqual(wanted);
    await again.close();
  });

  it('works again once space is freed, without being opened anew', async () => {
    const history = await openLmdbHistory(folder());
    for (let round = 1; round <= 3; round++) {
      fillDisk();
      const more = entries(round * 1_000, maxPutEntries, 100_000);
      await expect(history.put(more)).rejects.toMatchObject(full);
      rmSync(filler());
      await history.put(more);
      expect(await createdOf(history)).toHaveLength(round * maxPutEntries);
    }
    await history.close();
  }, 30_000);

  it('refuses puts that touch every job, too, and keeps the rest over a restart', async () => {
    const history = await openLmdbHistory(folder());
    const put = (number: number): Promise<void> => history.put(oneOfEachJob(number));
    let stored = 0;
    try {
      for (; ; stored++) await put(stored);
    } catch (error) {
      expect(error).toMatchObject(full);
    }
    for (let n = 0; n < 20; n++) await expect(put(stored)).rejects.toMatchObject(full);
    await history.close();
    const again = await openLmdbHistory(folder());
    for (const { run } of oneOfEachJob(0)) {
      const page = await again.list(run.name, 500);
      expect(page.map((row) => row.run.createdMs)[0]).toBe(stored - 1);
    }
    await again.close();
  });

  it('takes new runs for old ones while the disk is full', async () => {
    const history = await openLmdbHistory(folder());
    for (let at = 0; at < 400; at += 4) await history.put(entries(at, 4, 40));
    fillDisk();
    for (let at = 400; at < 1_200; at += 4) await history.put(entries(at, 4, 40));
    expect(await createdOf(history)).toEqual(Array.from({ length: 40 }, (_, at) => 1_199 - at));
    await history.close();
  });

  it('says that there is no room for a new history', async () => {
    fillDisk();
    await expect(openLmdbHistory(folder())).rejects.toMatchObject(full);
  });
}

const name = 'the LMDB run history on a small disk';
if (canMountSmallDisk()) describe(name, { timeout: 30_000 }, fullDiskCases);
else describe.skip(`NOT RUN, needs root to mount a tmpfs: ${name}`, fullDiskCases);
