// One LMDB database in a folder of its own, for texts by key. A write is one transaction: it
// resolves after LMDB has flushed the pages (fdatasync) and then the meta page that makes them
// count (O_DSYNC). lmdb-js' overlapping sync shows commits before they are durable, so it is off;
// so is its batching by event turn, which leaves a rejected promise that nobody can catch. Keys are
// stored as UTF-8 bytes, and sorted so.
import { join } from 'node:path';
import { open as openEnvironment, type RootDatabase } from 'lmdb';
import { type Row, StoreError } from '../../ports/store.ts';
import { maxKeyBytes } from '../../ports/store-rules.ts';
import { DataRoom } from './data-room.ts';
import { commitCause, failed, unreadable } from './store-fault.ts';
import { checkFiles, checkFolder } from './store-folder.ts';

type Database = RootDatabase<string, Uint8Array>;

/** Address space, not memory or disk: lmdb-js would move the map while it grows. */
const mapBytes = 2 ** 36;
/** Seconds that LMDB may take for one transaction, counted while this process runs. */
const maxWriteSeconds = 60;

export interface Range {
  /** The first key. */
  readonly from: string;
  /** Behind the last key. */
  readonly to: string;
  readonly limit: number;
  /** Its last rows, the last one first. */
  readonly isReverse?: boolean;
}

/** At most what a transaction changes: room for it is taken first. */
export interface WriteSize {
  readonly writes: number;
  /** Of keys and values. */
  readonly bytes: number;
}

export class LmdbFile {
  readonly #db: Database;
  readonly #folder: string;
  readonly #room: DataRoom;
  #closing: Promise<void> | undefined;

  /** Makes it when there is none. Rejects with a StoreError that says where and what is. */
  static async open(folder: string): Promise<LmdbFile> {
    await checkFolder(folder);
    await checkFiles(folder);
    return new LmdbFile(openDatabase(folder), folder);
  }

  private constructor(db: Database, folder: string) {
    this.#db = db;
    this.#folder = folder;
    this.#room = new DataRoom(join(folder, 'data.mdb'));
  }

  get(key: string): string | undefined {
    return this.#readable(() => this.#db.get(toBytes(key)));
  }

  /** Rows with `from <= key < to`. */
  rows(range: Range): readonly Row[] {
    const bounds = boundsOf(range);
    if (!bounds) return [];
    return this.#readable(() =>
      Array.from(this.#db.getRange(bounds), ({ key, value }) => ({ key: toText(key), value })),
    );
  }

  /** As `rows`, without reading the values. */
  keys(range: Range): readonly string[] {
    const bounds = boundsOf(range);
    return bounds ? this.#readable(() => Array.from(this.#db.getKeys(bounds), toText)) : [];
  }

  /**
   * Runs `act` in one write transaction, where reads see what was put and removed in it; if it
   * throws, nothing is changed. Rejects with a StoreError.
   */
  async write<T>(size: WriteSize, act: () => T): Promise<T> {
    try {
      await this.#room.reach(this.#neededBytes(size));
      return await bounded(this.#db.childTransaction(act), this.#folder);
    } catch (error) {
      throw failed(this.#folder, await commitCause(error));
    }
  }

  /** Only within `write`. */
  put(key: string, value: string): void {
    void this.#db.put(toBytes(key), value);
  }

  /** Only within `write`. */
  remove(key: string): void {
    void this.#db.remove(toBytes(key));
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#room.close();
    await bounded(this.#db.close(), this.#folder);
  }

  /**
   * How long the data file may get by this. Each write can copy the pages from the root to its
   * leaf, split one, and round its value up to a page; the list of free pages is written too.
   */
  #neededBytes({ writes, bytes }: WriteSize): number {
    const stats = this.#db.getStats() as {
      pageSize: number;
      lastPageNumber: number;
      treeDepth: number;
    };
    const usedBytes = (stats.lastPageNumber + 1) * stats.pageSize;
    const pages = 64 + writes * (stats.treeDepth + 3);
    return usedBytes + pages * stats.pageSize + bytes + Math.ceil(usedBytes / 256);
  }

  #readable<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw unreadable(this.#folder, error);
    }
  }
}

const toBytes = (key: string): Buffer => Buffer.from(key);
const toText = (key: Uint8Array): string =>
  Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString();

/** LMDB takes no empty bound and none longer than a key; cut, it lies before the same keys. */
function toBound(text: string): Buffer {
  const bytes = Buffer.from(text === '' ? '\0' : text);
  return bytes.length <= maxKeyBytes ? bytes : bytes.subarray(0, maxKeyBytes + 1);
}

/** As lmdb-js has them, which counts a reverse range from its upper end; undefined: it is empty. */
function boundsOf({ from, to, limit, isReverse }: Range) {
  const [low, high] = [toBound(from), toBound(to)];
  if (limit === 0 || Buffer.compare(low, high) >= 0) return undefined;
  if (!isReverse) return { start: low, end: high, limit };
  const both = { exclusiveStart: true, inclusiveEnd: true };
  return { start: high, end: low, limit, reverse: true, ...both };
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
      if (++seconds < maxWriteSeconds) return;
      const what = `the disk hasn't answered for ${maxWriteSeconds} s`;
      reject(new StoreError('broken', `${folder}: ${what}: look at it, and start again`));
    }, 1_000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearInterval(timer);
  }
}
