// Small files of the command line's own: a token to read, and where `up` is to be found.
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Problem } from '../model/problem.ts';

const maxBytes = 65_536;

/** A file's text; undefined when there is none. Rejects with a Problem otherwise. */
export async function readOwnFile(path: string): Promise<string | undefined> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(maxBytes) });
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    const what = `can't be read (${code})`;
    throw new Problem('bad-request', { where: path, what, hint: 'make it readable' });
  }
}

/** Replaces the file as a whole; its folder and it are the user's alone. */
export async function writeOwnFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, path);
}

export const removeOwnFile = (path: string): Promise<void> => rm(path, { force: true });
