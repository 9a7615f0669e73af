// Orders that come close together share their trips to the disk: each is written into a folder
// under another name, all are synced, all are renamed, and the folder of tasks is synced once. So
// a task's folder is there if and only if its order is.
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from './atomic-file.ts';

interface Waiting {
  readonly folder: string;
  readonly text: string;
  readonly done: (error?: Error) => void;
}

/** Begins the names of folders that aren't tasks yet. */
export const draftMark = '.new-';

const batchMax = 64;

export class OrderBatches {
  readonly #root: string;
  #waiting: Waiting[] = [];
  #isWriting = false;
  #drafts = 0;

  /** `root` holds the tasks' folders. */
  constructor(root: string) {
    this.#root = root;
  }

  /** Resolves when the folder with its `order.json` is durable. */
  save(folder: string, file: object): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (error?: Error) => (error === undefined ? resolve() : reject(error));
      this.#waiting.push({ folder, text: `${JSON.stringify(file)}\n`, done });
      if (!this.#isWriting) void this.#writeAll();
    });
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, batchMax);
      const renamed = await Promise.all(batch.map((one) => this.#writeOne(one)));
      await this.#finish(renamed.filter((one) => one !== undefined));
    }
    this.#isWriting = false;
  }

  /** Up to the rename; undefined when it failed, which its caller has been told. */
  async #writeOne(one: Waiting): Promise<Waiting | undefined> {
    this.#drafts += 1;
    const draft = join(this.#root, `${draftMark}${this.#drafts}`);
    try {
      await rm(draft, { recursive: true, force: true });
      await mkdir(draft, { mode: 0o711 });
      await writeSynced(join(draft, 'order.json'), one.text);
      await syncFolder(draft);
      await rename(draft, one.folder);
      return one;
    } catch (error) {
      await rm(draft, { recursive: true, force: true }).catch(() => {});
      one.done(error as Error);
      return undefined;
    }
  }

  async #finish(batch: readonly Waiting[]): Promise<void> {
    try {
      if (batch.length > 0) await syncFolder(this.#root);
      for (const { done } of batch) done();
    } catch (error) {
      for (const { done } of batch) done(error as Error);
    }
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600 });
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
