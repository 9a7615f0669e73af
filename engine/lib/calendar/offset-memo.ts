// The offset of a zone, kept for half days in which it doesn't change: asking for it costs
// microseconds, and a hundred thousand jobs ask about the same days. No clock is put forth and back
// within half a day. What is kept can be worked out again, and is thrown away when it gets much.

const stretchMs = 12 * 3_600_000;
/** Eleven years of half days. */
const mostStretches = 8_192;

export class OffsetMemo {
  readonly #offsetAt: (ms: number) => number;
  /** By their number; `null` where clocks are put. */
  readonly #known = new Map<number, number | null>();

  constructor(offsetAt: (ms: number) => number) {
    this.#offsetAt = offsetAt;
  }

  at(ms: number): number {
    const stretch = Math.floor(ms / stretchMs);
    const known = this.#known.get(stretch);
    if (known === null) return this.#offsetAt(ms);
    return known ?? this.#learn(stretch) ?? this.#offsetAt(ms);
  }

  #learn(stretch: number): number | null {
    const first = this.#offsetAt(stretch * stretchMs);
    const isSteady = first === this.#offsetAt((stretch + 1) * stretchMs);
    if (this.#known.size >= mostStretches) this.#known.clear();
    this.#known.set(stretch, isSteady ? first : null);
    return isSteady ? first : null;
  }
}
