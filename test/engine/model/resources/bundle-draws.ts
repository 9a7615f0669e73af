// Bundles drawn at random, of few names, roles, numbers and disks, so that they meet.
import fc from 'fast-check';
import { objectName, role } from '../../../../engine/model/ids.ts';
import type { Range } from '../../../../engine/model/resources/amounts.ts';
import { type Bundle, bundleOf } from '../../../../engine/model/resources/bundle.ts';
import type { Disk, Reservation, Resource } from '../../../../engine/model/resources/resource.ts';
import { mergedRanges, type Value } from '../../../../engine/model/resources/value.ts';

const most = 24;

const ranges: fc.Arbitrary<readonly Range[]> = fc
  .array(fc.tuple(fc.nat(most), fc.nat(5)), { maxLength: 4 })
  .map((list) =>
    mergedRanges(list.map(([begin, size]): Range => [begin, Math.min(begin + size, most)])),
  );

const items: fc.Arbitrary<readonly string[]> = fc
  .subarray(['a', 'b', 'c', 'd'])
  .map((list) => [...list].sort());

const scalar = fc.nat(3000).map((milli): Value => ({ kind: 'scalar', milli }));

export const values: Readonly<Record<Value['kind'], fc.Arbitrary<Value>>> = {
  scalar,
  ranges: ranges.map((list) => ({ kind: 'ranges', ranges: list })),
  set: items.map((list) => ({ kind: 'set', items: list })),
};

const kinds = { cpus: 'scalar', disk: 'scalar', ports: 'ranges', disks: 'set' } as const;

const reservation = (kind: Reservation['kind'], path: string): Reservation =>
  kind === 'static'
    ? { kind, role: role(path) }
    : { kind, role: role(path), owner: objectName('/db') };

const stacks: fc.Arbitrary<readonly Reservation[] | undefined> = fc.constantFrom(
  undefined,
  undefined,
  [reservation('static', 'eng')],
  [reservation('dynamic', 'eng')],
  [reservation('static', 'eng'), reservation('dynamic', 'eng/ads')],
  [reservation('static', 'prod')],
);

/** What is there once, each of its own size: a mount and a volume. */
const wholes: readonly Resource[] = [
  whole(2_000, { source: { kind: 'mount', root: '/ssd' } }),
  whole(500, { volume: { id: 'v1' } }, [reservation('dynamic', 'eng')]),
  whole(700, { source: { kind: 'path', root: '/p' }, volume: { id: 'v2' } }),
];

function whole(milli: number, disk: Disk, reservations?: readonly Reservation[]): Resource {
  const resource = { name: 'disk', value: { kind: 'scalar', milli }, disk } as const;
  return reservations === undefined ? resource : { ...resource, reservations };
}

const disks: fc.Arbitrary<Disk | undefined> = fc.constantFrom(
  undefined,
  { source: { kind: 'path', root: '/p' } },
  { source: { kind: 'path', root: '/q' } },
);

const divisible: fc.Arbitrary<Resource> = fc
  .constantFrom('cpus', 'disk', 'ports', 'disks')
  .chain((name) => {
    const isRevocable = fc.boolean();
    return fc.tuple(fc.constant(name), values[kinds[name]], stacks, disks, isRevocable);
  })
  .map(([name, value, reservations, disk, isRevocable]) => ({
    ...{ name, value },
    ...(reservations === undefined ? {} : { reservations }),
    ...(disk === undefined || name !== 'disk' ? {} : { disk }),
    ...(isRevocable ? { revocable: true as const } : {}),
  }));

/** In any order, some of one identity, some empty. */
export const resources: fc.Arbitrary<readonly Resource[]> = fc
  .tuple(fc.array(divisible, { maxLength: 8 }), fc.subarray([...wholes]))
  .chain(([divided, undivided]) =>
    fc.shuffledSubarray([...divided, ...undivided], {
      minLength: divided.length + undivided.length,
    }),
  );

export const bundles: fc.Arbitrary<Bundle> = resources.map(bundleOf);

/** Few enough that one is often above another. */
export const rolePaths = fc
  .array(fc.constantFrom('a', 'ab', 'b', 'a.b'), { minLength: 1, maxLength: 3 })
  .map((segments) => segments.join('/'));
