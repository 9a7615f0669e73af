import { expect, test } from 'vitest';
import { editDistance, suggest } from '../../../../engine/lib/text/suggest.ts';

const fields = ['command', 'args', 'user', 'resources', 'ports', 'env', 'memory'];

test.each([
  ['comand', 'command'],
  ['comamnd', 'command'],
  ['Command', 'command'],
  ['port', 'ports'],
  ['arsg', 'args'],
  ['resorces', 'resources'],
  ['mem', 'memory'],
  ['me', 'memory'],
  ['p', undefined],
  ['xyz', undefined],
  ['e', undefined],
  ['', undefined],
])('for %s it suggests %s', (word, meant) => {
  expect(suggest(word, fields)).toBe(meant);
});

test('never suggests the word itself', () => {
  expect(suggest('env', ['env'])).toBeUndefined();
});

test('of equally near words the first is suggested', () => {
  expect(suggest('cat', ['car', 'can'])).toBe('car');
});

test.each([
  ['', '', 0],
  ['abc', 'abc', 0],
  ['abc', 'acb', 1],
  ['abc', 'ab', 1],
  ['abc', 'xyz', 3],
])('%s and %s are %d edits apart', (a, b, distance) => {
  expect(editDistance(a, b, 5)).toBe(distance);
});

test('beyond the bound it only says that', () => {
  expect(editDistance('abcdef', 'uvwxyz', 2)).toBeGreaterThan(2);
});
