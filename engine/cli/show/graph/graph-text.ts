// The graph for a terminal: jobs without parents at the left, below each what runs after it. A job
// with several parents stands below each of them; what follows it only where it comes first.
import type { GraphEdgeView, GraphNodeView, GraphView } from '../../../../schemas/generated/api.ts';
import { styleOfState } from '../paint.ts';
import { type Cell, type Page, table } from '../table.ts';
import { counted } from '../words.ts';
import { type JobGraph, jobGraph } from './job-graph.ts';

const columns = [
  { title: 'JOB' },
  { title: 'LAST RUN' },
  { title: 'NOW' },
  { title: 'STARTS BY', isSpare: true },
  { title: 'ITS PARENT' },
];

interface Line {
  readonly node: GraphNodeView;
  readonly depth: number;
  /** From the job that it stands below. */
  readonly edge: GraphEdgeView | undefined;
  /** What follows it stands further up. */
  readonly isAgain: boolean;
}

export function graphText(view: GraphView, page: Page): string {
  const graph = jobGraph(view);
  if (graph.nodes.length === 0) return 'no jobs: commit one, and `meridian sync`\n';
  const rows = linesOf(graph).map((line) => ({ cells: cellsOf(line) }));
  const size = `${counted(graph.nodes.length, 'job')}, ${counted(graph.edges.length, 'edge')}\n`;
  return `${table(columns, rows, page)}${page.paint('faint', size.trimEnd())}\n`;
}

/** Further down the depth is told instead. */
const mostIndents = 24;

const indentOf = (depth: number): string =>
  depth <= mostIndents ? '  '.repeat(depth) : `${'  '.repeat(mostIndents)}[${depth}] `;

const stateCell = (state: string): Cell => ({ text: state, style: styleOfState(state) });

function cellsOf({ node, depth, edge, isAgain }: Line): readonly Cell[] {
  const { job, last, state, trigger } = node;
  const again = isAgain ? ' (see above)' : '';
  const parent =
    edge === undefined
      ? '-'
      : { satisfied: 'done', failed: 'failed', waiting: 'waiting' }[edge.state];
  return [
    `${indentOf(depth)}${job}${again}`,
    last === undefined ? 'never ran' : stateCell(last),
    stateCell(state),
    trigger === 'after' ? 'its parents' : trigger,
    stateCell(parent),
  ];
}

type Step = Omit<Line, 'isAgain'>;

/** Each edge once; a stack of its own, however long a chain is. */
function linesOf(graph: JobGraph): readonly Line[] {
  const seen = new Set<string>();
  const lines: Line[] = [];
  const roots = graph.nodes.filter(({ job }) => !graph.above.has(job));
  const byName = new Map(graph.nodes.map((node) => [node.job, node]));
  // Of a circle nothing is a root: what wasn't come to begins one.
  for (const root of [...roots, ...graph.nodes]) {
    if (seen.has(root.job)) continue;
    const stack: Step[] = [{ node: root, depth: 0, edge: undefined }];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const edges = graph.below.get(next.node.job) ?? [];
      const isAgain = seen.has(next.node.job);
      lines.push({ ...next, isAgain: isAgain && edges.length > 0 });
      seen.add(next.node.job);
      if (!isAgain) stack.push(...stepsBelow(edges, next.depth + 1, byName).reverse());
    }
  }
  return lines;
}

const stepsBelow = (
  edges: readonly GraphEdgeView[],
  depth: number,
  byName: ReadonlyMap<string, GraphNodeView>,
): Step[] =>
  edges.flatMap((edge) => {
    const node = byName.get(edge.child);
    return node === undefined ? [] : [{ node, depth, edge }];
  });
