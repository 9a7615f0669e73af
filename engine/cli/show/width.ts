// How many columns of a terminal a text takes, and texts cut to so many. By code points, as
// wcwidth(3) counts: East Asian wide and fullwidth characters and emoji take two, marks none.
// Where terminals differ the larger number is taken: a row is then short, never over the edge.

/** A character that joins the one before it, or is drawn over it. */
const joined = /[\p{Mn}\p{Me}\u1160-\u11ff]/u;
/** Unicode's East Asian Width W and F (UAX 11), blocks of scripts together. */
const wideBlocks: readonly string[] = [
  ...['\\u1100-\\u115f', '\\u2329\\u232a', '\\u2e80-\\u303e', '\\u3041-\\ua4cf'],
  ...['\\ua960-\\ua97c', '\\uac00-\\ud7a3', '\\uf900-\\ufaff', '\\ufe10-\\ufe19'],
  ...['\\ufe30-\\ufe6f', '\\uff01-\\uff60', '\\uffe0-\\uffe6', '\\u{16fe0}-\\u{18dff}'],
  ...['\\u{1aff0}-\\u{1b2ff}', '\\u{1f200}-\\u{1f2ff}', '\\u{20000}-\\u{3fffd}'],
];
/** And what is shown as a picture by itself. */
const wide = new RegExp(`[${wideBlocks.join('')}\\p{Emoji_Presentation}]`, 'u');
/** Half of a flag. */
const regional = /[\u{1f1e6}-\u{1f1ff}]/u;
const plain = /^[\x20-\x7e]*$/;
/** Asks for the picture of the character before it, which may take a column more. */
const asPicture = '\ufe0f';

const mark = '…';

function columnsOf(character: string): number {
  if (character === asPicture) return 1;
  if (joined.test(character)) return 0;
  return wide.test(character) && !regional.test(character) ? 2 : 1;
}

/** Columns that a text of one line takes. */
export function widthOf(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}

/** The beginning that fits, with `…` where something is left out. */
export function cutRight(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  return columns < 1 ? '' : head(text, columns - 1) + mark;
}

/** Beginning and end, with `…` between them: of a name the end says most. */
export function cutMiddle(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  if (columns < 3) return cutRight(text, columns);
  const front = Math.floor((columns - 1) / 3);
  return head(text, front) + mark + tail(text, columns - 1 - front);
}

/** What fits in so many columns. */
export function head(text: string, columns: number): string {
  let width = 0;
  let end = 0;
  for (const character of text) {
    width += columnsOf(character);
    if (width > columns) break;
    end += character.length;
  }
  return text.slice(0, end);
}

function tail(text: string, columns: number): string {
  const characters = [...text];
  let width = 0;
  let from = characters.length;
  while (from > 0) {
    width += columnsOf(characters[from - 1] ?? '');
    if (width > columns) break;
    from -= 1;
  }
  // A mark whose letter is left out would be drawn over the `…`.
  while (from < characters.length && joined.test(characters[from] ?? '')) from += 1;
  return characters.slice(from).join('');
}

/** Filled up with blanks, behind it or before it. */
export function padded(text: string, columns: number, side: 'left' | 'right' = 'left'): string {
  const blanks = ' '.repeat(Math.max(0, columns - widthOf(text)));
  return side === 'left' ? text + blanks : blanks + text;
}
