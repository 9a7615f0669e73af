import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { StoreFailure, Write } from '../../../engine/ports/store.ts';
import { MemoryStore } from '../../../engine/sim/store-memory.ts';
import { compareUtf8 } from '../../../engine/sim/utf8-order.ts';

const put = (key: string, value = ''): Write => ({ kind: 'put', key, value });
const keysOf = (store: MemoryStore): readonly string[] => store.snapshot().map((row) => row.key);
const failures = async (commits: readonly Promise<void>[]): Promise<readonly string[]> =>
  (await Promise.allSettled(commits)).map((result) =>
    result.status === 'fulfilled' ? 'stored' : result.reason.failure,
  );

it('fails the commit it is told to and those behind, and goes on after a full disk', async () => {
  const store = new MemoryStore({ failCommit: (n) => (n === 2 ? 'full' : undefined) });
  const commits = ['a', 'b', 'c'].map((key) => store.commit([put(key)], 0));
  expect(await failures(commits)).toEqual(['stored', 'full', 'full']);
  await store.commit([put('d')], 0);
  expect(keysOf(store)).toEqual(['a', 'd', 'meta/format']);
});

it('stays broken once it is broken', async () => {
  const store = new MemoryStore({ failCommit: (): StoreFailure => 'broken' });
  expect(await failures([store.commit([put('a')], 0)])).toEqual(['broken']);
  expect(await failures([store.commit([put('b')], 0)])).toEqual(['broken']);
  await expect(store.read('a', 'z', 1)).rejects.toMatchObject({ failure: 'broken' });
  expect(keysOf(store)).toEqual(['meta/format']);
});

it('shows a commit that the disk has not finished neither to a reader nor to a crash', async () => {
  let finish = (): void => {};
  const disk = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const store = new MemoryStore({ delayCommit: (n) => (n === 2 ? disk : Promise.resolve()) });
  await store.commit([put('a', '1')], 0);
  const second = store.commit([put('a', '2'), put('b')], 0);
  expect(await store.read('a', 'c', 9)).toEqual([{ key: 'a', value: '1' }]);
  const afterCrash = new MemoryStore({ rows: store.snapshot() });
  finish();
  await second;
  expect(keysOf(store)).toEqual(['a', 'b', 'meta/format']);
  expect(await afterCrash.read('a', 'c', 9)).toEqual([{ key: 'a', value: '1' }]);
});

it('refuses rows of a newer format', () => {
  const rows = [{ key: 'meta/format', value: '3' }];
  expect(() => new MemoryStore({ rows })).toThrow(
    'memory store: it is of format 3, made by a newer engine: this one reads 2',
  );
});

it('compares texts as their UTF-8 bytes compare', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'é', '\ud7ff', '\ue000', '\uffff', '😀', '𐀀'),
  });
  fc.assert(
    fc.property(text, text, (a, b) => {
      const wanted = Buffer.compare(Buffer.from(a), Buffer.from(b));
      expect(Math.sign(compareUtf8(a, b))).toBe(wanted);
    }),
  );
});
