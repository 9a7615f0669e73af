// The need of a tree of roles, against the rule written as it is said: a role needs the larger of
// what its own guarantee lacks and what its children need.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { role } from '../../../../engine/model/ids.ts';
import { roleNeeds } from '../../../../engine/model/quota/role-needs.ts';
import { parentRole, rolesUp } from '../../../../engine/model/quota/role-path.ts';
import type { Scalars } from '../../../../engine/model/resources/amounts.ts';

const names = ['a', 'b', 'a/x', 'a/y', 'a/x/1', 'a/x/2', 'b/z/3', 'ab'] as const;
const amounts = fc.record(
  { cpus: fc.nat({ max: 9 }), mem: fc.nat({ max: 9 }) },
  { requiredKeys: [] },
);
const perRole = fc.dictionary(fc.constantFrom(...names), amounts, { noNullPrototype: true });

type Trees = Readonly<Record<string, Scalars>>;

/** All paths there are, those between included. */
const paths = [...new Set([...names, 'b/z'])];
const childrenOf = (path: string): readonly string[] =>
  paths.filter((other) => other.slice(0, Math.max(0, other.lastIndexOf('/'))) === path);

function slowNeed(path: string, name: string, guarantees: Trees, consumed: Trees): number {
  const own = (guarantees[path]?.[name] ?? 0) - (consumed[path]?.[name] ?? 0);
  const below = childrenOf(path).reduce(
    (sum, child) => sum + slowNeed(child, name, guarantees, consumed),
    0,
  );
  return Math.max(0, own, below);
}

const quotasOf = (trees: Trees) =>
  Object.entries(trees).map(([path, guarantee]) => ({ role: role(path), guarantee }));

describe('the need of a tree of roles', () => {
  it('is what the rule says, for every role and in all', () => {
    fc.assert(
      fc.property(perRole, perRole, (guarantees, consumed) => {
        const needs = roleNeeds(quotasOf(guarantees), (one) => consumed[one] ?? {});
        for (const name of ['cpus', 'mem']) {
          for (const path of paths)
            expect(needs.byRole.get(role(path))?.[name] ?? 0).toBe(
              slowNeed(path, name, guarantees, consumed),
            );
          const total = childrenOf('').reduce(
            (sum, top) => sum + slowNeed(top, name, guarantees, consumed),
            0,
          );
          expect(needs.total[name] ?? 0).toBe(total);
        }
      }),
    );
  });

  it('does not depend on the order of the Quotas', () => {
    fc.assert(
      fc.property(perRole, (guarantees) => {
        const quotas = quotasOf(guarantees);
        expect(roleNeeds([...quotas].reverse())).toEqual(roleNeeds(quotas));
      }),
    );
  });

  it('never falls when a guarantee grows, nor rises when more is consumed', () => {
    fc.assert(
      fc.property(perRole, fc.constantFrom(...names), fc.nat({ max: 5 }), (trees, path, more) => {
        const grown = { ...trees, [path]: { cpus: (trees[path]?.cpus ?? 0) + more } };
        const [before, after] = [roleNeeds(quotasOf(trees)), roleNeeds(quotasOf(grown))];
        expect(after.total.cpus ?? 0).toBeGreaterThanOrEqual(before.total.cpus ?? 0);
        const met = roleNeeds(quotasOf(trees), () => ({ cpus: more }));
        expect(met.total.cpus ?? 0).toBeLessThanOrEqual(before.total.cpus ?? 0);
      }),
    );
  });
});

describe('a role’s path', () => {
  it('leads up to the top, without names that only begin alike', () => {
    expect(rolesUp(role('eng/ads/web'))).toEqual(['eng/ads/web', 'eng/ads', 'eng']);
    expect(rolesUp(role('*'))).toEqual(['*']);
    expect([parentRole(role('eng/ads')), parentRole(role('eng'))]).toEqual(['eng', undefined]);
  });
});
