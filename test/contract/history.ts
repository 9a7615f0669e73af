// What every run history keeps to (engine/ports/history.ts). Run by a test file for each kind.
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { objectName, type RunId } from '../../engine/model/ids.ts';
import type { RunRow } from '../../engine/model/jobs.ts';
import {
  type History,
  type HistoryEntry,
  maxLogTailBytes,
  maxPageRuns,
  maxPutBytes,
  maxPutEntries,
  maxRunBytes,
} from '../../engine/ports/history.ts';
import { runRow } from '../support/history/run-row.ts';

interface HistorySubject {
  readonly history: History;
  /** Ends the history, and gives one on the same disk, opened anew. */
  reopened(): Promise<History>;
  /** Removes what is left. */
  end(): Promise<void>;
}

type OpenSubject = () => Promise<HistorySubject>;

const load = objectName('/etl/load');
const refused = (failure: string) => expect.objectContaining({ name: 'StoreError', failure });
const entry = (run: RunRow, keep = 100): HistoryEntry => ({ run, keep });
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at);

async function createdOf(history: History, job = load): Promise<readonly number[]> {
  const rows = await history.list(job, maxPageRuns);
  for (const { run } of rows) expect(await history.get(run.id)).toEqual(run);
  return rows.map(({ run }) => run.createdMs);
}

export function historyContract(name: string, open: OpenSubject): void {
  const opened = async (): Promise<HistorySubject> => {
    const subject = await open();
    onTestFinished(() => subject.end());
    return subject;
  };
  const openHistory = async (): Promise<History> => (await opened()).history;
  describe(`a run history, ${name}`, () => {
    describe('lists', () => listCases(openHistory));
    describe('puts', () => putCases(openHistory));
    describe('trims', () => trimCases(openHistory));
    describe('bounds', () => boundCases(openHistory));
    describe('its life', () => lifeCases(opened));
    describe('against a plain list', () => modelCases(open));
  });
}

function listCases(openHistory: () => Promise<History>): void {
  it('is new with no run at all', async () => {
    const history = await openHistory();
    expect(await history.list(load, 10)).toEqual([]);
    expect(await history.get(runRow(1).id)).toBeUndefined();
    expect(await history.get('no run' as RunId)).toBeUndefined();
  });

  it('lists newest first by time of creation, and those of one ms by id', async () => {
    const history = await openHistory();
    const keys = ['t20260101T020000Z', 'm9', 'm10', 'aFF', 'aff', 't20260101T020000500Z'];
    await history.put(keys.map((key) => entry(runRow(7, { key }))));
    await history.put([100_000_000_000_000, 9, 1, 10, 0].map((at) => entry(runRow(at))));
    const rows = await history.list(load, 100);
    const ids = rows.map(({ run }) => run.id);
    const middle = keys.sort().reverse();
    const wanted = ['m100000000000000', 'm10', 'm9', ...middle, 'm1', 'm0'];
    // `m9` and `m10` of the first put were put again, with another time.
    const last = wanted.filter((key, at) => wanted.indexOf(key) === at);
    expect(ids).toEqual(last.map((key) => `/etl/load@${key}`));
  });

  it('keeps jobs apart whose names begin alike', async () => {
    const history = await openHistory();
    const jobs = ['/a', '/a/b', '/a-b', '/a.b', '/aa', '/a0'];
    await history.put(jobs.map((job, at) => entry(runRow(at, { job }), 1)));
    for (const [at, job] of jobs.entries())
      expect(await createdOf(history, objectName(job))).toEqual([at]);
    expect(await history.list(objectName('/'), 10)).toEqual([]);
  });

  it('goes on at a cursor, whatever is added and trimmed in between', async () => {
    const history = await openHistory();
    await history.put(range(1, 20).map((at) => entry(runRow(at), 20)));
    const first = await history.list(load, 5);
    expect(first.map(({ run }) => run.createdMs)).toEqual([20, 19, 18, 17, 16]);
    await history.put(range(21, 23).map((at) => entry(runRow(at), 20)));
    const second = await history.list(load, 5, first.at(-1)?.cursor);
    expect(second.map(({ run }) => run.createdMs)).toEqual([15, 14, 13, 12, 11]);
    await history.put(range(24, 35).map((at) => entry(runRow(at), 26)));
    const third = await history.list(load, 5, second.at(-1)?.cursor);
    expect(third.map(({ run }) => run.createdMs)).toEqual([10]);
    await history.put([entry(runRow(36), 3)]);
    expect(await history.list(load, 5, second.at(-1)?.cursor)).toEqual([]);
    expect(await history.list(load, 0)).toEqual([]);
  });
}

