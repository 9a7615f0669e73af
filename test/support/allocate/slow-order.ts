// The order of clients as mesos.md 1.3 says it, worked out from all of them each time.
import { Random } from '../../../engine/lib/random.ts';
import type { Scalars } from '../../../engine/model/resources/amounts.ts';

export interface SlowLeaf {
  readonly path: string;
  readonly isActive: boolean;
  /** All that it was given. */
  readonly amounts: readonly Scalars[];
  readonly count: number;
}

export interface OrderBasis {
  readonly leaves: readonly SlowLeaf[];
  readonly totals: Scalars;
  readonly excluded: readonly string[];
  /** By path. */
  readonly weights: ReadonlyMap<string, number>;
}

/** One segment below a path, `.` for a leaf that has others below it. */
interface Sibling {
  readonly segment: string;
  readonly path: string;
  readonly leaves: readonly SlowLeaf[];
  readonly weightMilli: number;
}

const isBelow = (path: string, above: string): boolean =>
  above === '' || path.startsWith(`${above}/`);

export const isAtOrBelow = (path: string, above: string): boolean =>
  path === above || isBelow(path, above);

function siblingsBelow({ leaves, weights }: OrderBasis, above: string): readonly Sibling[] {
  const from = above === '' ? 0 : above.length + 1;
  const below = leaves.filter(({ path }) => isBelow(path, above));
  const segments = new Set(below.map(({ path }) => path.slice(from).split('/')[0] ?? ''));
  const siblings: Sibling[] = [...segments].map((segment) => {
    const path = above === '' ? segment : `${above}/${segment}`;
    const theirs = below.filter((leaf) => isAtOrBelow(leaf.path, path));
    return { segment, path, leaves: theirs, weightMilli: weights.get(path) ?? 1000 };
  });
  const self = leaves.filter(({ path }) => path === above);
  if (self.length === 0 || siblings.length === 0) return siblings;
  return [...siblings, { segment: '.', path: above, leaves: self, weightMilli: 1000 }];
}

/** Only the virtual leaf has a path that is its own parent's. */
const isLeaf = ({ segment, path, leaves }: Sibling): boolean =>
  segment === '.' || leaves.every((leaf) => leaf.path === path);

export function shareOfLeaves(
  { totals, excluded }: OrderBasis,
  leaves: readonly SlowLeaf[],
  weightMilli: number,
): number {
  const sums: Record<string, number> = {};
  for (const amounts of leaves.flatMap((leaf) => leaf.amounts))
    for (const name in amounts) sums[name] = (sums[name] ?? 0) + (amounts[name] ?? 0);
  const parts = Object.keys(sums)
    .filter((name) => (totals[name] ?? 0) > 0 && !excluded.includes(name))
    .map((name) => (sums[name] ?? 0) / (totals[name] ?? 1));
  return (Math.max(0, ...parts) * 1000) / weightMilli;
}

/** Active clients by share, then count, then name, level by level. */
export function orderByShare(basis: OrderBasis, above = ''): readonly string[] {
  const siblings = siblingsBelow(basis, above).map((sibling) => ({
    ...sibling,
    share: shareOfLeaves(basis, sibling.leaves, sibling.weightMilli),
    count: sibling.leaves.reduce((sum, { count }) => sum + count, 0),
  }));
  siblings.sort(
    (a, b) => a.share - b.share || a.count - b.count || (a.segment < b.segment ? -1 : 1),
  );
  return siblings.flatMap((sibling) => {
    if (!isLeaf(sibling)) return orderByShare(basis, sibling.path);
    return sibling.leaves.filter(({ isActive }) => isActive).map(({ path }) => path);
  });
}

/** Active clients by u^(1/w), largest first. */
export function orderDrawn(basis: OrderBasis, seed: number, draw: string): readonly string[] {
  const random = new Random(seed).fork(draw);
  return weighedBelow(basis, '', 1)
    .map(({ path, weight }) => ({ path, key: random.fork(path).next() ** (1 / weight) }))
    .sort((a, b) => b.key - a.key || (a.path < b.path ? -1 : 1))
    .map(({ path }) => path);
}

function weighedBelow(
  basis: OrderBasis,
  above: string,
  weight: number,
): readonly { readonly path: string; readonly weight: number }[] {
  const active = siblingsBelow(basis, above).filter(({ leaves }) =>
    leaves.some(({ isActive }) => isActive),
  );
  const sum = active.reduce((all, { weightMilli }) => all + weightMilli, 0);
  return active.flatMap((sibling) => {
    const own = (weight * sibling.weightMilli) / sum;
    if (isLeaf(sibling)) return [{ path: sibling.path, weight: own }];
    return weighedBelow(basis, sibling.path, own);
  });
}
