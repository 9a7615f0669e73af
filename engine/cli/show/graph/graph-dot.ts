// The graph for Graphviz. How a job's last run ended is its shape, its colour and a word; how a
// parent stands is the edge's line, its colour and, unless it is done, a word.
import type { GraphEdgeView, GraphNodeView, GraphView } from '../../../../schemas/generated/api.ts';
import { printable } from '../../../plan/render/printable.ts';
import { colours, edgeColours, jobGraph, type Mark, markOf, stateWords } from './job-graph.ts';

const shapes: Readonly<Record<Mark, string>> = {
  well: 'box',
  bad: 'octagon',
  odd: 'hexagon',
  none: 'ellipse',
};

const lines: Readonly<Record<GraphEdgeView['state'], string>> = {
  satisfied: 'solid',
  failed: 'bold',
  waiting: 'dashed',
};

export function graphDot(view: GraphView): string {
  const { nodes, edges } = jobGraph(view);
  return [
    'digraph jobs {',
    '  rankdir=LR;',
    '  node [fontname="sans-serif", fontcolor="#1f2328", style="filled"];',
    '  edge [fontname="sans-serif", fontsize=10];',
    ...nodes.map(nodeLine),
    ...edges.map(edgeLine),
    '}',
    '',
  ].join('\n');
}

function nodeLine(node: GraphNodeView): string {
  const mark = markOf(node);
  const { fill, line } = colours[mark];
  const style = node.state === 'suspended' ? 'filled,dashed' : 'filled';
  const label = `"${escaped(node.job)}\\n${escaped(stateWords(node))}"`;
  const wide = node.state === 'running' ? ', penwidth=3' : '';
  const look = `shape=${shapes[mark]}, style="${style}", fillcolor="${fill}", color="${line}"`;
  return `  ${quoted(node.job)} [label=${label}, ${look}${wide}];`;
}

function edgeLine({ parent, child, state }: GraphEdgeView): string {
  const label = state === 'satisfied' ? '' : `, label="${state}"`;
  const colour = edgeColours[state];
  const look = `style=${lines[state]}, color="${colour}"${label}`;
  return `  ${quoted(parent)} -> ${quoted(child)} [${look}];`;
}

const quoted = (text: string): string => `"${escaped(text)}"`;

/** Within double quotes; of a backslash Graphviz would make an escape of its own. */
const escaped = (text: string): string => printable(text).replace(/[\\"]/g, '\\$&');
