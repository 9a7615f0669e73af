import { expect, it } from 'vitest';
import { inverted, padded, rowBytes } from '../../../../engine/step/memory/rows.ts';

it('gives each number a key of its own, the newest first', () => {
  const numbers = Array.from({ length: 1_000 }, (_, number) => number + 1);
  const keys = numbers.map(inverted);
  expect(new Set(keys).size).toBe(1_000);
  expect([...keys].sort()).toEqual([...keys].reverse());
  expect(new Set(keys.map((key) => key.length)).size).toBe(1);
  expect(numbers.map(padded)).toEqual(numbers.map(padded).sort());
});

it('reckons a row’s bytes as UTF-8 has them', () => {
  for (const text of ['', 'abc', 'é', '漢字', '🙂🙃', 'a\ud800b', '\u0001']) {
    const value = { text };
    expect(rowBytes(value)).toBe(Buffer.byteLength(JSON.stringify(value)));
  }
});
