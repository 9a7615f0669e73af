// Work of one task is done strictly one after the other, in the order it was asked for; tasks don't
// wait for one another, but at most `width` pieces of work are under way at once.

export type Job = () => Promise<void>;

export class Lanes {
  readonly #width: number;
  readonly #queues = new Map<string, Job[]>();
  readonly #ready: string[] = [];
  #running = 0;
  #idle: (() => void)[] = [];

  constructor(width: number) {
    this.#width = width;
  }

  /** The job must not reject. */
  add(key: string, job: Job): void {
    const queue = this.#queues.get(key);
    if (queue !== undefined) {
      queue.push(job);
      return;
    }
    this.#queues.set(key, [job]);
    this.#ready.push(key);
    this.#start();
  }

  /** Resolves when nothing is under way or waiting. */
  whenIdle(): Promise<void> {
    if (this.#queues.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #start(): void {
    while (this.#running < this.#width) {
      const key = this.#ready.shift();
      if (key === undefined) return;
      this.#running += 1;
      void this.#runFirst(key);
    }
  }

  async #runFirst(key: string): Promise<void> {
    const queue = this.#queues.get(key) ?? [];
    try {
      await queue[0]?.();
    } finally {
      this.#running -= 1;
      queue.shift();
      if (queue.length === 0) this.#queues.delete(key);
      else this.#ready.push(key);
      this.#start();
      if (this.#queues.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
    }
  }
}
