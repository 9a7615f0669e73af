// What may come from outside and is none: refused with where, what, and what would be right.
import { expect, it } from 'vitest';
import { bundleOf } from '../../../../engine/model/resources/bundle.ts';
import { applyOperation } from '../../../../engine/model/resources/operations/apply-operations.ts';
import type { Operation } from '../../../../engine/model/resources/operations/operation.ts';
import type { Resource } from '../../../../engine/model/resources/resource.ts';
import type { Value } from '../../../../engine/model/resources/value.ts';
import {
  cpus,
  create,
  db,
  destroy,
  disk,
  eng,
  fixed,
  forRoles,
  mount,
  ports,
  reserve,
  scalar,
  unreserve,
  volume,
} from '../../../support/resources/brief-resources.ts';

const held = bundleOf([
  cpus(4000),
  cpus(1000, forRoles(eng)),
  cpus(700, forRoles(fixed('ops'))),
  cpus(300, { revocable: true }),
  disk(900),
  disk(800, forRoles(eng)),
  disk(200, { ...forRoles(eng), disk: volume('v1') }),
  disk(500, { ...forRoles(eng), disk: mount }),
  ports([31000, 31009]),
]);
const value = (name: string, bad: Value): Resource => ({ name, value: bad });
const manyRoles = Array.from({ length: 200 }, () => 'a').join('/');

const refusals: readonly (readonly [why: string, Operation, what: string, remedy: string])[] = [
  ['nothing', reserve('eng'), 'resources is empty', 'the resources it is about'],
  ['zero', reserve('eng', cpus(0)), 'resources[0], cpus: 0 thousandths', 'above 0'],
  ['less than nothing', reserve('eng', cpus(-1000)), '-1000 thousandths', 'above 0'],
  ['what is no number', reserve('eng', cpus(Number.NaN)), 'NaN thousandths', 'a whole number'],
  ['all there is', reserve('eng', cpus(Number.POSITIVE_INFINITY)), 'Infinity', 'a whole number'],
  ['a part of 1/1000', reserve('eng', cpus(0.5)), '0.5 thousandths', 'a whole number'],
  ['too much', reserve('eng', cpus(9e15)), "9000000000000 isn't held", 'no more than 4'],
  ['a little too much', reserve('eng', cpus(4001)), "4.001 isn't held", 'no more than 4'],
  [
    'an unknown name',
    reserve('eng', scalar('cpu', 1)),
    'cpu: none is held',
    'one of what is held: cpus',
  ],
  ['a name of every object', reserve('eng', scalar('constructor', 1)), 'none is held', 'cpus'],
  ['no name', reserve('eng', scalar('', 1)), 'none is held', 'one of what is held'],
  ['another kind', reserve('eng', value('cpus', { kind: 'set', items: ['a'] })), "isn't held", '4'],
  ['ranges backwards', reserve('eng', ports([31005, 31001])), 'in disorder', 'ascending and apart'],
  ['half a port', reserve('eng', ports([31000.5, 31001])), 'in disorder', 'whole numbers'],
  [
    'ranges that meet',
    reserve('eng', ports([31000, 31002], [31001, 31003])),
    'in disorder',
    'apart',
  ],
  ['a port outside', reserve('eng', ports([30999, 31000])), "isn't held", '[31000-31009]'],
  ['no ports', reserve('eng', ports()), 'it is empty', 'something of it'],
  [
    'one thing twice',
    reserve('eng', cpus(1), cpus(1)),
    'resources[1], cpus: it is named twice',
    'once',
  ],
  ['role *', reserve('*', cpus(1)), 'role *', 'the role that is to have it'],
  ['a role that is none', reserve('eng/../x', cpus(1)), 'is no role', 'such as eng/ads'],
  ['an empty role', reserve('', cpus(1)), 'is no role', 'such as eng/ads'],
  ['a role without an end', reserve(manyRoles, cpus(1)), 'is no role', '256 characters at most'],
  ['the same role', reserve('eng', cpus(1, forRoles(eng))), "isn't below that", 'a role below eng'],
  ['a role beside', reserve('engine', cpus(1, forRoles(eng))), "isn't below that", 'below eng'],
  ['a role above', reserve('en', cpus(1, forRoles(eng))), "isn't below that", 'below eng'],
  [
    "another's stack",
    reserve('eng/a', cpus(1, forRoles(db))),
    'with these reservations',
    'cpus for eng',
  ],
  ['revocable', reserve('eng', cpus(1, { revocable: true })), 'taken back', 'not revocable'],
  [
    'a volume',
    reserve('eng/a', disk(200, { ...forRoles(eng), disk: volume('v1') })),
    'there is volume v1 on it',
    'destroy the volume first',
  ],
  [
    'a part of a file system',
    reserve('eng/a', disk(499, { ...forRoles(eng), disk: mount })),
    'never divided',
    'the whole of it: 0.5',
  ],
  ['to unreserve what is free', unreserve(cpus(1)), "isn't reserved", 'what is reserved'],
  ['to unreserve nothing', unreserve(), 'resources is empty', 'the resources'],
  [
    'to unreserve what the agent reserves',
    unreserve(cpus(1, forRoles(fixed('ops')))),
    "the agent's own",
    '--resources',
  ],
  [
    'to unreserve under a volume',
    unreserve(disk(200, { ...forRoles(eng), disk: volume('v1') })),
    'there is volume v1 on it',
    'destroy the volume first',
  ],
  ['to create of free disk', create('v2', disk(1)), "isn't reserved", 'reserve it first'],
  ['to create of cpus', create('v2', cpus(1, forRoles(eng))), 'made of disk', 'an amount of disk'],
  [
    'to create of a volume',
    create('v2', disk(200, { ...forRoles(eng), disk: volume('v1') })),
    'it is volume v1 already',
    'disk without a volume',
  ],
  ['a name that is taken', create('v1', disk(1, forRoles(eng))), 'id v1', 'another name'],
  ['a name that is none', create('', disk(1, forRoles(eng))), 'is no name', 'letters, digits'],
  ['a way out', create('a/../b', disk(1, forRoles(eng))), 'is no name', 'letters, digits'],
  ['a long name', create('v'.repeat(301), disk(1, forRoles(eng))), 'is no name', '300 characters'],
  [
    'a part of a file system as a volume',
    create('v2', disk(1, { ...forRoles(eng), disk: mount })),
    'never divided',
    'the whole of it: 0.5',
  ],
  ['too much for a volume', create('v2', disk(801, forRoles(eng))), "0.801 isn't held", 'than 0.8'],
  ['to destroy what is not there', destroy('v9'), 'volume "v9" isn\'t held', 'one of v1'],
];

it.each(refusals)('refuses %s', (_, operation, what, remedy) => {
  const outcome = applyOperation(held, operation);
  expect(outcome).toEqual({
    kind: 'refused',
    what: expect.stringContaining(what),
    remedy: expect.stringContaining(remedy),
  });
});
