// The store in memory, for the simulator and for tests: the rules of the port to the letter, with
// a disk that fails or takes its time on demand. A crash is a new store from the last snapshot,
// which holds what was committed and nothing else.
import { CommitQueue, type QueuedCommit } from '../ports/commit-queue.ts';
import {
  epochKey,
  maxCommitBytes,
  maxCommitWrites,
  type Row,
  type Store,
  StoreError,
  type StoreFailure,
  type Write,
} from '../ports/store.ts';
import {
  checkFormat,
  checkRead,
  epochOf,
  formatKey,
  staleEpoch,
  storeFormat,
} from '../ports/store-rules.ts';
import { compareUtf8 } from './utf8-order.ts';

export interface MemoryStoreOptions {
  /** What the store holds at first: the snapshot of another one. Without it the store is new. */
  readonly rows?: readonly Row[];
  /** Asked before the nth commit is applied, from 1; what it says is how that commit fails. */
  readonly failCommit?: (n: number) => StoreFailure | undefined;
  /** Awaited before the nth commit is applied, from 1: the time that the disk takes. */
  readonly delayCommit?: (n: number) => Promise<void>;
}

/** Each commit is a group of its own, so that a fault can name it. */
const oneByOne = { commits: 1, writes: maxCommitWrites, bytes: maxCommitBytes };

export class MemoryStore implements Store {
  readonly #options: MemoryStoreOptions;
  readonly #queue = new CommitQueue(oneByOne, (group) => this.#apply(group));
  readonly #values = new Map<string, string>();
  /** The keys of `#values`, ascending. */
  readonly #keys: string[];
  #applied = 0;

  constructor(options: MemoryStoreOptions = {}) {
    this.#options = options;
    const rows = options.rows ?? [{ key: formatKey, value: String(storeFormat) }];
    for (const row of rows) this.#values.set(row.key, row.value);
    this.#keys = [...this.#values.keys()].sort(compareUtf8);
    checkFormat('memory store', this.#values.get(formatKey));
  }

  async load(): Promise<{ readonly epoch: number }> {
    this.#queue.check();
    return { epoch: epochOf(this.#values.get(epochKey)) };
  }

  async read(from: string, to: string, limit: number): Promise<readonly Row[]> {
    this.#queue.check();
    checkRead(from, to, limit);
    const first = this.#position(from);
    const end = Math.min(this.#position(to), first + limit);
    return this.#keys.slice(first, Math.max(first, end)).map((key) => this.#row(key));
  }

  commit(writes: readonly Write[], epoch: number): Promise<void> {
    return this.#queue.commit(writes, epoch);
  }

  close(): Promise<void> {
    return this.#queue.close();
  }

  /** The rows committed so far, ascending: what a crash at this moment would leave. */
  snapshot(): readonly Row[] {
    return this.#keys.map((key) => this.#row(key));
  }

  async #apply(group: readonly QueuedCommit[]): Promise<readonly (StoreError | undefined)[]> {
    const n = ++this.#applied;
    await this.#options.delayCommit?.(n);
    const failure = this.#options.failCommit?.(n);
    if (failure !== undefined) {
      throw new StoreError(failure, `memory store: commit ${n} was made to fail: ${failure}`);
    }
    return group.map((commit) => this.#applyOne(commit));
  }

  #applyOne(commit: QueuedCommit): StoreError | undefined {
    const epoch = epochOf(this.#values.get(epochKey));
    if (commit.epoch !== epoch) return staleEpoch(epoch, commit.epoch);
    for (const write of commit.writes) {
      if (write.kind === 'put') this.#put(write.key, write.value);
      else this.#delete(write.key);
    }
    return undefined;
  }

  #put(key: string, value: string): void {
    if (!this.#values.has(key)) this.#keys.splice(this.#position(key), 0, key);
    this.#values.set(key, value);
  }

  #delete(key: string): void {
    if (this.#values.delete(key)) this.#keys.splice(this.#position(key), 1);
  }

  /** Where the first key lies that isn't before this one. */
  #position(key: string): number {
    let [low, high] = [0, this.#keys.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareUtf8(this.#keys[middle] ?? '', key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #row(key: string): Row {
    return { key, value: this.#values.get(key) ?? '' };
  }
}
