import fc from 'fast-check';
import { expect, it } from 'vitest';
import { commitPieces, writesOf } from '../../../engine/loop/commit-pieces.ts';
import { maxCommitBytes, maxCommitWrites, type Write } from '../../../engine/ports/store.ts';
import { commitBytes } from '../../../engine/ports/store-rules.ts';

const write = fc.oneof(
  fc.record({
    kind: fc.constant('put' as const),
    key: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
    value: fc
      .tuple(fc.constantFrom('a', 'é', '漢', '🙂'), fc.constantFrom(1, 10, 1_000, 200_000))
      .map(([text, times]) => text.repeat(times)),
  }),
  fc.record({ kind: fc.constant('delete' as const), key: fc.string({ minLength: 1 }) }),
);

it('keeps the order and the bounds, and loses nothing', () => {
  fc.assert(
    fc.property(fc.array(write, { maxLength: 350 }), (writes: readonly Write[]) => {
      const pieces = commitPieces(writes);
      expect(pieces.flat()).toEqual(writes);
      for (const piece of pieces) {
        expect(piece.length).toBeGreaterThan(0);
        expect(piece.length).toBeLessThanOrEqual(maxCommitWrites);
        expect(commitBytes(piece)).toBeLessThanOrEqual(maxCommitBytes);
      }
    }),
    { numRuns: 60 },
  );
});

it('cuts no sooner than it must', () => {
  const writes = Array.from({ length: 101 }, (_, n) => ({ kind: 'delete', key: `k${n}` }) as const);
  expect(commitPieces(writes).map((piece) => piece.length)).toEqual([100, 1]);
  expect(commitPieces([])).toEqual([]);
});

it('writes an absent value as a deletion', () => {
  expect(writesOf([{ key: 'a' }, { key: 'b', value: { n: 1 } }])).toEqual([
    { kind: 'delete', key: 'a' },
    { kind: 'put', key: 'b', value: '{"n":1}' },
  ]);
});
