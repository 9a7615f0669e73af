// Delivers what a batch wrote to the outbox, at least once and in order, and reports it delivered.
// What fails is tried again with growing delays; what is newer waits behind it. A pin that a newer
// one of the same name waits behind is passed over, so one that can never succeed blocks nothing.
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { OutboxRow } from '../step/effects.ts';

const firstDelayMs = 1_000;
const maxDelayMs = 300_000;

export interface OutboxParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly deliver: (row: OutboxRow) => Promise<void>;
  readonly delivered: (number: number) => void;
}

export class Outbox {
  readonly #parts: OutboxParts;
  readonly #rows: OutboxRow[] = [];
  #isBusy = false;
  #delayMs = firstDelayMs;
  #cancel: (() => void) | undefined;
  #isStopped = false;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  add(row: OutboxRow): void {
    this.#rows.push(row);
    void this.#work();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }

  async #work(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let row = this.#rows[0]; row && !this.#isStopped; row = this.#rows[0]) {
      try {
        if (!this.#isReplaced(row)) await this.#parts.deliver(row);
      } catch (error) {
        this.#retryLater(row, error);
        return;
      }
      this.#delayMs = firstDelayMs;
      this.#rows.shift();
      if (!this.#isStopped) this.#parts.delivered(row.number);
    }
    this.#isBusy = false;
  }

  #isReplaced(row: OutboxRow): boolean {
    return this.#rows.some((other) => other !== row && other.name === row.name);
  }

  #retryLater(row: OutboxRow, error: unknown): void {
    if (this.#isStopped) return;
    const text = error instanceof Error ? error.message : String(error);
    this.#parts.log.warn('not delivered yet', { outbox: row.number, kind: row.kind, error: text });
    this.#cancel = this.#parts.clock.after(this.#delayMs, () => {
      this.#isBusy = false;
      void this.#work();
    });
    this.#delayMs = Math.min(this.#delayMs * 2, maxDelayMs);
  }
}
