// What a commit asks for, by hand: edits, force-pushes, reverts, broken texts, mass deletes.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { massDelete } from '../../../../engine/plan/mass-delete.ts';
import { MemoryRemote } from '../../../../engine/sim/repo-memory.ts';
import { withoutApp, withoutCommit } from '../../../../engine/sim/script/cut-script.ts';
import { isBlocked } from '../../../../engine/sim/script/is-blocked.ts';
import type { AppPlan, CommitPlan, Script } from '../../../../engine/sim/script/script.ts';
import { ScriptedRemote } from '../../../../engine/sim/script/scripted-remote.ts';
import { treesOf, wantedOf } from '../../../../engine/sim/script/trees.ts';
import { worldScript } from '../../../../engine/sim/script/world-script.ts';
import { type Yaml, yamlText } from '../../../../engine/sim/script/yaml-text.ts';

const world = worldScript(1);
const template = Object.values(world.commits[0]?.apps ?? {})[0];
if (!template) throw new Error('the first commit has no app');

const app = (name: string, ...dependsOn: string[]): AppPlan => ({ ...template, name, dependsOn });
const commit = (change: Partial<CommitPlan>): CommitPlan => ({
  atMs: 0,
  kind: 'edit',
  apps: {},
  weights: {},
  broken: {},
  ...change,
});
const scriptOf = (...commits: CommitPlan[]): Script => ({ ...world, commits });

/** What each commit asks for, one word each. */
const told = (script: Script): readonly string[] =>
  script.commits.map((_, index) => {
    const wanted = wantedOf(script, index);
    if (wanted === 'faulty') return wanted;
    return [...wanted.values()].map((one) => [one.name, ...one.dependsOn].join('>')).join(' ');
  });

const edits = scriptOf(
  commit({ apps: { '/a': app('/a') } }),
  commit({ apps: { '/g/b': app('/g/b', '/a') } }),
  commit({ apps: { '/a': null } }),
);

test('an edit changes the tree before it; who waits for one that is gone does not wait', () => {
  expect(told(edits)).toEqual(['/a', '/a /g/b>/a', '/g/b']);
});

test('an app waits for a group that has apps, and again for an app that came back', () => {
  const script = scriptOf(
    commit({ apps: { '/z': app('/z', '/a', '/g') } }),
    commit({ apps: { '/g/h/b': app('/g/h/b') } }),
    commit({ apps: { '/a': app('/a'), '/g/h/b': null } }),
  );
  expect(told(script)).toEqual(['/z', '/g/h/b /z>/g', '/a /z>/a']);
});

test('a force-push goes on from an earlier commit, or only puts the ref back', () => {
  const script = scriptOf(
    ...edits.commits,
    commit({ kind: 'force', of: 0 }),
    commit({ apps: { '/c': app('/c') } }),
    commit({ kind: 'force', of: 1, apps: { '/d': app('/d') } }),
  );
  expect(told(script).slice(3)).toEqual(['/a', '/a /c', '/a /d /g/b>/a']);
  const heads = treesOf(script).map(({ head, parent }) => [head, parent]);
  expect(heads.slice(3)).toEqual([
    [0, null],
    [4, 0],
    [5, 1],
  ]);
});

test('a revert is a new commit with an old tree', () => {
  const script = scriptOf(...edits.commits, commit({ kind: 'revert', of: 1 }));
  expect(told(script)[3]).toBe('/a /g/b>/a');
  expect(treesOf(script)[3]).toMatchObject({ head: 3, parent: 2 });
});

test('a broken text makes every tree that has it faulty, until it is removed', () => {
  const script = scriptOf(
    commit({ apps: { '/a': app('/a') } }),
    commit({ kind: 'broken', broken: { 'x.yaml': ':' } }),
    commit({ apps: { '/b': app('/b') } }),
    commit({ broken: { 'x.yaml': null } }),
  );
  expect(told(script)).toEqual(['/a', 'faulty', 'faulty', '/a /b']);
});

