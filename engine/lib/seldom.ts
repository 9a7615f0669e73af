// What may come in floods is told seldom: at once when it begins, then once in a period at most,
// each time with how many were passed over.

export class Seldom {
  readonly #everyMs: number;
  #toldMs = Number.NEGATIVE_INFINITY;
  #passedOver = 0;

  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  /** How many were passed over since the last one told; undefined when this one is, too. */
  take(nowMs: number): number | undefined {
    if (nowMs - this.#toldMs < this.#everyMs) {
      this.#passedOver += 1;
      return undefined;
    }
    const passedOver = this.#passedOver;
    this.#toldMs = nowMs;
    this.#passedOver = 0;
    return passedOver;
  }
}
