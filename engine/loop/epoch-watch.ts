// Looks again and again whether the store is still this engine's. A commit would tell, but an
// engine that has nothing to store would never hear that another has taken over, and keep the
// agents that the other waits for.
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import { staleEpoch } from '../ports/store-rules.ts';

export interface EpochWatchParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly epoch: number;
  readonly everyMs: number;
  /** Called once: the store is another's, or can't be read. */
  readonly onLost: (error: unknown) => void;
}

export class EpochWatch {
  readonly #parts: EpochWatchParts;
  #cancel: () => void;
  #isStopped = false;

  constructor(parts: EpochWatchParts) {
    this.#parts = parts;
    this.#cancel = this.#lookLater();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  #lookLater(): () => void {
    return this.#parts.clock.after(this.#parts.everyMs, () => void this.#look());
  }

  async #look(): Promise<void> {
    const { store, epoch, onLost } = this.#parts;
    try {
      const stored = await store.load();
      if (this.#isStopped) return;
      if (stored.epoch !== epoch) throw staleEpoch(stored.epoch, epoch);
      this.#cancel = this.#lookLater();
    } catch (error) {
      if (!this.#isStopped) onLost(error);
    }
  }
}
