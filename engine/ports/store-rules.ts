// What every store holds to, whatever it is made of: the bounds of a commit, the keys and values it
// can hold at all, and the two rows under `meta/`: the format of the rows, written when the store
// is made, and the epoch, which is put and never deleted.
import { epochKey, maxCommitBytes, maxCommitWrites, StoreError, type Write } from './store.ts';

/** Bytes (UTF-8) of a key at most (LMDB takes 1,978). */
export const maxKeyBytes = 1_024;
/** Key of the row that says how the other rows are to be read, as a decimal number. */
export const formatKey = 'meta/format';
/** The format that this engine reads and writes. */
export const storeFormat = 2;

/**
 * Bytes (UTF-8) of a commit's keys and values. Throws a StoreError `too-large` past a bound, and a
 * RangeError for writes that are wrong in themselves: an empty key, half of a surrogate pair (it
 * can't be written as UTF-8), an epoch that is no number or deleted.
 */
export function commitBytes(writes: readonly Write[]): number {
  if (writes.length > maxCommitWrites) {
    tooLarge(`${writes.length} writes in one commit`, `at most ${maxCommitWrites}`);
  }
  const bytes = writes.reduce((sum, write) => sum + writeBytes(write), 0);
  if (bytes > maxCommitBytes) {
    tooLarge(`${bytes} bytes in one commit`, `at most ${maxCommitBytes}`);
  }
  return bytes;
}

function writeBytes(write: Write): number {
  const keyBytes = checkKey(write.key);
  if (write.key === epochKey) checkEpochWrite(write);
  if (write.kind === 'delete') return keyBytes;
  checkText(write.value, `the value of ${write.key}`);
  return keyBytes + Buffer.byteLength(write.value);
}

function checkKey(key: string): number {
  const keyBytes = Buffer.byteLength(key);
  if (keyBytes === 0) throw new RangeError('store: a key is empty: name the row');
  if (keyBytes > maxKeyBytes) {
    tooLarge(`a key of ${keyBytes} bytes (${key.slice(0, 40)}...)`, `at most ${maxKeyBytes}`);
  }
  checkText(key, 'a key');
  return keyBytes;
}

function checkText(text: string, what: string): void {
  if (/\p{Surrogate}/u.test(text)) {
    throw new RangeError(`store: ${what} has half of a surrogate pair: only whole characters`);
  }
}

function checkEpochWrite(write: Write): void {
  if (write.kind === 'delete' || !/^\d{1,15}$/.test(write.value)) {
    throw new RangeError(`store: ${epochKey} is put, as a decimal number, and never deleted`);
  }
}

function tooLarge(what: string, bound: string): never {
  throw new StoreError('too-large', `store: ${what}: ${bound}, so cut it into several`);
}

/** Throws unless the bounds are text and the limit is a whole number of rows, 0 or more. */
export function checkRead(from: string, to: string, limit: number): void {
  checkText(from, 'the start of a read');
  checkText(to, 'the end of a read');
  if (!Number.isSafeInteger(limit) || limit < 0) {
    throw new RangeError(`store: a read of ${limit} rows: a whole number, 0 or more`);
  }
}

/** The number in the epoch's row, 0 when there is none yet. */
export function epochOf(value: string | undefined): number {
  if (value === undefined) return 0;
  if (/^\d{1,15}$/.test(value)) return Number(value);
  throw new StoreError('broken', `store: ${epochKey} is no number: restore the store`);
}

export function staleEpoch(stored: number, claimed: number): StoreError {
  const text = `the epoch is ${stored}, not ${claimed}: another engine has taken the store over`;
  return new StoreError('stale-epoch', `store: ${text}`);
}

/** Throws unless a store that has rows says that they are of this engine's format. */
export function checkFormat(where: string, value: string | undefined): void {
  if (value === String(storeFormat)) return;
  const [what, right] =
    value === undefined
      ? [`it has rows but no ${formatKey}, so no engine made it`, 'name the store or a new place']
      : Number(value) > storeFormat
        ? [`it is of format ${value}, made by a newer engine`, `this one reads ${storeFormat}`]
        : [`its format is ${value}`, `this engine reads ${storeFormat}`];
  throw new StoreError('broken', `${where}: ${what}: ${right}`);
}
