import { execFileSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLmdbStore } from '../../../engine/adapters/store-lmdb.ts';
import type { Row, Store, Write } from '../../../engine/ports/store.ts';
import { canMountSmallDisk, mountSmallDisk, type SmallDisk } from '../../support/small-disk.ts';

const put = (key: string, value: string): Write => ({ kind: 'put', key, value });
const everything = (store: Store): Promise<readonly Row[]> => store.read('', '\u{10ffff}', 100_000);
const full = { name: 'StoreError', failure: 'full' };

let disk: SmallDisk | undefined;
const folder = (): string => join(disk?.folder ?? '', 'store');
const filler = (): string => join(disk?.folder ?? '', 'filler');
const freeBytes = (): number => {
  const stats = statfsSync(disk?.folder ?? '');
  return stats.bavail * stats.bsize;
};

/** Takes what is left of the disk, as another program's log would. */
function fillDisk(): void {
  expect(() => execFileSync('dd', ['if=/dev/zero', `of=${filler()}`], { stdio: 'pipe' })).toThrow(
    'No space left',
  );
  expect(freeBytes()).toBe(0);
}

/** Commits until the disk is full; gives how many were stored. */
async function commitUntilFull(store: Store, prefix: string): Promise<number> {
  for (let n = 0; ; n++) {
    try {
      await store.commit([put(`${prefix}/${n}`, 'x'.repeat(n % 3 === 0 ? 200 : 9_000))], 0);
    } catch (error) {
      expect(error).toMatchObject(full);
      return n;
    }
  }
}

function fullDiskCases(): void {
  beforeEach(() => {
    disk = mountSmallDisk(24_000_000);
  });
  afterEach(() => disk?.remove());

  it('refuses what no longer fits with nothing of it stored, and reads on', async () => {
    const store = await openLmdbStore(folder());
    const stored = await commitUntilFull(store, 'k');
    expect(stored).toBeGreaterThan(500);
    for (let n = 0; n < 100; n++) {
      const tooMuch = [put('big/1', 'y'.repeat(50_000)), put('big/2', 'y'.repeat(900_000 + n))];
      await expect(store.commit(tooMuch, 0)).rejects.toMatchObject(full);
    }
    expect(await everything(store)).toHaveLength(stored + 1);
    await store.close();
    const again = await openLmdbStore(folder());
    expect(await everything(again)).toHaveLength(stored + 1);
    await again.close();
  });

  it('refuses what was called behind a commit that did not fit', async () => {
    const store = await openLmdbStore(folder());
    const stored = await commitUntilFull(store, 'k');
    const results = await Promise.allSettled([
      store.commit([put('big', 'y'.repeat(1_000_000))], 0),
      store.commit([put('small', 'y')], 0),
    ]);
    expect(results).toMatchObject([
      { status: 'rejected', reason: full },
      { status: 'rejected', reason: full },
    ]);
    expect(await everything(store)).toHaveLength(stored + 1);
    await store.close();
  });

  it('works again once space is freed, as often as it is', async () => {
    const store = await openLmdbStore(folder());
    const values = new Map<string, number>();
    for (let round = 1; round <= 4; round++) {
      fillDisk();
      const big = put(`big/${round}`, 'y'.repeat(round * 240_000));
      await commitUntilFull(store, `round/${round}`);
      await expect(store.commit([big], 0)).rejects.toMatchObject(full);
      rmSync(filler());
      await store.commit([big], 0);
      values.set(big.key, round * 240_000);
    }
    for (const [key, length] of values) {
      expect((await store.read(key, `${key}\0`, 1))[0]?.value).toHaveLength(length);
    }
    await store.close();
  });

  it('goes on with rows that change in place while the disk is full', async () => {
    const store = await openLmdbStore(folder());
    const rows = (text: string): readonly Write[] =>
      Array.from({ length: 20 }, (_, at) => put(`k/${at}`, text));
    for (let n = 0; n < 20; n++) await store.commit(rows(`before ${n}`), 0);
    fillDisk();
    for (let n = 0; n < 500; n++) await store.commit(rows(`after ${n}`), 0);
    expect((await store.read('k/', 'k0', 1))[0]?.value).toBe('after 499');
    await store.close();
  });

  it('says that there is no room for a new store, and makes it once there is', async () => {
    fillDisk();
    await expect(openLmdbStore(folder())).rejects.toThrow(disk?.folder);
    for (const leftBytes of [4_096, 8_192, 20_480, 40_960, 200_704]) {
      rmSync(filler());
      writeFileSync(filler(), Buffer.alloc(freeBytes() - leftBytes));
      await expect(openLmdbStore(folder())).rejects.toMatchObject(full);
    }
    rmSync(filler());
    const store = await openLmdbStore(folder());
    expect(await everything(store)).toHaveLength(1);
    await store.close();
  });

  it('refuses a folder that it may not write', async () => {
    await (await openLmdbStore(folder())).close();
    disk?.freeze();
    await expect(openLmdbStore(folder())).rejects.toThrow(
      `${folder()}: it can't be written (EROFS): it must be a folder of the user`,
    );
  });
}

const name = 'the LMDB store on a small disk';
if (canMountSmallDisk()) describe(name, { timeout: 30_000 }, fullDiskCases);
else describe.skip(`NOT RUN, needs root to mount a tmpfs: ${name}`, fullDiskCases);
