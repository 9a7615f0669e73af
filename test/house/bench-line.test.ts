import { expect, test } from 'vitest';
import { type Bench, benchLine, chosenBenches, type Measured } from '../bench/bench.ts';

const measured: Measured = {
  parameters: { files: 10 },
  result: 3,
  unit: 'ms',
  target: '<= 5 ms',
  met: true,
};
const where = { node: 'v20.19.0', cpu: '2 x cpu', commit: 'abc1234', date: '2026-01-01T00:00:00Z' };

test('a line has every field, null where the bench has none', () => {
  expect(Object.keys(JSON.parse(benchLine('plan', measured, where)))).toEqual([
    ...['name', 'parameters', 'result', 'unit', 'yardstick', 'ratio', 'target', 'met', 'exponent'],
    ...['node', 'cpu', 'commit', 'date'],
  ]);
  expect(JSON.parse(benchLine('plan', measured, where))).toMatchObject({
    name: 'plan',
    yardstick: null,
    ratio: null,
    exponent: null,
    met: true,
  });
});

test('benches run in the order named, all of them for no name', () => {
  const bench = (name: string): Bench => ({ name, run: async () => measured });
  const [a, b] = [bench('a'), bench('b')];
  expect(chosenBenches([a, b], [])).toEqual([a, b]);
  expect(chosenBenches([a, b], ['b', 'a'])).toEqual([b, a]);
  expect(chosenBenches([a, b], ['c'])).toBe('bench: c: one of a, b');
});
