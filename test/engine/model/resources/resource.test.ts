// Who may be given a resource, and what makes it another than its namesake.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { objectName, role } from '../../../../engine/model/ids.ts';
import {
  identityOf,
  isAllocatableTo,
  isWithin,
  type Resource,
  reservedFor,
} from '../../../../engine/model/resources/resource.ts';
import { rolePaths } from './bundle-draws.ts';

const cpus: Resource = { name: 'cpus', value: { kind: 'scalar', milli: 1_000 } };
const reserved = (...paths: readonly string[]): Resource => ({
  ...cpus,
  reservations: paths.map((path) => ({ kind: 'static', role: role(path) })),
});

describe('a resource', () => {
  test('that isn’t reserved is anybody’s', () => {
    fc.assert(fc.property(rolePaths, (path) => isAllocatableTo(cpus, role(path))));
    expect(isAllocatableTo(cpus, role('*'))).toBe(true);
    expect(reservedFor(cpus)).toBeUndefined();
  });

  test('that is reserved is of its role and those below it, segment by segment', () => {
    fc.assert(
      fc.property(rolePaths, rolePaths, (owner, path) => {
        const [above, below] = [owner.split('/'), path.split('/')];
        const isBelow = above.every((segment, at) => below[at] === segment);
        expect(isAllocatableTo(reserved(owner), role(path))).toBe(isBelow);
        expect(isWithin(path, owner)).toBe(isBelow);
      }),
    );
    expect(isAllocatableTo(reserved('eng'), role('*'))).toBe(false);
  });

  test('whose reservation is refined belongs to the last', () => {
    const refined = reserved('eng', 'eng/ads');
    expect(reservedFor(refined)).toBe('eng/ads');
    expect(isAllocatableTo(refined, role('eng'))).toBe(false);
    expect(isAllocatableTo(refined, role('eng/ads/x'))).toBe(true);
  });
});

test('identity is all but the value', () => {
  const different: readonly Resource[] = [
    cpus,
    { ...cpus, name: 'mem' },
    { ...cpus, revocable: true },
    reserved('eng'),
    reserved('eng', 'eng/ads'),
    reserved('eng/ads'),
    { ...cpus, reservations: [{ kind: 'dynamic', role: role('eng') }] },
    { ...cpus, reservations: [{ kind: 'dynamic', role: role('eng'), owner: objectName('/db') }] },
    { ...cpus, disk: { source: { kind: 'path', root: '/a' } } },
    { ...cpus, disk: { source: { kind: 'mount', root: '/a' } } },
    { ...cpus, disk: { source: { kind: 'path', root: '/b' } } },
    { ...cpus, disk: { volume: { id: 'v' } } },
    { ...cpus, disk: { source: { kind: 'path', root: '/a' }, volume: { id: 'v' } } },
  ];
  expect(new Set(different.map(identityOf)).size).toBe(different.length);
  const more = different.map((resource) => ({
    ...resource,
    value: { kind: 'scalar', milli: 5 } as const,
  }));
  expect(more.map(identityOf)).toEqual(different.map(identityOf));
});
