// Which runs the texts of a Job may name, against the rule of lineages as it is defined.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { job } from '../support/fault-table.ts';
import { loadTexts } from '../support/specs/spec-tree.ts';

/** By job, those that it follows: only ones before it, so that there is no circle. */
type Chain = readonly (readonly number[])[];

const anyChain: fc.Arbitrary<Chain> = fc
  .array(fc.nat({ max: 255 }), { minLength: 2, maxLength: 8 })
  .map((picks) =>
    picks.map((pick, at) =>
      Array.from({ length: at }, (_, to) => to).filter((to) => pick & (1 << to)),
    ),
  );

/** roots(C) is C, and what is a root of each that it follows. */
function rootsOf(chain: Chain, at: number): ReadonlySet<number> {
  const [first, ...others] = (chain[at] ?? []).map((parent) => rootsOf(chain, parent));
  const common = [...(first ?? [])].filter((root) => others.every((roots) => roots.has(root)));
  return new Set([at, ...common]);
}

function isAbove(chain: Chain, at: number, other: number): boolean {
  return (chain[at] ?? []).some((parent) => parent === other || isAbove(chain, parent, other));
}

function mayName(chain: Chain, at: number, other: number): boolean {
  if (chain[at]?.includes(other) === true) return true;
  const roots = rootsOf(chain, other);
  return isAbove(chain, at, other) && [...rootsOf(chain, at)].some((root) => roots.has(root));
}

const fileOf = (at: number, other: number): string => `${at}-${other}`;

test('a Job names parents, and what is further up in a lineage that holds both', () => {
  fc.assert(
    fc.property(anyChain, (chain) => {
      const texts = chain.map((after, at): [string, string] => {
        const names = after.map((parent) => `/j${parent}`).join(', ');
        const env = chain.map((_, other) => `      N${other}: '{{ parent("/j${other}").run.id }}'`);
        const trigger = after.length === 0 ? 'manual: true' : `after: [${names}]`;
        const task = `{command: run, env: {\n${env.join(',\n')}}}`;
        const text = job(`/j${at}`, `  ${trigger}\n`).replace('{command: run}', task);
        return [`${at}.yaml`, text];
      });
      const outcome = loadTexts(Object.fromEntries(texts));
      const faults = outcome.kind === 'faulty' ? outcome.faults : [];
      const told = faults.map(({ file, line }) => fileOf(Number.parseInt(file, 10), line - 7));
      const wanted = chain.flatMap((_, at) =>
        chain.flatMap((_also, other) => (mayName(chain, at, other) ? [] : [fileOf(at, other)])),
      );
      expect(new Set(faults.map(({ code }) => code))).toEqual(new Set(['unknown-parent']));
      expect(told.sort()).toEqual(wanted.sort());
    }),
    { numRuns: 100 },
  );
});
