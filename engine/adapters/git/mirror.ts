// The engine's copy of a repository on disk, and what a crash may leave of it. The folder holds
// generations (`mirror-XXXXXX`, bare repositories) and a file `current` that names the one in use.
// A generation is filled before it is named, by one rename; so a clone killed half-way was never
// the mirror, and one made afresh replaces a broken one in a single step. Everything else in the
// folder is left over from a killed run and is removed at the next start. Whoever opens it holds
// the engine's store lock, so no other engine writes here; a git that outlived a killed engine
// may: it works in its own generation, and its locks are waited for before they count as stale.
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';

const prefix = 'mirror-';
/** A lock this old belongs to nobody: git holds its locks for milliseconds. */
const staleLockMs = 2_000;

/** The mirror's own settings; what hardens it goes by the environment instead. */
function configText(format: 'sha1' | 'sha256'): string {
  const isSha1 = format === 'sha1';
  // Odd but harmless things in old histories, and rules for files that are never written out.
  const ignored = [
    ...['zeroPaddedFilemode', 'zeroPaddedDate', 'badTimezone', 'badDate', 'badDateOverflow'],
    ...['badEmail', 'badName', 'missingEmail', 'missingNameBeforeEmail', 'missingSpaceBeforeDate'],
    ...['missingSpaceBeforeEmail', 'missingTaggerEntry', 'badTagName', 'extraHeaderEntry'],
    ...['gitmodulesBlob', 'gitmodulesLarge', 'gitmodulesMissing', 'gitmodulesName'],
    ...['gitmodulesParse', 'gitmodulesPath', 'gitmodulesSymlink', 'gitmodulesUpdate'],
    ...['gitmodulesUrl', 'gitattributesBlob', 'gitattributesLarge', 'gitattributesLineLength'],
    ...['gitattributesMissing', 'gitattributesSymlink', 'gitignoreSymlink', 'mailmapSymlink'],
  ];
  return [
    '[core]',
    `\trepositoryformatversion = ${isSha1 ? 0 : 1}`,
    '\tbare = true',
    ...(isSha1 ? [] : ['[extensions]', '\tobjectformat = sha256']),
    // Packs are synced to disk before a ref names them; loose objects wouldn't be.
    '[fetch]',
    '\tunpackLimit = 1',
    '\tfsckObjects = true',
    '\twriteCommitGraph = false',
    '[gc]',
    '\tcruftPacks = false',
    '[fetch "fsck"]',
    ...ignored.map((id) => `\t${id} = ignore`),
    '',
  ].join('\n');
}

export class Mirror {
  readonly folder: string;
  #current: string | undefined;

  private constructor(folder: string, current: string | undefined) {
    this.folder = folder;
    this.#current = current;
  }

  /** Opens or makes the folder, and removes what killed runs left in it. */
  static async open(path: string): Promise<Mirror> {
    const folder = resolve(path);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const current = await readCurrent(folder);
    for (const name of await readdir(folder)) {
      if (!name.startsWith(prefix) || name === current) continue;
      // What can't be removed now is only room on the disk: the next start tries again.
      await removeTree(join(folder, name)).catch(() => undefined);
    }
    const mirror = new Mirror(folder, current);
    if (mirror.path !== undefined) {
      await writeSkeleton(mirror.path, undefined);
      await removeStaleFiles(mirror.path);
    }
    return mirror;
  }

  /** The bare repository in use; undefined before the first fetch. */
  get path(): string | undefined {
    return this.#current === undefined ? undefined : join(this.folder, this.#current);
  }

  /** Whether the folder is as it was left: deleted, it is there again, and holds nothing. */
  async isThere(): Promise<boolean> {
    const current = await readCurrent(this.folder);
    if (current !== undefined && current === this.#current) return true;
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const isNew = this.#current === undefined;
    this.#current = undefined;
    return isNew;
  }

  /** An empty bare repository that isn't in use yet. */
  async begin(format: 'sha1' | 'sha256'): Promise<string> {
    const path = await mkdtemp(join(this.folder, prefix));
    await writeSkeleton(path, format);
    return path;
  }

  /** Puts a filled repository into use and removes the one before it. */
  async adopt(path: string): Promise<void> {
    const before = this.path;
    const name = basename(path);
    await writeSynced(join(this.folder, 'current'), `${name}\n`);
    this.#current = name;
    if (before !== undefined && before !== path) await removeTree(before);
  }

  async discard(path: string): Promise<void> {
    if (path !== this.path) await removeTree(path);
  }
}

async function readCurrent(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, 'current'), 'utf8').catch(() => '');
  const name = text.trim();
  if (!/^mirror-[A-Za-z0-9]+$/.test(name)) return undefined;
  const there = await stat(join(folder, name)).catch(() => undefined);
  return there?.isDirectory() === true ? name : undefined;
}

/** What makes a folder a bare repository, written anew so that nothing else configures it. */
async function writeSkeleton(path: string, format: 'sha1' | 'sha256' | undefined): Promise<void> {
  const config = join(path, 'config');
  const before = format === undefined ? await readFile(config, 'utf8').catch(() => '') : '';
  const found = before.includes('objectformat = sha256') ? 'sha256' : 'sha1';
  await mkdir(join(path, 'objects', 'pack'), { recursive: true });
  await mkdir(join(path, 'refs'), { recursive: true });
  await writeSynced(config, configText(format ?? found));
  await writeSynced(join(path, 'HEAD'), 'ref: refs/heads/none\n');
}

/** Written whole or not at all; durable when it resolves. */
export async function writeSynced(path: string, text: string): Promise<void> {
  if ((await readFile(path, 'utf8').catch(() => undefined)) === text) return;
  const draft = `${path}.new`;
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}

async function removeTree(path: string): Promise<void> {
  // A git that outlived its engine may still write below it: try again, within a bound.
  await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

/** Removes half-received packs, and locks that no living git can hold any more. */
export async function removeStaleFiles(path: string): Promise<void> {
  for (const { file, isLock } of await temporaryFiles(path)) {
    if (isLock && !(await isOlderThan(file, staleLockMs))) continue;
    await rm(file, { force: true });
  }
}

async function isOlderThan(file: string, ageMs: number): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > ageMs;
}

async function temporaryFiles(path: string): Promise<{ file: string; isLock: boolean }[]> {
  const found: { file: string; isLock: boolean }[] = [];
  const look = async (folder: string, options: { recursive: boolean }) => {
    const names = await readdir(join(path, folder), options).catch(() => []);
    for (const name of names) {
      const isLock = name.endsWith('.lock');
      if (isLock || basename(name).startsWith('tmp_')) {
        found.push({ file: join(path, folder, name), isLock });
      }
    }
  };
  await look('.', { recursive: false });
  await look('refs', { recursive: true });
  await look('objects/pack', { recursive: false });
  return found;
}

/** Bytes received so far of a pack that isn't complete. */
export async function receivedBytes(path: string): Promise<number> {
  const folder = join(path, 'objects', 'pack');
  let bytes = 0;
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.startsWith('tmp_pack_')) continue;
    const found = await stat(join(folder, name)).catch(() => undefined);
    bytes += found?.size ?? 0;
  }
  return bytes;
}

export async function countPacks(path: string): Promise<number> {
  const names = await readdir(join(path, 'objects', 'pack')).catch(() => []);
  return names.filter((name) => name.endsWith('.pack')).length;
}
