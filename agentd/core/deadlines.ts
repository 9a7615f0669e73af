// Who wants to be woken when: a binary heap over (time, key) with one time a key. An entry that was
// replaced stays in the heap until it comes up, and is thrown away there.

interface Entry {
  readonly atMs: number;
  readonly key: string;
}

const isBefore = (a: Entry, b: Entry): boolean =>
  a.atMs < b.atMs || (a.atMs === b.atMs && a.key < b.key);

export class Deadlines {
  readonly #heap: Entry[] = [];
  readonly #times = new Map<string, number>();

  /** Sets the time (steady ms) of a key; undefined takes it off. */
  set(key: string, atMs: number | undefined): void {
    if (this.#times.get(key) === atMs) return;
    if (atMs === undefined) {
      this.#times.delete(key);
      return;
    }
    this.#times.set(key, atMs);
    this.#push({ atMs, key });
  }

  /** The earliest time, if anyone waits. */
  next(): number | undefined {
    return this.#top()?.atMs;
  }

  /** Takes off and returns the first key that is due. */
  takeDue(steadyMs: number): string | undefined {
    const top = this.#top();
    if (top === undefined || top.atMs > steadyMs) return undefined;
    this.#pop();
    this.#times.delete(top.key);
    return top.key;
  }

  #top(): Entry | undefined {
    for (;;) {
      const top = this.#heap[0];
      if (top === undefined || this.#times.get(top.key) === top.atMs) return top;
      this.#pop();
    }
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(entry, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = entry;
  }

  #pop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#sink(last);
  }

  #sink(entry: Entry): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      const child = this.#lesserChild(at);
      const below = child === undefined ? undefined : heap[child];
      if (child === undefined || below === undefined || !isBefore(below, entry)) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = entry;
  }

  #lesserChild(at: number): number | undefined {
    const left = this.#heap[2 * at + 1];
    const right = this.#heap[2 * at + 2];
    if (left === undefined) return undefined;
    return right !== undefined && isBefore(right, left) ? 2 * at + 2 : 2 * at + 1;
  }
}
