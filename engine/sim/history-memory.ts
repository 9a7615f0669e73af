// The run history in memory, for the simulator and for tests: the rules of the port to the letter,
// with a disk that fails or takes its time on demand. What is on the disk outlives it.
import type { ObjectName, RunId } from '../model/ids.ts';
import type { RunRow } from '../model/jobs.ts';
import type { History, HistoryEntry, HistoryRow } from '../ports/history.ts';
import { checkPage, historyPut } from '../ports/history-rules.ts';
import { PutQueue } from '../ports/put-queue.ts';
import { StoreError, type StoreFailure } from '../ports/store.ts';
import { HistoryDisk } from './history-disk.ts';

export interface MemoryHistoryOptions {
  /** What it is kept on; a disk of its own when it isn't given. */
  readonly disk?: HistoryDisk;
  /** Asked before the nth put is applied, from 1; what it says is how that put fails. */
  readonly failPut?: (n: number) => StoreFailure | undefined;
  /** Applies each put when it likes, once at most, or rejects: the disk's own doing. */
  readonly gate?: <T>(apply: () => T) => Promise<T>;
}

export class MemoryHistory implements History {
  readonly #options: MemoryHistoryOptions;
  readonly #queue = new PutQueue();
  readonly #disk: HistoryDisk;
  #applied = 0;

  constructor(options: MemoryHistoryOptions = {}) {
    this.#options = options;
    this.#disk = options.disk ?? new HistoryDisk();
  }

  async put(entries: readonly HistoryEntry[]): Promise<void> {
    const put = historyPut(entries);
    await this.#queue.put(async () => {
      const n = ++this.#applied;
      const failure = this.#options.failPut?.(n);
      if (failure !== undefined)
        throw new StoreError(failure, `memory history: put ${n} was made to fail: ${failure}`);
      const { gate } = this.#options;
      if (gate) await gate(() => this.#disk.apply(put));
      else this.#disk.apply(put);
    });
  }

  async list(job: ObjectName, limit: number, before?: string): Promise<readonly HistoryRow[]> {
    this.#queue.check();
    checkPage(limit, before);
    return this.#disk.list(job, limit, before);
  }

  async get(run: RunId): Promise<RunRow | undefined> {
    this.#queue.check();
    return this.#disk.get(run);
  }

  close(): Promise<void> {
    return this.#queue.close();
  }

  /** All runs that are kept, by job, each job's newest first. */
  all(): readonly RunRow[] {
    return this.#disk.all();
  }
}
