// The order that every run history keeps: puts are applied one after the other, in the order of the
// calls, and one that fails fails alone, for the runs of another are none of its business.
import { StoreError } from './store.ts';

/** Puts that may wait; callers await theirs, so more is a caller that doesn't. */
const maxWaiting = 1_000;

export class PutQueue {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #isClosed = false;

  /** Throws when it is closed. */
  check(): void {
    if (this.#isClosed) throw new StoreError('closed', 'history: it is closed: open it again');
  }

  async put(apply: () => Promise<void>): Promise<void> {
    this.check();
    if (this.#waiting >= maxWaiting) {
      const what = `${maxWaiting} puts wait already`;
      throw new StoreError('too-large', `history: ${what}: await one before the next`);
    }
    this.#waiting += 1;
    const done = this.#last.then(apply).finally(() => {
      this.#waiting -= 1;
    });
    this.#last = done.catch(() => undefined);
    await done;
  }

  /** Takes no more, and waits for those already called. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#last;
  }
}
