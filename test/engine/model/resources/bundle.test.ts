// The laws of bundles (mesos.md 1.1), on bundles drawn at random.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addBundles,
  type Bundle,
  bundleOf,
  containsBundle,
  emptyBundle,
  quantitiesOf,
  subtractBundles,
} from '../../../../engine/model/resources/bundle.ts';
import { bundleFault } from '../../../../engine/model/resources/bundle-fault.ts';
import { identityOf, isIndivisible } from '../../../../engine/model/resources/resource.ts';
import { bundles, resources } from './bundle-draws.ts';

const isScalar = (resource: Bundle[number]): boolean =>
  resource.value.kind === 'scalar' && !isIndivisible(resource);

/** `a` with nothing in it that can't be there twice and is in `b`. */
const apartFrom = (a: Bundle, b: Bundle): Bundle => {
  const rest = subtractBundles(
    a.filter((resource) => !isScalar(resource)),
    b,
  );
  return addBundles(a.filter(isScalar), rest);
};

const wholesOf = (bundle: Bundle): readonly string[] =>
  bundle.filter(isIndivisible).map(identityOf);

describe('adding', () => {
  test('is commutative and associative, and nothing added changes nothing', () => {
    fc.assert(
      fc.property(bundles, bundles, bundles, (a, b, c) => {
        expect(addBundles(a, b)).toEqual(addBundles(b, a));
        expect(addBundles(addBundles(a, b), c)).toEqual(addBundles(a, addBundles(b, c)));
        expect(addBundles(a, emptyBundle)).toEqual(a);
      }),
    );
  });

  test('is undone by subtracting, of what can’t be there twice what wasn’t there before', () => {
    fc.assert(
      fc.property(bundles, bundles, (some, b) => {
        const a = apartFrom(some, b);
        expect(subtractBundles(addBundles(a, b), b)).toEqual(a);
      }),
    );
  });

  test('adds up quantities, whatever the identities', () => {
    fc.assert(
      fc.property(bundles, bundles, (some, b) => {
        const a = apartFrom(some, b);
        const [ofA, ofB, sum] = [a, b, addBundles(a, b)].map(quantitiesOf);
        for (const name of ['cpus', 'disk', 'ports'])
          expect(sum?.[name] ?? 0).toBe((ofA?.[name] ?? 0) + (ofB?.[name] ?? 0));
      }),
    );
  });
});

describe('subtracting', () => {
  test('takes away what is there, never more', () => {
    fc.assert(
      fc.property(bundles, bundles, (a, b) => {
        const left = subtractBundles(a, b);
        expect(containsBundle(a, left)).toBe(true);
        expect(Object.values(quantitiesOf(left)).every((milli) => milli > 0)).toBe(true);
        expect(subtractBundles(b, b)).toEqual(emptyBundle);
      }),
    );
  });

  test('and adding again gives back what was there exactly where it contained it', () => {
    fc.assert(
      fc.property(bundles, bundles, fc.boolean(), (a, b, isMet) => {
        const whole = isMet ? addBundles(a, b) : a;
        const again = addBundles(subtractBundles(whole, b), b);
        const isSame = JSON.stringify(again) === JSON.stringify(whole);
        expect(containsBundle(whole, b)).toBe(isSame);
        if (isMet) expect(isSame).toBe(true);
      }),
    );
  });

  test('leaves of a volume or a file system all or nothing', () => {
    fc.assert(
      fc.property(bundles, bundles, (a, b) => {
        const gone = new Set(wholesOf(b));
        const left = wholesOf(a).filter((identity) => !gone.has(identity));
        expect(wholesOf(subtractBundles(a, b))).toEqual(left);
      }),
    );
  });
});

describe('a volume or a file system', () => {
  const mount = (milli: number): Bundle => [
    {
      ...{ name: 'disk', value: { kind: 'scalar', milli } },
      disk: { source: { kind: 'mount', root: '/ssd' } },
    },
  ];

  test('is there once, however often it is added', () => {
    expect(addBundles(mount(2_000), mount(2_000))).toEqual(mount(2_000));
  });

  test('contains no part of it, and a part takes nothing from it', () => {
    expect(containsBundle(mount(2_000), mount(1_000))).toBe(false);
    expect(subtractBundles(mount(2_000), mount(1_000))).toEqual(mount(2_000));
    expect(subtractBundles(mount(2_000), mount(2_000))).toEqual(emptyBundle);
  });
});

test('the form is kept: sorted, each identity once, nothing empty', () => {
  fc.assert(
    fc.property(resources, bundles, (list, b) => {
      const a = bundleOf(list);
      for (const bundle of [a, addBundles(a, b), subtractBundles(a, b)])
        expect(bundleFault(bundle)).toBeUndefined();
      expect(bundleOf([...list].reverse())).toEqual(a);
    }),
  );
});
