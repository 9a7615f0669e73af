// The laws of values, against sets of numbers and names taken one by one.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addValues,
  containsValue,
  isEmptyValue,
  subtractValues,
  type Value,
} from '../../../../engine/model/resources/value.ts';
import { values } from './bundle-draws.ts';

/** Whatever it is made of, one by one; of a scalar its amount alone. */
function membersOf(value: Value): ReadonlySet<number | string> {
  if (value.kind === 'scalar') throw new Error('a scalar has no members');
  if (value.kind === 'set') return new Set(value.items);
  const numbers = value.ranges.flatMap(([begin, end]) =>
    Array.from({ length: end - begin + 1 }, (_, at) => begin + at),
  );
  return new Set(numbers);
}

const two = (kind: Value['kind']) => fc.tuple(values[kind], values[kind]);

describe.each(['ranges', 'set'] as const)('%s', (kind) => {
  test('add up, subtract and contain as their members do', () => {
    fc.assert(
      fc.property(two(kind), ([a, b]) => {
        const [ofA, ofB] = [membersOf(a), membersOf(b)];
        expect(membersOf(addValues(a, b))).toEqual(new Set([...ofA, ...ofB]));
        const left = [...ofA].filter((one) => !ofB.has(one));
        expect(membersOf(subtractValues(a, b))).toEqual(new Set(left));
        expect(containsValue(a, b)).toBe([...ofB].every((one) => ofA.has(one)));
        expect(isEmptyValue(a)).toBe(ofA.size === 0);
      }),
    );
  });

  test('have one form: equal members are equal values', () => {
    fc.assert(
      fc.property(two(kind), ([a, b]) => {
        expect(addValues(a, b)).toEqual(addValues(b, a));
        expect(addValues(subtractValues(a, b), b)).toEqual(addValues(a, b));
        expect(subtractValues(addValues(a, b), b)).toEqual(subtractValues(a, b));
      }),
    );
  });
});

describe('scalars', () => {
  test('add up, and never go below zero', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(5000), (x, y) => {
        const [a, b] = [x, y].map((milli): Value => ({ kind: 'scalar', milli }));
        if (a === undefined || b === undefined) throw new Error('drawn');
        expect(addValues(a, b)).toEqual({ kind: 'scalar', milli: x + y });
        expect(subtractValues(a, b)).toEqual({ kind: 'scalar', milli: Math.max(0, x - y) });
        expect(containsValue(a, b)).toBe(x >= y);
        expect(isEmptyValue(a)).toBe(x === 0);
      }),
    );
  });
});

test('values of two kinds don’t mix, and take nothing from one another', () => {
  const kinds = ['scalar', 'ranges', 'set'] as const;
  for (const [kind, other] of kinds.flatMap((a) => kinds.map((b) => [a, b] as const))) {
    if (kind === other) continue;
    fc.assert(
      fc.property(values[kind], values[other], (a, b) => {
        expect(() => addValues(a, b)).toThrow(RangeError);
        expect(subtractValues(a, b)).toBe(a);
        expect(containsValue(a, b)).toBe(false);
      }),
      { numRuns: 5 },
    );
  }
});
