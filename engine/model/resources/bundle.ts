// Bundles of resources (mesos.md 1.1): at most one resource of each identity, sorted by it, none
// empty. Every function keeps that form, so equal bundles are equal as JSON. Two equal indivisible
// resources don't add up: there is only one of each.
import type { Scalars } from './amounts.ts';
import { identityOf, isIndivisible, type Resource } from './resource.ts';
import { addValues, containsValue, isEmptyValue, subtractValues, type Value } from './value.ts';

export type Bundle = readonly Resource[];

export const emptyBundle: Bundle = [];

/** Puts resources in any order into the form of a bundle. */
export function bundleOf(resources: readonly Resource[]): Bundle {
  const byIdentity = new Map<string, Resource>();
  for (const resource of resources) {
    const identity = identityOf(resource);
    const before = byIdentity.get(identity);
    byIdentity.set(identity, before === undefined ? resource : joined(before, resource));
  }
  return [...byIdentity]
    .filter(([, { value }]) => !isEmptyValue(value))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, resource]) => resource);
}

function joined(a: Resource, b: Resource): Resource {
  if (isIndivisible(a)) return a;
  return { ...a, value: addValues(a.value, b.value) };
}

export function addBundles(a: Bundle, b: Bundle): Bundle {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const [many, few] = a.length < b.length ? [b, a] : [a, b];
  const sum = [...many];
  let at = 0;
  for (const resource of few) {
    at = placeOf(sum, identityOf(resource), at);
    const there = heldAt(sum, at, resource);
    if (there === undefined) sum.splice(at, 0, resource);
    else sum[at] = many === a ? joined(there, resource) : joined(resource, there);
  }
  return sum;
}

/** Takes away what is there, never more. Of an indivisible resource all or nothing is left. */
export function subtractBundles(a: Bundle, b: Bundle): Bundle {
  if (a === b) return emptyBundle;
  if (a.length === 0 || b.length === 0) return a;
  let left: Resource[] | undefined;
  let at = 0;
  for (const taken of b) {
    const from = left ?? a;
    at = placeOf(from, identityOf(taken), at);
    const there = heldAt(from, at, taken);
    if (there === undefined) continue;
    const value = valueWithout(there, taken.value);
    if (value === there.value) continue;
    left ??= [...a];
    if (isEmptyValue(value)) left.splice(at, 1);
    else left[at] = { ...there, value };
  }
  return left ?? a;
}

/**
 * Where the first one stands that doesn't come before this identity. Looked for from `from`, in
 * steps that double: near ones are found at once, and one of many without looking at all.
 */
function placeOf(bundle: Bundle, identity: string, from: number): number {
  let step = 1;
  while (from + step <= bundle.length && identityAt(bundle, from + step - 1) < identity) step *= 2;
  let low = from + (step >> 1);
  let high = Math.min(from + step - 1, bundle.length);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (identityAt(bundle, middle) < identity) low = middle + 1;
    else high = middle;
  }
  return low;
}

function heldAt(bundle: Bundle, at: number, like: Resource): Resource | undefined {
  const there = bundle[at];
  return there !== undefined && identityOf(there) === identityOf(like) ? there : undefined;
}

function valueWithout(resource: Resource, taken: Value): Value {
  if (!isIndivisible(resource)) return subtractValues(resource.value, taken);
  return containsValue(taken, resource.value) ? { kind: 'scalar', milli: 0 } : resource.value;
}

/** All of `b` is in `a`. */
export function containsBundle(a: Bundle, b: Bundle): boolean {
  if (a === b || b.length === 0) return true;
  if (a.length < b.length) return false;
  let at = 0;
  for (const resource of b) {
    at = placeOf(a, identityOf(resource), at);
    const there = heldAt(a, at, resource);
    if (there === undefined || !holds(there, resource.value)) return false;
    at += 1;
  }
  return true;
}

const identityAt = (bundle: Bundle, at: number): string => {
  const resource = bundle[at];
  return resource === undefined ? '' : identityOf(resource);
};

/** Of an indivisible resource only the whole is in it. */
const holds = (there: Resource, value: Value): boolean =>
  containsValue(there.value, value) && (!isIndivisible(there) || containsValue(value, there.value));

const quantities = new WeakMap<Bundle, Scalars>();

/** By name, the sum of its scalars, whatever their identity (mesos.md 1.1 rule 5). In 1/1000. */
export function quantitiesOf(bundle: Bundle): Scalars {
  let sums = quantities.get(bundle);
  if (sums === undefined) {
    sums = sumOf(bundle);
    quantities.set(bundle, sums);
  }
  return sums;
}

function sumOf(bundle: Bundle): Scalars {
  const sums: Record<string, number> = {};
  for (const { name, value } of bundle)
    if (value.kind === 'scalar') sums[name] = (sums[name] ?? 0) + value.milli;
  return sums;
}
