// Resources of all kinds that an agent may have: several reservations deep, on several disks, with
// volumes, revocable. Few names, so that they meet.
import fc from 'fast-check';
import { objectName, role } from '../../../engine/model/ids.ts';
import { type Bundle, bundleOf } from '../../../engine/model/resources/bundle.ts';
import type { Disk, Reservation, Resource } from '../../../engine/model/resources/resource.ts';
import {
  addValues,
  isEmptyValue,
  mergedRanges,
  subtractValues,
  type Value,
} from '../../../engine/model/resources/value.ts';

const reservation = (kind: Reservation['kind'], name: string, owner?: string): Reservation => ({
  kind,
  role: role(name),
  ...(owner === undefined ? {} : { owner: objectName(owner) }),
});

const stacks: readonly (readonly Reservation[] | undefined)[] = [
  undefined,
  undefined,
  [reservation('static', 'eng')],
  [reservation('dynamic', 'eng', '/db')],
  [reservation('dynamic', 'ops')],
  [reservation('static', 'eng'), reservation('dynamic', 'eng/ads', '/ads')],
  [reservation('dynamic', 'eng', '/db'), reservation('dynamic', 'eng/ads/x', '/ads')],
];

const scalar = fc.integer({ min: 1, max: 20 }).map((at): Value => ({ kind: 'scalar', milli: at }));
const range = fc
  .tuple(fc.nat({ max: 30 }), fc.nat({ max: 5 }))
  .map(([begin, more]): readonly [number, number] => [begin, begin + more]);
const ranges = fc
  .array(range, { minLength: 1, maxLength: 3 })
  .map((list): Value => ({ kind: 'ranges', ranges: mergedRanges(list) }));
const set = fc
  .subarray(['a', 'b', 'c', 'd'], { minLength: 1 })
  .map((items): Value => ({ kind: 'set', items }));

const withStack = (name: string, value: fc.Arbitrary<Value>): fc.Arbitrary<Resource> =>
  fc.record({ value, stack: fc.constantFrom(...stacks), isRevocable: fc.nat({ max: 9 }) }).map(
    ({ value: amount, stack, isRevocable }): Resource => ({
      name,
      value: amount,
      ...(stack === undefined ? {} : { reservations: stack }),
      ...(stack === undefined && isRevocable === 0 ? { revocable: true } : {}),
    }),
  );

const sources: readonly Disk[] = [
  {},
  { source: { kind: 'path', root: '/data' } },
  { source: { kind: 'mount', root: '/m1' } },
  { source: { kind: 'mount', root: '/m2' } },
];

const disk = fc
  .tuple(withStack('disk', scalar), fc.constantFrom(...sources), fc.constantFrom('', 'v1', 'v2'))
  .map(([resource, source, id]): Resource => {
    const isVolume = id !== '' && resource.reservations !== undefined;
    const lies: Disk = { ...source, ...(isVolume ? { volume: { id } } : {}) };
    return Object.keys(lies).length === 0 ? resource : { ...resource, disk: lies };
  });

const anyResource = fc.oneof(
  withStack('cpus', scalar),
  withStack('ports', ranges),
  withStack('disks', set),
  disk,
  disk,
);

/** Of each volume, mount, port and name in a set there is only one. */
function onlyOnce(resources: readonly Resource[]): readonly Resource[] {
  const seen = new Set<string>();
  const given = new Map<string, Value>();
  return resources.flatMap((resource) => {
    const { name, value, disk: lies } = resource;
    const { source, volume } = lies ?? {};
    const places = [
      ...(source?.kind === 'mount' ? [source.root] : []),
      ...(volume === undefined ? [] : [volume.id]),
    ];
    if (places.some((place) => seen.has(place))) return [];
    for (const place of places) seen.add(place);
    if (value.kind === 'scalar') return [resource];
    const before = given.get(name);
    const left = before === undefined ? value : subtractValues(value, before);
    given.set(name, before === undefined ? value : addValues(before, left));
    return isEmptyValue(left) ? [] : [{ ...resource, value: left }];
  });
}

export const someResource: fc.Arbitrary<Resource> = anyResource;

export const someBundle: fc.Arbitrary<Bundle> = fc
  .array(anyResource, { maxLength: 14 })
  .map((resources) => bundleOf(onlyOnce(resources)));
