// A volume's folder: `volume.json`, who it is, beside `data`. It is made under another name,
// synced, renamed, and the folder above synced: so it is there whole or not at all.
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface VolumeFile {
  readonly id: string;
  readonly sizeMib: number;
  readonly madeMs: number;
  /** Who had it last. */
  readonly lastTask: string;
}

export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** `draft` is where it is made. Rejects where something else stands in its place. */
export async function makeWhole(folder: string, draft: string, file: VolumeFile): Promise<void> {
  try {
    await mkdir(draft, { mode: 0o711 });
    await mkdir(join(draft, 'data'), { mode: 0o700 });
    await saveFile(draft, file);
    await rename(draft, folder);
    await syncFolder(dirname(folder));
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => {});
    throw error;
  }
}

/** Replaces its `volume.json`, durably. */
export async function saveFile(folder: string, value: VolumeFile): Promise<void> {
  const path = join(folder, 'volume.json');
  const file = await open(`${path}.tmp`, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(value)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.tmp`, path);
  await syncFolder(folder);
}

/** Undefined where it isn't whole, or isn't there. */
export async function readWhole(folder: string): Promise<VolumeFile | undefined> {
  try {
    const data = await stat(join(folder, 'data'));
    const text = await readFile(join(folder, 'volume.json'), 'utf8');
    return data.isDirectory() ? parsed(text) : undefined;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function parsed(text: string): VolumeFile | undefined {
  try {
    const { id, sizeMib, madeMs, lastTask } = JSON.parse(text);
    const isNamed = typeof id === 'string' && typeof lastTask === 'string';
    const isNumbered = Number.isSafeInteger(sizeMib) && Number.isFinite(madeMs);
    return isNamed && isNumbered ? { id, sizeMib, madeMs, lastTask } : undefined;
  } catch {
    return undefined;
  }
}
