// Wishes to be woken, as values: one instant a key. One timer of the clock runs for the earliest.
// The instants stand in a heap; those that were replaced stay in it until they come up, or until
// they are the most of it.
import { Heap } from '../lib/collections/heap.ts';
import type { Clock } from '../ports/clock.ts';

/** Longest single wait: how late a timer is at most when the clock is put forward. */
const maxDelayMs = 60_000;
/** A heap smaller than this isn't worth tidying. */
const minTidied = 1_024;

interface Wish {
  readonly key: string;
  readonly atMs: number;
}

export class Timers {
  readonly #clock: Clock;
  readonly #fire: (key: string) => void;
  readonly #atMs = new Map<string, number>();
  readonly #heap = new Heap<Wish>(isBefore);
  #cancel: (() => void) | undefined;
  #armedMs = Infinity;
  #isStopped = false;

  constructor(clock: Clock, fire: (key: string) => void) {
    this.#clock = clock;
    this.#fire = fire;
  }

  /** Keys that wait. */
  get size(): number {
    return this.#atMs.size;
  }

  /** Replaces what the key waits for. */
  set(key: string, atMs: number): void {
    if (this.#isStopped || this.#atMs.get(key) === atMs) return;
    this.#atMs.set(key, atMs);
    this.#heap.push({ key, atMs });
    if (this.#heap.size > minTidied && this.#heap.size > 2 * this.#atMs.size) this.#tidy();
    if (atMs < this.#armedMs) this.#arm();
  }

  /** For good. */
  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
    this.#atMs.clear();
    this.#heap.replaceAll([]);
  }

  #arm(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#armedMs = this.#earliest()?.atMs ?? Infinity;
    if (this.#armedMs === Infinity) return;
    const delayMs = Math.max(0, Math.min(maxDelayMs, this.#armedMs - this.#clock.nowMs()));
    this.#cancel = this.#clock.after(delayMs, () => this.#ring());
  }

  #ring(): void {
    const nowMs = this.#clock.nowMs();
    const due: string[] = [];
    for (let wish = this.#earliest(); wish && wish.atMs <= nowMs; wish = this.#earliest()) {
      this.#heap.pop();
      this.#atMs.delete(wish.key);
      due.push(wish.key);
    }
    this.#arm();
    for (const key of due) this.#fire(key);
  }

  /** The earliest wish that still holds; replaced ones before it are dropped. */
  #earliest(): Wish | undefined {
    for (let first = this.#heap.first(); first; first = this.#heap.first()) {
      if (this.#atMs.get(first.key) === first.atMs) return first;
      this.#heap.pop();
    }
    return undefined;
  }

  #tidy(): void {
    this.#heap.replaceAll([...this.#atMs].map(([key, atMs]) => ({ key, atMs })));
  }
}

const isBefore = (a: Wish, b: Wish): boolean =>
  a.atMs === b.atMs ? a.key < b.key : a.atMs < b.atMs;
