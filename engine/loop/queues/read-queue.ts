// Reads of committed state, which wait for the time between two batches. Behind each, and between
// two slices of a long one, all else in this process has its turn: what a reader makes of its
// answer takes time, too. Reads and batches share the time: neither holds up the other for long.
import { Problem } from '../../model/problem.ts';
import type { Clock } from '../../ports/clock.ts';

/** Reads waiting at most; callers beyond are told to come back. */
const maxReads = 10_000;
/** Short ones between two batches. */
const shortReadsMs = 5;

interface Waiting {
  readonly reject: (error: unknown) => void;
}

interface ShortRead extends Waiting {
  readonly act: () => void;
}

interface LongRead extends Waiting {
  /** A slice of it; true: it is over. */
  readonly step: () => boolean;
}

export class ReadQueue {
  readonly #clock: Pick<Clock, 'monotonicMs' | 'turn'>;
  #short: ShortRead[] = [];
  #long: LongRead[] = [];
  /** What batches have yet to have of the time that long reads had. */
  #owedMs = 0;

  constructor(clock: Pick<Clock, 'monotonicMs' | 'turn'>) {
    this.#clock = clock;
  }

  get length(): number {
    return this.#short.length + this.#long.length;
  }

  add<T>(view: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#bound();
      this.#short.push({ act: () => resolve(view()), reject });
    });
  }

  /** A long one, which gives way at each `yield`; no batch comes between its slices. */
  addLong<T>(view: () => Generator<void, T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#bound();
      let slices: Generator<void, T> | undefined;
      const step = (): boolean => {
        slices ??= view();
        const { done, value } = slices.next();
        if (done === true) resolve(value);
        return done === true;
      };
      this.#long.push({ step, reject });
    });
  }

  /** A batch took so long. */
  batchTook(ms: number): void {
    this.#owedMs = Math.max(0, this.#owedMs - ms);
  }

  /** Those that there is time for before the next batch; `isBatchDue`: one waits. */
  async answer(isBatchDue: boolean): Promise<void> {
    await this.#answerShort();
    const long = isBatchDue && this.#owedMs > 0 ? undefined : this.#long.shift();
    if (long === undefined) return;
    const startedMs = this.#clock.monotonicMs();
    for (let isOver = false; !isOver; ) {
      isOver = attempt(long, long.step) ?? true;
      await this.#clock.turn();
      if (!isBatchDue) await this.#answerShort();
    }
    this.#owedMs = this.#clock.monotonicMs() - startedMs;
  }

  async #answerShort(): Promise<void> {
    const untilMs = this.#clock.monotonicMs() + shortReadsMs;
    for (let left = this.#short.length; left > 0; left -= 1) {
      const read = this.#short.shift();
      if (read === undefined) return;
      attempt(read, read.act);
      await this.#clock.turn();
      if (this.#clock.monotonicMs() >= untilMs) return;
    }
  }

  /** No answer will come. */
  end(error: Error): void {
    const waiting = [...this.#short, ...this.#long];
    this.#short = [];
    this.#long = [];
    for (const { reject } of waiting) reject(error);
  }

  #bound(): void {
    if (this.length >= maxReads)
      throw new Problem('busy', {
        ...{ where: 'engine', what: `${maxReads} reads are waiting` },
        hint: 'try again in a moment',
      });
  }
}

/** Whoever asked is told of an error; undefined then. */
function attempt<T>({ reject }: Waiting, act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    reject(error);
    return undefined;
  }
}