function putCases(openHistory: () => Promise<History>): void {
  it('gives a run back as it was put, whatever is in it', async () => {
    const history = await openHistory();
    const run = runRow(5, {
      origin: { kind: 'manual', who: 'ops', env: { A: '\0', B: '\u{1f600}\ud83d' } },
      reason: 'exit code 3: \r\n\u0000\uffff é',
      logTail: { stdout: 'é'.repeat(maxLogTailBytes / 2), stderr: '' },
      missed: { fromMs: 1, count: 3 },
    });
    await history.put([entry(run)]);
    expect(await history.get(run.id)).toEqual(run);
    expect((await history.list(load, 1))[0]?.run).toEqual(run);
  });

  it('replaces a run that is there, where it stood', async () => {
    const history = await openHistory();
    await history.put(range(1, 3).map((at) => entry(runRow(at))));
    const [, before] = await history.list(load, 3);
    await history.put([entry(runRow(2, { state: 'failed' }))]);
    const rows = await history.list(load, 10);
    expect(rows.map(({ run }) => run.state)).toEqual(['succeeded', 'failed', 'succeeded']);
    expect(rows[1]?.cursor).toBe(before?.cursor);
  });

  it('moves a run that is put with another time of creation', async () => {
    const history = await openHistory();
    await history.put([1, 2, 3].map((at) => entry(runRow(at, { key: `m${at}` }))));
    await history.put([entry(runRow(9, { key: 'm1' }))]);
    expect(await createdOf(history)).toEqual([9, 3, 2]);
  });

  it('lets the last entry of a run win within one put', async () => {
    const history = await openHistory();
    const states = ['failed', 'succeeded', 'cancelled'] as const;
    await history.put(states.map((state, at) => entry(runRow(9 - at, { key: 'm1', state }))));
    expect(await history.list(load, 5)).toMatchObject([{ run: { state: 'cancelled' } }]);
  });

  it('takes a put of nothing', async () => {
    const history = await openHistory();
    await expect(history.put([])).resolves.toBeUndefined();
  });

  it('applies puts that are in flight together in the order of the calls', async () => {
    const history = await openHistory();
    const settled: number[] = [];
    const puts = range(1, 200).map(async (n) => {
      await history.put([entry(runRow(1, { launches: n })), entry(runRow(n))]);
      settled.push(n);
    });
    await Promise.all(puts);
    expect(settled).toEqual(range(1, 200));
    expect((await createdOf(history)).length).toBe(100);
  });

  it.each([
    ['a run whose id is of another job', { ...runRow(1), name: objectName('/other') }, 1],
    ['an id that is none', { ...runRow(1), id: '/etl/load@' as RunId }, 1],
    ['a time before 1970', { ...runRow(1), createdMs: -1 }, 1],
    ['a time in between', { ...runRow(1), createdMs: 1.5 }, 1],
    ['a time past its digits', { ...runRow(1), createdMs: 10 ** 15 }, 1],
    ['that none is kept', runRow(1), 0],
    ['that half a run is kept', runRow(1), 0.5],
  ])('refuses %s as a bug, and stores nothing', async (_, run, keep) => {
    const history = await openHistory();
    await expect(history.put([entry(runRow(8)), entry(run, keep)])).rejects.toThrow(RangeError);
    expect(await history.list(load, 10)).toEqual([]);
  });
}

