// Text of at most so many characters, made of whole pieces: what doesn't fit is counted, and the
// count is written where the pieces would have been.

/** Kept free for the counts and what comes last. */
const reserve = 1500;

export class BoundedPage {
  readonly #most: number;
  #text = '';

  constructor(most: number) {
    this.#most = most;
  }

  get text(): string {
    return this.#text;
  }

  /** A piece that is always there; short, by its maker. */
  add(piece: string): void {
    this.#text += piece;
  }

  /** False, and nothing added, when it doesn't fit. */
  offer(piece: string): boolean {
    if (this.#text.length + piece.length > this.#most - reserve) return false;
    this.#text += piece;
    return true;
  }

  /** As many of the pieces as fit, then what `more` says of how many don't. */
  list(pieces: Iterable<string>, more: (left: number) => string): void {
    let left = 0;
    for (const piece of pieces) if (left > 0 || !this.offer(piece)) left += 1;
    if (left > 0) this.#text += more(left);
  }
}
