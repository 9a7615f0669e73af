// What waits to be handled, and what of it makes one batch. A revision is a batch of its own: what
// came before it is stored first, with all that follows from it, and what timetables have made due
// by then is taken by the timetables as they were.
import type { Register } from '../../../schemas/generated/wire.ts';
import type { EngineEvent } from '../../step/events.ts';
import { dueTimer } from '../../step/jobs/due-times.ts';

/** A registration is as much work as so many other events, and its tasks and volumes, one each. */
const registrationEvents = 10;
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

  /** Another batch's events are here, and no revision is among them. */
  get hasMore(): boolean {
    return this.#events.length > 0 && this.#revisions === 0;
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
    if (this.#revisions === 0) return this.#events.splice(0, this.#fitting());
    const before = this.#events.findIndex(({ kind }) => kind === 'revision');
    if (before > 0) return this.#events.splice(0, Math.min(before, this.#fitting()));
    if (isOwed && this.#owedBatches < maxOwedBatches) {
      this.#owedBatches += 1;
      return [];
    }
    this.#owedBatches = 0;
    this.#revisions -= 1;
    return this.#events.splice(0, 1);
  }

  /** How many of the first are as much as a batch may be; one in any case. */
  #fitting(): number {
    let work = 0;
    let count = 0;
    for (const event of this.#events) {
      work += event.kind === 'registered' ? registrationWork(event.message) : 1;
      if (work > maxBatchEvents && count > 0) break;
      count += 1;
    }
    return count;
  }

  clear(): void {
    this.#events.length = 0;
    this.#revisions = 0;
  }
}

const registrationWork = ({ tasks, volumes }: Register): number =>
  registrationEvents + tasks.length + volumes.length;
