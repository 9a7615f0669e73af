// LMDB must never meet a full disk: lmdb-js 3.5 writes past a buffer of its own while it makes up
// the message for ENOSPC, and that ends the process. So the room that a group of commits can need
// is taken first, by real zeros behind the end of the data file, and when that fails nothing has
// been begun. Zeros are only ever appended (O_APPEND), so they can't hit a page in use, not even
// one of a process that doesn't hold the lock. On file systems that copy on write (btrfs, zfs), and
// in a data file restored with holes, room taken isn't room kept; there a full disk may still end
// the process, with every commit that was ever resolved intact.
import { closeSync, fstatSync, openSync, write } from 'node:fs';
import { promisify } from 'node:util';
import { failed } from './store-fault.ts';

const append = promisify(write);

/** The data file grows by at least so much at once, to a multiple of a disk's blocks. */
const growthBytes = 4_194_304;
const blockBytes = 4_096;
const zeros = Buffer.alloc(1_048_576);

export class DataRoom {
  readonly #file: string;
  readonly #fd: number;
  #sizeBytes = 0;

  constructor(file: string) {
    this.#file = file;
    this.#fd = openSync(file, 'a');
  }

  /** Makes the file at least so long. Rejects with a StoreError `full` or `broken`. */
  async reach(lengthBytes: number): Promise<void> {
    if (this.#sizeBytes >= lengthBytes) return;
    this.#sizeBytes = fstatSync(this.#fd).size;
    if (this.#sizeBytes >= lengthBytes) return;
    const goalBytes = Math.max(lengthBytes, this.#sizeBytes + growthBytes);
    try {
      await this.#grow(Math.ceil(goalBytes / blockBytes) * blockBytes);
    } catch (error) {
      this.#sizeBytes = fstatSync(this.#fd).size;
      if (this.#sizeBytes < lengthBytes) throw failed(this.#file, error);
    }
  }

  close(): void {
    closeSync(this.#fd);
  }

  async #grow(goalBytes: number): Promise<void> {
    while (this.#sizeBytes < goalBytes) {
      const stepBytes = Math.min(zeros.length, goalBytes - this.#sizeBytes);
      const { bytesWritten } = await append(this.#fd, zeros, 0, stepBytes);
      this.#sizeBytes += bytesWritten;
    }
  }
}
