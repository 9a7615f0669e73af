import { describe, expect, it } from 'vitest';
import type { PlacementOperator } from '../../../engine/model/wanted.ts';
import { constraintRefusal } from '../../../engine/place/constraint.ts';
import { InstanceCounts } from '../../../engine/place/instance-counts.ts';

const traits = (hostname: string, rack?: string) => ({
  hostname,
  attributes: rack === undefined ? {} : { rack },
});
const agents = [traits('h1', 'r1'), traits('h2', 'r1'), traits('h3', 'r2'), traits('h4', 'r3')];

interface Row {
  readonly operator: PlacementOperator;
  readonly attribute?: string;
  readonly value?: string;
  /** Racks (or hosts) that instances stand on already. */
  readonly placed: readonly string[];
  /** Hosts accepted of h1 (r1), h2 (r1), h3 (r2), h4 (r3), h5 (none). */
  readonly accepts: readonly string[];
}

const all = ['h1', 'h2', 'h3', 'h4', 'h5'];
const rows: readonly Row[] = [
  { operator: 'unique', placed: [], accepts: ['h1', 'h2', 'h3', 'h4'] },
  { operator: 'unique', placed: ['h1'], accepts: ['h3', 'h4'] },
  { operator: 'unique', attribute: 'hostname', placed: ['h1', 'h5'], accepts: ['h2', 'h3', 'h4'] },
  { operator: 'cluster', placed: [], accepts: ['h1', 'h2', 'h3', 'h4'] },
  { operator: 'cluster', placed: ['h3'], accepts: ['h3'] },
  { operator: 'cluster', value: 'r1', placed: [], accepts: ['h1', 'h2'] },
  { operator: 'like', value: 'r[12]', placed: [], accepts: ['h1', 'h2', 'h3'] },
  { operator: 'like', value: 'r', placed: [], accepts: [] },
  { operator: 'unlike', value: 'r[12]', placed: [], accepts: ['h4', 'h5'] },
  { operator: 'is', value: 'r2', placed: [], accepts: ['h3'] },
  { operator: 'max-per', value: '2', placed: ['h1'], accepts: ['h1', 'h2', 'h3', 'h4'] },
  { operator: 'max-per', value: '2', placed: ['h1', 'h2'], accepts: ['h3', 'h4'] },
  {
    operator: 'limit',
    value: '1',
    attribute: 'hostname',
    placed: ['h2'],
    accepts: ['h1', 'h3', 'h4', 'h5'],
  },
  { operator: 'group-by', placed: [], accepts: ['h1', 'h2', 'h3', 'h4'] },
  { operator: 'group-by', placed: ['h1'], accepts: ['h3', 'h4'] },
  { operator: 'group-by', placed: ['h1', 'h3', 'h4'], accepts: ['h1', 'h2', 'h3', 'h4'] },
  { operator: 'group-by', value: '3', placed: ['h1', 'h3'], accepts: ['h4'] },
  { operator: 'group-by', value: '6', placed: ['h1'], accepts: ['h3', 'h4'] },
];

describe.each(rows)('$operator $attribute $value with $placed', (row) => {
  it(`accepts ${row.accepts.join(' ')}`, () => {
    const hosts = [...agents, traits('h5')];
    const counts = new InstanceCounts(hosts);
    for (const host of row.placed) {
      const agent = hosts.find((one) => one.hostname === host);
      if (agent) counts.add(host, agent);
    }
    const constraint = {
      attribute: row.attribute ?? 'rack',
      operator: row.operator,
      ...(row.value === undefined ? {} : { value: row.value }),
    };
    const accepted = all.filter((host) => {
      const agent = hosts.find((one) => one.hostname === host) ?? traits(host);
      return constraintRefusal({ constraint, agent, counts, instances: 6 }) === undefined;
    });
    expect(accepted).toEqual(row.accepts);
  });
});

it.each([
  ['1', '1.0', true],
  ['1', '1.0004', true],
  ['1', '1.001', false],
  ['x', 'x', true],
  ['', '0', false],
])('is %s accepts %s: %s', (value, has, expected) => {
  const agent = { hostname: 'h', attributes: { size: has } };
  const constraint = { attribute: 'size', operator: 'is' as const, value };
  const counts = new InstanceCounts([]);
  expect(constraintRefusal({ constraint, agent, counts, instances: 1 }) === undefined).toBe(
    expected,
  );
});

it.each(['like', 'unlike'] as const)(
  '%s with an expression that none may write any more rules out, and says why',
  (operator) => {
    const constraint = { attribute: 'rack', operator, value: '(?!r1).*' };
    const counts = new InstanceCounts(agents);
    const refusal = constraintRefusal({
      constraint,
      agent: traits('h1', 'r1'),
      counts,
      instances: 1,
    });
    expect(refusal).toContain('is no regular expression');
  },
);

it('no value stalls like', () => {
  const constraint = { attribute: 'hostname', operator: 'like', value: '(x+x+)+y' } as const;
  const agent = traits('x'.repeat(64));
  const counts = new InstanceCounts([agent]);
  expect(constraintRefusal({ constraint, agent, counts, instances: 1 })).toContain("isn't like");
});

it.each(['constructor', 'toString', '__proto__'])(
  'no agent has the attribute %s by itself',
  (name) => {
    const counts = new InstanceCounts(agents);
    const refusals = (['unique', 'like'] as const).map((operator) => {
      const constraint = { attribute: name, operator, value: '.*' };
      return constraintRefusal({ constraint, agent: traits('h1', 'r1'), counts, instances: 1 });
    });
    expect(refusals).toEqual(Array(2).fill(`the agent has no attribute ${name}`));
  },
);
