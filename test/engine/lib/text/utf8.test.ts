import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decodeUtf8,
  firstInvalidByte,
  newestText,
  utf8Bytes,
} from '../../../../engine/lib/text/utf8.ts';

test('text comes back from its bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      fc.pre(!text.startsWith('\ufeff'));
      expect(decodeUtf8(new TextEncoder().encode(text))).toBe(text);
    }),
  );
});

test('a byte order mark is passed over', () => {
  expect(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe('a');
});

test.each([
  ['a lone continuation', [0x61, 0x80], 1],
  ['an overlong form', [0xc0, 0x80], 0],
  ['a surrogate', [0x61, 0x62, 0xed, 0xa0, 0x80], 2],
  ['a cut sequence', [0xc3, 0xa4, 0xe2, 0x82], 2],
  ['beyond the last character', [0xf5, 0x80, 0x80, 0x80], 0],
  ['UTF-16', [0xff, 0xfe, 0x61, 0x00], 0],
])('%s is no UTF-8, from byte %3$s', (_name, bytes, offset) => {
  const data = Uint8Array.from(bytes);
  expect(decodeUtf8(data)).toBeUndefined();
  expect(firstInvalidByte(data)).toBe(offset);
});

test('there is an invalid byte exactly when nothing can be decoded', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
      const isText = decodeUtf8(bytes) !== undefined;
      expect(firstInvalidByte(bytes) === bytes.length).toBe(isText);
    }),
  );
});

test('a text has as many bytes as it is written in', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(utf8Bytes(text)).toBe(new TextEncoder().encode(text).length);
    }),
  );
  expect(utf8Bytes('\ud800a\udc00')).toBe(7);
});

test.each([
  ['one\ntwo\n', 8, 'one\ntwo\n'],
  ['one\ntwo\n', 7, 'two\n'],
  ['one\ntwo\n', 4, 'two\n'],
  ['one\ntwo\n', 3, 'wo\n'],
  ['one\n\n\ntwo', 5, '\n\ntwo'],
  ['ab😀cd', 6, '😀cd'],
  ['ab😀cd', 5, 'cd'],
  ['ab€d', 3, 'd'],
  ['abc', 0, ''],
  ['', 0, ''],
])('the newest of %j in %i bytes is %j', (text, bytes, newest) => {
  expect(newestText(text, bytes)).toBe(newest);
});

test('the newest of a text is its end, within the bound, and no character is cut', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '\n', 'ä', '€', '😀') });
  fc.assert(
    fc.property(text, fc.nat(40), (all, maxBytes) => {
      const newest = newestText(all, maxBytes);
      expect(all.endsWith(newest)).toBe(true);
      expect(utf8Bytes(newest)).toBeLessThanOrEqual(maxBytes);
      expect(() => encodeURIComponent(newest)).not.toThrow();
      if (!all.includes('\n') && newest !== all)
        expect(maxBytes - utf8Bytes(newest)).toBeLessThan(4);
    }),
  );
});
