import { chmod, mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLmdbStore } from '../../../engine/adapters/store-lmdb.ts';
import type { Store, Write } from '../../../engine/ports/store.ts';
import { runStoreProcess } from '../../support/store-process.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const put = (key: string, value = ''): Write => ({ kind: 'put', key, value });
const refusal = (folder: string): Promise<string> =>
  openLmdbStore(folder).then(
    async (store) => {
      await store.close();
      return 'opened';
    },
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );

/** A folder whose store was closed after this was done to it. */
async function storeFolder(work: (store: Store) => Promise<void>): Promise<string> {
  const folder = tempFolder();
  const store = await openLmdbStore(folder);
  await work(store);
  await store.close();
  return folder;
}

it('makes the folder, with files that nobody else may read', async () => {
  const folder = join(tempFolder(), 'data.d', 'store');
  expect(await refusal(folder)).toBe('opened');
  expect((await readdir(folder)).sort()).toEqual(['data.mdb', 'lock.mdb']);
  for (const name of ['data.mdb', 'lock.mdb', '.']) {
    expect((await stat(join(folder, name))).mode & 0o077).toBe(0);
  }
});

it('lets exactly one of several processes raise the epoch', async () => {
  const folder = await storeFolder(async () => {});
  const said = await Promise.all(Array.from({ length: 3 }, () => runStoreProcess('raise', folder)));
  expect(said.flat().sort()).toEqual(['raised', 'stale-epoch', 'stale-epoch']);
  expect(JSON.parse((await runStoreProcess('dump', folder))[0] ?? '')).toEqual([
    { key: 'meta/epoch', value: '1' },
    { key: 'meta/format', value: '2' },
  ]);
}, 30_000);

it('grows the data file before LMDB needs it, and uses freed pages again', async () => {
  const folder = tempFolder();
  const store = await openLmdbStore(folder);
  const sizeBytes = async (): Promise<number> => (await stat(join(folder, 'data.mdb'))).size;
  const turnOver = async (round: number): Promise<void> => {
    const commits = Array.from({ length: 40 }, (_, at) =>
      store.commit([put(`k/${at}`, String(round).repeat(200_000))], 0),
    );
    await Promise.all(commits);
  };
  for (let round = 0; round < 10; round++) await turnOver(round);
  const firstBytes = await sizeBytes();
  for (let round = 0; round < 40; round++) await turnOver(round);
  expect(await sizeBytes()).toBeLessThan(2 * firstBytes);
  expect((await stat(join(folder, 'data.mdb'))).blocks * 512).toBe(await sizeBytes());
  await store.close();
}, 30_000);

it('refuses a file in place of the folder', async () => {
  const file = join(tempFolder(), 'store');
  await writeFile(file, '');
  expect(await refusal(file)).toBe(`${file}: it is a file: name a folder`);
  expect(await refusal(join(file, 'below'))).toContain('it is a file: name a folder');
});

// Root may write anywhere; for root, store-lmdb-full.test.ts has this on a read-only disk.
const isRoot = process.getuid?.() === 0;
if (!isRoot) {
  it('refuses a folder that it may not write', async () => {
    const folder = tempFolder();
    await chmod(folder, 0o500);
    const text = `${folder}: it can't be written (EACCES): it must be a folder of the user`;
    expect(await refusal(folder)).toContain(text);
  });
}

it('refuses a store of a newer format, and leaves it as it is', async () => {
  const folder = await storeFolder((store) => store.commit([put('meta/format', '3')], 0));
  const text = `${folder}: it is of format 3, made by a newer engine: this one reads 2`;
  expect(await refusal(folder)).toBe(text);
  expect(await refusal(folder)).toBe(text);
});

it('refuses rows that no engine wrote', async () => {
  const folder = await storeFolder((store) =>
    store.commit([{ kind: 'delete', key: 'meta/format' }, put('mine')], 0),
  );
  expect(await refusal(folder)).toMatch(/it has rows but no meta\/format, so no engine made it/);
});

/** Overwrites bytes of both meta pages. */
async function damage(file: string, at: number, bytes: readonly number[]): Promise<void> {
  const data = await readFile(file);
  for (const page of [0, 4_096]) Buffer.from(bytes).copy(data, page + at);
  await writeFile(file, data);
}

it.each([
  ['something else', (file: string) => writeFile(file, 'not a store '.repeat(2_000))],
  ['a few bytes', (file: string) => writeFile(file, 'x')],
  ['one page', (file: string) => truncate(file, 4_096)],
  ['cut in its pages', (file: string) => truncate(file, 20_000)],
  ['of another LMDB', (file: string) => damage(file, 28, [1, 0])],
  ['of a page size of 0', (file: string) => damage(file, 48, [0, 0, 0, 0])],
])('refuses a data file that is %s, and says what to do', async (_, spoil) => {
  const folder = await storeFolder((store) => store.commit([put('k', 'x'.repeat(50_000))], 0));
  await spoil(join(folder, 'data.mdb'));
  expect(await refusal(folder)).toMatch(
    /data.mdb: it isn't a whole LMDB data file \(.+\): restore it from a backup$/,
  );
});

it('opens a store whose making was cut off at any step', async () => {
  const folder = await storeFolder(async () => {});
  await truncate(join(folder, 'data.mdb'), 8_192 + 4_096 * 2);
  expect(await refusal(folder)).toBe('opened');
  await truncate(join(folder, 'data.mdb'), 0);
  expect(await refusal(folder)).toBe('opened');
  await writeFile(join(folder, 'room.new'), 'x');
  await rm(join(folder, 'data.mdb'));
  expect(await refusal(folder)).toBe('opened');
  await rm(join(folder, 'lock.mdb'));
  expect(await refusal(folder)).toBe('opened');
});

it.each(['data.mdb', 'lock.mdb'])('refuses a folder in place of %s', async (name) => {
  const folder = tempFolder();
  await mkdir(join(folder, name));
  expect(await refusal(folder)).toContain(join(folder, name));
});
