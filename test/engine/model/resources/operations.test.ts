import { describe, expect, it } from 'vitest';
import { objectName } from '../../../../engine/model/ids.ts';
import { type Bundle, bundleOf } from '../../../../engine/model/resources/bundle.ts';
import {
  applyOperation,
  applyOperations,
} from '../../../../engine/model/resources/operations/apply-operations.ts';
import type { Operation } from '../../../../engine/model/resources/operations/operation.ts';
import {
  cpus,
  create,
  db,
  destroy,
  disk,
  dynamic,
  eng,
  fixed,
  forRoles,
  mount,
  path,
  ports,
  reserve,
  unreserve,
  volume,
} from '../../../support/resources/brief-resources.ts';

interface Row {
  readonly does: string;
  readonly held: Bundle;
  readonly operation: Operation;
  readonly leaves: Bundle;
}

const rows: readonly Row[] = [
  {
    does: 'reserves a part of what is free',
    held: [cpus(4000), disk(100)],
    operation: reserve('eng', cpus(1000)),
    leaves: [cpus(3000), cpus(1000, forRoles(eng)), disk(100)],
  },
  {
    does: 'reserves with an owner, apart from what has another',
    held: [cpus(1000), cpus(500, forRoles(eng))],
    operation: {
      kind: 'reserve',
      resources: [cpus(1000)],
      role: db.role,
      owner: objectName('/db'),
    },
    leaves: [cpus(500, forRoles(eng)), cpus(1000, forRoles(db))],
  },
  {
    does: 'adds to what is reserved alike',
    held: [cpus(1000), cpus(500, forRoles(eng))],
    operation: reserve('eng', cpus(250)),
    leaves: [cpus(750), cpus(750, forRoles(eng))],
  },
  {
    does: 'reserves ranges out of the middle, and a set',
    held: [
      { name: 'gpus', value: { kind: 'set', items: ['g0', 'g1'] } },
      ports([31000, 31010], [31020, 31029]),
    ],
    operation: reserve('eng', ports([31005, 31006]), {
      name: 'gpus',
      value: { kind: 'set', items: ['g1'] },
    }),
    leaves: [
      { name: 'gpus', value: { kind: 'set', items: ['g0'] } },
      { name: 'gpus', value: { kind: 'set', items: ['g1'] }, ...forRoles(eng) },
      ports([31000, 31004], [31007, 31010], [31020, 31029]),
      { ...ports([31005, 31006]), ...forRoles(eng) },
    ],
  },
  {
    does: 'refines a reservation for a role below',
    held: [cpus(1000, forRoles(fixed('eng')))],
    operation: reserve('eng/ads', cpus(400, forRoles(fixed('eng')))),
    leaves: [
      cpus(600, forRoles(fixed('eng'))),
      cpus(400, forRoles(fixed('eng'), dynamic('eng/ads'))),
    ],
  },
  {
    does: 'refines over several levels at once',
    held: [cpus(1000, forRoles(eng))],
    operation: reserve('eng/ads/x', cpus(1000, forRoles(eng))),
    leaves: [cpus(1000, forRoles(eng, dynamic('eng/ads/x')))],
  },
  {
    does: 'takes off the last reservation alone',
    held: [cpus(1000, forRoles(eng, dynamic('eng/ads')))],
    operation: unreserve(cpus(1000, forRoles(eng, dynamic('eng/ads')))),
    leaves: [cpus(1000, forRoles(eng))],
  },
  {
    does: 'puts back what is unreserved to what is free',
    held: [cpus(1000), cpus(1000, forRoles(db))],
    operation: unreserve(cpus(600, forRoles(db))),
    leaves: [cpus(1600), cpus(400, forRoles(db))],
  },
  {
    does: 'reserves a whole file system',
    held: [disk(500, { disk: mount })],
    operation: reserve('eng', disk(500, { disk: mount })),
    leaves: [disk(500, { ...forRoles(eng), disk: mount })],
  },
  {
    does: 'makes a volume of a part of reserved disk',
    held: [disk(500, forRoles(eng))],
    operation: create('/db#0', disk(200, forRoles(eng))),
    leaves: [disk(300, forRoles(eng)), disk(200, { ...forRoles(eng), disk: volume('/db#0') })],
  },
  {
    does: 'makes a volume on statically reserved disk of another path',
    held: [disk(500, { ...forRoles(fixed('eng')), disk: path })],
    operation: create('v1', disk(500, { ...forRoles(fixed('eng')), disk: path })),
    leaves: [disk(500, { ...forRoles(fixed('eng')), disk: volume('v1', path) })],
  },
  {
    does: 'makes a volume of a whole file system',
    held: [disk(500, { ...forRoles(eng), disk: mount })],
    operation: create('v1', disk(500, { ...forRoles(eng), disk: mount })),
    leaves: [disk(500, { ...forRoles(eng), disk: volume('v1', mount) })],
  },
  {
    does: 'turns a volume back into the disk that it was made of',
    held: [disk(300, forRoles(eng)), disk(200, { ...forRoles(eng), disk: volume('v1') })],
    operation: destroy('v1'),
    leaves: [disk(500, forRoles(eng))],
  },
  {
    does: 'turns a volume on a file system back into the file system',
    held: [disk(500, { ...forRoles(eng), disk: volume('v1', mount) })],
    operation: destroy('v1'),
    leaves: [disk(500, { ...forRoles(eng), disk: mount })],
  },
];

it.each(rows)('$does', ({ held, operation, leaves }) => {
  const outcome = applyOperation(bundleOf(held), operation);
  expect(outcome).toMatchObject({ kind: 'done', bundle: bundleOf(leaves) });
  if (outcome.kind === 'done') expect(outcome.bundle).toEqual(bundleOf(leaves));
});

it('keeps nothing of what was named but what is held', () => {
  const named = { ...cpus(1000), note: 'kept?' };
  const outcome = applyOperation([cpus(4000)], reserve('eng', named));
  expect(JSON.stringify(outcome)).not.toContain('note');
});

describe('a batch', () => {
  const small = bundleOf([cpus(4000), disk(900)]);
  const all = [
    reserve('eng', disk(900), cpus(1000)),
    reserve('eng/ads', disk(900, forRoles(eng))),
    create('v1', disk(400, forRoles(eng, dynamic('eng/ads')))),
  ];

  it('lets a later operation use what an earlier one made', () => {
    const outcome = applyOperations(small, all);
    const ads = forRoles(eng, dynamic('eng/ads'));
    expect(outcome).toMatchObject({
      kind: 'done',
      bundle: bundleOf([
        cpus(3000),
        cpus(1000, forRoles(eng)),
        disk(500, ads),
        disk(400, { ...ads, disk: volume('v1') }),
      ]),
    });
    if (outcome.kind === 'done') expect(outcome.conversions).toHaveLength(3);
  });

  it('is refused as a whole, and says which operation it was', () => {
    const outcome = applyOperations(small, [...all, destroy('v2')]);
    expect(outcome).toMatchObject({ kind: 'refused', index: 3 });
  });

  it('of none changes nothing', () => {
    expect(applyOperations(small, [])).toEqual({ kind: 'done', bundle: small, conversions: [] });
  });

  it('too large is refused before it begins', () => {
    const outcome = applyOperations(small, Array<Operation>(1001).fill(destroy('v1')));
    expect(outcome).toMatchObject({ kind: 'refused', what: expect.stringContaining('1001') });
  });
});
