// What every store keeps to (engine/ports/store.ts). Run by a test file for each kind of store.
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  epochKey,
  maxCommitBytes,
  maxCommitWrites,
  type Row,
  type Store,
  type Write,
} from '../../engine/ports/store.ts';
import { formatKey, maxKeyBytes } from '../../engine/ports/store-rules.ts';

interface StoreSubject {
  readonly store: Store;
  /** Ends the store, and gives all rows that one opened anew has. */
  rowsAfterRestart(): Promise<readonly Row[]>;
  /** Removes what is left. */
  end(): Promise<void>;
}

type OpenSubject = () => Promise<StoreSubject>;

const put = (key: string, value: string): Write => ({ kind: 'put', key, value });
const remove = (key: string): Write => ({ kind: 'delete', key });
const everything = (store: Store): Promise<readonly Row[]> => store.read('', '\u{10ffff}', 10_000);
const refused = (failure: string) => expect.objectContaining({ name: 'StoreError', failure });
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

export function storeContract(name: string, open: OpenSubject): void {
  const opened = async (): Promise<StoreSubject> => {
    const subject = await open();
    onTestFinished(() => subject.end());
    return subject;
  };
  const openStore = async (): Promise<Store> => (await opened()).store;
  describe(`a store, ${name}`, () => {
    describe('reads', () => readCases(openStore));
    describe('commits', () => commitCases(openStore));
    describe('bounds', () => boundCases(openStore));
    describe('the epoch', () => epochCases(openStore));
    describe('its life', () => lifeCases(opened));
    describe('against a plain map', () => modelCases(open));
  });
}

function readCases(openStore: () => Promise<Store>): void {
  it('is new with epoch 0 and the row of its format', async () => {
    const store = await openStore();
    expect(await store.load()).toEqual({ epoch: 0 });
    expect(await everything(store)).toEqual([{ key: formatKey, value: '2' }]);
  });

  it('gives rows in the order of UTF-8 bytes, not of UTF-16 units', async () => {
    const store = await openStore();
    const keys = ['k\u{1f600}', 'k\uffee', 'k\ue000', 'k\ud7ff', 'k\u00e9', 'kz', 'k', 'k\0', 'ka'];
    await store.commit(
      keys.map((key) => put(key, key)),
      0,
    );
    const rows = await store.read('k', 'l', 100);
    expect(rows.map((row) => row.key)).toEqual([...keys].sort(byBytes));
    expect(rows.at(-1)?.key).toBe('k\u{1f600}');
    expect(rows.every((row) => row.value === row.key)).toBe(true);
  });

  it('takes the start of a range with it, leaves the end out, and stops at the limit', async () => {
    const store = await openStore();
    await store.commit(
      ['a/1', 'a/2', 'a/3', 'b/1'].map((key) => put(key, '')),
      0,
    );
    const keys = async (from: string, to: string, limit: number): Promise<readonly string[]> =>
      (await store.read(from, to, limit)).map((row) => row.key);
    expect(await keys('a/1', 'a/3', 10)).toEqual(['a/1', 'a/2']);
    expect(await keys('a/', 'b', 2)).toEqual(['a/1', 'a/2']);
    expect(await keys('a/15', 'c', 10)).toEqual(['a/2', 'a/3', 'b/1']);
    expect(await keys('', 'a/2', 10)).toEqual(['a/1']);
    expect(await keys('b', 'a', 10)).toEqual([]);
    expect(await keys('a/1', 'a/1', 10)).toEqual([]);
    expect(await keys('a/', 'b', 0)).toEqual([]);
    expect(await keys(`a/2${'z'.repeat(5_000)}`, 'b', 10)).toEqual(['a/3']);
  });

  it.each([-1, 1.5, Number.NaN])('refuses a limit of %s', async (limit) => {
    const store = await openStore();
    await expect(store.read('a', 'b', limit)).rejects.toThrow(RangeError);
  });
}

