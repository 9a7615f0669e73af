// What this machine has.
import { statfs } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';

const mib = 1024 * 1024;

export interface MachineSize {
  readonly cores: number | undefined;
  readonly memoryMib: number | undefined;
  readonly diskMib: number | undefined;
}

/**
 * Cores: those that the agent, and so its tasks, may run on. Disk: the file system of the work
 * directory. A memory limit on the agent's own group counts.
 */
export async function measureMachine(work: string): Promise<MachineSize> {
  const cores = availableParallelism();
  const total = totalmem();
  const limit = process.constrainedMemory();
  const memory = limit > 0 && limit < total ? limit : total;
  const disk = await statfs(work).catch(() => undefined);
  return {
    cores: cores > 0 ? cores : undefined,
    memoryMib: memory > 0 ? Math.floor(memory / mib) : undefined,
    diskMib: disk === undefined ? undefined : Math.floor((disk.blocks * disk.bsize) / mib),
  };
}
