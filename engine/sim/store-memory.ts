// The store in memory, for the simulator and for tests: the rules of the port to the letter, with
// a disk that fails or takes its time on demand. What is on the disk outlives the store: a crash is
// a new store on the same disk, which holds what was committed and nothing else.
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
import { StoreDisk } from './store-disk.ts';

export interface MemoryStoreOptions {
  /** What it is kept on; a disk of its own when it isn't given. */
  readonly disk?: StoreDisk;
  /** What its own disk holds at first: the snapshot of another one. Without it the store is new. */
  readonly rows?: readonly Row[];
  /** Asked before the nth commit is applied, from 1; what it says is how that commit fails. */
  readonly failCommit?: (n: number) => StoreFailure | undefined;
  /** Awaited before the nth commit is applied, from 1: the time that the disk takes. */
  readonly delayCommit?: (n: number) => Promise<void>;
  /** Applies each commit when it likes, once at most, or rejects: the disk's own doing. */
  readonly gate?: Gate;
}

type Gate = <T>(apply: () => T) => Promise<T>;

/** Each commit is a group of its own, so that a fault can name it. */
const oneByOne = { commits: 1, writes: maxCommitWrites, bytes: maxCommitBytes };
const atOnce: Gate = async (apply) => apply();

export class MemoryStore implements Store {
  readonly #options: MemoryStoreOptions;
  readonly #queue = new CommitQueue(oneByOne, (group) => this.#apply(group));
  readonly #disk: StoreDisk;
  #applied = 0;

  constructor(options: MemoryStoreOptions = {}) {
    this.#options = options;
    this.#disk = options.disk ?? new StoreDisk(options.rows);
    if (this.#disk.size === 0) this.#disk.put(formatKey, String(storeFormat));
    checkFormat('memory store', this.#disk.get(formatKey));
  }

  async load(): Promise<{ readonly epoch: number }> {
    this.#queue.check();
    return { epoch: epochOf(this.#disk.get(epochKey)) };
  }

  async read(from: string, to: string, limit: number): Promise<readonly Row[]> {
    this.#queue.check();
    checkRead(from, to, limit);
    return this.#disk.read(from, to, limit);
  }

  commit(writes: readonly Write[], epoch: number): Promise<void> {
    return this.#queue.commit(writes, epoch);
  }

  close(): Promise<void> {
    return this.#queue.close();
  }

  /** The rows committed so far, ascending: what a crash at this moment would leave. */
  snapshot(): readonly Row[] {
    return this.#disk.rows();
  }

  async #apply(group: readonly QueuedCommit[]): Promise<readonly (StoreError | undefined)[]> {
    const n = ++this.#applied;
    await this.#options.delayCommit?.(n);
    const failure = this.#options.failCommit?.(n);
    if (failure !== undefined) {
      throw new StoreError(failure, `memory store: commit ${n} was made to fail: ${failure}`);
    }
    const gate = this.#options.gate ?? atOnce;
    return await gate(() => group.map((commit) => this.#applyOne(commit)));
  }

  #applyOne(commit: QueuedCommit): StoreError | undefined {
    const epoch = epochOf(this.#disk.get(epochKey));
    if (commit.epoch !== epoch) return staleEpoch(epoch, commit.epoch);
    this.#disk.apply(commit.writes, epoch);
    return undefined;
  }
}