function commitCases(openStore: () => Promise<Store>): void {
  it('stores a commit as a whole: puts, overwrites and deletes', async () => {
    const store = await openStore();
    await store.commit([put('k/a', '1'), put('k/b', '1'), put('k/c', '1')], 0);
    await store.commit([put('k/a', '2'), remove('k/b'), remove('k/none'), put('k/d', '2')], 0);
    expect(await store.read('k/', 'k0', 10)).toEqual([
      { key: 'k/a', value: '2' },
      { key: 'k/c', value: '1' },
      { key: 'k/d', value: '2' },
    ]);
  });

  it('lets the last write of a key win within one commit', async () => {
    const store = await openStore();
    await store.commit([put('k/a', '1'), remove('k/a'), put('k/a', '3'), put('k/b', '1')], 0);
    await store.commit([put('k/b', '2'), remove('k/b'), put('k/c', '1'), remove('k/c')], 0);
    expect(await store.read('k/', 'k0', 10)).toEqual([{ key: 'k/a', value: '3' }]);
  });

  it('keeps empty values, line ends, zeros and every plane of Unicode', async () => {
    const store = await openStore();
    const values = [
      '',
      '\0',
      'a\0b',
      '\r\n',
      '\ufeff',
      'é',
      '\uffff',
      '\u{10ffff}',
      'x'.repeat(70_000),
    ];
    await store.commit(
      values.map((value, at) => put(`k/${at}`, value)),
      0,
    );
    expect((await store.read('k/', 'k0', 10)).map((row) => row.value)).toEqual(values);
  });

  it('takes a commit without writes', async () => {
    const store = await openStore();
    await expect(store.commit([], 0)).resolves.toBeUndefined();
    await expect(store.commit([], 1)).rejects.toEqual(refused('stale-epoch'));
  });

  it('applies commits that are in flight together in the order of the calls', async () => {
    const store = await openStore();
    const settled: number[] = [];
    const commits = Array.from({ length: 300 }, async (_, n) => {
      await store.commit([put('last', String(n)), put(`k/${n}`, 'x'.repeat(n * 10))], 0);
      settled.push(n);
    });
    let seen = -1;
    while (settled.length < 300) {
      const [row] = await store.read('last', 'last\0', 1);
      expect(Number(row?.value ?? -1)).toBeGreaterThanOrEqual(seen);
      seen = Number(row?.value ?? -1);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(commits);
    expect(settled).toEqual([...settled.keys()]);
    expect(await store.read('last', 'last\0', 1)).toEqual([{ key: 'last', value: '299' }]);
    expect(await store.read('k/', 'k0', 1_000)).toHaveLength(300);
  });

  it.each([
    ['an empty key', put('', 'x')],
    ['half of a surrogate pair in a key', put('k\ud83d', 'x')],
    ['half of a surrogate pair in a value', put('k', 'x\ude00x')],
    ['an epoch that is no number', put(epochKey, '1.5')],
    ['the end of the epoch', remove(epochKey)],
  ])('refuses %s as a bug, and stores nothing', async (_, write) => {
    const store = await openStore();
    await expect(store.commit([put('a', '1'), write], 0)).rejects.toThrow(RangeError);
    expect(await everything(store)).toHaveLength(1);
  });
}

function boundCases(openStore: () => Promise<Store>): void {
  const writes = (count: number): readonly Write[] =>
    Array.from({ length: count }, (_, at) => put(`k/${at}`, 'x'));
  /** Four writes that hold so many bytes together; the letter takes two. */
  const bytes = (count: number): readonly Write[] => [
    put('k/1', 'é'.repeat(1_000)),
    remove('k/2'),
    put('k/3', 'y'.repeat(300_000)),
    put('k/4', 'x'.repeat(count - 302_012)),
  ];

  it(`takes ${maxCommitWrites} writes, and refuses one more with nothing stored`, async () => {
    const store = await openStore();
    const tooMany = store.commit(writes(maxCommitWrites + 1), 0);
    await expect(tooMany).rejects.toEqual(refused('too-large'));
    expect(await store.read('k/', 'k0', 1_000)).toEqual([]);
    await store.commit(writes(maxCommitWrites), 0);
    expect(await store.read('k/', 'k0', 1_000)).toHaveLength(maxCommitWrites);
  });

  it('takes 1 MiB, and refuses one byte more with nothing stored', async () => {
    const store = await openStore();
    const tooMuch = store.commit(bytes(maxCommitBytes + 1), 0);
    await expect(tooMuch).rejects.toEqual(refused('too-large'));
    expect(await store.read('k/', 'k0', 10)).toEqual([]);
    await store.commit(bytes(maxCommitBytes), 0);
    const rows = await store.read('k/', 'k0', 10);
    expect(rows.map((row) => row.value.length)).toEqual([1_000, 300_000, maxCommitBytes - 302_012]);
  });

  it(`takes a key of ${maxKeyBytes} bytes, and refuses one more`, async () => {
    const store = await openStore();
    const key = `k/${'é'.repeat((maxKeyBytes - 2) / 2)}`;
    await store.commit([put(key, 'x')], 0);
    await expect(store.commit([put(`${key}x`, 'x')], 0)).rejects.toEqual(refused('too-large'));
    expect(await store.read('k/', 'k0', 10)).toEqual([{ key, value: 'x' }]);
  });
}

function epochCases(openStore: () => Promise<Store>): void {
  it('refuses a commit of a stale epoch, and stores nothing of it', async () => {
    const store = await openStore();
    await store.commit([put(epochKey, '7'), put('k/a', 'seven')], 0);
    expect(await store.load()).toEqual({ epoch: 7 });
    for (const epoch of [0, 6, 8]) {
      const stale = store.commit([put('k/a', 'stale'), put('k/b', 'stale')], epoch);
      await expect(stale).rejects.toEqual(refused('stale-epoch'));
    }
    expect(await store.read('k/', 'k0', 10)).toEqual([{ key: 'k/a', value: 'seven' }]);
    await store.commit([put('k/b', 'seven')], 7);
    expect(await store.read('k/b', 'k/c', 10)).toEqual([{ key: 'k/b', value: 'seven' }]);
  });

  it('lets exactly one of two racers raise it, and fences the other from then on', async () => {
    const store = await openStore();
    const race = await Promise.allSettled(
      ['one', 'two'].map((racer) => store.commit([put(epochKey, '1'), put('k', racer)], 0)),
    );
    expect(race.map((result) => result.status)).toEqual(['fulfilled', 'rejected']);
    expect(race[1]).toMatchObject({ reason: refused('stale-epoch') });
    await expect(store.commit([put('k', 'two')], 0)).rejects.toEqual(refused('stale-epoch'));
    expect(await store.read('k', 'l', 1)).toEqual([{ key: 'k', value: 'one' }]);
  });

  it('counts for the very next commit, even one that is already in flight', async () => {
    const store = await openStore();
    await Promise.all([
      store.commit([put('k/1', 'x')], 0),
      store.commit([put(epochKey, '1')], 0),
      store.commit([put('k/2', 'x')], 1),
      expect(store.commit([put('k/3', 'x')], 0)).rejects.toEqual(refused('stale-epoch')),
      store.commit([put(epochKey, '2'), put('k/4', 'x')], 1),
    ]);
    expect((await store.read('k/', 'k0', 9)).map((row) => row.key)).toEqual(['k/1', 'k/2', 'k/4']);
    expect(await store.load()).toEqual({ epoch: 2 });
  });
}

function lifeCases(opened: OpenSubject): void {
  it('keeps everything over a restart', async () => {
    const { store, rowsAfterRestart } = await opened();
    await store.commit(
      [put(epochKey, '3'), put('k/\u{1f600}', 'é\0\u{1f600}'), put('gone', '')],
      0,
    );
    await store.commit([remove('gone'), put('k/big', 'y'.repeat(900_000))], 3);
    const rows = await everything(store);
    expect(rows).toHaveLength(4);
    expect(await rowsAfterRestart()).toEqual(rows);
  });

  it('stores what was called before it is closed, and refuses everything after', async () => {
    const { store, rowsAfterRestart } = await opened();
    const commits = Array.from({ length: 50 }, (_, n) => store.commit([put(`k/${n}`, '')], 0));
    const closing = Promise.all([store.close(), store.close()]);
    await expect(store.commit([put('late', '')], 0)).rejects.toEqual(refused('closed'));
    await closing;
    await Promise.all(commits);
    await expect(store.commit([put('late', '')], 0)).rejects.toEqual(refused('closed'));
    await expect(store.read('a', 'z', 1)).rejects.toEqual(refused('closed'));
    await expect(store.load()).rejects.toEqual(refused('closed'));
    expect(await rowsAfterRestart()).toHaveLength(51);
  });
}

function modelCases(open: OpenSubject): void {
  const letter = fc.constantFrom('a', 'b', '/', '\0', '\ud7ff', '\ue000', '\uffff', '\u{1f600}');
  const key = fc.array(letter, { minLength: 1, maxLength: 3 }).map((letters) => letters.join(''));
  const value = fc.oneof(fc.string({ unit: 'binary' }), fc.constant('z'.repeat(20_000)));
  const write = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(key, value).map(([at, text]) => put(at, text)) },
    { weight: 2, arbitrary: key.map(remove) },
  );
  const commit = fc.record({ writes: fc.array(write, { maxLength: 12 }), stale: fc.boolean() });
  const range = fc.record({ from: key, to: key, limit: fc.nat({ max: 6 }) });

  it('holds and gives the same rows, whatever is committed and read', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(commit, { maxLength: 12 }),
        fc.array(range),
        async (steps, reads) => {
          const subject = await open();
          const model = new Map([[formatKey, '2']]);
          await Promise.all(
            steps.map(async ({ writes, stale }) => {
              const done = subject.store.commit(writes, stale ? 5 : 0);
              if (stale) return expect(done).rejects.toEqual(refused('stale-epoch'));
              for (const each of writes) apply(model, each);
              return done;
            }),
          );
          expect(await everything(subject.store)).toEqual(modelRows(model));
          for (const { from, to, limit } of reads) {
            const wanted = modelRows(model).filter(
              (row) => byBytes(row.key, from) >= 0 && byBytes(row.key, to) < 0,
            );
            expect(await subject.store.read(from, to, limit)).toEqual(wanted.slice(0, limit));
          }
          await subject.end();
        },
      ),
      { numRuns: 40 },
    );
  }, 60_000);
}

function apply(model: Map<string, string>, write: Write): void {
  if (write.kind === 'put') model.set(write.key, write.value);
  else model.delete(write.key);
}

function modelRows(model: ReadonlyMap<string, string>): readonly Row[] {
  return [...model].map(([key, value]) => ({ key, value })).sort((a, b) => byBytes(a.key, b.key));
}
