// What has changed, in the order in which it last did. Each reader keeps the number up to which it
// has read, and is told of what changed since: the log is never longer than twice what it names.

/** Entries that are kept without looking for doubled ones. */
const leastKept = 1_024;

export class ChangeLog<T> {
  #items: T[] = [];
  /** Number of each of them, ascending. */
  #numbers: number[] = [];
  /** Different ones, when it was last swept. */
  #distinct = 0;
  #last = 0;

  /** Number of the newest change: what a reader that has read all of it keeps. */
  get last(): number {
    return this.#last;
  }

  note(item: T): void {
    this.#last += 1;
    const newest = this.#items.length - 1;
    // The same one again and again is one change that is newer.
    if (newest >= 0 && this.#items[newest] === item) {
      this.#numbers[newest] = this.#last;
      return;
    }
    this.#items.push(item);
    this.#numbers.push(this.#last);
    if (this.#items.length > Math.max(leastKept, 2 * this.#distinct)) this.#sweep();
  }

  /** All that changed after that number; one that did so more than once may come more than once. */
  since(number: number): readonly T[] {
    return number >= this.#last ? [] : this.#items.slice(this.#firstAfter(number));
  }

  #firstAfter(number: number): number {
    let [low, high] = [0, this.#numbers.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#numbers[middle] ?? 0) <= number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Of each only its newest change stays. */
  #sweep(): void {
    const newest = new Map<T, number>();
    for (const [at, item] of this.#items.entries()) {
      newest.delete(item);
      newest.set(item, this.#numbers[at] ?? 0);
    }
    this.#items = [...newest.keys()];
    this.#numbers = [...newest.values()];
    this.#distinct = newest.size;
  }
}
