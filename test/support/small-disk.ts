import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  readonly folder: string;
  /** Makes it read-only. */
  freeze(): void;
  remove(): void;
}

/**
 * A file system of its own with so many bytes, on a folder that is made, or on one of its own.
 * Undefined when this user can't mount one.
 */
export function mountSmallDisk(sizeBytes: number, at?: string): SmallDisk | undefined {
  const folder = at ?? mkdtempSync(join(tmpdir(), 'meridian-disk-'));
  mkdirSync(folder, { recursive: true });
  const run = (command: string, ...words: readonly string[]): unknown =>
    execFileSync(command, words, { stdio: 'pipe' });
  try {
    run('mount', '-t', 'tmpfs', '-o', `size=${sizeBytes}`, 'tmpfs', folder);
  } catch {
    rmdirSync(folder);
    return undefined;
  }
  return {
    folder,
    freeze: () => void run('mount', '-o', 'remount,ro', folder),
    remove: () => {
      run('umount', '-l', folder);
      rmdirSync(folder);
    },
  };
}

/** Whether this user can mount a small disk at all. */
export function canMountSmallDisk(): boolean {
  const disk = mountSmallDisk(65_536);
  disk?.remove();
  return disk !== undefined;
}
