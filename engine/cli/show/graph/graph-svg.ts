// The graph as a picture of its own: left to right, a box for each job with how its last run ended
// in words, lines from parents to children. Boxes bring their own ground and lines are of middle
// tones, so that it can be read on a light page and on a dark one; nothing is said by colour alone.
import type { GraphEdgeView, GraphNodeView, GraphView } from '../../../../schemas/generated/api.ts';
import { printable } from '../../../plan/render/printable.ts';
import { cutMiddle, widthOf } from '../width.ts';
import { counted } from '../words.ts';
import { type Course, graphPlaces, type Place } from './graph-places.ts';
import { colours, edgeColours, jobGraph, markOf, stateWords } from './job-graph.ts';

/** Of a name, in columns: the middle is left out, and pointing at it says all. */
const mostColumns = 36;
const sizes = { column: 7.5, pad: 12, box: 44, row: 64, gap: 72, edge: 16 };

const dashes: Readonly<Record<GraphEdgeView['state'], string | undefined>> = {
  satisfied: undefined,
  failed: '2 3',
  waiting: '7 4',
};

interface Sheet {
  /** Left end of each layer. */
  readonly left: readonly number[];
  readonly widths: readonly number[];
  readonly width: number;
  readonly height: number;
  /** How far each layer is moved down, so that it stands in the middle. */
  readonly top: readonly number[];
}

export function graphSvg(view: GraphView): string {
  const graph = jobGraph(view);
  const { layers, courses, rows } = graphPlaces(graph);
  const sheet = sheetOf(layers, rows);
  const boxes = layers.flatMap((layer) => layer.flatMap((place) => box(place, sheet)));
  const what = `${counted(graph.nodes.length, 'job')}, ${counted(graph.edges.length, 'edge')}`;
  const { width, height } = sheet;
  const root = {
    ...{ xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${width} ${height}` },
    ...{ role: 'img', 'font-family': 'ui-monospace, monospace', 'font-size': 12 },
  };
  const inner = [
    element('title', {}, `Jobs: ${what}`),
    element('defs', {}, edgeStates.map(head).join('')),
    ...courses.map((course) => line(course, sheet)),
    ...boxes,
  ];
  return `${element('svg', root, `\n${inner.join('\n')}\n`)}\n`;
}

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** `inner` is markup; attributes are texts. */
function element(name: string, attributes: Attributes, inner = ''): string {
  const given = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  return `<${name}${given.join('')}${inner === '' ? '/>' : `>${inner}</${name}>`}`;
}

const edgeStates = ['satisfied', 'failed', 'waiting'] as const;

function head(state: GraphEdgeView['state']): string {
  const ends = { viewBox: '0 0 8 8', refX: 8, refY: 4, markerWidth: 8, markerHeight: 8 };
  const arrow = element('path', { d: 'M0 0L8 4L0 8Z', fill: edgeColours[state] });
  return element('marker', { id: `head-${state}`, ...ends, orient: 'auto' }, arrow);
}

function sheetOf(layers: readonly (readonly Place[])[], rows: number): Sheet {
  const widths = layers.map((layer) => Math.max(0, ...layer.map(({ node }) => boxWidth(node))));
  const left: number[] = [];
  let x: number = sizes.edge;
  for (const width of widths) {
    left.push(x);
    x += width + sizes.gap;
  }
  const height = sizes.edge * 2 + Math.max(1, rows) * sizes.row - (sizes.row - sizes.box);
  const top = layers.map(({ length }) => sizes.edge + ((rows - length) * sizes.row) / 2);
  return { left, widths, width: Math.max(sizes.edge * 2, x - sizes.gap + sizes.edge), height, top };
}

const labelOf = ({ job }: GraphNodeView): string => cutMiddle(printable(job), mostColumns);

function boxWidth(node: GraphNodeView | undefined): number {
  if (node === undefined) return 0;
  const columns = Math.max(widthOf(labelOf(node)), widthOf(stateWords(node)));
  return Math.ceil(columns * sizes.column) + sizes.pad * 2;
}

const leftOf = ({ layer }: Place, { left }: Sheet): number => left[layer] ?? 0;
const topOf = ({ layer, row }: Place, { top }: Sheet): number =>
  (top[layer] ?? 0) + row * sizes.row;

function box(place: Place, sheet: Sheet): readonly string[] {
  const { node } = place;
  if (node === undefined) return [];
  const mark = markOf(node);
  const { fill, line: stroke } = colours[mark];
  const [x, y, width] = [leftOf(place, sheet), topOf(place, sheet), boxWidth(node)];
  const rx = { well: 6, bad: 0, odd: 14, none: 22 }[mark];
  const words = stateWords(node);
  const left = x + sizes.pad;
  const rectangle = {
    ...{ x, y, width, height: sizes.box, rx, fill, stroke },
    'stroke-width': node.state === 'running' ? 3 : 1.5,
    'stroke-dasharray': node.state === 'suspended' ? '4 3' : undefined,
  };
  const name = { x: left, y: y + 18, fill: '#1f2328', 'font-weight': 'bold' };
  const inner = [
    element('title', {}, escaped(`${node.job}: ${words}`)),
    element('rect', rectangle),
    element('text', name, escaped(labelOf(node))),
    element('text', { x: left, y: y + 34, fill: stroke }, escaped(words)),
  ];
  return [element('g', {}, inner.join(''))];
}

/** Straight on to the end of a layer, so that it meets no wider box, then a curve to the next. */
function line({ edge, through }: Course, sheet: Sheet): string {
  const { parent, child, state } = edge;
  const [first] = through;
  const begin = first === undefined ? '' : `M${boxEnd(first, sheet)} ${middleOf(first, sheet)}`;
  const steps = through.slice(1).map((place, at) => step(through[at] ?? place, place, sheet));
  const said = `${parent} to ${child}: ${state}`;
  const path = {
    ...{ d: `${begin}${steps.join('')}`, fill: 'none', stroke: edgeColours[state] },
    ...{ 'stroke-width': 1.5, 'stroke-dasharray': dashes[state] },
    'marker-end': `url(#head-${state})`,
  };
  return element('path', path, element('title', {}, escaped(said)));
}

const boxEnd = (place: Place, sheet: Sheet): number => leftOf(place, sheet) + boxWidth(place.node);

const middleOf = (place: Place, sheet: Sheet): number => topOf(place, sheet) + sizes.box / 2;

function step(from: Place, to: Place, sheet: Sheet): string {
  const [x, y] = [leftOf(from, sheet) + (sheet.widths[from.layer] ?? 0), middleOf(from, sheet)];
  const [toX, toY] = [leftOf(to, sheet), middleOf(to, sheet)];
  const middle = (x + toX) / 2;
  return `H${x}C${middle} ${y} ${middle} ${toY} ${toX} ${toY}`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string =>
  printable(text).replace(/[&<>"']/g, (character) => entities[character] ?? character);
