// Texts and numbers of a document that fits its schema, to integers. The schema has made sure that
// they can be read; what can't be is a bug.
import { parseMilli } from '../../engine/lib/decimal.ts';
import { parseDuration } from '../../engine/lib/duration.ts';
import { bytesPerMib, parseSize } from '../../engine/lib/size.ts';
import { resourceName } from '../../engine/model/quota/resource-words.ts';

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

export type Amounts = Readonly<Record<string, number | string | undefined>>;

/** By the cluster's resource names, sorted, in 1/1000; memory and disk in 1/1000 MiB. */
export function quotaScalars(amounts: Amounts): Record<string, number> {
  const scalars: Record<string, number> = {};
  for (const [word, amount] of Object.entries(amounts)) {
    const isSize = word === 'memory' || word === 'disk';
    const units = isSize ? sizeMib(amount, 0) * 1000 : milli(Number(amount), 0);
    scalars[resourceName(word)] = units;
  }
  return Object.fromEntries(Object.entries(scalars).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function read(value: number | undefined, source: string | number): number {
  if (value === undefined) throw new Error(`${source} passed its schema and can't be read`);
  return value;
}