test('the ref goes where the script says, and a trailer goes with its commit', () => {
  const remote = new MemoryRemote();
  const script = scriptOf(
    commit({ apps: { '/a': app('/a') }, allowDelete: 7, allowQuota: ['shop', 'ads'] }),
    commit({ kind: 'force', of: 0, allowDelete: 3 }),
    commit({ kind: 'force', of: 0 }),
  );
  const scripted = new ScriptedRemote(script, remote, 0);
  const [first, second, third] = script.commits.map(() => scripted.commitNext());
  expect([third, remote.tip()]).toEqual([first, { id: first }]);
  expect(remote.stored(second ?? '')?.commit).toMatchObject({
    parents: [first],
    trailers: [{ key: 'Meridian-Allow-Delete', value: '3' }],
  });
  expect(remote.stored(first ?? '')?.commit.trailers).toContainEqual({
    key: 'Meridian-Allow-Quota',
    value: 'shop, ads',
  });
  expect(treesOf(script).map(({ allowDelete }) => allowDelete)).toEqual([7, 3, 7]);
});

test('the mass-delete rule here and the one of the plan agree', () => {
  const names = fc.uniqueArray(fc.nat({ max: 12 }).map(String), { maxLength: 12 });
  const policy = fc.record({ fractionMilli: fc.nat({ max: 1_000 }), count: fc.nat({ max: 8 }) });
  const allowed = fc.option(fc.nat({ max: 12 }), { nil: undefined });
  fc.assert(
    fc.property(names, names, policy, allowed, (before, after, rule, allowDelete) => {
      const applied = new Map(before.map((name) => [name, true]));
      const wanted = new Map(after.map((name) => [name, true]));
      const reason = massDelete({
        policy: rule,
        applied: applied.size,
        removed: before.filter((name) => !wanted.has(name)).length,
        left: wanted.size,
        ...(allowDelete === undefined ? {} : { allowed: allowDelete }),
      });
      const said = isBlocked({ massDelete: rule, applied, wanted, allowDelete });
      expect(said).toBe(reason !== undefined);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ['all of two', { applied: 2, left: 0 }, true],
  ['the only one', { applied: 1, left: 0 }, false],
  ['as many as the count', { applied: 10, left: 8 }, false],
  ['more than the count and the fraction', { applied: 10, left: 7 }, true],
  ['no more than the fraction', { applied: 30, left: 24 }, false],
  ['as many as the trailer allows', { applied: 10, left: 7, allowDelete: 3 }, false],
  ['more than the trailer allows', { applied: 10, left: 6, allowDelete: 3 }, true],
])('a revision that removes %s is blocked or not', (_, found, expected) => {
  const apps = (count: number) =>
    new Map(Array.from({ length: count }, (_none, index) => [`/${index}`, true]));
  const deletes = {
    massDelete: { fractionMilli: 200, count: 2 },
    applied: apps(found.applied),
    wanted: apps(found.left),
    allowDelete: 'allowDelete' in found ? found.allowDelete : undefined,
  };
  expect(isBlocked(deletes)).toBe(expected);
});

test('a commit that is cut leaves those that went back to it with the one before', () => {
  const back = commit({ kind: 'force', of: 1 });
  const script = scriptOf(...edits.commits, back, commit({ kind: 'revert', of: 3 }));
  const kinds = (cut: Script) => cut.commits.map(({ kind, of }) => `${kind} ${of ?? ''}`.trim());
  expect(kinds(withoutCommit(script, 1))).toEqual(['edit', 'edit', 'force 0', 'revert 2']);
  expect(kinds(withoutCommit(script, 2))).toEqual(['edit', 'edit', 'force 1', 'revert 2']);
  const first = withoutCommit(withoutCommit(withoutCommit(script, 0), 0), 0);
  expect(kinds(first)).toEqual(['edit', 'revert 0']);
});

test('an app that is cut is in no commit', () => {
  expect(told(withoutApp(edits, '/a'))).toEqual(['', '/g/b', '/g/b']);
});

test('values are written so that YAML reads them back', () => {
  const key = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => text !== '__proto__');
  const { tree } = fc.letrec<{ tree: Yaml }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.string(),
      fc.constantFrom('yes', 'null', '1.10', '0x1', '- a', 'a: b', '/shop/web', '~', ''),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(key, tie('tree'), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(tree, (value) => {
      expect(parse(yamlText(value))).toEqual(value);
    }),
    { numRuns: 1_000 },
  );
});
