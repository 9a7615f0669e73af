import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dependenciesFirst, findCycles, type Graph } from '../../../engine/lib/graph.ts';

const graph = (edges: Record<string, string[]>): Graph => new Map(Object.entries(edges));

describe('dependencies first', () => {
  test('orders a diamond', () => {
    const diamond = graph({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] });
    expect(dependenciesFirst(diamond)).toEqual(['d', 'b', 'c', 'a']);
  });

  test('passes over targets that are no nodes', () => {
    expect(dependenciesFirst(graph({ a: ['x'] }))).toEqual(['a']);
  });

  test('goes through a chain of 100,000', () => {
    const chain = new Map(
      Array.from({ length: 100_000 }, (_, index) => [`${index}`, [`${index + 1}`]]),
    );
    expect(dependenciesFirst(chain)[0]).toBe('99999');
    expect(findCycles(chain)).toEqual([]);
  });
});

describe('cycles', () => {
  test.each([
    ['none', { a: ['b'], b: [] }, []],
    ['of one', { a: ['a'] }, [['a', 'a']]],
    ['of two', { b: ['a'], a: ['b'] }, [['a', 'b', 'a']]],
    ['the shortest', { a: ['b', 'c'], b: ['c'], c: ['a'] }, [['a', 'c', 'a']]],
    [
      'one of each knot',
      { a: ['b'], b: ['a', 'c'], c: ['d'], d: ['c'] },
      [
        ['a', 'b', 'a'],
        ['c', 'd', 'c'],
      ],
    ],
  ])('%s', (_name, edges, cycles) => {
    expect(findCycles(graph(edges as Record<string, string[]>))).toEqual(cycles);
  });

  const nodes = ['a', 'b', 'c', 'd', 'e', 'f'];
  const anyGraph = fc.record(
    Object.fromEntries(nodes.map((node) => [node, fc.subarray(nodes, { maxLength: 3 })])),
  );

  test('are there exactly when some order can not put dependencies first', () => {
    fc.assert(
      fc.property(anyGraph, (edges) => {
        const all = graph(edges as Record<string, string[]>);
        const order = dependenciesFirst(all);
        const isOrdered = [...all].every(([node, targets]) =>
          targets.every((target) => order.indexOf(target) < order.indexOf(node)),
        );
        expect(findCycles(all).length === 0).toBe(isOrdered);
      }),
    );
  });

  test('are ways along edges that end where they begin', () => {
    fc.assert(
      fc.property(anyGraph, (edges) => {
        const all = graph(edges as Record<string, string[]>);
        for (const cycle of findCycles(all)) {
          expect(cycle[0]).toBe(cycle.at(-1));
          for (const [step, node] of cycle.slice(0, -1).entries())
            expect(all.get(node)).toContain(cycle[step + 1]);
        }
      }),
    );
  });
});
