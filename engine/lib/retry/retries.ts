// What was sent and isn't acknowledged: when each is sent again (mesos.md 2.6). All that were sent
// equally often wait equally long, so each stands behind those that were sent before it, and the
// next one due is the first of some line.

/** Before it is sent for the second time, the third, and so on: 10 s, doubling to 10 min. */
export const retryDelaysMs: readonly number[] = [
  10_000, 20_000, 40_000, 80_000, 160_000, 320_000, 600_000,
];

export class Retries<K> {
  /** By how often they were sent; in each, due by key, the earliest first. */
  readonly #lines: readonly Map<K, number>[] = retryDelaysMs.map(() => new Map());
  readonly #lineOf = new Map<K, number>();

  /** Sent for the first time, or something new was. `nowMs` never goes back. */
  sent(key: K, nowMs: number): void {
    this.settle(key);
    this.#put(key, 0, nowMs);
  }

  /** The same was sent again. */
  sentAgain(key: K, nowMs: number): void {
    const line = this.#lineOf.get(key) ?? -1;
    this.settle(key);
    this.#put(key, Math.min(line + 1, this.#lines.length - 1), nowMs);
  }

  /** Acknowledged, or of no use any more. */
  settle(key: K): void {
    const line = this.#lineOf.get(key);
    if (line === undefined) return;
    this.#lines[line]?.delete(key);
    this.#lineOf.delete(key);
  }

  clear(): void {
    for (const line of this.#lines) line.clear();
    this.#lineOf.clear();
  }

  /** When the next is due; undefined when nothing waits. */
  nextMs(): number | undefined {
    let nextMs: number | undefined;
    for (const line of this.#lines) {
      const [first] = line.values();
      if (first !== undefined && (nextMs === undefined || first < nextMs)) nextMs = first;
    }
    return nextMs;
  }

  /** Those that are due, the longest waiting first; each is to be sent again, or settled. */
  due(nowMs: number): readonly K[] {
    const found: (readonly [K, number])[] = [];
    for (const line of this.#lines)
      for (const [key, dueMs] of line) {
        if (dueMs > nowMs) break;
        found.push([key, dueMs]);
      }
    return found.sort((a, b) => a[1] - b[1]).map(([key]) => key);
  }

  #put(key: K, line: number, nowMs: number): void {
    this.#lines[line]?.set(key, nowMs + (retryDelaysMs[line] ?? 0));
    this.#lineOf.set(key, line);
  }
}
