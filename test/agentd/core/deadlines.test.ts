// The heap of deadlines against the slow obvious version: a map that is searched through.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Deadlines } from '../../../agentd/core/deadlines.ts';

class SlowDeadlines {
  readonly #times = new Map<string, number>();

  set(key: string, atMs: number | undefined): void {
    if (atMs === undefined) this.#times.delete(key);
    else this.#times.set(key, atMs);
  }

  next(): number | undefined {
    return this.#first()?.[1];
  }

  takeDue(steadyMs: number): string | undefined {
    const first = this.#first();
    if (first === undefined || first[1] > steadyMs) return undefined;
    this.#times.delete(first[0]);
    return first[0];
  }

  #first(): [string, number] | undefined {
    return [...this.#times].sort(([a, at], [b, bt]) => at - bt || (a < b ? -1 : 1))[0];
  }
}

const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const ms = fc.integer({ min: 0, max: 20 });
const move = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), key, atMs: fc.option(ms, { nil: undefined }) }),
  fc.record({ kind: fc.constant('take' as const), atMs: ms }),
);

test('whoever is due comes first, and an old time of a key never comes', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
      const heap = new Deadlines();
      const slow = new SlowDeadlines();
      for (const one of moves) {
        if (one.kind === 'take') expect(heap.takeDue(one.atMs)).toBe(slow.takeDue(one.atMs));
        else for (const both of [heap, slow]) both.set(one.key, one.atMs);
        expect(heap.next()).toBe(slow.next());
      }
    }),
  );
});
