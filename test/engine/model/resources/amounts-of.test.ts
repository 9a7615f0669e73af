// A bundle's amounts, whose they are, and what can't be a bundle.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { role } from '../../../../engine/model/ids.ts';
import {
  amountsOf,
  reservedAmounts,
  unreserved,
} from '../../../../engine/model/resources/amounts-of.ts';
import { quantitiesOf } from '../../../../engine/model/resources/bundle.ts';
import { bundleFault } from '../../../../engine/model/resources/bundle-fault.ts';
import type { Resource } from '../../../../engine/model/resources/resource.ts';
import { bundles } from './bundle-draws.ts';

describe('the amounts that any role’s task can take', () => {
  test('are those of plain resources', () => {
    fc.assert(
      fc.property(bundles, (bundle) => {
        const plain = bundle.filter((resource) => Object.keys(resource).length === 2);
        expect(unreserved(amountsOf(bundle))).toEqual(plain);
      }),
    );
  });

  test('and what is reserved, by role, are no more than there is', () => {
    fc.assert(
      fc.property(bundles, (bundle) => {
        const reserved = reservedAmounts(bundle);
        expect(reserved.map((one) => one.role)).toEqual(reserved.map((one) => one.role).sort());
        const parts = [amountsOf(bundle), ...reserved.map((one) => one.amounts)];
        const others = bundle.filter(
          ({ reservations, disk, revocable }) => !reservations && (disk || revocable),
        );
        const rest = quantitiesOf(others).cpus ?? 0;
        const sum = parts.reduce((all, { scalars }) => all + (scalars.cpus ?? 0), rest);
        expect(sum).toBe(quantitiesOf(bundle).cpus ?? 0);
      }),
    );
  });
});

const scalar = (name: string, milli: number, more: Partial<Resource> = {}): Resource => ({
  ...{ name, value: { kind: 'scalar', milli }, ...more },
});
const of = (...paths: string[]) => ({
  reservations: paths.map((path) => ({ kind: 'static' as const, role: role(path) })),
});
const mount = { disk: { source: { kind: 'mount', root: '/a' } } } as const;
const ports = (...ranges: [number, number][]): Resource => ({
  ...{ name: 'ports', value: { kind: 'ranges', ranges } },
});

test.each<[string, Resource[], string]>([
  ['out of order', [scalar('mem', 1), scalar('cpus', 1)], 'out of order'],
  ['twice', [scalar('cpus', 1), scalar('cpus', 1)], 'out of order'],
  ['empty', [scalar('cpus', 0)], 'cpus isn’t in order'],
  ['not whole', [scalar('cpus', 0.5)], 'cpus isn’t in order'],
  ['ranges upside down', [ports([2, 1])], 'ports isn’t in order'],
  ['ranges that meet', [ports([1, 2], [3, 4])], 'ports isn’t in order'],
  ['ranges out of order', [ports([5, 6], [1, 2])], 'ports isn’t in order'],
  [
    'a set out of order',
    [{ name: 'x', value: { kind: 'set', items: ['b', 'a'] } }],
    'x isn’t in order',
  ],
  [
    'two kinds of one name',
    [{ name: 'x', value: { kind: 'set', items: ['a'] } }, scalar('x', 1, of('eng'))],
    'x is given as set and as scalar',
  ],
  ['what objects have', [scalar('constructor', 1)], 'constructor is no name'],
  ['no reservation', [scalar('cpus', 1, { reservations: [] })], 'cpus has a reservation'],
  ['a stranger’s refinement', [scalar('cpus', 1, of('eng', 'prod'))], 'cpus has a reservation'],
  ['cpus on a disk', [scalar('cpus', 1, mount)], 'cpus has a reservation or a disk'],
  ['a disk that is none', [scalar('disk', 1, { disk: {} })], 'disk has a reservation or a disk'],
  [
    'one mount for two',
    [scalar('disk', 1, mount), scalar('disk', 1, { ...mount, ...of('eng') })],
    'mount /a is given twice',
  ],
])('%s is no bundle', (_, list, fault) => {
  expect(bundleFault(list)?.replace("n't", 'n’t')).toContain(fault);
});
