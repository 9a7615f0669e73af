// The store on LMDB, in a folder of its own: nothing to install. One group of commits is one LMDB
// write transaction: it reads the stored epoch, works out what the group changes, and writes that
// or aborts. Keys are stored as UTF-8 bytes, which is the order of the port.
import { CommitQueue, type QueuedCommit } from '../ports/commit-queue.ts';
import { epochKey, type Row, type Store, type StoreError, type Write } from '../ports/store.ts';
import {
  checkFormat,
  checkRead,
  epochOf,
  formatKey,
  staleEpoch,
  storeFormat,
} from '../ports/store-rules.ts';
import { LmdbFile } from './lmdb/lmdb-file.ts';
import { syncFolder } from './lmdb/store-folder.ts';

const groupBounds = { commits: 64, writes: 2_000, bytes: 4_194_304 };

/**
 * Opens the store in a folder, or makes a new one. Take the lock of the folder first. Rejects with
 * a StoreError that says where, what is, and what would be right.
 */
export async function openLmdbStore(folder: string): Promise<Store> {
  const store = new LmdbStore(await LmdbFile.open(folder), folder);
  try {
    await store.prepare();
    await syncFolder(folder);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

class LmdbStore implements Store {
  readonly #file: LmdbFile;
  readonly #folder: string;
  readonly #queue: CommitQueue;
  #closing: Promise<void> | undefined;

  constructor(file: LmdbFile, folder: string) {
    this.#file = file;
    this.#folder = folder;
    this.#queue = new CommitQueue(groupBounds, (group) => this.#apply(group));
  }

  /** Writes the format of a new store, or refuses one of another format. */
  async prepare(): Promise<void> {
    const [first] = await this.read('\0', '\u{10ffff}', 1);
    if (first !== undefined) return checkFormat(this.#folder, this.#file.get(formatKey));
    await this.commit([{ kind: 'put', key: formatKey, value: String(storeFormat) }], 0);
  }

  async load(): Promise<{ readonly epoch: number }> {
    this.#queue.check();
    return { epoch: this.#epoch() };
  }

  async read(from: string, to: string, limit: number): Promise<readonly Row[]> {
    this.#queue.check();
    checkRead(from, to, limit);
    return this.#file.rows({ from, to, limit });
  }

  commit(writes: readonly Write[], epoch: number): Promise<void> {
    return this.#queue.commit(writes, epoch);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#queue.close();
    await this.#file.close();
  }

  #apply(group: readonly QueuedCommit[]): Promise<readonly (StoreError | undefined)[]> {
    const writes = group.reduce((sum, commit) => sum + commit.writes.length, 0);
    const bytes = group.reduce((sum, commit) => sum + commit.bytes, 0);
    return this.#file.write({ writes, bytes }, () => this.#write(group));
  }

  /** Runs in the write transaction; throwing aborts it. */
  #write(group: readonly QueuedCommit[]): readonly (StoreError | undefined)[] {
    const { changes, refusals } = foldGroup(this.#epoch(), group);
    for (const [key, value] of changes) {
      if (value === undefined) this.#file.remove(key);
      else this.#file.put(key, value);
    }
    return refusals;
  }

  #epoch(): number {
    return epochOf(this.#file.get(epochKey));
  }
}

/** What a group changes, in order, and which of its commits are stale. */
function foldGroup(storedEpoch: number, group: readonly QueuedCommit[]) {
  let epoch = storedEpoch;
  const changes = new Map<string, string | undefined>();
  const refusals = group.map((commit) => {
    if (commit.epoch !== epoch) return staleEpoch(epoch, commit.epoch);
    for (const write of commit.writes) {
      const value = write.kind === 'put' ? write.value : undefined;
      changes.set(write.key, value);
      if (write.key === epochKey) epoch = epochOf(value);
    }
    return undefined;
  });
  return { changes, refusals };
}
