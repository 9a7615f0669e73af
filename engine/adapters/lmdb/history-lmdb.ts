// The run history on LMDB, in a folder of its own. A put is one write transaction, in which a job's
// oldest runs go as new ones come. Rows: `list/JOB@PLACE` is a run; `at/RUN` the place of a run,
// for those that ask by id; `count/JOB` how many of the job there are, so that nobody has to count.
// Where a job keeps fewer than before, the rest goes first, in transactions of their own.
import { type ObjectName, parseRunId, type RunId } from '../../model/ids.ts';
import type { RunRow } from '../../model/jobs.ts';
import type { History, HistoryEntry, HistoryRow } from '../../ports/history.ts';
import {
  checkPage,
  type HistoryPut,
  historyPut,
  type KeptRun,
  runAt,
} from '../../ports/history-rules.ts';
import { PutQueue } from '../../ports/put-queue.ts';
import { checkFormat, formatKey, storeFormat } from '../../ports/store-rules.ts';
import { LmdbFile } from './lmdb-file.ts';
import { syncFolder } from './store-folder.ts';

/** Runs that one transaction takes out. */
const trimRuns = 256;
/** Of one that comes: its row and place, and its job's count or its row at another place. */
const writesToPut = 3;
/** Of one that goes: its row and place. */
const writesToRemove = 2;

const listKey = (job: ObjectName, place: string): string => `list/${job}@${place}`;
/** All of a job: `A` comes after each `@PLACE`. */
const listOf = (job: ObjectName) => ({ from: `list/${job}@`, to: `list/${job}A` });
const atKey = (id: RunId): string => `at/${id}`;
const countKey = (job: ObjectName): string => `count/${job}`;

/**
 * Opens the history in a folder, or makes a new one, for one process at a time. Rejects with a
 * StoreError that says where, what is, and what would be right.
 */
export async function openLmdbHistory(folder: string): Promise<History> {
  const file = await LmdbFile.open(folder);
  try {
    await prepare(file, folder);
    await syncFolder(folder);
    return new LmdbHistory(file);
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Writes the format of a new history, or refuses one of another format. */
async function prepare(file: LmdbFile, folder: string): Promise<void> {
  const [first] = file.keys({ from: '\0', to: '\u{10ffff}', limit: 1 });
  if (first !== undefined) return checkFormat(folder, file.get(formatKey));
  await file.write({ writes: 1, bytes: 100 }, () => file.put(formatKey, String(storeFormat)));
}

class LmdbHistory implements History {
  readonly #file: LmdbFile;
  readonly #queue = new PutQueue();
  #closing: Promise<void> | undefined;

  constructor(file: LmdbFile) {
    this.#file = file;
  }

  async put(entries: readonly HistoryEntry[]): Promise<void> {
    const put = historyPut(entries);
    await this.#queue.put(() => this.#put(put));
  }

  async list(job: ObjectName, limit: number, before?: string): Promise<readonly HistoryRow[]> {
    this.#queue.check();
    checkPage(limit, before);
    const { from, to } = listOf(job);
    const end = before === undefined ? to : listKey(job, before);
    const rows = this.#file.rows({ from, to: end, limit, isReverse: true });
    return rows.map(({ key, value }) => ({
      run: JSON.parse(value),
      cursor: key.slice(from.length),
    }));
  }

  async get(run: RunId): Promise<RunRow | undefined> {
    this.#queue.check();
    const name = parseRunId(run)?.name;
    const place = name && this.#file.get(atKey(run));
    const text = place && this.#file.get(listKey(name, place));
    return text ? JSON.parse(text) : undefined;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#queue.close();
    await this.#file.close();
  }

  async #put(put: HistoryPut): Promise<void> {
    if (put.runs.length === 0) return;
    let writes = put.runs.length * writesToPut;
    for (const [job, keep] of put.keeps) {
      const coming = put.runs.filter((run) => run.job === job).length;
      await this.#trimAhead(job, keep + coming);
      writes += Math.max(0, this.#count(job) + coming - keep) * writesToRemove;
    }
    const bytes = put.runs.reduce((sum, run) => sum + run.bytes, 0);
    await this.#file.write({ writes, bytes }, () => {
      for (const run of put.runs) this.#putRun(run);
      for (const [job, keep] of put.keeps) this.#removeOldest(job, this.#count(job) - keep);
    });
  }

  /** What is no more in the list after a put, whatever it brings, replaces and moves. */
  async #trimAhead(job: ObjectName, keep: number): Promise<void> {
    for (;;) {
      const surplus = Math.min(trimRuns, this.#count(job) - keep);
      if (surplus <= 0) return;
      const size = { writes: surplus * writesToRemove + 1, bytes: 0 };
      await this.#file.write(size, () => this.#removeOldest(job, surplus));
    }
  }

  #putRun(run: KeptRun): void {
    const before = this.#file.get(atKey(run.id));
    if (before === undefined) this.#setCount(run.job, this.#count(run.job) + 1);
    else if (before !== run.place) this.#file.remove(listKey(run.job, before));
    this.#file.put(atKey(run.id), run.place);
    this.#file.put(listKey(run.job, run.place), run.text);
  }

  #removeOldest(job: ObjectName, count: number): void {
    if (count <= 0) return;
    const { from, to } = listOf(job);
    const keys = this.#file.keys({ from, to, limit: count });
    for (const key of keys) {
      this.#file.remove(key);
      this.#file.remove(atKey(runAt(job, key.slice(from.length))));
    }
    this.#setCount(job, this.#count(job) - keys.length);
  }

  #count(job: ObjectName): number {
    return Number(this.#file.get(countKey(job)) ?? 0);
  }

  #setCount(job: ObjectName, count: number): void {
    this.#file.put(countKey(job), String(count));
  }
}
