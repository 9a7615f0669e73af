// Tokens, all there at first; each comes back one period after it was taken. So in no period are
// more taken than there are, wherever it begins: a bucket that fills drop by drop gives twice as
// many.

export interface BucketSize {
  /** At least 1. */
  readonly tokens: number;
  readonly periodMs: number;
}

export class TokenBucket {
  readonly #size: BucketSize;
  /** When the last ones were taken, as a ring: the oldest stands where the next is written. */
  readonly #takenMs: number[] = [];
  #next = 0;

  constructor(size: BucketSize) {
    this.#size = size;
  }

  /**
   * When the `ahead`-th token after the next one is there, now at the earliest, if each is taken as
   * soon as it can be.
   */
  freeAtMs(nowMs: number, ahead = 0): number {
    const { tokens, periodMs } = this.#size;
    const periods = Math.floor(ahead / tokens);
    return this.#backAtMs(nowMs, ahead % tokens) + periods * periodMs;
  }

  /** Only when one is there. */
  take(nowMs: number): void {
    if (this.freeAtMs(nowMs) > nowMs) throw new Error('bug: taken from an empty bucket');
    this.#takenMs[this.#next] = nowMs;
    this.#next = (this.#next + 1) % this.#size.tokens;
  }

  /** `at`: among all tokens, in the order in which they are there. */
  #backAtMs(nowMs: number, at: number): number {
    const { tokens, periodMs } = this.#size;
    // Those never taken come first: the ring isn't full then, and its oldest is its first.
    const untaken = tokens - this.#takenMs.length;
    if (at < untaken) return nowMs;
    const oldest = untaken > 0 ? 0 : this.#next;
    const takenMs = this.#takenMs[(oldest + at - untaken) % tokens] ?? 0;
    return Math.max(nowMs, takenMs + periodMs);
  }
}
