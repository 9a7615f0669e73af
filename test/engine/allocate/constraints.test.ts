import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CompiledConstraints,
  type ConstrainedAgent,
  compileConstraints,
} from '../../../engine/allocate/constraints.ts';
import type {
  AttributeTest,
  ConstraintSubject,
  OfferConstraint,
  OfferConstraints,
} from '../../../engine/model/scheduler-api/offer-constraint.ts';

const agents: readonly ConstrainedAgent[] = [
  { hostname: 'h1', attributes: { rack: 'r1', region: 'eu', zone: 'eu-1' } },
  { hostname: 'h2', attributes: { rack: 'r2', region: 'eu', zone: 'eu-2' } },
  { hostname: 'h3', attributes: { rack: 'r10', gpu: '' } },
  { hostname: 'h4', attributes: {} },
];

function excludesOf(groups: OfferConstraints): (agent: ConstrainedAgent) => boolean {
  const compiled = compileConstraints(groups);
  if (compiled.kind === 'refused') throw new Error(compiled.faults[0]?.what);
  return (agent) => compiled.excludes(agent);
}

const wanted = (groups: OfferConstraints): string => {
  const excludes = excludesOf(groups);
  return agents
    .filter((agent) => !excludes(agent))
    .map(({ hostname }) => hostname)
    .join(' ');
};

const rack = { attribute: 'rack' };
const equals = (value: string): AttributeTest => ({ kind: 'text-equals', value });
const isnt = (value: string): AttributeTest => ({ kind: 'text-not-equals', value });
const like = (regex: string): AttributeTest => ({ kind: 'text-matches', regex });
const unlike = (regex: string): AttributeTest => ({ kind: 'text-not-matches', regex });
const exists: AttributeTest = { kind: 'exists' };
const absent: AttributeTest = { kind: 'not-exists' };

const rows: readonly (readonly [ConstraintSubject, AttributeTest, hosts: string])[] = [
  [rack, exists, 'h1 h2 h3'],
  [rack, absent, 'h4'],
  [{ attribute: 'gpu' }, exists, 'h3'],
  [rack, equals('r1'), 'h1'],
  [rack, isnt('r1'), 'h2 h3 h4'],
  [rack, like('r1'), 'h1'],
  [rack, like('r1.*'), 'h1 h3'],
  [rack, like('r[0-9]'), 'h1 h2'],
  [rack, like('.*'), 'h1 h2 h3'],
  [rack, unlike('r1.*'), 'h2 h4'],
  [rack, unlike('.*'), 'h4'],
  [{ pseudo: 'hostname' }, equals('h4'), 'h4'],
  [{ pseudo: 'hostname' }, unlike('h[12]'), 'h3 h4'],
  [{ pseudo: 'hostname' }, exists, 'h1 h2 h3 h4'],
  [{ pseudo: 'region' }, equals('eu'), 'h1 h2'],
  [{ pseudo: 'region' }, absent, 'h3 h4'],
  [{ pseudo: 'zone' }, like('eu-.'), 'h1 h2'],
  [{ pseudo: 'zone' }, isnt('eu-1'), 'h2 h3 h4'],
  [{ attribute: 'hostname' }, exists, ''],
  [{ attribute: 'constructor' }, exists, ''],
  [{ attribute: '__proto__' }, absent, 'h1 h2 h3 h4'],
];

it.each(rows)('%j %j wants %s', (subject, test, hosts) => {
  expect(wanted([[{ subject, test }]])).toBe(hosts);
});

describe('groups', () => {
  const has = (subject: ConstraintSubject, test: AttributeTest): OfferConstraint => ({
    subject,
    test,
  });

  it('hold when all of one of them holds', () => {
    const eu = has({ pseudo: 'region' }, equals('eu'));
    const second = has(rack, equals('r2'));
    expect(wanted([[eu, second]])).toBe('h2');
    expect(wanted([[eu], [second]])).toBe('h1 h2');
    expect(wanted([[eu, second], [has(rack, absent)]])).toBe('h2 h4');
  });

  it('of one that nothing fulfils exclude every agent', () => {
    expect(wanted([[has(rack, exists), has(rack, absent)]])).toBe('');
  });
});

const refusals: readonly (readonly [OfferConstraints, where: string, right: string])[] = [
  [[], 'groups', 'one group at least'],
  [[[{ subject: rack, test: exists }], []], 'groups[1]', 'one constraint at least'],
  [[[{ subject: { attribute: '' }, test: exists }]], 'groups[0][0].subject.attribute', '1 to 128'],
  [
    [[{ subject: { attribute: 'a'.repeat(129) }, test: exists }]],
    'groups[0][0].subject.attribute',
    '1 to 128',
  ],
  [[[{ subject: rack, test: equals('x'.repeat(1025)) }]], 'groups[0][0].test.value', '1024'],
  [[[{ subject: rack, test: like('(') }]], 'groups[0][0].test.regex', 'close the ('],
  [[[{ subject: rack, test: unlike('(?!r1).*') }]], 'groups[0][0].test.regex', 'no look-around'],
  [[[{ subject: rack, test: like('(r)\\1') }]], 'groups[0][0].test.regex', 'no back references'],
  [[[{ subject: rack, test: like('r{100}') }]], 'groups[0][0].test.regex', '100 steps at most'],
  [[[{ subject: rack, test: like('r'.repeat(257)) }]], 'groups[0][0].test.regex', '256 characters'],
  [Array(201).fill([{ subject: rack, test: exists }]), 'groups', '200 at most'],
];

it.each(refusals)('%j is refused', (groups, where, right) => {
  expect(compileConstraints(groups)).toEqual({
    kind: 'refused',
    faults: [{ where, what: expect.stringMatching(/./), right: expect.stringContaining(right) }],
  } satisfies CompiledConstraints);
});

it('all faults are told at once', () => {
  const bad: OfferConstraint = { subject: { attribute: '' }, test: like('(') };
  const compiled = compileConstraints([[bad], [{ subject: rack, test: exists }, bad]]);
  expect(compiled.kind === 'refused' && compiled.faults.map(({ where }) => where)).toEqual([
    'groups[0][0].subject.attribute',
    'groups[0][0].test.regex',
    'groups[1][1].subject.attribute',
    'groups[1][1].test.regex',
  ]);
});

it('a negative test is true exactly where the positive one is not', () => {
  const pairs: readonly (readonly [AttributeTest, AttributeTest])[] = [
    [exists, absent],
    [equals('b'), isnt('b')],
    [like('a|b+'), unlike('a|b+')],
  ];
  const someAgent = fc.record({
    hostname: fc.constantFrom('a', 'b', 'bb'),
    attributes: fc.dictionary(fc.constantFrom('rack', 'zone'), fc.constantFrom('a', 'b', 'bb', '')),
  });
  const subjects: readonly ConstraintSubject[] = [rack, { pseudo: 'hostname' }, { pseudo: 'zone' }];
  fc.assert(
    fc.property(
      someAgent,
      fc.constantFrom(...pairs),
      fc.constantFrom(...subjects),
      (agent, pair, subject) => {
        const [positive, negative] = pair.map((test) => excludesOf([[{ subject, test }]])(agent));
        expect(positive).toBe(!negative);
      },
    ),
  );
});

it('no agent stalls an expression', () => {
  const excludes = excludesOf([[{ subject: rack, test: like('(x+x+)+y') }]]);
  expect(excludes({ hostname: 'h', attributes: { rack: 'x'.repeat(5000) } })).toBe(true);
});
