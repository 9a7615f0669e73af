// The three kinds of value that a resource has (mesos.md 1.1 rules 1 and 3): fixed-point scalars of
// 1/1000, sorted disjoint ranges of closed integer intervals, sorted sets of names. Subtraction
// takes away what is there, never more.
import type { Range } from './amounts.ts';

export type Value =
  | { readonly kind: 'scalar'; readonly milli: number }
  | { readonly kind: 'ranges'; readonly ranges: readonly Range[] }
  | { readonly kind: 'set'; readonly items: readonly string[] };

export function isEmptyValue(value: Value): boolean {
  switch (value.kind) {
    case 'scalar':
      return value.milli <= 0;
    case 'ranges':
      return value.ranges.length === 0;
    case 'set':
      return value.items.length === 0;
  }
}

/** Both are of one kind; RangeError otherwise. */
export function addValues(a: Value, b: Value): Value {
  if (a.kind === 'scalar' && b.kind === 'scalar')
    return { kind: 'scalar', milli: a.milli + b.milli };
  if (a.kind === 'ranges' && b.kind === 'ranges')
    return { kind: 'ranges', ranges: mergedRanges([...a.ranges, ...b.ranges]) };
  if (a.kind === 'set' && b.kind === 'set')
    return { kind: 'set', items: [...new Set([...a.items, ...b.items])].sort() };
  throw new RangeError(`bug: ${a.kind} and ${b.kind} of one resource`);
}

/** What of `a` isn't in `b`: all of it when they aren't of one kind. */
export function subtractValues(a: Value, b: Value): Value {
  if (a.kind === 'scalar' && b.kind === 'scalar')
    return { kind: 'scalar', milli: Math.max(0, a.milli - b.milli) };
  if (a.kind === 'ranges' && b.kind === 'ranges')
    return { kind: 'ranges', ranges: withoutRanges(a.ranges, b.ranges) };
  if (a.kind === 'set' && b.kind === 'set') {
    const gone = new Set(b.items);
    return { kind: 'set', items: a.items.filter((item) => !gone.has(item)) };
  }
  return a;
}

/** All of `b` is in `a`. Values of two kinds never contain one another. */
export function containsValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.kind === 'scalar' && b.kind === 'scalar') return a.milli >= b.milli;
  if (a.kind === 'ranges' && b.kind === 'ranges') return containsRanges(a.ranges, b.ranges);
  if (a.kind === 'set' && b.kind === 'set') {
    const there = new Set(a.items);
    return b.items.every((item) => there.has(item));
  }
  return false;
}

/** Sorted and disjoint; neighbours become one. */
export function mergedRanges(ranges: readonly Range[]): readonly Range[] {
  const merged: [number, number][] = [];
  for (const [begin, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last !== undefined && begin <= last[1] + 1) last[1] = Math.max(last[1], end);
    else merged.push([begin, end]);
  }
  return merged;
}

/** Both sorted and disjoint. */
function withoutRanges(ranges: readonly Range[], gone: readonly Range[]): readonly Range[] {
  const left: Range[] = [];
  let next = 0;
  for (const range of ranges) {
    const end = range[1];
    let from = range[0];
    while ((gone[next]?.[1] ?? Infinity) < from) next += 1;
    for (let at = next; from <= end; at += 1) {
      const cut = gone[at];
      if (cut === undefined || cut[0] > end) break;
      if (cut[0] > from) left.push([from, cut[0] - 1]);
      from = Math.max(from, cut[1] + 1);
    }
    if (from === range[0]) left.push(range);
    else if (from <= end) left.push([from, end]);
  }
  return left;
}

/** Both sorted, disjoint and without neighbours. */
function containsRanges(ranges: readonly Range[], inner: readonly Range[]): boolean {
  let at = 0;
  for (const part of inner) {
    while ((ranges[at]?.[1] ?? Infinity) < part[0]) at += 1;
    const around = ranges[at];
    if (around === undefined || around[0] > part[0] || around[1] < part[1]) return false;
  }
  return true;
}
