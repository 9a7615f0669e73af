// A long body goes out a slice at a time, and between two of them all else has its turn. A slice is
// joined when the first reader comes to it, and is the same for all.
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';

const sliceBytes = 262_144;

export class SlicedBody {
  readonly bytes: number;
  readonly #slices: (Buffer | Buffer[])[] = [];

  constructor(parts: readonly Buffer[]) {
    let bytes = 0;
    let slice: Buffer[] = [];
    let filled = 0;
    for (const part of parts) {
      slice.push(part);
      filled += part.length;
      if (filled < sliceBytes) continue;
      this.#slices.push(slice);
      bytes += filled;
      slice = [];
      filled = 0;
    }
    this.#slices.push(slice);
    this.bytes = bytes + filled;
  }

  stream(): Readable {
    return Readable.from(this.#read());
  }

  toString(): string {
    return Buffer.concat(this.#slices.map((_, at) => this.#slice(at))).toString();
  }

  async *#read(): AsyncGenerator<Buffer> {
    for (let at = 0; at < this.#slices.length; at += 1) {
      if (at > 0) await setImmediate();
      yield this.#slice(at);
    }
  }

  #slice(at: number): Buffer {
    const slice = this.#slices[at] ?? [];
    if (Buffer.isBuffer(slice)) return slice;
    const joined = Buffer.concat(slice);
    this.#slices[at] = joined;
    return joined;
  }
}
