// Texts of specs inside Markdown. Everything that could be structure is written as a character
// reference, which never is structure (CommonMark 6.2), inside an HTML code element, where nobody
// is mentioned and nothing becomes a link. In fences nothing is read but the fence's own end.
import { printable } from './printable.ts';

/** In a sentence or a table's cell. */
export const codeText = (text: string): string => `<code>${referenced(text)}</code>`;

/** A sentence of ours that quotes strangers. */
export const plainText = (text: string): string => referenced(text);

const referenced = (text: string): string =>
  printable(text)
    .replace(/[^\p{L}\p{N} .,;/=+-]/gu, (character) => `&#${character.codePointAt(0)};`)
    .replace(/www(?=\.)/gi, (word) => `&#${word.charCodeAt(0)};${word.slice(1)}`);

/** Lines between a fence that none of them can end. */
export function fenced(lines: readonly string[], language: string): string {
  const runs = lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(Math.max(3, ...runs.map((length) => length + 1)));
  return `${fence}${language}\n${lines.join('\n')}\n${fence}`;
}

/** What a hidden marker may hold: nothing that could end the comment. */
export const markerText = (text: string): string =>
  text.replace(/[^A-Za-z0-9._/-]/g, '_').replace(/--+/g, '-');
