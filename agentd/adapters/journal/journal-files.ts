// The journal as files: `agent.json`, and a folder a task. A task's folder is filled under another
// name and renamed, so that it is there if and only if its order is.
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Journal, StoredTask } from '../../ports/journal.ts';
import { taskFolder, tasksFolder } from '../../ports/task-folder.ts';
import { syncFolder, writeWhole } from './atomic-file.ts';

const fresh = '.new-';

export class JournalFiles implements Journal {
  readonly #work: string;
  #drafts = 0;

  constructor(work: string) {
    this.#work = work;
  }

  async load(): Promise<readonly StoredTask[]> {
    const root = tasksFolder(this.#work);
    const names = (await readdir(root)).sort();
    const stored: StoredTask[] = [];
    for (const name of names) {
      if (name.startsWith(fresh)) await rm(join(root, name), { recursive: true, force: true });
      else stored.push(await loadTask(root, name));
    }
    return stored;
  }

  saveIdentity(identity: object): Promise<void> {
    return writeWhole(join(this.#work, 'agent.json'), identity, true);
  }

  async saveOrder(taskId: string, file: object): Promise<void> {
    this.#drafts += 1;
    const root = tasksFolder(this.#work);
    const draft = join(root, `${fresh}${this.#drafts}`);
    try {
      await rm(draft, { recursive: true, force: true });
      await mkdir(draft, { mode: 0o711 });
      await writeWhole(join(draft, 'order.json'), file, true);
      await rename(draft, taskFolder(this.#work, taskId));
      await syncFolder(root);
    } catch (error) {
      await rm(draft, { recursive: true, force: true }).catch(() => {});
      throw error;
    }
  }

  saveMarks(taskId: string, marks: object, durable: boolean): Promise<void> {
    return writeWhole(join(taskFolder(this.#work, taskId), 'marks.json'), marks, durable);
  }

  saveHealth(taskId: string, health: object): Promise<void> {
    return writeWhole(join(taskFolder(this.#work, taskId), 'health.json'), health, false);
  }

  async remove(taskId: string): Promise<void> {
    await rm(taskFolder(this.#work, taskId), { recursive: true, force: true });
  }
}

async function loadTask(root: string, folder: string): Promise<StoredTask> {
  const read = (name: string) => readJson(join(root, folder, name));
  const [order, marks, health] = await Promise.all([
    read('order.json'),
    read('marks.json'),
    read('health.json'),
  ]);
  return { folder, order, marks, health };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}
