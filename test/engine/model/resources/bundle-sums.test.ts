// Sums and differences of bundles against the obvious way: by identity, in a map, sorted after.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  addBundles,
  type Bundle,
  bundleOf,
  containsBundle,
  subtractBundles,
} from '../../../../engine/model/resources/bundle.ts';
import {
  identityOf,
  isIndivisible,
  type Resource,
} from '../../../../engine/model/resources/resource.ts';
import { containsValue, subtractValues } from '../../../../engine/model/resources/value.ts';
import { someBundle } from '../../../support/resources/random-bundle.ts';

const find = (bundle: Bundle, like: Resource): Resource | undefined =>
  bundle.find((resource) => identityOf(resource) === identityOf(like));

function slowDifference(a: Bundle, b: Bundle): Bundle {
  const left = a.flatMap((resource) => {
    const taken = find(b, resource);
    if (taken === undefined) return [resource];
    if (!isIndivisible(resource))
      return [{ ...resource, value: subtractValues(resource.value, taken.value) }];
    return containsValue(taken.value, resource.value) ? [] : [resource];
  });
  return bundleOf(left);
}

const slowlyContains = (a: Bundle, b: Bundle): boolean =>
  b.every((part) => {
    const there = find(a, part);
    if (there === undefined || !containsValue(there.value, part.value)) return false;
    return !isIndivisible(there) || containsValue(part.value, there.value);
  });

/** Many resources on one agent, so that looking for one takes several steps. */
const manyCopies = (bundle: Bundle): Bundle =>
  bundleOf(
    Array.from({ length: 12 }, (_, at) => at).flatMap((at) =>
      bundle.map((resource) => ({ ...resource, name: `${resource.name}${at}` })),
    ),
  );

const pairs = fc.tuple(someBundle, someBundle, fc.boolean()).map(([a, b, isMany]) => {
  return isMany ? ([manyCopies(a), manyCopies(b)] as const) : ([a, b] as const);
});

it('a sum is all resources, equal ones as one', () => {
  fc.assert(
    fc.property(pairs, ([a, b]) => {
      expect(addBundles(a, b)).toEqual(bundleOf([...a, ...b]));
    }),
  );
});

it('a difference is what is left of each resource', () => {
  fc.assert(
    fc.property(pairs, ([a, b]) => {
      expect(subtractBundles(a, b)).toEqual(slowDifference(a, b));
    }),
  );
});

it('a bundle contains another when it contains each resource of it', () => {
  let contained = 0;
  fc.assert(
    fc.property(pairs, fc.nat(), ([a, b], drawn) => {
      const part = drawn % 2 === 0 ? b : a.filter((_, at) => (drawn >> (at % 20)) % 2 === 0);
      if (slowlyContains(a, part)) contained += 1;
      expect(containsBundle(a, part)).toBe(slowlyContains(a, part));
      expect(containsBundle(addBundles(a, part), part)).toBe(
        slowlyContains(bundleOf([...a, ...part]), part),
      );
    }),
  );
  expect(contained).toBeGreaterThan(20);
});
