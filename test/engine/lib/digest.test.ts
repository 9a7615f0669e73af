import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, digestJson, digestText, type Json } from '../../../engine/lib/digest.ts';

test('keys are sorted, absent members left out', () => {
  expect(canonicalJson({ b: [1, { d: null, c: true }], a: undefined, A: 'ä"' })).toBe(
    '{"A":"ä\\"","b":[1,{"c":true,"d":null}]}',
  );
});

test('the digest is SHA-256 of the UTF-8 text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(digestText(text)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
    }),
  );
});

test('the order of keys is nothing to the digest', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).reverse());
      expect(digestJson(turned as Json)).toBe(digestJson(value as Json));
    }),
  );
});

test('what is canonical says the same as the value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(canonicalJson(value as Json))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('a number that JSON has not is a bug', () => {
  expect(() => canonicalJson({ a: Number.NaN })).toThrow('NaN');
});
