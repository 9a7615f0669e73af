// What waits to be handled, and what of it makes one batch. A revision is a batch of its own: what
// came before it is stored first, with all that follows from it, and what timetables have made due
// by then is taken by the timetables as they were.
import type { EngineEvent } from '../step/events.ts';
import { dueTimer } from '../step/jobs/due-times.ts';

const maxBatchEvents = 1_000;
/** A revision waits for so many batches that are owed, at most: there are never many by rights. */
const maxOwedBatches = 100;

export class Mailbox {
  readonly #events: EngineEvent[] = [];
  /** Among them. */
  #revisions = 0;
  #owedBatches = 0;

  get length(): number {
    return this.#events.length;
  }

  add(event: EngineEvent): void {
    if (event.kind === 'revision') {
      this.#revisions += 1;
      this.#events.push({ kind: 'timer', key: dueTimer });
    }
    this.#events.push(event);
  }

  /** `isOwed`: the batch before has left something to be done. */
  next(isOwed: boolean): readonly EngineEvent[] {
    if (this.#revisions === 0) return this.#events.splice(0, maxBatchEvents);
    const before = this.#events.findIndex(({ kind }) => kind === 'revision');
    if (before > 0) return this.#events.splice(0, Math.min(before, maxBatchEvents));
    if (isOwed && this.#owedBatches < maxOwedBatches) {
      this.#owedBatches += 1;
      return [];
    }
    this.#owedBatches = 0;
    this.#revisions -= 1;
    return this.#events.splice(0, 1);
  }

  clear(): void {
    this.#events.length = 0;
    this.#revisions = 0;
  }
}
