import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { objectName } from '../../../engine/model/ids.ts';
import { JobGraph } from '../../../engine/schedule/lineage.ts';

type Edges = Readonly<Record<string, readonly string[]>>;

const name = (text: string) => objectName(`/${text}`);
const graphOf = (edges: Edges): JobGraph =>
  new JobGraph(
    Object.entries(edges).map(([job, parents]) => ({
      name: name(job),
      parents: parents.map(name),
    })),
  );
const short = (names: Iterable<string>): string =>
  [...names].map((text) => text.slice(1)).join(' ');

// The book's diamond, and beside it what two timetables feed.
const edges: Edges = {
  a: [],
  b: ['a'],
  c: ['a'],
  d: ['b', 'c'],
  e: ['d'],
  hourly: [],
  report: ['d', 'hourly'],
  mail: ['report'],
};

describe('jobs and what comes after them', () => {
  const graph = graphOf(edges);
  test.each([
    ['a', 'b c', 'a', 'a b c d e', 'b c d e report mail'],
    ['b', 'd', 'a b', 'b', 'd e report mail'],
    ['d', 'e report', 'a d', 'd e', 'e report mail'],
    ['e', '', 'a d e', 'e', ''],
    ['hourly', 'report', 'hourly', 'hourly', 'report mail'],
    ['report', 'mail', 'report', 'report mail', 'mail'],
    ['mail', '', 'mail report', 'mail', ''],
    ['unknown', '', 'unknown', 'unknown', ''],
  ])('%s has children, roots, scope and descendants', (job, ...[children, roots, scope, below]) => {
    expect(short(graph.children(name(job)))).toBe(children);
    expect(short([...graph.roots(name(job))].sort())).toBe(roots);
    expect(short(graph.scope(name(job)))).toBe(scope);
    expect(short(graph.descendants(name(job)))).toBe(below);
  });

  test('join by lineage where their parents have a root in common', () => {
    const joining = Object.keys(edges).filter((job) => graph.joinsByLineage(name(job)));
    expect(joining).toEqual(['b', 'c', 'd', 'e', 'mail']);
  });

  test('are in the scope of their roots alone', () => {
    expect(graph.isInScope(name('e'), name('a'))).toBe(true);
    expect(graph.isInScope(name('e'), name('b'))).toBe(false);
    expect(graph.isInScope(name('report'), name('a'))).toBe(false);
    expect(graph.isInScope(name('lone'), name('lone'))).toBe(true);
    expect(graph.isInScope(name('lone'), name('a'))).toBe(false);
  });
});

test('a change of parents is seen', () => {
  const graph = graphOf(edges);
  expect(short(graph.scope(name('a')))).toBe('a b c d e');
  graph.set({ name: name('d'), parents: [name('c')] });
  expect(short(graph.roots(name('d')))).toBe('d c a');
  graph.delete(name('c'));
  expect(short(graph.scope(name('a')))).toBe('a b');
  graph.set({ name: name('c'), parents: [name('a')] });
  expect(short(graph.scope(name('a')))).toBe('a b c d e');
});

test('a cycle, which is a fault elsewhere, ends nowhere', () => {
  const graph = graphOf({ a: ['c'], b: ['a'], c: ['b'] });
  for (const job of ['a', 'b', 'c']) {
    expect(graph.roots(name(job)).has(name(job))).toBe(true);
    expect(graph.scope(name(job)).length).toBeGreaterThan(0);
    expect(graph.descendants(name(job)).length).toBeLessThan(3);
  }
});

/** By the words of the rule: itself, and what all parents have in common. */
function slowRoots(all: Edges, job: string): ReadonlySet<string> {
  const [first, ...others] = (all[job] ?? []).map((parent) => slowRoots(all, parent));
  const shared = [...(first ?? [])].filter((root) => others.every((set) => set.has(root)));
  return new Set([job, ...shared]);
}

/** Whether all its parents are in the list before it. */
function comesAfter(list: readonly string[], job: string, all: Edges): boolean {
  const before = list.slice(0, list.indexOf(job));
  return (all[job] ?? []).every((parent) => before.includes(parent));
}

test('roots are what the rule says, scopes are their reverse, in order', () => {
  const job = (at: number): string => `j${at}`;
  const links = fc.array(fc.array(fc.nat({ max: 20 }), { maxLength: 3 }), { maxLength: 12 });
  fc.assert(
    fc.property(links, (lists) => {
      const all: Record<string, readonly string[]> = {};
      lists.forEach((list, at) => {
        const before = list.filter((parent) => parent < at).map(job);
        all[job(at)] = [...new Set(before)].sort();
      });
      const graph = graphOf(all);
      const names = Object.keys(all);
      const roots = new Map(names.map((one) => [one, slowRoots(all, one)]));
      for (const one of names) {
        const own = roots.get(one) ?? new Set();
        expect(short([...graph.roots(name(one))].sort())).toBe([...own].sort().join(' '));
        expect(graph.joinsByLineage(name(one))).toBe(own.size > 1);
        const scope = graph.scope(name(one)).map((text) => text.slice(1));
        const inScope = names.filter((other) => roots.get(other)?.has(one));
        expect([...scope].sort()).toEqual([...inScope].sort());
        expect(scope.filter((other) => graph.isInScope(name(other), name(one)))).toEqual(scope);
        expect(scope.slice(1).every((other) => comesAfter(scope, other, all))).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});

test('ten thousand jobs in a row are read at once', () => {
  const chain = Array.from({ length: 10_000 }, (_, at) => ({
    name: name(`c${at}`),
    parents: at === 0 ? [] : [name(`c${at - 1}`)],
  }));
  const graph = new JobGraph(chain);
  expect(graph.scope(name('c0'))).toHaveLength(10_000);
  expect(graph.isInScope(name('c9999'), name('c0'))).toBe(true);
  expect(graph.descendants(name('c5000'))).toHaveLength(4_999);
});
