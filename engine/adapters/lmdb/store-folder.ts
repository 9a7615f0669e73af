// The folder of a store: it must be there, be writable, and hold files that LMDB can open.
import { access, constants, mkdir, open, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { StoreError } from '../../ports/store.ts';
import { hasData } from './data-header.ts';
import { codeOf, failed } from './store-fault.ts';

/** More than a new store takes before the first commit, which finds its own room. */
const newStoreBytes = 1_048_576;
/** More than LMDB's table of readers takes, which it would make longer otherwise. */
const lockFileBytes = 16_384;

/** Makes the folder when it isn't there. Rejects with a StoreError unless it can be written. */
export async function checkFolder(folder: string): Promise<void> {
  try {
    const made = await mkdir(folder, { recursive: true, mode: 0o700 });
    if (made !== undefined) await syncFolder(dirname(resolve(folder)));
    await access(join(folder, '.'), constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = codeOf(error);
    const text =
      code === 'EEXIST' || code === 'ENOTDIR'
        ? 'it is a file: name a folder'
        : `it can't be written (${code}): it must be a folder of the user that runs the engine`;
    throw new StoreError('broken', `${folder}: ${text}`, { cause: error });
  }
}

/**
 * Sees to it that LMDB can open its files: a data file that is whole or none yet, room for a new
 * one, and a lock file without holes. LMDB writes to a map of that, so where it has a hole, a full
 * disk is a SIGBUS.
 */
export async function checkFiles(folder: string): Promise<void> {
  if (!(await hasData(join(folder, 'data.mdb')))) {
    const probe = join(folder, 'room.new');
    await writeZeros(probe, newStoreBytes);
    await rm(probe);
  }
  const lockFile = join(folder, 'lock.mdb');
  if (!(await isWritableFile(lockFile))) await writeZeros(lockFile, lockFileBytes);
}

/** False when there is nothing of that name. Its locks would be lost if it were opened here. */
async function isWritableFile(file: string): Promise<boolean> {
  try {
    await access(file, constants.R_OK | constants.W_OK);
    if ((await stat(file)).isFile()) return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw failed(file, error);
  }
  throw new StoreError('broken', `${file}: it isn't a file: remove it`);
}

/** Makes a file, or leaves none. */
async function writeZeros(file: string, sizeBytes: number): Promise<void> {
  try {
    await writeFile(file, Buffer.alloc(sizeBytes), { mode: 0o600 });
  } catch (error) {
    await rm(file, { force: true });
    throw failed(file, error);
  }
}

/** Makes the names of new files in a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
