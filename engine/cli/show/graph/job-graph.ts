// A graph of jobs to draw: by name, edges both ways, and the layer of each job, which is one below
// its lowest parent (the longest path from a job without parents). Equal graphs are drawn alike.
import type { GraphEdgeView, GraphNodeView, GraphView } from '../../../../schemas/generated/api.ts';

export interface JobGraph {
  /** By name. */
  readonly nodes: readonly GraphNodeView[];
  /** By parent, then by child; both ends are nodes. */
  readonly edges: readonly GraphEdgeView[];
  /** Edges that begin at a job. */
  readonly below: ReadonlyMap<string, readonly GraphEdgeView[]>;
  /** Edges that end at a job. */
  readonly above: ReadonlyMap<string, readonly GraphEdgeView[]>;
  /** From 0. */
  readonly layers: ReadonlyMap<string, number>;
}

export function jobGraph(view: GraphView): JobGraph {
  const nodes = [...view.nodes].sort((a, b) => byText(a.job, b.job));
  const names = new Set(nodes.map(({ job }) => job));
  const edges = view.edges
    .filter(({ parent, child }) => names.has(parent) && names.has(child) && parent !== child)
    .sort((a, b) => byText(a.parent, b.parent) || byText(a.child, b.child));
  const below = groupedBy(edges, ({ parent }) => parent);
  const above = groupedBy(edges, ({ child }) => child);
  return { nodes, edges, below, above, layers: layersOf([...names], below, above) };
}

const byText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

function groupedBy(
  edges: readonly GraphEdgeView[],
  end: (edge: GraphEdgeView) => string,
): ReadonlyMap<string, readonly GraphEdgeView[]> {
  const groups = new Map<string, GraphEdgeView[]>();
  for (const edge of edges) {
    const group = groups.get(end(edge));
    if (group === undefined) groups.set(end(edge), [edge]);
    else group.push(edge);
  }
  return groups;
}

type Ends = JobGraph['below'];

/** A job in a circle, which the engine lets nobody commit, stays in layer 0. */
function layersOf(names: readonly string[], below: Ends, above: Ends): ReadonlyMap<string, number> {
  const layers = new Map(names.map((name) => [name, 0]));
  const left = new Map(names.map((name) => [name, above.get(name)?.length ?? 0]));
  const ready = names.filter((name) => left.get(name) === 0);
  for (const name of ready)
    for (const { child } of below.get(name) ?? []) {
      layers.set(child, Math.max(layers.get(child) ?? 0, (layers.get(name) ?? 0) + 1));
      const count = (left.get(child) ?? 0) - 1;
      left.set(child, count);
      if (count === 0) ready.push(child);
    }
  for (const [name, count] of left) if (count > 0) layers.set(name, 0);
  return layers;
}

/** How the last run ended, and what goes on now where something does. */
export function stateWords({ last, state }: GraphNodeView): string {
  const how = last === undefined ? 'never ran' : last;
  return state === 'idle' ? how : `${how}, ${state}`;
}

export type Mark = 'well' | 'bad' | 'odd' | 'none';

/** By its last run. */
export function markOf({ last }: GraphNodeView): Mark {
  if (last === undefined) return 'none';
  if (last === 'succeeded') return 'well';
  return last === 'failed' || last === 'expired' ? 'bad' : 'odd';
}

/** Readable on its own ground and beside either a light or a dark one. */
export const colours: Readonly<Record<Mark, { readonly fill: string; readonly line: string }>> = {
  well: { fill: '#dafbe1', line: '#1a7f37' },
  bad: { fill: '#ffebe9', line: '#cf222e' },
  odd: { fill: '#fff8c5', line: '#9a6700' },
  none: { fill: '#f6f8fa', line: '#57606a' },
};

export const edgeColours: Readonly<Record<GraphEdgeView['state'], string>> = {
  satisfied: '#1a7f37',
  failed: '#cf222e',
  waiting: '#768390',
};
