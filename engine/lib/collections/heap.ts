// A binary heap: the least comes out first.

export class Heap<T> {
  readonly #items: T[] = [];
  readonly #isBefore: (a: T, b: T) => boolean;

  constructor(isBefore: (a: T, b: T) => boolean) {
    this.#isBefore = isBefore;
  }

  get size(): number {
    return this.#items.length;
  }

  /** The least, which stays. */
  first(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    const items = this.#items;
    let at = items.length;
    while (at > 0) {
      const parent = items[(at - 1) >>> 1] as T;
      if (!this.#isBefore(item, parent)) break;
      items[at] = parent;
      at = (at - 1) >>> 1;
    }
    items[at] = item;
  }

  /** Takes the least away. */
  pop(): T | undefined {
    const items = this.#items;
    const [first] = items;
    const last = items.pop();
    if (last === undefined || items.length === 0) return first;
    let at = 0;
    for (let child = this.#lesser(0); child < items.length; child = this.#lesser(at)) {
      const item = items[child] as T;
      if (!this.#isBefore(item, last)) break;
      items[at] = item;
      at = child;
    }
    items[at] = last;
    return first;
  }

  replaceAll(items: readonly T[]): void {
    this.#items.length = 0;
    for (const item of items) this.push(item);
  }

  /** The lesser child of a place; beyond the end when it has none. */
  #lesser(at: number): number {
    const left = 2 * at + 1;
    const right = left + 1;
    if (right >= this.#items.length) return left;
    return this.#isBefore(this.#items[right] as T, this.#items[left] as T) ? right : left;
  }
}
