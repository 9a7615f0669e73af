// Texts and numbers of a document that fits its schema, to integers. The schema has made sure that
// they can be read; what can't be is a bug.
import { parseMilli } from '../../engine/lib/decimal.ts';
import { parseDuration } from '../../engine/lib/duration.ts';
import { bytesPerMib, parseSize } from '../../engine/lib/size.ts';

export const durationMs = (text: string | undefined, defaultMs: number): number =>
  text === undefined ? defaultMs : read(parseDuration(text), text);

/** `null` is never. */
export const durationOrNever = (text: string | undefined, defaultMs: number | null) =>
  text === 'never' ? null : text === undefined ? defaultMs : read(parseDuration(text), text);

export const milli = (value: number | undefined, defaultMilli: number): number =>
  value === undefined ? defaultMilli : read(parseMilli(String(value)), value);

export const sizeBytes = (text: string | undefined, defaultBytes: number): number =>
  text === undefined ? defaultBytes : read(parseSize(text), text);

/** A bare number is MiB. */
export function sizeMib(value: string | number | undefined, defaultMib: number): number {
  if (value === undefined) return defaultMib;
  return typeof value === 'number' ? value : read(parseSize(value), value) / bytesPerMib;
}

function read(value: number | undefined, source: string | number): number {
  if (value === undefined) throw new Error(`${source} passed its schema and can't be read`);
  return value;
}
