// The store on LMDB, in a folder of its own: nothing to install. One group of commits is one LMDB
// write transaction: it reads the stored epoch, works out what the group changes, writes that or
// aborts, and resolves after LMDB has flushed the pages (fdatasync) and then the meta page that
// makes them count (O_DSYNC). lmdb-js' overlapping sync shows commits before they are durable, so
// it is off; so is its batching by event turn, which leaves a rejected promise that nobody can
// catch. Keys are stored as UTF-8 bytes, which is the order of the port.
import { join } from 'node:path';
import { open as openEnvironment, type RootDatabase } from 'lmdb';
import { CommitQueue, type QueuedCommit } from '../ports/commit-queue.ts';
import { epochKey, type Row, type Store, StoreError, type Write } from '../ports/store.ts';
import {
  checkFormat,
  checkRead,
  epochOf,
  formatKey,
  maxKeyBytes,
  staleEpoch,
  storeFormat,
} from '../ports/store-rules.ts';
import { DataRoom } from './lmdb/data-room.ts';
import { commitCause, failed, unreadable } from './lmdb/store-fault.ts';
import { checkFiles, checkFolder, syncFolder } from './lmdb/store-folder.ts';

type Database = RootDatabase<string, Uint8Array>;

/** Address space, not memory or disk: lmdb-js would move the map while it grows. */
const mapBytes = 2 ** 36;
const groupBounds = { commits: 64, writes: 400, bytes: 2_097_152 };
/** Seconds that LMDB may take for one group, counted while this process runs. */
const maxCommitSeconds = 60;

/**
 * Opens the store in a folder, or makes a new one. Take the lock of the folder first. Rejects with
 * a StoreError that says where, what is, and what would be right.
 */
export async function openLmdbStore(folder: string): Promise<Store> {
  await checkFolder(folder);
  await checkFiles(folder);
  const store = new LmdbStore(openDatabase(folder), folder);
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
  readonly #db: Database;
  readonly #folder: string;
  readonly #room: DataRoom;
  readonly #queue: CommitQueue;
  #closing: Promise<void> | undefined;

  constructor(db: Database, folder: string) {
    this.#db = db;
    this.#folder = folder;
    this.#room = new DataRoom(join(folder, 'data.mdb'));
    this.#queue = new CommitQueue(groupBounds, (group) => this.#apply(group));
  }

  /** Writes the format of a new store, or refuses one of another format. */
  async prepare(): Promise<void> {
    const [first] = await this.read('\0', '\u{10ffff}', 1);
    if (first !== undefined) return checkFormat(this.#folder, this.#get(formatKey));
    await this.commit([{ kind: 'put', key: formatKey, value: String(storeFormat) }], 0);
  }

  async load(): Promise<{ readonly epoch: number }> {
    this.#queue.check();
    return { epoch: epochOf(this.#get(epochKey)) };
  }

  async read(from: string, to: string, limit: number): Promise<readonly Row[]> {
    this.#queue.check();
    checkRead(from, to, limit);
    const [start, end] = [toBound(from), toBound(to)];
    if (limit === 0 || Buffer.compare(start, end) >= 0) return [];
    return this.#readable(() => {
      const range = this.#db.getRange({ start, end, limit });
      return Array.from(range, (entry) => ({ key: toText(entry.key), value: entry.value }));
    });
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
    this.#room.close();
    await bounded(this.#db.close(), this.#folder);
  }

  async #apply(group: readonly QueuedCommit[]): Promise<readonly (StoreError | undefined)[]> {
    try {
      await this.#room.reach(this.#neededBytes(group));
      const transaction = this.#db.childTransaction(() => this.#write(group));
      return await bounded(transaction, this.#folder);
    } catch (error) {
      throw failed(this.#folder, await commitCause(error));
    }
  }

  /** Runs in the write transaction; throwing aborts it. */
  #write(group: readonly QueuedCommit[]): readonly (StoreError | undefined)[] {
    const { changes, refusals } = foldGroup(epochOf(this.#get(epochKey)), group);
    for (const [key, value] of changes) {
      if (value === undefined) this.#db.remove(toBytes(key));
      else void this.#db.put(toBytes(key), value);
    }
    return refusals;
  }

  /**
   * How long the data file may get by this group. Each write can copy the pages from the root to
   * its leaf, split one, and round its value up to a page; the list of free pages is written too.
   */
  #neededBytes(group: readonly QueuedCommit[]): number {
    const stats = this.#db.getStats() as {
      pageSize: number;
      lastPageNumber: number;
      treeDepth: number;
    };
    const usedBytes = (stats.lastPageNumber + 1) * stats.pageSize;
    const writes = group.reduce((sum, commit) => sum + commit.writes.length, 0);
    const valueBytes = group.reduce((sum, commit) => sum + commit.bytes, 0);
    const pages = 64 + writes * (stats.treeDepth + 3);
    return usedBytes + pages * stats.pageSize + valueBytes + Math.ceil(usedBytes / 256);
  }

  #get(key: string): string | undefined {
    return this.#readable(() => this.#db.get(toBytes(key)));
  }

  #readable<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw unreadable(this.#folder, error);
    }
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

const toBytes = (key: string): Buffer => Buffer.from(key);
const toText = (key: Uint8Array): string =>
  Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString();

/** LMDB takes no empty bound and none longer than a key; cut, it lies before the same keys. */
function toBound(text: string): Buffer {
  const bytes = Buffer.from(text === '' ? '\0' : text);
  return bytes.length <= maxKeyBytes ? bytes : bytes.subarray(0, maxKeyBytes + 1);
}

function openDatabase(folder: string): Database {
  const options = {
    path: folder,
    noSubdir: false,
    encoding: 'string',
    keyEncoding: 'binary',
    mapSize: mapBytes,
    maxDbs: 1,
    overlappingSync: false,
    eventTurnBatching: false,
    permissionsMode: 0o600,
  } as const;
  try {
    return openEnvironment<string, Uint8Array>(options);
  } catch (error) {
    throw unreadable(folder, error);
  }
}

/** Seconds are counted by ticks, so that a process that was stopped doesn't find them gone. */
async function bounded<T>(work: Promise<T>, folder: string): Promise<T> {
  let seconds = 0;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      if (++seconds < maxCommitSeconds) return;
      const what = `the disk hasn't answered for ${maxCommitSeconds} s`;
      reject(new StoreError('broken', `${folder}: ${what}: look at it, and start again`));
    }, 1_000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearInterval(timer);
  }
}
