// The jobs' graph, drawn: alike for equal graphs, and well-formed whatever names are.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { graphDot } from '../../../../engine/cli/show/graph/graph-dot.ts';
import { graphPlaces } from '../../../../engine/cli/show/graph/graph-places.ts';
import { graphSvg } from '../../../../engine/cli/show/graph/graph-svg.ts';
import { graphText } from '../../../../engine/cli/show/graph/graph-text.ts';
import { jobGraph } from '../../../../engine/cli/show/graph/job-graph.ts';
import type { GraphView } from '../../../../schemas/generated/api.ts';
import { cannedGraph } from '../../../support/cli/canned-jobs.ts';

const page = {
  ...{ columns: Number.POSITIVE_INFINITY, rows: Number.POSITIVE_INFINITY, nowMs: 0 },
  paint: (_: unknown, text: string) => text,
};
const draw = (view: GraphView): readonly string[] => [
  ...[graphDot(view), graphSvg(view), graphText(view, page)],
];

const states = ['satisfied', 'failed', 'waiting'] as const;

const graphOf = (
  names: readonly string[],
  pairs: readonly (readonly [parent: number, child: number])[],
): GraphView => ({
  formatVersion: 1,
  nodes: names.map((job, at) => ({
    ...{ job, state: 'idle', trigger: 'manual' },
    ...(at % 2 === 0 ? { last: 'succeeded' as const } : {}),
  })),
  edges: pairs.map(([parent, child], at) => ({
    ...{ parent: names[parent] ?? '', child: names[child] ?? '' },
    state: states[at % 3] ?? 'waiting',
  })),
});

/** Edges lead to later jobs alone. */
const acyclic = fc
  .tuple(
    fc.uniqueArray(fc.string({ minLength: 1, maxLength: 50, unit: 'binary' }), { maxLength: 12 }),
    fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 20 }),
  )
  .map(([names, pairs]) => {
    const kept = new Map(
      pairs
        .filter(([parent, child]) => parent < child && child < names.length)
        .map((pair) => [pair.join(' '), pair]),
    );
    return graphOf(names, [...kept.values()]);
  });

describe('any graph', () => {
  test('is drawn alike in whatever order it comes', () => {
    fc.assert(
      fc.property(acyclic, (view) => {
        const turned = {
          ...view,
          nodes: [...view.nodes].reverse(),
          edges: [...view.edges].reverse(),
        };
        expect(draw(turned)).toEqual(draw(view));
      }),
    );
  });

  test('has each child right of its parents, and no two at one place', () => {
    fc.assert(
      fc.property(acyclic, (view) => {
        const graph = jobGraph(view);
        for (const { parent, child } of graph.edges)
          expect(graph.layers.get(child)).toBeGreaterThan(graph.layers.get(parent) ?? 0);
        for (const layer of graphPlaces(graph).layers)
          expect(layer.map(({ row }) => row)).toEqual(layer.map((_, row) => row));
      }),
    );
  });

  test('is a picture in which every tag is closed and nothing of a name is markup', () => {
    fc.assert(
      fc.property(acyclic, (view) => {
        const svg = graphSvg(view);
        const open: string[] = [];
        for (const [, close, name = '', whole] of svg.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
          if (close === '/') expect(open.pop()).toBe(name);
          else if (whole !== '/') open.push(name);
        }
        expect(open).toEqual([]);
        expect(svg.match(/<rect /g) ?? []).toHaveLength(view.nodes.length);
        expect(svg.match(/<path d="M[^"]*" fill="none"/g) ?? []).toHaveLength(view.edges.length);
        expect(svg).not.toMatch(/NaN|undefined|&(?!amp;|lt;|gt;|quot;|#39;)/);
      }),
    );
  });

  test('is a text for Graphviz in which every quote is closed', () => {
    fc.assert(
      fc.property(acyclic, (view) => {
        for (const line of graphDot(view).split('\n').slice(4, -2))
          expect(line.replace(/"(?:[^"\\]|\\.)*"/g, '')).not.toContain('"');
      }),
    );
  });

  test('has a line for each job without parents and for each edge', () => {
    fc.assert(
      fc.property(acyclic, (view) => {
        const children = new Set(view.edges.map(({ child }) => child));
        const roots = view.nodes.filter(({ job }) => !children.has(job)).length;
        const lines = graphText(view, page).split('\n');
        const rows = view.nodes.length === 0 ? 0 : lines.length - 3;
        expect(rows).toBe(view.nodes.length === 0 ? 0 : roots + view.edges.length);
      }),
    );
  });
});

test('names of strangers stay text', () => {
  const name = '/a"><script>alert(1)</script>\\" & \u001b[2J';
  const [dot = '', svg = '', text = ''] = draw(graphOf([name], []));
  expect(svg).not.toContain('<script');
  expect(svg).toContain('&quot;&gt;&lt;script&gt;');
  expect(dot).toContain('"/a\\"><script>alert(1)</script>\\\\\\" & ');
  expect([dot, svg, text].join('')).not.toContain('\u001b');
});

test('a circle is drawn too', () => {
  const view = graphOf(
    ['/a', '/b', '/c'],
    [
      [0, 1],
      [1, 0],
      [1, 2],
    ],
  );
  for (const drawn of draw(view))
    for (const job of ['/a', '/b', '/c']) expect(drawn).toContain(job);
});

test('ten thousand in a row are drawn, and an edge over all of them', () => {
  const names = Array.from({ length: 10_000 }, (_, at) => `/j${at}`);
  const pairs = names.slice(1).map((_, at) => [at, at + 1] as const);
  for (const drawn of draw(graphOf(names, [...pairs, [0, 9_999]])))
    expect(drawn).toContain('/j9999');
});

test('says every state in words or lines, not by colour alone', () => {
  const [dot = '', svg = ''] = draw(cannedGraph);
  const uncoloured = [dot, svg].map((text) => text.replace(/#[0-9a-f]{6}/g, ''));
  expect(uncoloured[0]).toContain(
    '"/etl/clean" -> "/etl/load" [style=bold, color="", label="failed"]',
  );
  expect(uncoloured[0]).toMatch(/"\/etl\/clean" \[label="\/etl\/clean\\nfailed", shape=octagon/);
  expect(uncoloured[1]).toContain('stroke-dasharray="2 3"');
  expect(uncoloured[1]).toMatch(/>failed<\/text>/);
});
