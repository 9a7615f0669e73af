// Files that are there whole or not at all, also after a power cut: written beside, synced,
// renamed, and the folder synced.
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

async function writeSynced(path: string, text: string, isDurable: boolean): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(text);
    if (isDurable) await file.sync();
  } finally {
    await file.close();
  }
}

export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Replaces the file's content; 0600. */
export async function writeWhole(path: string, value: object, isDurable: boolean): Promise<void> {
  const beside = `${path}.tmp`;
  await writeSynced(beside, `${JSON.stringify(value)}\n`, isDurable);
  await rename(beside, path);
  if (isDurable) await syncFolder(dirname(path));
}
