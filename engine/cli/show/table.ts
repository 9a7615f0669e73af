// Tables of texts: columns as wide as their widest cell; where the page is too narrow the columns
// that may be cut are cut, the widest first, with `…` at the cut. What is copied into the next
// command (names, ids) is never cut. Notes stand below their row, wrapped.
import { printable } from '../../plan/render/printable.ts';
import type { Paint, Style } from '../../plan/render/render-text.ts';

export interface Page {
  /** Infinity: nothing is cut or wrapped. */
  readonly columns: number;
  readonly paint: Paint;
  readonly nowMs: number;
}

export interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
  /** May be cut down to so many characters; absent: never. */
  readonly least?: number;
}

export type Cell = string | { readonly text: string; readonly style: Style | undefined };

export interface Row {
  readonly cells: readonly Cell[];
  readonly notes?: readonly string[];
}

const gap = '  ';
const noteIndent = '    ';

export function table(columns: readonly Column[], rows: readonly Row[], page: Page): string {
  const texts = rows.map(({ cells }) => cells.map(textOf));
  const widths = fittedWidths(columns, texts, page.columns);
  const title = columns.map((column, at) => padded(column.title, widths[at] ?? 0, column));
  const lines = [page.paint('faint', title.join(gap).trimEnd())];
  for (const [index, row] of rows.entries()) {
    const cells = columns.map((column, at) => {
      const text = padded(texts[index]?.[at] ?? '', widths[at] ?? 0, column);
      return at === columns.length - 1 && column.isNumber !== true ? text.trimEnd() : text;
    });
    lines.push(painted(row.cells, cells, page.paint).join(gap).trimEnd());
    for (const note of row.notes ?? []) lines.push(...wrapped(note, noteIndent, page.columns));
  }
  return lines.map((line) => `${line}\n`).join('');
}

const textOf = (cell: Cell): string => printable(typeof cell === 'string' ? cell : cell.text);

const lengthOf = (text: string): number => [...text].length;

function painted(
  cells: readonly Cell[],
  texts: readonly string[],
  paint: Paint,
): readonly string[] {
  return texts.map((text, at) => {
    const cell = cells[at];
    const style = typeof cell === 'object' ? cell.style : undefined;
    if (style === undefined) return text;
    const word = text.trimEnd();
    return paint(style, word) + text.slice(word.length);
  });
}

function fittedWidths(
  columns: readonly Column[],
  texts: readonly (readonly string[])[],
  page: number,
): readonly number[] {
  const widths = columns.map((column, at) =>
    texts.reduce((most, row) => Math.max(most, lengthOf(row[at] ?? '')), lengthOf(column.title)),
  );
  let over = widths.reduce((sum, width) => sum + width, gap.length * (widths.length - 1)) - page;
  while (over > 0) {
    const at = widestToCut(columns, widths);
    if (at === undefined) break;
    widths[at] = (widths[at] ?? 1) - 1;
    over -= 1;
  }
  return widths;
}

function widestToCut(columns: readonly Column[], widths: readonly number[]): number | undefined {
  let widest: number | undefined;
  for (const [at, { least, title }] of columns.entries()) {
    const width = widths[at] ?? 0;
    if (least === undefined || width <= Math.max(least, title.length)) continue;
    if (widest === undefined || width > (widths[widest] ?? 0)) widest = at;
  }
  return widest;
}

function padded(text: string, width: number, { isNumber }: Column): string {
  const letters = [...text];
  const cut = letters.length > width ? `${letters.slice(0, width - 1).join('')}…` : text;
  const blanks = ' '.repeat(Math.max(0, width - lengthOf(cut)));
  return isNumber === true ? blanks + cut : cut + blanks;
}

/** At blanks, after an indent; words longer than a line stay whole. */
export function wrapped(text: string, indent: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of printable(text).split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && indent.length + lengthOf(longer) > columns) {
      lines.push(indent + line);
      line = word;
    } else line = longer;
  }
  return [...lines, indent + line];
}

/** `Label     text`, wrapped below the text's beginning. */
export function labelled(label: string, text: string, page: Page): string {
  const indent = ' '.repeat(12);
  const [first = '', ...rest] = wrapped(text, indent, page.columns);
  const head = page.paint('strong', label) + ' '.repeat(Math.max(1, 12 - label.length));
  return [`${head}${first.trimStart()}`, ...rest].map((line) => `${line}\n`).join('');
}
