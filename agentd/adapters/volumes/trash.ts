// Folders that are nothing any more are removed in the background, one after the other, a few
// entries at a time, so that a large one doesn't keep the disk from those who wait for it. What
// can't be removed is tried again, ever more seldom; what is left then waits for the next start.
// A process that outlived its task may still be in there: each folder is opened as one, and what is
// in it is named by way of the open folder, so no link put in its place leads the agent astray.
import { constants } from 'node:fs';
import { chmod, type FileHandle, open, opendir, rename, rmdir, unlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../ports/log.ts';
import { Pace } from './pace.ts';

const onlyFolder = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
/** Deeper ones become trash of their own: no path gets too long, no walk too deep. */
const maxDepth = 20;
const maxTries = 8;
const firstRetryMs = 1_000;
/** A folder that others still write to is emptied again so often. */
const maxPasses = 10;

export class Trash {
  readonly #log: Log;
  readonly #newPath: () => string;
  readonly #waiting: string[] = [];
  readonly #pace = new Pace();
  #isRunning = false;
  #isStopped = false;

  /** `newPath`: a name in the trash that nobody has. */
  constructor(log: Log, newPath: () => string) {
    this.#log = log;
    this.#newPath = newPath;
  }

  add(path: string): void {
    this.#waiting.push(path);
    if (!this.#isRunning) void this.#run();
  }

  stop(): void {
    this.#isStopped = true;
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    for (let path = this.#waiting.shift(); path !== undefined; path = this.#waiting.shift())
      await this.#removeSurely(path);
    this.#isRunning = false;
  }

  async #removeSurely(path: string): Promise<void> {
    for (let tries = 1; !this.#isStopped; tries += 1) {
      try {
        await this.#remove(path, 0);
        return;
      } catch (error) {
        const text = `volumes/${basename(path)} can't be removed: ${(error as Error).message}`;
        if (tries === 1) this.#log.write('warn', `${text}: trying again`);
        if (tries === maxTries) {
          this.#log.write('error', `${text}: left until the next start`);
          return;
        }
        await sleep(firstRetryMs * 2 ** (tries - 1), undefined, { ref: false });
      }
    }
  }

  async #remove(path: string, depth: number): Promise<void> {
    for (let pass = 1; ; pass += 1) {
      const folder = await openFolder(path);
      if (folder === undefined) return;
      try {
        await this.#empty(`/proc/self/fd/${folder.fd}`, depth);
      } finally {
        await folder.close();
      }
      try {
        await ifThere(rmdir(path));
        return;
      } catch (error) {
        if (codeOf(error) !== 'ENOTEMPTY' || pass >= maxPasses) throw error;
      }
    }
  }

  async #empty(path: string, depth: number): Promise<void> {
    for await (const entry of await opendir(path)) {
      if (this.#isStopped) throw new Error('the agent has stopped');
      await this.#pace.step();
      const inside = `${path}/${entry.name}`;
      if (!entry.isDirectory()) await ifThere(unlink(inside));
      else if (depth < maxDepth) await this.#remove(inside, depth + 1);
      else await this.#setApart(inside);
    }
  }

  async #setApart(path: string): Promise<void> {
    const folder = await openFolder(path);
    await folder?.close();
    const apart = this.#newPath();
    await ifThere(rename(path, apart));
    this.#waiting.push(apart);
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';

/**
 * With all rights in it. Undefined when it isn't there, or is no folder any more: what takes its
 * place, a link to elsewhere above all, isn't followed.
 */
async function openFolder(path: string): Promise<FileHandle | undefined> {
  try {
    const folder = await open(path, onlyFolder);
    await folder.chmod(0o700);
    return folder;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(codeOf(error))) return undefined;
    if (codeOf(error) !== 'EACCES' || process.getuid?.() === 0) throw error;
    // Its user is ours, so a link here leads nowhere where it couldn't have gone by itself.
    await chmod(path, 0o700);
    return open(path, onlyFolder);
  }
}

async function ifThere(work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
  });
}
