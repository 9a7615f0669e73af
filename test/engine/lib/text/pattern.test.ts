import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PatternReading, readPattern } from '../../../../engine/lib/text/pattern.ts';
import { writtenOutSize } from '../../../../engine/lib/text/pattern-size.ts';

const bounds = { mostCharacters: 256, mostInstructions: 500 };
const read = (text: string): PatternReading => readPattern(text, bounds);

function isMatch(text: string, value: string): boolean {
  const reading = read(text);
  if (!reading.ok) throw new Error(reading.what);
  return reading.pattern.matchesWhole(value);
}

describe.each([
  ['r[12]', ['r1', 'r2'], ['r3', 'r12', ' r1', 'r1\n', '']],
  ['a|ab', ['a', 'ab'], ['abb', 'b']],
  ['', [''], ['a']],
  [
    '.*\\.example\\.com',
    ['.example.com', 'h1.example.com'],
    ['h1.example.community', 'h1\n.example.com'],
  ],
  ['(?i)RACK-\\d+', ['rack-1', 'Rack-27'], ['rack-', 'rack-1a']],
  ['^r1$', ['r1'], ['r']],
  ['(?<rack>r)\\-\\d', ['r-1'], ['r1']],
  ['\\p{Greek}+', ['λμ'], ['lm']],
  ['.', ['x', '😀'], ['xx']],
  ['\\x{41}\\/', ['A/'], ['a/']],
] as const)('%s', (text, whole, other) => {
  it.each(whole)('matches %j', (value) => expect(isMatch(text, value)).toBe(true));
  it.each(other)("doesn't match %j", (value) => expect(isMatch(text, value)).toBe(false));
});

it.each([
  ['(', 'close the ('],
  [')', 'open a ('],
  ['[', 'close the ['],
  ['a(?=b)', 'no look-around'],
  ['(?!a)b', 'no look-around'],
  ['(?<=a)b', 'no look-around'],
  ['(?<!a)b', 'no look-around'],
  ['(a)\\1', 'no back references'],
  ['(?<n>a)\\k<n>', 'no back references'],
  ['\\u0041', '\\x{41}'],
  ['\\q', 'no backslash'],
  ['a{1001}', 'fewer or shorter repetitions'],
  ['a++', 'one repetition sign'],
  ['*a', 'something to repeat'],
  ['[z-a]', 'rack-[0-9]+'],
  ['\\', 'rack-[0-9]+'],
  ['a{300}b{300}', '500 steps at most'],
  ['((a{10}){10}){10}', '500 steps at most'],
  [`(${'[ab]c?'.repeat(30)}){999}`, '500 steps at most'],
  ['a'.repeat(257), '256 characters at most'],
])('%s is a fault that says what would be right', (text, right) => {
  const reading = read(text);
  expect(reading.ok).toBe(false);
  if (!reading.ok) expect(reading.hint).toContain(right);
});

it('a text that is good for one may be too large or too long for another', () => {
  expect(read('a{200}').ok).toBe(true);
  expect(readPattern('a{200}', { mostCharacters: 256, mostInstructions: 100 }).ok).toBe(false);
  expect(readPattern('a{200}', { mostCharacters: 5, mostInstructions: 500 }).ok).toBe(false);
  expect(read('a{200}').ok).toBe(true);
});

it('equal texts are compiled once, and the oldest make room', () => {
  const first = read('first');
  expect(read('first')).toBe(first);
  for (let other = 0; other < 256; other += 1) read(`other-${other}`);
  expect(read('first')).not.toBe(first);
});

it('answers alike when it has more values before it than it keeps answers for', () => {
  const values = Array.from({ length: 3000 }, (_, at) => `host-${at}`);
  const expected = values.filter((value) => /^host-\d*[02468]$/.test(value));
  for (let pass = 0; pass < 2; pass += 1)
    expect(values.filter((value) => isMatch('host-\\d*[02468]', value))).toEqual(expected);
});

it.each(['(x+x+)+y', '(x|xx)*y', '(x*)*y', '((x?){8}){8}y', '(.*x){30}y'])(
  'no value stalls %s',
  (text) => {
    const started = performance.now();
    expect(isMatch(text, 'x'.repeat(5000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
  },
);

it('far too large ones are refused before they are compiled, which would take seconds', () => {
  const started = performance.now();
  for (let count = 900; count < 1000; count += 1)
    expect(read(`(${'[ab]c'.repeat(45)}){${count}}`).ok).toBe(false);
  expect(performance.now() - started).toBeLessThan(1500);
});

// What means the same in both: RE2 and the language's own expressions must agree.
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('a', 'b', '[ab]', '[^a]', '.', '\\d', 'a{2}', 'b{1,2}', '-'),
    fc.array(tie('expression'), { maxLength: 3 }).map((parts) => parts.join('')),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `(?:${a}|${b})`),
    fc.tuple(tie('expression'), fc.constantFrom('*', '+', '?')).map(([a, sign]) => `(${a})${sign}`),
  ),
}));

it('matches what a backtracking expression matches', () => {
  const values = fc.array(fc.constantFrom('a', 'b', '1', '-'), { maxLength: 6 });
  let matched = 0;
  fc.assert(
    fc.property(expression, values, (text, letters) => {
      const value = letters.join('');
      fc.pre(text.length <= bounds.mostCharacters);
      const expected = new RegExp(`^(?:${text})$`, 'u').test(value);
      if (expected) matched += 1;
      expect(isMatch(text, value)).toBe(expected);
    }),
    { numRuns: 2000 },
  );
  expect(matched).toBeGreaterThan(100);
});

it.each(['(?:0|1|2|3|4|5|6|7|8|9){40}', '(?:r1|r2){20}', '((a{4}){4}){2}', '[a-z]{90}'])(
  '%s is small enough for 100 steps',
  (text) => {
    expect(readPattern(text, { mostCharacters: 256, mostInstructions: 100 }).ok).toBe(true);
  },
);

it.each([
  ['', 0],
  ['abc', 3],
  ['a{3}', 3],
  ['((a{10}){10}){10}', 1110],
  ['(ab){5,20}c', 61],
  ['\\(a{3}', 4],
  ['[(){9}]{4}', 4],
  ['a{x}', 4],
  ['(((a{2}', 2],
  [')){2}', 4],
])('%s takes about %i steps written out', (text, size) => expect(writtenOutSize(text)).toBe(size));
