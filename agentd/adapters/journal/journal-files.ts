// The journal as files: `agent.json`, and a folder a task. A folder is a task while it has the
// task's name: it comes by rename (order-batches.ts), and goes by rename before anything in it
// does. An order whose marks and claim had gone first would be started again.
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Journal, StoredTask } from '../../ports/journal.ts';
import { taskFolder, tasksFolder } from '../../ports/task-folder.ts';
import { syncFolder, writeWhole } from './atomic-file.ts';
import { draftMark, OrderBatches } from './order-batches.ts';

/** Begins the names of folders that are tasks no more. */
const goneMark = '.gone-';

const isTask = (name: string): boolean => !name.startsWith(draftMark) && !name.startsWith(goneMark);

export class JournalFiles implements Journal {
  readonly #work: string;
  readonly #orders: OrderBatches;

  constructor(work: string) {
    this.#work = work;
    this.#orders = new OrderBatches(tasksFolder(work));
  }

  async load(): Promise<readonly StoredTask[]> {
    const root = tasksFolder(this.#work);
    const found = await readdir(root, { withFileTypes: true });
    const names = found.filter((one) => one.isDirectory()).map((one) => one.name);
    const stored: StoredTask[] = [];
    for (const name of names.sort()) {
      if (isTask(name)) stored.push(await loadTask(root, name));
      else await removeAll(join(root, name));
    }
    return stored;
  }

  saveIdentity(identity: object): Promise<void> {
    return writeWhole(join(this.#work, 'agent.json'), identity, true);
  }

  saveOrder(taskId: string, file: object): Promise<void> {
    return this.#orders.save(taskFolder(this.#work, taskId), file);
  }

  saveMarks(taskId: string, marks: object, durable: boolean): Promise<void> {
    return writeWhole(join(taskFolder(this.#work, taskId), 'marks.json'), marks, durable);
  }

  saveHealth(taskId: string, health: object): Promise<void> {
    return writeWhole(join(taskFolder(this.#work, taskId), 'health.json'), health, false);
  }

  async remove(taskId: string): Promise<void> {
    const root = tasksFolder(this.#work);
    const folder = taskFolder(this.#work, taskId);
    const gone = join(root, `${goneMark}${basename(folder)}`);
    await removeAll(gone);
    if (!(await isMoved(folder, gone))) return;
    await syncFolder(root);
    await removeAll(gone);
  }
}

const removeAll = (path: string): Promise<void> => rm(path, { recursive: true, force: true });

/** False when there is nothing to move. */
async function isMoved(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
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
