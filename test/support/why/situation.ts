// One situation in which something waits: what is said of it, and that doing what is said mends it.
import { describe, expect, it } from 'vitest';
import type { WhyWorld } from './why-world.ts';

export interface Situation {
  readonly name: string;
  readonly stage: () => WhyWorld;
  /** What is asked about. */
  readonly about: string;
  readonly kind: string;
  readonly says: string;
  /** '' where only time helps. */
  readonly remedy: string;
  /** What comes next by itself, and in how many ms. */
  readonly next?: readonly [what: string, inMs: number];
  /** How long it has waited; absent: it began just now. `unknown`: nobody noted it. */
  readonly forMs?: number | 'unknown';
  /** Does what the remedy says, to the letter. */
  readonly mend: (world: WhyWorld) => void;
  /** Tasks that run then, where that tells more than that nothing is waited for. */
  readonly running?: readonly string[];
}

/** The table: each is staged, told, and mended. */
export function situations(title: string, rows: readonly Situation[]): void {
  describe(title, () => {
    it.each(rows)('$name', (row) => {
      const world = row.stage();
      const { waits, sentence, remedy } = world.why(row.about);
      const [wait] = waits;
      const { kind, sinceMs, next } = wait ?? {};
      expect({ kind, sentence, remedy }).toEqual({
        kind: row.kind,
        sentence: row.says,
        remedy: row.remedy,
      });
      const { forMs = 0 } = row;
      expect(sinceMs).toBe(forMs === 'unknown' ? undefined : world.nowMs - forMs);
      expect(next && [next.what, next.atMs - world.nowMs]).toEqual(row.next);
      row.mend(world);
      expect(world.why(row.about).waits).toEqual([]);
      if (row.running) expect(world.running()).toEqual(row.running);
    });
  });
}
