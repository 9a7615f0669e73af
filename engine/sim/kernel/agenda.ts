// What is going to happen, in order of time, then in the order in which it was asked for. What
// belongs to a life happens only while it lasts, and waits while it stands still.

/** One run of a process, from its start to its end. */
export interface Life {
  isAlive: boolean;
  /** Nothing happens to it before this instant: a paused process or a frozen machine. */
  stillUntilMs: number;
}

export type EventKind =
  | 'timer'
  | 'network'
  | 'disk'
  | 'process'
  | 'repository'
  | 'commit'
  | 'operator'
  | 'fault';

interface Entry {
  atMs: number;
  /** When it was to happen at first. */
  readonly dueMs: number;
  readonly order: number;
  readonly kind: EventKind;
  readonly life: Life | undefined;
  act: (() => void) | undefined;
}

export class Agenda {
  #nowMs = 0;
  #heap: Entry[] = [];
  #asked = 0;

  /** Virtual ms since the world began. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** The returned function takes it back. */
  at(atMs: number, kind: EventKind, act: () => void, life?: Life): () => void {
    this.#asked += 1;
    const dueMs = Math.max(atMs, this.#nowMs);
    const entry: Entry = { atMs: dueMs, dueMs, order: this.#asked, kind, life, act };
    push(this.#heap, entry);
    return () => {
      entry.act = undefined;
    };
  }

  after(delayMs: number, kind: EventKind, act: () => void, life?: Life): () => void {
    return this.at(this.#nowMs + delayMs, kind, act, life);
  }

  /** Virtual ms of what comes next; undefined when nothing does. */
  get nextMs(): number | undefined {
    this.#dropVoid();
    return this.#heap[0]?.atMs;
  }

  /** Lets the next thing happen; its kind, or undefined when there is none. */
  step(): EventKind | undefined {
    this.#dropVoid();
    const entry = pop(this.#heap);
    if (!entry?.act) return undefined;
    this.#nowMs = Math.max(this.#nowMs, entry.atMs);
    const { act } = entry;
    entry.act = undefined;
    act();
    return entry.kind;
  }

  /** What was put off until a life wakes is due at its own time again: it woke early. */
  wake(): void {
    const entries = this.#heap;
    this.#heap = [];
    for (const entry of entries) {
      entry.atMs = Math.max(entry.dueMs, this.#nowMs);
      push(this.#heap, entry);
    }
  }

  /** Away with what was taken back or has died; what stands still goes to where it wakes. */
  #dropVoid(): void {
    for (let first = this.#heap[0]; first; first = this.#heap[0]) {
      const { life, act } = first;
      const isVoid = act === undefined || life?.isAlive === false;
      const isStill = !isVoid && life !== undefined && life.stillUntilMs > first.atMs;
      if (!isVoid && !isStill) return;
      pop(this.#heap);
      if (!isStill) continue;
      first.atMs = life.stillUntilMs;
      push(this.#heap, first);
    }
  }
}

const isBefore = (a: Entry, b: Entry): boolean =>
  a.atMs === b.atMs ? a.order < b.order : a.atMs < b.atMs;

function push(heap: Entry[], entry: Entry): void {
  let at = heap.length;
  while (at > 0) {
    const parent = heap[(at - 1) >>> 1];
    if (!parent || !isBefore(entry, parent)) break;
    heap[at] = parent;
    at = (at - 1) >>> 1;
  }
  heap[at] = entry;
}

function pop(heap: Entry[]): Entry | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (!first || !last || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    const child = smallerChild(heap, at);
    const entry = heap[child];
    if (!entry || !isBefore(entry, last)) break;
    heap[at] = entry;
    at = child;
  }
  heap[at] = last;
  return first;
}

function smallerChild(heap: readonly Entry[], at: number): number {
  const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
  return left && right && isBefore(right, left) ? 2 * at + 2 : 2 * at + 1;
}
