import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLmdbHistory } from '../../../engine/adapters/lmdb/history-lmdb.ts';
import { openLmdbStore } from '../../../engine/adapters/store-lmdb.ts';
import { objectName } from '../../../engine/model/ids.ts';
import { runRow } from '../../support/history/run-row.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const refusal = (folder: string): Promise<string> =>
  openLmdbHistory(folder).then(
    async (history) => {
      await history.close();
      return 'opened';
    },
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );

it('stands beside a store in the same process, and both are there afterwards', async () => {
  const folder = tempFolder();
  const open = () =>
    Promise.all([openLmdbStore(join(folder, 'store')), openLmdbHistory(join(folder, 'history'))]);
  const [store, history] = await open();
  await Promise.all([
    store.commit([{ kind: 'put', key: 'k', value: 'v' }], 0),
    history.put([{ run: runRow(1), keep: 1 }]),
  ]);
  await Promise.all([store.close(), history.close()]);
  const [storeAgain, historyAgain] = await open();
  expect(await storeAgain.read('k', 'l', 9)).toEqual([{ key: 'k', value: 'v' }]);
  expect(await historyAgain.list(objectName('/etl/load'), 9)).toHaveLength(1);
  await Promise.all([storeAgain.close(), historyAgain.close()]);
});

it('refuses a history of a newer format, and leaves it as it is', async () => {
  const folder = tempFolder();
  expect(await refusal(folder)).toBe('opened');
  const rows = await openLmdbStore(folder);
  await rows.commit([{ kind: 'put', key: 'meta/format', value: '3' }], 0);
  await rows.close();
  const text = `${folder}: it is of format 3, made by a newer engine: this one reads 2`;
  expect([await refusal(folder), await refusal(folder)]).toEqual([text, text]);
});

it.each([
  ['something else', (file: string) => writeFile(file, 'no history '.repeat(2_000))],
  ['cut', (file: string) => truncate(file, 8_192)],
])('refuses a data file that is %s, and says where', async (_, spoil) => {
  const folder = tempFolder();
  const history = await openLmdbHistory(folder);
  await history.put([{ run: runRow(1, { reason: 'x'.repeat(50_000) }), keep: 1 }]);
  await history.close();
  await spoil(join(folder, 'data.mdb'));
  expect(await refusal(folder)).toMatch(/data.mdb: it isn't a whole LMDB data file/);
});

it('opens a history whose making was cut off', async () => {
  const folder = tempFolder();
  expect(await refusal(folder)).toBe('opened');
  await truncate(join(folder, 'data.mdb'), 0);
  expect(await refusal(folder)).toBe('opened');
});
