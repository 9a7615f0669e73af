// Runs of a job, newest first, out of the tables and the history: none twice, none lost, at any
// page size, though runs move from the one to the other.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type RunPage,
  type RunQuery,
  runPage,
} from '../../../../engine/http/views/jobs/run-list.ts';
import { type ObjectName, objectName, type RunId, runId } from '../../../../engine/model/ids.ts';
import type { RunRow, RunState } from '../../../../engine/model/jobs.ts';
import { MemoryHistory } from '../../../../engine/sim/history-memory.ts';
import { newJobEntry, Tables } from '../../../../engine/step/tables.ts';
import { load } from '../../../support/http/job-worlds.ts';

const name = objectName(load);

interface Drawn {
  readonly createdMs: number;
  readonly state: RunState;
  readonly place: 'tables' | 'history' | 'both';
}

const drawnRun: fc.Arbitrary<Drawn> = fc.record({
  createdMs: fc.integer({ min: 0, max: 5 }),
  state: fc.constantFrom<RunState>('running', 'succeeded', 'failed'),
  place: fc.constantFrom('tables', 'history', 'both'),
});

const rowOf = (at: number, { createdMs, state }: Drawn, job: ObjectName = name): RunRow => ({
  id: runId(job, `m${at}`),
  name: job,
  origin: { kind: 'manual', who: 'eve', env: {} },
  lineage: runId(job, `m${at}`),
  dueMs: createdMs,
  createdMs,
  state,
  specDigest: 'd' as RunRow['specDigest'],
  launches: 0,
  failures: 0,
  attempts: [],
});

class Sources {
  readonly tables = new Tables({ agentTimeoutMs: 1, agentReregistrationTimeoutMs: 1 });
  readonly history = new MemoryHistory();

  add(run: RunRow): void {
    const job = this.tables.jobs.get(run.name);
    const entry = job ?? newJobEntry({ name: run.name, succeeded: 0, failed: 0 });
    this.tables.jobs.set(run.name, entry);
    entry.runs.set(run.id, run);
  }

  page(query: RunQuery): Promise<RunPage> {
    const read = <T>(view: (tables: Tables) => T) => Promise.resolve(view(this.tables));
    return runPage({ history: this.history, read }, query);
  }
}

async function made(drawn: readonly Drawn[]): Promise<Sources> {
  const sources = new Sources();
  sources.tables.jobs.set(name, newJobEntry({ name, succeeded: 0, failed: 0 }));
  for (const [at, one] of drawn.entries()) {
    const run = rowOf(at, one);
    if (one.place !== 'history') sources.add(run);
    if (one.place !== 'tables') await sources.history.put([{ run, keep: 100 }]);
  }
  return sources;
}

/** Every id of a list, read by pages of this size. */
async function allOf(sources: Sources, query: RunQuery): Promise<readonly RunId[]> {
  const ids: RunId[] = [];
  let cursor: string | undefined;
  do {
    const page = await sources.page({ ...query, ...(cursor === undefined ? {} : { cursor }) });
    expect(page.runs.length).toBeLessThanOrEqual(query.limit ?? 100);
    ids.push(...page.runs.map(({ id }) => id));
    cursor = page.nextCursor;
    if (ids.length > 1_000) throw new Error('it goes on for ever');
  } while (cursor !== undefined);
  return ids;
}

const expected = (drawn: readonly Drawn[], state?: RunState): readonly RunId[] =>
  drawn
    .map((one, at) => rowOf(at, one))
    .filter((run) => state === undefined || run.state === state)
    .sort((a, b) => b.createdMs - a.createdMs || (a.id < b.id ? 1 : -1))
    .map(({ id }) => id);

describe('the runs of a job', () => {
  test('are each told of once, newest first, at any page size', async () => {
    const state = fc.constantFrom<RunState | undefined>(undefined, 'failed');
    const limits = fc.integer({ min: 1, max: 9 });
    await fc.assert(
      fc.asyncProperty(fc.array(drawnRun, { maxLength: 20 }), limits, state, async (...drawn) => {
        const [runs, limit, wanted] = drawn;
        const query = { job: load, limit, ...(wanted === undefined ? {} : { state: wanted }) };
        expect(await allOf(await made(runs), query)).toEqual(expected(runs, wanted));
      }),
    );
  });

  test('that end between two pages are neither lost nor repeated', async () => {
    const drawn = Array.from({ length: 6 }, (_, at): Drawn => {
      return { createdMs: at, state: 'running', place: 'tables' };
    });
    const sources = await made(drawn);
    const first = await sources.page({ job: load, limit: 3 });
    for (const [at, one] of drawn.entries()) {
      sources.tables.jobs.get(name)?.runs.clear();
      await sources.history.put([{ run: rowOf(at, { ...one, state: 'failed' }), keep: 100 }]);
    }
    const cursor = first.nextCursor ?? '';
    const second = await sources.page({ job: load, limit: 9, cursor });
    const ids = [...first.runs, ...second.runs].map(({ id }) => id);
    expect(ids).toEqual(expected(drawn));
  });

  test('that stand at the end of what is read at once are told of', async () => {
    const drawn = Array.from({ length: 5 }, (_, at): Drawn => {
      return at === 2
        ? { createdMs: at, state: 'failed', place: 'both' }
        : { createdMs: at, state: 'succeeded', place: 'history' };
    });
    const sources = await made(drawn);
    const { runs } = await sources.page({ job: load, state: 'failed', limit: 1 });
    expect(runs.map(({ createdMs }) => createdMs)).toEqual([2]);
  });

  test('in a rare state are looked for a bounded while, and the next page goes on', async () => {
    const sources = await made([{ createdMs: 0, state: 'failed', place: 'history' }]);
    for (let at = 1; at <= 2_400; at += 100)
      await sources.history.put(
        Array.from({ length: 100 }, (_, more) => ({
          run: rowOf(at + more, { createdMs: at + more, state: 'succeeded', place: 'history' }),
          keep: 10_000,
        })),
      );
    const first = await sources.page({ job: load, state: 'failed', limit: 100 });
    expect([first.runs.length, typeof first.nextCursor]).toEqual([0, 'string']);
    expect(await allOf(sources, { job: load, state: 'failed', limit: 100 })).toEqual([
      runId(name, 'm0'),
    ]);
  });

  test('of a job whose file is deleted are told of, of one that never was not', async () => {
    const sources = await made([{ createdMs: 1, state: 'failed', place: 'history' }]);
    expect((await sources.page({ job: load })).runs).toHaveLength(1);
    await expect(sources.page({ job: '/etl/laod' })).rejects.toThrow(/nothing here has that name/);
  });

  test.each(['!', '', 'YQ', 'MDAw'])('refuse the cursor %j', async (cursor) => {
    const sources = await made([]);
    await expect(sources.page({ job: load, cursor })).rejects.toThrow(/nextCursor/);
  });
});

test('without a job, the runs in the tables are told of, each once at any page size', async () => {
  const sources = new Sources();
  for (const job of ['/a', '/b', '/c'])
    for (const at of [1, 2, 3])
      sources.add(
        rowOf(at, { createdMs: at % 2, state: 'running', place: 'tables' }, objectName(job)),
      );
  const all = await allOf(sources, { limit: 100 });
  expect(new Set(all).size).toBe(9);
  for (const limit of [1, 2, 4]) expect(await allOf(sources, { limit })).toEqual(all);
});
