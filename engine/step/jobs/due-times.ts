// When jobs want to be looked at by the machine's clock: occurrences and starting deadlines. One
// timer of the engine rings for all of them. The engine's own time is even, the machine's may step;
// so the timer rings at least every `lookEveryMs`, and a step is noticed by then.
import { Heap } from '../../lib/collections/heap.ts';
import type { ObjectName } from '../../model/ids.ts';
import type { Turn } from '../turn.ts';

/** Key of the timer. */
export const dueTimer = 'due';
/** Wakes one job, for what goes by the engine's own time. */
export const jobTimer = (name: ObjectName): string => `job/${name}`;

/** Jobs looked at in one batch at most, when many are due at once. */
const dueAtOnce = 1_000;
/** How late a due time is at most after the machine's clock was put forward, in ms. */
const lookEveryMs = 10_000;

interface Wish {
  readonly name: ObjectName;
  readonly atMs: number;
}

export class DueTimes {
  readonly #heap = new Heap<Wish>(isBefore);
  /** The earliest instant that each job waits for. */
  readonly #atMs = new Map<ObjectName, number>();

  /** Replaces what the job waits for; undefined: nothing. */
  set(name: ObjectName, atMs: number | undefined): void {
    if (this.#atMs.get(name) === atMs) return;
    if (atMs === undefined) this.#atMs.delete(name);
    else {
      this.#atMs.set(name, atMs);
      this.#heap.push({ name, atMs });
    }
    if (this.#heap.size > 1_024 && this.#heap.size > 2 * this.#atMs.size)
      this.#heap.replaceAll([...this.#atMs].map(([one, at]) => ({ name: one, atMs: at })));
  }

  /** The first jobs whose time has come, which wait for nothing from now on. */
  take(wallMs: number): readonly ObjectName[] {
    const names: ObjectName[] = [];
    for (let first = this.#first(); first && first.atMs <= wallMs; first = this.#first()) {
      if (names.length === dueAtOnce) break;
      this.#heap.pop();
      this.#atMs.delete(first.name);
      names.push(first.name);
    }
    return names;
  }

  wind(turn: Turn): void {
    const first = this.#first();
    if (!first) return;
    const delayMs = Math.min(lookEveryMs, Math.max(0, first.atMs - turn.wallMs));
    turn.effects.wake(dueTimer, turn.nowMs + delayMs);
  }

  #first(): Wish | undefined {
    for (let first = this.#heap.first(); first; first = this.#heap.first()) {
      if (this.#atMs.get(first.name) === first.atMs) return first;
      this.#heap.pop();
    }
    return undefined;
  }
}

const isBefore = (a: Wish, b: Wish): boolean =>
  a.atMs === b.atMs ? a.name < b.name : a.atMs < b.atMs;
