// The store: one ordered map of text keys to text values with an epoch. A commit is all or
// nothing, durable when it resolves, and conditional on the epoch (house.md part 3).

/** Key of the row that holds the epoch, as a decimal number. */
export const epochKey = 'meta/epoch';
/** Writes in one commit at most (etcd allows 128). */
export const maxCommitWrites = 100;
/** Bytes of keys and values (UTF-8) in one commit at most (etcd allows 1.5 MiB). */
export const maxCommitBytes = 1_048_576;

export type Write =
  | { readonly kind: 'put'; readonly key: string; readonly value: string }
  | { readonly kind: 'delete'; readonly key: string };

export interface Row {
  readonly key: string;
  readonly value: string;
}

export type StoreFailure = 'stale-epoch' | 'too-large' | 'full' | 'broken' | 'closed';

export class StoreError extends Error {
  readonly failure: StoreFailure;
  constructor(failure: StoreFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
    this.failure = failure;
  }
}

export interface Store {
  /** The epoch stored now; 0 for a new store. */
  load(): Promise<{ readonly epoch: number }>;
  /** Rows with `from <= key < to`, ascending by UTF-8 bytes, at most `limit` of them. */
  read(from: string, to: string, limit: number): Promise<readonly Row[]>;
  /**
   * Applies all writes or none; durable when it resolves. Refused with `stale-epoch` unless the
   * stored epoch equals `epoch`; the writes may put `meta/epoch` itself, which is how an engine
   * start raises it. Refused with `too-large` past the two bounds above. After `full` or `broken`
   * nothing of the commit is stored. Commits in flight are applied in the order of the calls; one
   * that fails so takes those already called behind it with it (commit-queue.ts). Keys and values
   * that no store can hold are bugs: RangeError (store-rules.ts).
   */
  commit(writes: readonly Write[], epoch: number): Promise<void>;
  close(): Promise<void>;
}

/** Exclusive ownership of a store by one engine process, and what it does to wait for it. */
export interface Standby {
  /** Takes the exclusive lock or rejects with who holds it. Released when the process ends. */
  acquire(): Promise<{ release(): Promise<void> }>;
}
