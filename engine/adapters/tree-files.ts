// A folder on disk as a tree of specs, for the command line. Links are reported as links and never
// followed, neither in the walk nor when a file is read (one may be put in a file's place between
// the two); fifos and devices are never opened; a file over 1 MiB is listed and not read. What is
// read has the digest it was listed with, or the read fails: one run sees one state of a file.
// The calls block on purpose: thousands of small files are read several times faster so, and a
// command line has nothing else to do meanwhile. The engine doesn't use this.
import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  type Stats,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../model/problem.ts';
import type { Tree, TreeEntry } from '../ports/tree.ts';

/** Entries of one folder at most, in all, where nothing else is asked for. */
const defaultMaxEntries = 100_000;
/** Bytes of one file that is read at most. */
const maxFileBytes = 1_048_576;
/** Bytes of one `read` at most. */
const maxReadBytes = 67_108_864;
const maxDepth = 128;
/** The blob of what isn't read: too large a file, a fifo, a device. */
export const unreadBlob = '0'.repeat(40);

/** Rejects with a Problem: no such folder, a file that can't be read, too many entries. */
export function openFolderTree(folder: string, maxEntries = defaultMaxEntries): Tree {
  const files = new Map<string, TreeEntry>();
  const list = async (): Promise<readonly TreeEntry[]> => {
    const entries = walk(folder, maxEntries);
    files.clear();
    for (const entry of entries) files.set(entry.blob, entry);
    return entries;
  };
  const read = async (blobs: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> => {
    if (files.size === 0) await list();
    return readAll(folder, files, blobs);
  };
  return { list, read };
}

function walk(root: string, maxEntries: number): readonly TreeEntry[] {
  requireFolder(root);
  const found: TreeEntry[] = [];
  const waiting = [''];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const names = namesIn(root, at);
    // Counted before anything is read.
    if (found.length + waiting.length + names.length > maxEntries) {
      throw tooMany(root, maxEntries);
    }
    for (const name of names) {
      const path = at === '' ? name : `${at}/${name}`;
      const status = statusOf(root, path);
      if (status?.isDirectory() === true) {
        requireShallow(root, path);
        waiting.push(path);
      } else {
        found.push(entryOf(root, path, status));
      }
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function requireFolder(root: string): void {
  const status = rootStatus(root);
  if (status?.isDirectory() === true) return;
  const what = status === undefined ? "isn't there" : "isn't a folder";
  throw new Problem('not-found', { where: root, what, hint: 'give the folder of the specs' });
}

/** A link as the root itself is followed: it is what was named. */
function rootStatus(root: string): Stats | undefined {
  try {
    return statSync(root, { throwIfNoEntry: false });
  } catch (error) {
    throw unreadable(root, error);
  }
}

function requireShallow(root: string, path: string): void {
  if (path.split('/').length <= maxDepth) return;
  throw new Problem('too-large', {
    where: root,
    what: `has folders more than ${maxDepth} deep`,
    hint: 'put the specs higher up',
  });
}

function tooMany(root: string, maxEntries: number): Problem {
  return new Problem('too-large', {
    where: root,
    what: `has more than ${maxEntries} files`,
    hint: 'give the folder that holds only the specs',
  });
}

function namesIn(root: string, path: string): readonly string[] {
  try {
    return readdirSync(join(root, path)).filter((name) => name !== '.git');
  } catch (error) {
    throw unreadable(join(root, path), error);
  }
}

/** Undefined for a name that isn't there, as one that isn't UTF-8 seems to be. */
function statusOf(root: string, path: string): Stats | undefined {
  try {
    return lstatSync(join(root, path), { throwIfNoEntry: false });
  } catch (error) {
    throw unreadable(join(root, path), error);
  }
}

function entryOf(root: string, path: string, status: Stats | undefined): TreeEntry {
  if (status?.isSymbolicLink() === true) {
    const bytes = linkBytes(root, path);
    return { path, blob: blobId(bytes), size: bytes.length, type: 'symlink' };
  }
  if (status?.isFile() !== true) return { path, blob: unreadBlob, size: 0, type: 'other' };
  if (status.size > maxFileBytes) {
    return { path, blob: unreadBlob, size: status.size, type: 'file' };
  }
  const bytes = fileBytes(root, path);
  return { path, blob: blobId(bytes), size: bytes.length, type: 'file' };
}

/** The id Git gives these bytes. */
function blobId(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

function linkBytes(root: string, path: string): Uint8Array {
  try {
    return readlinkSync(join(root, path), { encoding: 'buffer' });
  } catch (error) {
    throw unreadable(join(root, path), error);
  }
}

/** A regular file's bytes, at most one more than may be read. */
function fileBytes(root: string, path: string): Uint8Array {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  let file: number | undefined;
  try {
    file = openSync(join(root, path), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const status = fstatSync(file);
    if (!status.isFile() || status.size > maxFileBytes) throw changed(root, path);
    return readToEnd(file, status.size);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw unreadable(join(root, path), error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function readToEnd(file: number, expected: number): Uint8Array {
  const bytes = Buffer.alloc(expected + 1);
  let length = 0;
  while (length < bytes.length) {
    const more = readSync(file, bytes, length, bytes.length - length, null);
    if (more === 0) break;
    length += more;
  }
  return bytes.subarray(0, length);
}

function readAll(
  root: string,
  files: ReadonlyMap<string, TreeEntry>,
  blobs: readonly string[],
): ReadonlyMap<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  let total = 0;
  for (const blob of new Set(blobs)) {
    const entry = files.get(blob);
    if (entry === undefined || blob === unreadBlob) throw notRead(root, blob, entry);
    total += entry.size;
    if (total > maxReadBytes) {
      const what = `holds more than ${maxReadBytes} bytes of specs`;
      throw new Problem('too-large', { where: root, what, hint: 'read it in parts' });
    }
    const isLink = entry.type === 'symlink';
    const bytes = isLink ? linkBytes(root, entry.path) : fileBytes(root, entry.path);
    if (blobId(bytes) !== blob) throw changed(root, entry.path);
    found.set(blob, bytes);
  }
  return found;
}

function notRead(root: string, blob: string, entry: TreeEntry | undefined): Problem {
  if (entry === undefined) {
    const what = `no file has the id ${blob}`;
    return new Problem('not-found', { where: root, what, hint: 'ask for what is listed' });
  }
  return new Problem('too-large', {
    where: join(root, entry.path),
    what: entry.type === 'file' ? `has ${entry.size} bytes` : "isn't a regular file",
    hint: `only files of at most ${maxFileBytes} bytes are read`,
  });
}

function changed(root: string, path: string): Problem {
  const what = 'changed while it was read';
  return new Problem('conflict', { where: join(root, path), what, hint: 'run it again' });
}

function unreadable(path: string, error: unknown): Problem {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  const hint = code === 'EACCES' ? 'make it readable' : 'run it again';
  return new Problem('not-found', { where: path, what: `can't be read (${code})`, hint });
}
