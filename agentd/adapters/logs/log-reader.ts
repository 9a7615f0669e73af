// Reads a log from its oldest kept byte on: first `NAME.1`, then `NAME`. When `NAME` is emptied
// while it is read, what had not been read of it stands at the end of the new `NAME.1`.
import type { FileHandle } from 'node:fs/promises';
import type { LogReader } from '../../ports/logs.ts';

const lineBlockBytes = 65_536;
const newline = 0x0a;

export class SandboxLogReader implements LogReader {
  readonly #current: FileHandle;
  readonly #reopen: () => Promise<FileHandle | undefined>;
  #older: FileHandle | undefined;
  #olderOffset = 0;
  #offset = 0;

  constructor(
    current: FileHandle,
    older: FileHandle | undefined,
    reopen: () => Promise<FileHandle | undefined>,
  ) {
    this.#current = current;
    this.#older = older;
    this.#reopen = reopen;
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
    const { size } = await this.#current.stat();
    if (size < this.#offset) {
      await this.#turnOver();
      return this.next(maxBytes);
    }
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
  async #turnOver(): Promise<void> {
    this.#older = await this.#reopen();
    this.#olderOffset = this.#offset;
    this.#offset = 0;
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
