// A store that takes few writes at a time: what the loop commits as one is committed in pieces, cut
// anywhere, for every prefix of a batch is a state one may crash in (engine/step/memory/rows.ts).
import type { Row, Store, Write } from '../ports/store.ts';

export class CutStore implements Store {
  readonly #store: Store;
  readonly #mostWrites: number;
  #left = 0;

  /** `mostWrites`: in one piece. */
  constructor(store: Store, mostWrites: number) {
    this.#store = store;
    this.#mostWrites = mostWrites;
  }

  load(): Promise<{ readonly epoch: number }> {
    return this.#store.load();
  }

  read(from: string, to: string, limit: number): Promise<readonly Row[]> {
    return this.#store.read(from, to, limit);
  }

  async commit(writes: readonly Write[], epoch: number): Promise<void> {
    const pieces: Promise<void>[] = [];
    for (let at = 0; at < writes.length; at += this.#mostWrites) {
      this.#left += 1;
      pieces.push(this.#store.commit(writes.slice(at, at + this.#mostWrites), epoch));
    }
    await Promise.all(pieces);
  }

  /** Asked once for each piece, as it is applied: whether more of its batch is to come. */
  isMore(): boolean {
    this.#left -= 1;
    return this.#left > 0;
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}
