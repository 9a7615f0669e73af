// One engine a folder. The lock is flock(2) on the folder itself, taken through flock(1) of
// util-linux (on every Debian) on a descriptor that it inherits: the lock belongs to the open file,
// which this process shares with it and keeps after it has ended. So
// - the kernel frees it when this process ends, by kill -9 as well, and it can't outlive a reboot;
// - two that start at once can't both get it, and a pid that comes again means nothing;
// - no file that is removed or left behind matters, and other programs that this process starts
//   don't inherit the descriptor (Node opens it close-on-exec);
// - containers that share the folder see it, whatever their network and pid namespaces.
// `engine.lock` in the folder only says who holds it. Network file systems aren't supported: they
// refuse a lock on a folder, or keep it after the holder is gone.
import { spawn } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../model/problem.ts';
import type { Standby } from '../ports/store.ts';

const flockTimeoutMs = 10_000;
/** A holder has its note written soon after it has the lock; until then the note is an old one. */
const maxAttempts = 20;
const attemptIntervalMs = 50;

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601, UTC. */
  readonly since: string;
}

/**
 * The exclusive lock of a folder, made when it isn't there. `acquire` doesn't wait for another
 * engine: it rejects with a Problem `conflict` that says who holds the lock and since when.
 */
export function lockFolder(folder: string): Standby {
  return { acquire: () => acquire(folder) };
}

async function acquire(folder: string): Promise<{ release(): Promise<void> }> {
  const fd = await openFolder(folder);
  try {
    for (let attempt = 1; !(await takeLock(fd, folder)); attempt++) {
      const holder = await readHolder(folder);
      if (holder !== undefined && isAlive(holder)) throw held(folder, describe(holder));
      if (attempt === maxAttempts) throw held(folder, describe(holder));
      await sleep(attemptIntervalMs);
    }
    await writeHolder(folder);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  return { release: releaseOnce(fd, folder) };
}

/** A bare descriptor: a FileHandle would be closed, and the lock lost, when it is collected. */
async function openFolder(folder: string): Promise<number> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  } catch (error) {
    const what = `it can't be opened as a folder (${codeOf(error)})`;
    throw new Problem('internal', { where: folder, what, hint: 'name a folder of this user' });
  }
}

/** True when the lock is taken, false when another has it. */
function takeLock(fd: number, folder: string): Promise<boolean> {
  const fail = (what: string): Problem =>
    new Problem('internal', {
      where: folder,
      what: `it can't be locked (${what})`,
      hint: 'flock(1) of util-linux and a local file system are needed',
    });
  return new Promise((resolve, reject) => {
    const child = spawn('flock', ['-x', '-n', '3'], {
      stdio: ['ignore', 'ignore', 'pipe', fd],
      timeout: flockTimeoutMs,
    });
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(0, 500);
    });
    child.on('error', (error) => reject(fail(codeOf(error))));
    child.on('close', (status, signal) => {
      if (status === 0) resolve(true);
      else if (status === 1 && said === '') resolve(false);
      else reject(fail(said.trim() || `flock ended with ${status ?? signal}`));
    });
  });
}

const holderFile = (folder: string): string => join(folder, 'engine.lock');

/** Only the holder of the lock writes the note; by rename, so that nobody reads half of it. */
async function writeHolder(folder: string): Promise<void> {
  const holder: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
  try {
    await writeFile(`${holderFile(folder)}.new`, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
    await rename(`${holderFile(folder)}.new`, holderFile(folder));
  } catch (error) {
    const what = `engine.lock can't be written (${codeOf(error)})`;
    const hint = 'free some space, or make it a folder of the user that runs the engine';
    throw new Problem('internal', { where: folder, what, hint });
  }
}

async function readHolder(folder: string): Promise<Holder | undefined> {
  try {
    const note: unknown = JSON.parse(await readFile(holderFile(folder), 'utf8'));
    return isHolder(note) ? note : undefined;
  } catch {
    return undefined;
  }
}

function isHolder(note: unknown): note is Holder {
  if (typeof note !== 'object' || note === null) return false;
  const { pid, host, since } = note as Partial<Record<keyof Holder, unknown>>;
  return Number.isSafeInteger(pid) && typeof host === 'string' && typeof since === 'string';
}

function isAlive(holder: Holder): boolean {
  if (holder.host !== hostname()) return false;
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function describe(holder: Holder | undefined): string {
  if (holder === undefined) return 'another process, which has left no note';
  return `pid ${holder.pid} on ${holder.host} since ${holder.since}`;
}

function held(folder: string, who: string): Problem {
  const hint = 'stop that engine first, or give this one a folder of its own: --data DIR or data';
  return new Problem('conflict', { where: folder, what: `it is held by ${who}`, hint });
}

function releaseOnce(fd: number, folder: string): () => Promise<void> {
  let releasing: Promise<void> | undefined;
  const release = async (): Promise<void> => {
    try {
      await rm(holderFile(folder), { force: true });
    } finally {
      closeSync(fd);
    }
  };
  return () => {
    releasing ??= release();
    return releasing;
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
