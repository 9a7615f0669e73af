// Texts of specs are strangers' texts: what would move the cursor, colour the terminal, turn the
// reading direction or break a line is written as an escape instead.

// C0, DEL and C1 controls, line and paragraph separators, marks and overrides of direction, lone
// surrogates, and what isn't seen at all.
const unprintable =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/gu;

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** One line without control characters; backslashes stay as they are. */
export const printable = (text: string): string =>
  text.replace(unprintable, (character) => named[character] ?? escaped(character));

const escaped = (character: string): string =>
  `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;

/** The text, or its beginning and how much is left out. */
export function shortened(text: string, columns: number): string {
  if (text.length <= columns) return text;
  const kept = Math.max(8, columns - 20);
  return `${text.slice(0, kept)}... (${text.length - kept} more)`;
}

/** Kept before the first difference. */
const context = 12;

/** Two texts, cut to where they first differ when they are too long. */
export function excerpts(
  [a, b]: readonly [string, string],
  columns: number,
): readonly [string, string] {
  let same = 0;
  while (same < a.length && a[same] === b[same]) same += 1;
  const from = same - context;
  if (Math.max(a.length, b.length) <= columns || from < context)
    return [shortened(a, columns), shortened(b, columns)];
  const cut = (text: string): string => `...${shortened(text.slice(from), columns - 3)}`;
  return [cut(a), cut(b)];
}