function trimCases(openHistory: () => Promise<History>): void {
  it('keeps what ended last, though others began after it', async () => {
    const history = await openHistory();
    for (let at = 2; at <= 6; at++) await history.put([entry(runRow(at, { endedMs: at }), 3)]);
    await history.put([entry(runRow(1, { endedMs: 7 }), 3)]);
    expect(await createdOf(history)).toEqual([1, 6, 5]);
  });

  it('keeps the newest of a job, and none the less of the others', async () => {
    const history = await openHistory();
    const other = objectName('/other');
    await history.put(range(1, 9).map((at) => entry(runRow(at, { job: other }))));
    for (const at of range(1, 9)) await history.put([entry(runRow(at), 3)]);
    expect(await createdOf(history)).toEqual([9, 8, 7]);
    expect(await history.get(runRow(6).id)).toBeUndefined();
    expect(await createdOf(history, other)).toEqual(range(1, 9).reverse());
  });

  it('goes by what is newest, not by what was put last', async () => {
    const history = await openHistory();
    await history.put(range(5, 7).map((at) => entry(runRow(at), 3)));
    await history.put([entry(runRow(2), 3)]);
    expect(await createdOf(history)).toEqual([7, 6, 5]);
    expect(await history.get(runRow(2).id)).toBeUndefined();
  });

  it('goes by what the last entry of a job keeps', async () => {
    const history = await openHistory();
    await history.put(range(1, 6).map((at) => entry(runRow(at), at === 6 ? 4 : 1)));
    expect(await createdOf(history)).toEqual([6, 5, 4, 3]);
    await history.put(range(1, 6).map((at) => entry(runRow(at), at === 6 ? 1 : 4)));
    expect(await createdOf(history)).toEqual([6]);
    await history.put([entry(runRow(1), 3), entry(runRow(2), 3)]);
    expect(await createdOf(history)).toEqual([6, 2, 1]);
  });

  it('takes out any number at once when a job keeps fewer than before', async () => {
    const history = await openHistory();
    for (const part of range(0, 9)) {
      const times = range(part * 100 + 1, part * 100 + 100);
      await history.put(times.map((at) => entry(runRow(at), 10_000)));
    }
    await history.put([entry(runRow(1_001), 2)]);
    expect(await createdOf(history)).toEqual([1_001, 1_000]);
    await history.put(range(1, 5).map((at) => entry(runRow(at), 5)));
    expect(await createdOf(history)).toEqual([1_001, 1_000, 5, 4, 3]);
  });
}

function boundCases(openHistory: () => Promise<History>): void {
  /** A run whose row has so many bytes. */
  const sized = (at: number, bytes: number): RunRow => {
    const less = Buffer.byteLength(JSON.stringify(runRow(at, { reason: '' })));
    return runRow(at, { reason: 'x'.repeat(bytes - less) });
  };

  it(`takes ${maxPutEntries} entries, and refuses one more with nothing stored`, async () => {
    const history = await openHistory();
    const entries = range(1, maxPutEntries + 1).map((at) => entry(runRow(at), 1_000));
    await expect(history.put(entries)).rejects.toEqual(refused('too-large'));
    expect(await createdOf(history)).toEqual([]);
    await history.put(entries.slice(1));
    expect(await createdOf(history)).toHaveLength(maxPutEntries);
  });

  it(`takes ${maxPutBytes} bytes, and refuses one more with nothing stored`, async () => {
    const history = await openHistory();
    const rest = maxPutBytes - 4 * maxRunBytes;
    const most = [1, 2, 3, 4].map((at) => entry(sized(at, maxRunBytes)));
    const tooMuch = history.put([...most, entry(sized(5, rest + 1))]);
    await expect(tooMuch).rejects.toEqual(refused('too-large'));
    expect(await createdOf(history)).toEqual([]);
    await history.put([...most, entry(sized(5, rest))]);
    expect(await createdOf(history)).toEqual([5, 4, 3, 2, 1]);
  });

  it(`takes a run of ${maxRunBytes} bytes, and refuses one byte more`, async () => {
    const history = await openHistory();
    const tooMuch = history.put([entry(sized(1, maxRunBytes + 1))]);
    await expect(tooMuch).rejects.toEqual(refused('too-large'));
    await history.put([entry(sized(1, maxRunBytes))]);
    expect(await createdOf(history)).toEqual([1]);
  });

  it('cuts the older bytes off a log tail, at a whole character', async () => {
    const history = await openHistory();
    const stdout = `${'é'.repeat(maxLogTailBytes)}x`;
    const stderr = `${'\u{1f600}'.repeat(maxLogTailBytes)}`;
    await history.put([entry(runRow(1, { logTail: { stdout, stderr } }))]);
    const tail = (await history.get(runRow(1).id))?.logTail;
    expect(tail?.stdout).toBe(`${'é'.repeat(maxLogTailBytes / 2 - 1)}x`);
    expect(tail?.stderr).toBe('\u{1f600}'.repeat(maxLogTailBytes / 4));
  });

  it.each([-1, 1.5, Number.NaN, maxPageRuns + 1])('refuses a page of %s', async (limit) => {
    const history = await openHistory();
    await expect(history.list(load, limit)).rejects.toThrow(RangeError);
  });

  it.each(['', 'x', 'm1', '000000000000001', `${'0'.repeat(15)}/x`])(
    'refuses %j as a cursor',
    async (cursor) => {
      const history = await openHistory();
      await expect(history.list(load, 1, cursor)).rejects.toThrow(RangeError);
    },
  );
}

