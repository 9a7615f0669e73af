import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSameJson } from '../../../../engine/lib/json/same-json.ts';

/** With names in one order. */
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );

const values = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)));

test('values are the same that are the same as text, names in any order', () => {
  fc.assert(
    fc.property(values, values, (a, b) => {
      expect(isSameJson(a, b)).toBe(sorted(a) === sorted(b));
      expect(isSameJson(a, JSON.parse(JSON.stringify(a)))).toBe(true);
    }),
  );
});

test.each([
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
  [{ a: 1 }, { a: 1, b: 2 }, false],
  [{ a: 1 }, { b: 1 }, false],
  [{}, [], false],
  [[], {}, false],
  [[1, 2], [2, 1], false],
  [{ a: [{ b: null }] }, { a: [{ b: null }] }, true],
  [{ a: [{ b: null }] }, { a: [{ b: 0 }] }, false],
  [null, {}, false],
  [JSON.parse('{"__proto__":1}'), {}, false],
])('%j and %j: %s', (a, b, isSame) => {
  expect(isSameJson(a, b)).toBe(isSame);
  expect(isSameJson(b, a)).toBe(isSame);
});
