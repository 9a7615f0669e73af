/** Aborts when nothing has come for so long. */
export class Silence {
  readonly #controller = new AbortController();
  readonly #afterMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(afterMs: number) {
    this.#afterMs = afterMs;
    this.begin();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  begin(): void {
    this.#timer = setTimeout(() => this.#controller.abort(), this.#afterMs);
  }

  /** Something came, or nothing is listened for: a reader may take its time. */
  end(): void {
    clearTimeout(this.#timer);
  }
}
