// A copy of the engine's store as a backup would make it, and its way back.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from './cluster.ts';

/**
 * Copies the store. An engine that runs stands still meanwhile, so that it is what a snapshot of
 * the disk would be: LMDB never overwrites what its last commit needs.
 */
export function copyStore(cluster: Cluster): void {
  const pid = cluster.isAlive('engine') ? cluster.pidOf('engine') : undefined;
  if (pid !== undefined) process.kill(pid, 'SIGSTOP');
  try {
    cpSync(storeFolder(cluster), copyFolder(cluster), { recursive: true });
  } finally {
    if (pid !== undefined) process.kill(pid, 'SIGCONT');
  }
}

/** Puts the copy in the place of the store of an engine that doesn't run. */
export function putBack(cluster: Cluster): void {
  rmSync(storeFolder(cluster), { recursive: true });
  cpSync(copyFolder(cluster), storeFolder(cluster), { recursive: true });
}

const copyFolder = (cluster: Cluster): string => join(cluster.folder, 'store-copy');
const storeFolder = (cluster: Cluster): string => join(cluster.dataFolder, 'store');
