// Where the jobs of a graph stand: in columns, one a layer, ordered so that few lines cross: each
// job goes to the mean place of its neighbours, layer by layer, down and up a few times. An edge
// over several layers is led through a place of its own in each of them.
import type { GraphEdgeView, GraphNodeView } from '../../../../schemas/generated/api.ts';
import type { JobGraph } from './job-graph.ts';

/** A job, or where an edge passes through a layer. */
export interface Place {
  readonly node: GraphNodeView | undefined;
  readonly layer: number;
  /** From the top, from 0. */
  row: number;
  readonly before: Place[];
  readonly after: Place[];
}

export interface Course {
  readonly edge: GraphEdgeView;
  /** From the parent to the child. */
  readonly through: readonly Place[];
}

export interface Places {
  readonly layers: readonly (readonly Place[])[];
  readonly courses: readonly Course[];
  /** Of the longest layer. */
  readonly rows: number;
}

const sweeps = 4;
/** Of edges that pass through layers; beyond so many they go straight on. */
const mostPassing = 20_000;

export function graphPlaces(graph: JobGraph): Places {
  const lowest = Math.max(0, ...graph.layers.values());
  const layers = Array.from({ length: lowest + 1 }, (): Place[] => []);
  const put = (layer: number, node: GraphNodeView | undefined): Place => {
    const column = layers[layer] ?? [];
    layers[layer] = column;
    const place: Place = { node, layer, row: column.length, before: [], after: [] };
    column.push(place);
    return place;
  };
  const byName = new Map(
    graph.nodes.map((node) => [node.job, put(graph.layers.get(node.job) ?? 0, node)]),
  );
  let left = mostPassing;
  const courses = graph.edges.flatMap((edge) => {
    const [from, to] = [byName.get(edge.parent), byName.get(edge.child)];
    if (from === undefined || to === undefined) return [];
    const passed = Math.max(0, to.layer - from.layer - 1);
    const isLed = passed <= left;
    if (isLed) left -= passed;
    const between = Array.from({ length: isLed ? passed : 0 }, (_, at) =>
      put(from.layer + 1 + at, undefined),
    );
    return [{ edge, through: joined([from, ...between, to]) }];
  });
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    for (const layer of layers) order(layer, ({ before }) => before);
    for (const layer of [...layers].reverse()) order(layer, ({ after }) => after);
  }
  return { layers, courses, rows: Math.max(0, ...layers.map(({ length }) => length)) };
}

function joined(through: readonly Place[]): readonly Place[] {
  for (const [at, place] of through.entries()) {
    const next = through[at + 1];
    if (next === undefined) continue;
    place.after.push(next);
    next.before.push(place);
  }
  return through;
}

/** By the mean row of the neighbours on one side; ties and those without stay in their order. */
function order(layer: Place[], neighbours: (place: Place) => readonly Place[]): void {
  const means = new Map(
    layer.map((place) => {
      const rows = neighbours(place).map(({ row }) => row);
      const mean = rows.reduce((sum, row) => sum + row, 0) / rows.length;
      return [place, rows.length === 0 ? place.row : mean] as const;
    }),
  );
  layer.sort((a, b) => (means.get(a) ?? 0) - (means.get(b) ?? 0) || a.row - b.row);
  for (const [row, place] of layer.entries()) place.row = row;
}
