// A value in Mesos' JSON: `type` says which of `scalar`, `ranges` and `set` holds it.
import type { Range } from '../../../engine/model/resources/amounts.ts';
import { mergedRanges, type Value } from '../../../engine/model/resources/value.ts';
import { type Fields, fieldsOf, isFields, type Say, shown } from './json-fields.ts';
import { isSetItem } from './resource-rules.ts';

const kinds: ReadonlyMap<unknown, Value['kind']> = new Map([
  ['SCALAR', 'scalar'],
  ['RANGES', 'ranges'],
  ['SET', 'set'],
]);

/** Undefined when it is none, which is said. */
export function valueIn(fields: Fields, say: Say): Value | undefined {
  const kind = kinds.get(fields.type);
  if (kind === undefined) {
    say('type', `${shown(fields.type)}: write SCALAR, RANGES or SET`);
    return undefined;
  }
  for (const other of kinds.values())
    if (other !== kind && fields[other] !== undefined)
      say(other, `given for a resource of type ${shown(fields.type)}: leave it out`);
  const part = fieldsOf(fields[kind], kind, say);
  if (part === undefined) return undefined;
  const value = readers[kind](part);
  if (value === undefined) say(kind, `${shown(part)}: write ${samples[kind]}`);
  return value;
}

const samples: Readonly<Record<Value['kind'], string>> = {
  scalar: '{"value": 4}, with three decimals at most',
  ranges: '{"range": [{"begin": 31000, "end": 32000}]}',
  set: '{"item": ["ssd1", "ssd2"]}',
};

const readers: Readonly<Record<Value['kind'], (part: Fields) => Value | undefined>> = {
  scalar: ({ value }) => {
    if (typeof value !== 'number' || !(value >= 0 && value < 1e12)) return undefined;
    if (Number(value.toFixed(3)) !== value) return undefined;
    return { kind: 'scalar', milli: Math.round(value * 1000) };
  },
  ranges: ({ range }) => {
    if (!Array.isArray(range)) return undefined;
    const ranges = range.map(rangeOf);
    if (ranges.includes(undefined)) return undefined;
    return { kind: 'ranges', ranges: mergedRanges(ranges.filter((one) => one !== undefined)) };
  },
  set: ({ item }) => {
    if (!Array.isArray(item)) return undefined;
    if (!item.every((one) => typeof one === 'string' && isSetItem(one))) return undefined;
    return { kind: 'set', items: [...new Set<string>(item)].sort() };
  },
};

const maxEnd = 1e15;

function rangeOf(value: unknown): Range | undefined {
  if (!isFields(value)) return undefined;
  const { begin, end } = value;
  if (!Number.isInteger(begin) || !Number.isInteger(end)) return undefined;
  const [low, high] = [Number(begin), Number(end)];
  return low >= 0 && low <= high && high < maxEnd ? [low, high] : undefined;
}
