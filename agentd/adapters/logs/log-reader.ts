// Reads a log from its oldest kept byte on: first `NAME.1`, then `NAME`. When `NAME` is emptied
// while it is read, what had not been read of it stands at the end of the new `NAME.1`, unless more
// than that holds was written meanwhile.
import type { FileHandle } from 'node:fs/promises';
import type { LogReader } from '../../ports/logs.ts';

/** The last emptying of a file: the how-manieth, its size before, and how much of that was kept. */
export interface Cut {
  readonly turn: number;
  readonly sizeBytes: number;
  readonly keptBytes: number;
}

export interface LogParts {
  readonly current: FileHandle;
  readonly older: FileHandle | undefined;
  /** Opens the present `NAME.1`. */
  readonly reopen: () => Promise<FileHandle | undefined>;
  readonly lastCut: () => Cut;
}

const lineBlockBytes = 65_536;
const newline = 0x0a;

export class SandboxLogReader implements LogReader {
  readonly #parts: LogParts;
  readonly #current: FileHandle;
  #older: FileHandle | undefined;
  #olderOffset = 0;
  #offset = 0;
  #turn: number;

  constructor(parts: LogParts) {
    this.#parts = parts;
    this.#current = parts.current;
    this.#older = parts.older;
    this.#turn = parts.lastCut().turn;
  }

  async toLastBytes(count: number): Promise<void> {
    const { older, current } = await this.#sizes();
    const skip = Math.max(0, older + current - count);
    this.#olderOffset = Math.min(skip, older);
    this.#offset = Math.max(0, skip - older);
  }

  async toLastLines(count: number): Promise<void> {
    const { older, current } = await this.#sizes();
    let lines = 0;
    let end = older + current;
    let isFirst = true;
    while (end > 0) {
      const begin = Math.max(0, end - lineBlockBytes);
      const block = await this.#block(begin, end, older);
      for (let at = block.length - 1; at >= 0; at -= 1) {
        const isLineEnd = block[at] === newline;
        if (isLineEnd && !(isFirst && at === block.length - 1)) lines += 1;
        if (isLineEnd && lines >= count) return this.toLastBytes(older + current - begin - at - 1);
      }
      isFirst = false;
      end = begin;
    }
    await this.toLastBytes(older + current);
  }

  async next(maxBytes: number): Promise<Uint8Array> {
    const fromOlder = await this.#nextOlder(maxBytes);
    if (fromOlder.length > 0) return fromOlder;
    const cut = this.#parts.lastCut();
    if (cut.turn !== this.#turn) {
      await this.#turnOver(cut);
      return this.next(maxBytes);
    }
    const { size } = await this.#current.stat();
    if (size < this.#offset) this.#offset = 0;
    const bytes = await readAt(
      this.#current,
      this.#offset,
      Math.min(maxBytes, size - this.#offset),
    );
    this.#offset += bytes.length;
    return bytes;
  }

  async close(): Promise<void> {
    await this.#current.close();
    await this.#older?.close();
    this.#older = undefined;
  }

  async #nextOlder(maxBytes: number): Promise<Uint8Array> {
    if (this.#older === undefined) return new Uint8Array();
    const bytes = await readAt(this.#older, this.#olderOffset, maxBytes);
    this.#olderOffset += bytes.length;
    if (bytes.length > 0) return bytes;
    await this.#older.close();
    this.#older = undefined;
    return bytes;
  }

  /** The file was emptied: go on in its copy where we were in it. */
  async #turnOver({ turn, sizeBytes, keptBytes }: Cut): Promise<void> {
    const unreadBytes = turn === this.#turn + 1 ? sizeBytes - this.#offset : keptBytes;
    this.#older = await this.#parts.reopen();
    this.#olderOffset = Math.max(0, keptBytes - unreadBytes);
    this.#offset = 0;
    this.#turn = turn;
  }

  async #sizes(): Promise<{ older: number; current: number }> {
    const older = (await this.#older?.stat())?.size ?? 0;
    return { older, current: (await this.#current.stat()).size };
  }

  /** Bytes of both files as if they were one. */
  async #block(begin: number, end: number, older: number): Promise<Buffer> {
    const first =
      this.#older !== undefined && begin < older
        ? await readAt(this.#older, begin, Math.min(end, older) - begin)
        : new Uint8Array();
    const from = Math.max(0, begin - older);
    const rest =
      end > older ? await readAt(this.#current, from, end - older - from) : new Uint8Array();
    return Buffer.concat([first, rest]);
  }
}

async function readAt(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  if (length <= 0) return new Uint8Array();
  const buffer = new Uint8Array(length);
  const { bytesRead } = await file.read(buffer, 0, length, offset);
  return buffer.subarray(0, bytesRead);
}
