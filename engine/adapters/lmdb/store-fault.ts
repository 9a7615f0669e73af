// What goes wrong below the store, in the words of the port: `full` when a disk, a quota or a file
// size limit is used up, `broken` for all the rest.
import { StoreError } from '../../ports/store.ts';

/** As Node says it and as LMDB does (errno). */
const fullCodes = new Set(['ENOSPC', '28', 'EDQUOT', '122', 'EFBIG', '27']);

export function unreadable(folder: string, error: unknown): StoreError {
  if (error instanceof StoreError || isFull(error)) return failed(folder, error);
  const text = `its data file can't be read (${textOf(error)}): restore it from a backup`;
  return new StoreError('broken', `${folder}: ${text}`, { cause: error });
}

export function failed(where: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const text = isFull(error) ? 'the disk is full: free some space' : 'it failed: look at the disk';
  const failure = isFull(error) ? 'full' : 'broken';
  return new StoreError(failure, `${where}: ${text} (${textOf(error)})`, { cause: error });
}

/** lmdb-js rejects a commit that failed with an error that promises the real one. */
export async function commitCause(error: unknown): Promise<unknown> {
  if (!(error instanceof Error && 'commitError' in error)) return error;
  return Promise.resolve(error.commitError).catch((reason: unknown) => reason);
}

/** Node's codes are names, LMDB's are numbers. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';
const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const isFull = (error: unknown): boolean => fullCodes.has(codeOf(error));
