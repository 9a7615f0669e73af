// One kind of what leaves the engine: delivered in order, at least once. What fails is tried again
// with growing delays, and what is newer waits behind it. So many bytes may wait: past that the
// oldest are given up, which costs a record and keeps the engine going.
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { OutboxRow } from '../../step/effects.ts';

const firstDelayMs = 1_000;
const maxDelayMs = 300_000;

/** A lane in which deliveries fail. */
export interface Undelivered {
  readonly kind: OutboxRow['kind'];
  /** Rows that wait. */
  readonly waiting: number;
  readonly sinceMs: number;
  readonly error: string;
}

export interface LaneParts<R extends OutboxRow> {
  readonly kind: R['kind'];
  readonly clock: Clock;
  readonly log: Log;
  readonly deliver: (rows: readonly R[]) => Promise<void>;
  readonly delivered: (numbers: readonly number[]) => void;
  /** Whether a row counts for nothing because of another that waits. Without it, none does. */
  readonly isReplaced?: (row: R, waiting: readonly R[]) => boolean;
  readonly bytesOf: (row: R) => number;
  /** What is delivered at a time; one row always is. */
  readonly batch: { readonly rows: number; readonly bytes: number };
  readonly maxWaitingBytes: number;
}

interface Waiting<R> {
  readonly row: R;
  readonly bytes: number;
}

export class OutboxLane<R extends OutboxRow> {
  readonly #parts: LaneParts<R>;
  #waiting: Waiting<R>[] = [];
  #bytes = 0;
  /** Of the first that wait: those being delivered. */
  #inHand = 0;
  #isBusy = false;
  #delayMs = firstDelayMs;
  #cancel: (() => void) | undefined;
  #isStopped = false;
  #failing: { readonly sinceMs: number; readonly error: string } | undefined;
  #givenUp = 0;

  constructor(parts: LaneParts<R>) {
    this.#parts = parts;
  }

  /** Undefined while nothing fails. */
  get undelivered(): Undelivered | undefined {
    const { kind } = this.#parts;
    return this.#failing && { kind, waiting: this.#waiting.length, ...this.#failing };
  }

  /** Rows that wait, oldest first. */
  waiting(isMeant: (row: R) => boolean): readonly R[] {
    return this.#waiting.filter(({ row }) => isMeant(row)).map(({ row }) => row);
  }

  add(row: R): void {
    const bytes = this.#parts.bytesOf(row);
    this.#waiting.push({ row, bytes });
    this.#bytes += bytes;
    if (this.#bytes > this.#parts.maxWaitingBytes) this.#giveUpOldest();
    void this.#work();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }

  async #work(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    // What is added in the same turn goes with it.
    await Promise.resolve();
    while (this.#waiting.length > 0 && !this.#isStopped) {
      const batch = this.#nextBatch();
      try {
        await this.#deliver(batch);
      } catch (error) {
        this.#inHand = 0;
        this.#retryLater(error);
        return;
      }
      this.#inHand = 0;
      this.#succeeded();
      this.#remove(0, batch.length);
    }
    this.#isBusy = false;
  }

  #nextBatch(): readonly R[] {
    const { rows: maxRows, bytes: maxBytes } = this.#parts.batch;
    let [rows, bytes] = [0, 0];
    for (const next of this.#waiting) {
      bytes += next.bytes;
      if (rows > 0 && (rows >= maxRows || bytes > maxBytes)) break;
      rows += 1;
    }
    this.#inHand = rows;
    return this.#waiting.slice(0, rows).map(({ row }) => row);
  }

  async #deliver(batch: readonly R[]): Promise<void> {
    const { isReplaced, deliver } = this.#parts;
    if (!isReplaced) return await deliver(batch);
    const waiting = this.#waiting.map(({ row }) => row);
    const rows = batch.filter((row) => !isReplaced(row, waiting));
    if (rows.length > 0) await deliver(rows);
  }

  /** Takes rows out and says that they are delivered. */
  #remove(at: number, count: number): void {
    const removed = this.#waiting.splice(at, count);
    for (const { bytes } of removed) this.#bytes -= bytes;
    if (!this.#isStopped) this.#parts.delivered(removed.map(({ row }) => row.number));
  }

  /** Down to nine tenths, so that it isn't done for each row. */
  #giveUpOldest(): void {
    const { maxWaitingBytes, log, kind } = this.#parts;
    let left = this.#bytes;
    let count = 0;
    for (const { bytes } of this.#waiting.slice(this.#inHand, -1)) {
      if (left <= maxWaitingBytes * 0.9) break;
      left -= bytes;
      count += 1;
    }
    if (count === 0) return;
    this.#givenUp += count;
    log.error('given up: too much waits to be delivered', { kind, rows: count });
    this.#remove(this.#inHand, count);
  }

  #succeeded(): void {
    const { log, kind, clock } = this.#parts;
    if (this.#failing) {
      const forMs = clock.nowMs() - this.#failing.sinceMs;
      log.info('delivered again', { kind, forMs, givenUp: this.#givenUp });
    }
    this.#failing = undefined;
    this.#givenUp = 0;
    this.#delayMs = firstDelayMs;
  }

  #retryLater(reason: unknown): void {
    if (this.#isStopped) return;
    const { clock, log, kind } = this.#parts;
    const error = reason instanceof Error ? reason.message : String(reason);
    this.#failing = { sinceMs: this.#failing?.sinceMs ?? clock.nowMs(), error };
    const [first] = this.#waiting;
    const waiting = this.#waiting.length;
    log.warn('not delivered yet', { outbox: first?.row.number, kind, waiting, error });
    this.#cancel = clock.after(this.#delayMs, () => {
      this.#isBusy = false;
      void this.#work();
    });
    this.#delayMs = Math.min(this.#delayMs * 2, maxDelayMs);
  }
}
