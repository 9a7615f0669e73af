import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatMilli, parseMilli } from '../../../engine/lib/decimal.ts';
import { formatDuration, parseDuration } from '../../../engine/lib/duration.ts';
import { formatSize, parseSize } from '../../../engine/lib/size.ts';

const mib = 1024 ** 2;

describe('decimals', () => {
  test.each([
    ['0', 0],
    ['1', 1000],
    ['0.28', 280],
    ['1.150', 1150],
    ['1.1500', 1150],
    ['-0.5', -500],
    ['-0', 0],
    ['0.1234', undefined],
    ['', undefined],
    ['.5', undefined],
    ['1e3', undefined],
    ['NaN', undefined],
  ])('%s is %s thousandths', (text, milli) => {
    expect(parseMilli(text)).toBe(milli);
  });

  test('come back from their text', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (milli) => {
        expect(parseMilli(formatMilli(milli))).toBe(milli === 0 ? 0 : milli);
      }),
    );
  });

  test('have no zeros at the end', () => {
    expect([0, 280, 1000, 1150, 5, -500].map(formatMilli)).toEqual([
      '0',
      '0.28',
      '1',
      '1.15',
      '0.005',
      '-0.5',
    ]);
  });
});

describe('durations', () => {
  test.each([
    ['250ms', 250],
    ['30s', 30_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['0s', 0],
    ['PT30S', 30_000],
    ['PT0.5S', 500],
    ['PT0,25S', 250],
    ['P1DT2H3M4.005S', 93_784_005],
    ['P2W', 1_209_600_000],
    ['PT24H', 86_400_000],
    ['P', undefined],
    ['PT', undefined],
    ['P1DT', undefined],
    ['P1Y', undefined],
    ['P1M', undefined],
    ['30', undefined],
    ['1.5h', undefined],
    ['1h30m', undefined],
    ['-5s', undefined],
    ['5 s', undefined],
    ['5S', undefined],
    ['', undefined],
  ])('%s is %s ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test('come back from their text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e11 }), (ms) => {
        expect(parseDuration(formatDuration(ms))).toBe(ms);
      }),
    );
  });

  test('are written in the largest unit that fits', () => {
    expect([0, 250, 30_000, 90_000, 300_000, 86_400_000].map(formatDuration)).toEqual([
      '0s',
      '250ms',
      '30s',
      '90s',
      '5m',
      '1d',
    ]);
  });
});

describe('sizes', () => {
  test.each([
    ['512KiB', 512 * 1024],
    ['128MiB', 128 * mib],
    ['2GiB', 2048 * mib],
    ['1TiB', mib * mib],
    ['0MiB', 0],
    ['128', undefined],
    ['1.5GiB', undefined],
    ['128MB', undefined],
    ['128 MiB', undefined],
    ['-1MiB', undefined],
  ])('%s is %s bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  test('come back from their text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999_999 }), (kib) => {
        expect(parseSize(formatSize(kib * 1024))).toBe(kib * 1024);
      }),
    );
  });
});
