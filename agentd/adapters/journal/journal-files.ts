// The journal as files: `agent.json`, and a folder a task.
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Journal, StoredTask } from '../../ports/journal.ts';
import { taskFolder, tasksFolder } from '../../ports/task-folder.ts';
import { writeWhole } from './atomic-file.ts';
import { draftMark, OrderBatches } from './order-batches.ts';

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
      if (name.startsWith(draftMark)) await rm(join(root, name), { recursive: true, force: true });
      else stored.push(await loadTask(root, name));
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
