// The processes that tasks of a cluster run as: those whose working directory is below its folder.
import { readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export function processesUnder(folder: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => workingFolder(pid)?.startsWith(folder))
    .map(Number);
}

function workingFolder(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

/** Kills what is left of a test's own tasks, and waits until it is gone. */
export async function killTasksUnder(folder: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const pids = processesUnder(folder);
    if (pids.length === 0) return;
    for (const pid of pids) kill(pid);
    await sleep(20);
  }
  throw new Error(`processes under ${folder} don't end`);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