function lifeCases(opened: OpenSubject): void {
  it('keeps everything over a restart, and goes on with it', async () => {
    const subject = await opened();
    await subject.history.put(range(1, 9).map((at) => entry(runRow(at), 5)));
    const before = await subject.history.list(load, 10);
    const again = await subject.reopened();
    expect(await again.list(load, 10)).toEqual(before);
    await again.put([entry(runRow(10), 5), entry(runRow(9), 5)]);
    expect(await createdOf(again)).toEqual([10, 9, 8, 7, 6]);
  });

  it('stores what was called before it is closed, and refuses everything after', async () => {
    const { history, reopened } = await opened();
    const puts = range(1, 50).map((at) => history.put([entry(runRow(at))]));
    const closing = Promise.all([history.close(), history.close()]);
    await expect(history.put([entry(runRow(99))])).rejects.toEqual(refused('closed'));
    await closing;
    await Promise.all(puts);
    await expect(history.put([entry(runRow(99))])).rejects.toEqual(refused('closed'));
    await expect(history.list(load, 1)).rejects.toEqual(refused('closed'));
    await expect(history.get(runRow(1).id)).rejects.toEqual(refused('closed'));
    expect(await createdOf(await reopened())).toEqual(range(1, 50).reverse());
  });
}

function modelCases(open: OpenSubject): void {
  const put = fc.record({
    job: fc.constantFrom('/a', '/a/b'),
    key: fc.constantFrom('m1', 'm2', 'm10', 'aA', 'aa', 't1', 't2'),
    createdMs: fc.nat({ max: 5 }),
    launches: fc.nat(),
    keep: fc.integer({ min: 1, max: 6 }),
  });

  it('holds and gives the same runs, whatever is put', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(put, { maxLength: 9 }), { maxLength: 9 }),
        async (puts) => {
          const subject = await open();
          const model = new Map<string, RunRow[]>();
          for (const each of puts) {
            const entries = each.map(({ keep, createdMs, ...run }) =>
              entry(runRow(createdMs, run), keep),
            );
            await subject.history.put(entries);
            applyTo(model, entries);
            for (const [job, runs] of model) {
              const rows = await subject.history.list(objectName(job), 100);
              expect(rows.map(({ run }) => run)).toEqual(runs);
              const behind = await subject.history.list(objectName(job), 2, rows[0]?.cursor);
              expect(behind).toEqual(rows.slice(1, 3));
            }
          }
          await subject.end();
        },
      ),
      { numRuns: 40 },
    );
  }, 60_000);
}

const isNewer = (a: RunRow, b: RunRow): boolean =>
  a.createdMs > b.createdMs || (a.createdMs === b.createdMs && a.id > b.id);

function applyTo(model: Map<string, RunRow[]>, entries: readonly HistoryEntry[]): void {
  for (const { run } of entries) {
    const others = (model.get(run.name) ?? []).filter(({ id }) => id !== run.id);
    model.set(
      run.name,
      [...others, run].sort((a, b) => (isNewer(a, b) ? -1 : 1)),
    );
  }
  for (const { run, keep } of new Map(entries.map((one) => [one.run.name, one])).values())
    model.set(run.name, (model.get(run.name) ?? []).slice(0, keep));
}
