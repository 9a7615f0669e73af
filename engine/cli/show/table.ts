// Tables of texts, one line a row: columns as wide as their widest cell. Where the page is too
// narrow, the columns that may be cut are cut, the widest first, with `…` at the cut; then those
// are left out that can be spared; then the first column, whose names are what the next command
// takes, is cut in its middle; then columns are left out from the right. So a row is never wider
// than the page. Notes stand below their row, wrapped.
import { printable } from '../../plan/render/printable.ts';
import type { Paint, Style } from '../../plan/render/render-text.ts';
import { cutMiddle, cutRight, head, padded, widthOf } from './width.ts';

export interface Page {
  /** Infinity: nothing is cut or wrapped. */
  readonly columns: number;
  /** Of the screen; Infinity where it has no end. */
  readonly rows: number;
  readonly paint: Paint;
  readonly nowMs: number;
}

export interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
  /** May be cut down to so many columns; absent: not before all others. */
  readonly least?: number;
  /** Left out before the first column is cut, the last such one first. */
  readonly isSpare?: boolean;
}

export type Cell = string | { readonly text: string; readonly style: Style | undefined };

export interface Row {
  readonly cells: readonly Cell[];
  readonly notes?: readonly string[];
}

const gap = '  ';
const noteIndent = '    ';
/** Of the first column, however narrow the page. */
const leastName = 24;
/** A wrapped text keeps so many columns of a page that is narrower than its indent. */
const leastWrapped = 16;

export function table(columns: readonly Column[], rows: readonly Row[], page: Page): string {
  const texts = rows.map(({ cells }) => cells.map(textOf));
  const shown = fittedColumns(columns, texts, page.columns);
  const title = shown.map((each) => fitted(each.column.title, each));
  const lines = [page.paint('faint', title.join(gap).trimEnd())];
  for (const [index, row] of rows.entries()) {
    const cells = shown.map((each) => {
      const text = fitted(texts[index]?.[each.at] ?? '', each);
      return painted(row.cells[each.at], text, page.paint);
    });
    lines.push(cells.join(gap).trimEnd());
    for (const note of row.notes ?? []) lines.push(...wrapped(note, noteIndent, page.columns));
  }
  return lines.map((line) => `${line}\n`).join('');
}

const textOf = (cell: Cell): string => printable(typeof cell === 'string' ? cell : cell.text);

function painted(cell: Cell | undefined, text: string, paint: Paint): string {
  const style = typeof cell === 'object' ? cell.style : undefined;
  if (style === undefined) return text;
  const word = text.trim();
  const from = text.indexOf(word);
  return text.slice(0, from) + paint(style, word) + text.slice(from + word.length);
}

/** A column that is shown, and how wide. */
interface Shown {
  readonly at: number;
  readonly column: Column;
  width: number;
}

const over = (shown: readonly Shown[], page: number): number =>
  shown.reduce((sum, { width }) => sum + width, gap.length * (shown.length - 1)) - page;

function fittedColumns(
  columns: readonly Column[],
  texts: readonly (readonly string[])[],
  page: number,
): readonly Shown[] {
  let shown = columns.map((column, at) => ({
    at,
    column,
    width: texts.reduce(
      (most, row) => Math.max(most, widthOf(row[at] ?? '')),
      widthOf(column.title),
    ),
  }));
  cutWidest(shown, page);
  for (const spare of shown.filter(({ column }) => column.isSpare).reverse())
    if (over(shown, page) > 0) shown = shown.filter((each) => each !== spare);
  const [name] = shown;
  if (name === undefined) return [];
  name.width = Math.max(
    Math.min(name.width, leastName),
    name.width - Math.max(0, over(shown, page)),
  );
  while (over(shown, page) > 0 && shown.length > 1) shown.pop();
  name.width = Math.min(name.width, page);
  return shown;
}

function cutWidest(shown: readonly Shown[], page: number): void {
  while (over(shown, page) > 0) {
    let widest: Shown | undefined;
    for (const each of shown)
      if (each.width > leastOf(each) && each.width > (widest?.width ?? 0)) widest = each;
    if (widest === undefined) return;
    widest.width -= 1;
  }
}

const leastOf = ({ column: { least, title } }: Shown): number =>
  least === undefined ? Number.POSITIVE_INFINITY : Math.max(least, title.length);

function fitted(text: string, { at, column, width }: Shown): string {
  const cut = at === 0 ? cutMiddle(text, width) : cutRight(text, width);
  return padded(cut, width, column.isNumber === true ? 'right' : 'left');
}

/** At blanks, after an indent; a word longer than a line goes on in the next. */
export function wrapped(text: string, indent: string, columns: number): readonly string[] {
  const room = Math.max(leastWrapped, columns - indent.length);
  const lines: string[] = [];
  let line = '';
  for (const word of printable(text).split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(longer) > room) {
      lines.push(line);
      line = word;
    } else line = longer;
    while (widthOf(line) > room) {
      const begin = head(line, room);
      lines.push(begin);
      line = line.slice(begin.length);
    }
  }
  return [...lines, line].map((each) => indent + each);
}

/** `Label     text`, wrapped below the text's beginning. */
export function labelled(label: string, text: string, page: Page): string {
  const indent = ' '.repeat(12);
  const name = cutMiddle(printable(label), Math.max(12, page.columns - 24));
  const taken = Math.max(indent.length, widthOf(name) + gap.length);
  const all = wrapped(text, indent, page.columns);
  const [first = '', ...rest] = all.map((line) => line.slice(indent.length));
  const begin = page.paint('strong', name);
  const fits = taken + widthOf(first) <= page.columns;
  const lines = fits
    ? [begin + ' '.repeat(taken - widthOf(name)) + first, ...rest.map((line) => indent + line)]
    : [begin, ...all];
  return lines.map((line) => `${line}\n`).join('');
}
