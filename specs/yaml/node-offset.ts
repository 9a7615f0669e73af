// Where a path of keys and indexes leads in a syntax tree. Where the path ends early, because
// something on it is missing, the nearest parent is pointed at.
import { type Document, isMap, isScalar, isSeq, type Node } from 'yaml';
import type { Path } from '../../engine/lib/check.ts';
import { keyText } from './plain-value.ts';

interface Spot {
  readonly node: Node | null;
  /** Offset of the key that leads there; of the value itself in lists. */
  readonly key: number;
}

/** Offset of the key or of the value at the path. An empty value is pointed at by its key. */
export function offsetOf(document: Document, path: Path, at: 'key' | 'value'): number {
  const root = document.contents;
  let spot: Spot = { node: root, key: root?.range?.[0] ?? document.range?.[0] ?? 0 };
  for (const segment of path) {
    const next = stepInto(spot.node, segment);
    if (next === undefined) return spot.key;
    spot = next;
  }
  return at === 'key' ? spot.key : (valueOffset(spot.node) ?? spot.key);
}

function valueOffset(node: Node | null): number | undefined {
  if (isScalar(node) && node.source === '' && node.type === 'PLAIN') return undefined;
  return node?.range?.[0];
}

function stepInto(node: Node | null, segment: string | number): Spot | undefined {
  if (isSeq(node) && typeof segment === 'number') {
    const item = node.items[segment] as Node | null | undefined;
    return item == null ? undefined : { node: item, key: item.range?.[0] ?? 0 };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find((candidate) => keyText(candidate.key) === segment);
  const key = (pair?.key as Node | undefined)?.range?.[0];
  return pair === undefined || key === undefined
    ? undefined
    : { node: pair.value as Node | null, key };
}
