// Volumes as folders under the work directory. A name that begins with a dot is no volume: one on
// its way in (what a crash left of it is thrown away) or out (its removal goes on).
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Log } from '../../ports/log.ts';
import { volumeData, volumeFolder, volumeName, volumesFolder } from '../../ports/volume-folder.ts';
import type { StoredVolume, Volumes, VolumeWish } from '../../ports/volumes.ts';
import { Trash } from './trash.ts';
import { usedBytes } from './used-bytes.ts';
import { makeWhole, readWhole, saveFile, syncFolder } from './whole-folder.ts';

const draftMark = '.new-';
const goneMark = '.gone-';
const mib = 1024 * 1024;

export class VolumeFiles implements Volumes {
  readonly #work: string;
  readonly #log: Log;
  readonly #trash: Trash;

  constructor(work: string, log: Log) {
    this.#work = work;
    this.#log = log;
    this.#trash = new Trash(log, () => this.#newName(goneMark));
  }

  async list(): Promise<readonly StoredVolume[]> {
    const root = volumesFolder(this.#work);
    await mkdir(root, { recursive: true, mode: 0o711 });
    await syncFolder(dirname(root));
    const found: StoredVolume[] = [];
    for (const name of await readdir(root)) {
      const path = join(root, name);
      if (name.startsWith('.')) this.#trash.add(path);
      else found.push(...(await this.#found(path)));
    }
    return found.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async #found(path: string): Promise<readonly StoredVolume[]> {
    const file = await readWhole(path);
    if (file !== undefined && volumeName(file.id) === basename(path))
      return [{ id: file.id, sizeMib: file.sizeMib }];
    const text = `volumes/${basename(path)}: no volume, for want of its data or volume.json`;
    this.#log.write('error', `${text}: put them back and start again, or remove the folder`);
    return [];
  }

  async open({ id, sizeMib, isNew, taskId }: VolumeWish): Promise<'ready' | 'missing'> {
    const folder = volumeFolder(this.#work, id);
    const known = await readWhole(folder);
    if (known !== undefined) {
      const isSame = known.lastTask === taskId && known.sizeMib === sizeMib;
      if (!isSame) await saveFile(folder, { ...known, sizeMib, lastTask: taskId });
      return 'ready';
    }
    if (!isNew) return 'missing';
    await makeWhole(folder, this.#newName(draftMark), {
      id,
      sizeMib,
      madeMs: Date.now(),
      lastTask: taskId,
    });
    return 'ready';
  }

  async destroy(id: string): Promise<void> {
    const gone = this.#newName(goneMark);
    try {
      await rename(volumeFolder(this.#work, id), gone);
      this.#trash.add(gone);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    // Also for one that went before: it may not have reached the disk then.
    await syncFolder(volumesFolder(this.#work));
  }

  async measure(id: string): Promise<number> {
    return Math.ceil((await usedBytes(volumeData(this.#work, id))) / mib);
  }

  /** What is left in the trash stays for the next start. */
  stop(): void {
    this.#trash.stop();
  }

  /** That of an earlier life may still be on its way out. */
  #newName(mark: string): string {
    return join(volumesFolder(this.#work), `${mark}${randomBytes(8).toString('hex')}`);
  }
}
