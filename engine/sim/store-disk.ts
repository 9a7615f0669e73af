// What a store in memory is kept on: rows by key, in the order of UTF-8 bytes. It outlives the
// engine process; several may have it open.
import type { Row, Write } from '../ports/store.ts';
import { compareUtf8 } from './utf8-order.ts';

export class StoreDisk {
  readonly #values = new Map<string, string>();
  /** The keys of `#values`, ascending. */
  readonly #keys: string[];
  /** More commits of the same batch are to come. */
  isMore = false;
  /** Called after each commit has been applied, with the epoch that it was conditional on. */
  onApplied: (writes: readonly Write[], epoch: number) => void = () => undefined;

  constructor(rows: readonly Row[] = []) {
    for (const row of rows) this.#values.set(row.key, row.value);
    this.#keys = [...this.#values.keys()].sort(compareUtf8);
  }

  get size(): number {
    return this.#keys.length;
  }

  get(key: string): string | undefined {
    return this.#values.get(key);
  }

  /** Rows with `from <= key < to`, ascending, at most `limit` of them. */
  read(from: string, to: string, limit: number): readonly Row[] {
    const first = this.#position(from);
    const end = Math.min(this.#position(to), first + limit);
    return this.#keys.slice(first, Math.max(first, end)).map((key) => this.#row(key));
  }

  rows(): readonly Row[] {
    return this.#keys.map((key) => this.#row(key));
  }

  apply(writes: readonly Write[], epoch: number): void {
    for (const write of writes) {
      if (write.kind === 'put') this.put(write.key, write.value);
      else this.#delete(write.key);
    }
    this.onApplied(writes, epoch);
  }

  put(key: string, value: string): void {
    if (!this.#values.has(key)) this.#keys.splice(this.#position(key), 0, key);
    this.#values.set(key, value);
  }

  #delete(key: string): void {
    if (this.#values.delete(key)) this.#keys.splice(this.#position(key), 1);
  }

  /** Where the first key lies that isn't before this one. */
  #position(key: string): number {
    let [low, high] = [0, this.#keys.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareUtf8(this.#keys[middle] ?? '', key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #row(key: string): Row {
    return { key, value: this.#values.get(key) ?? '' };
  }
}
