// Lines in a file and columns in a line, over hand-written code.
import type { SourceText, TidyFault } from './tidy-fault.ts';

const maxLines = 400;
const maxColumns = 100;

const isCode = (path: string): boolean => /\.(ts|js|mjs|cjs|tsx)$/.test(path);
const isGenerated = (path: string): boolean => path.startsWith('schemas/generated/');

/** Hand-written code: what the limits of the style are about. */
export const isHandWritten = (path: string): boolean => isCode(path) && !isGenerated(path);

const linesOf = (text: string): readonly string[] => text.replace(/\n$/, '').split('\n');

export function textFaults({ path, text }: SourceText): readonly TidyFault[] {
  const lines = linesOf(text);
  const long = lines.length > maxLines;
  const tooLong = long
    ? [{ file: path, line: maxLines + 1, what: `${lines.length} lines`, limit: `${maxLines}` }]
    : [];
  const tooWide = lines.flatMap((line, at) =>
    line.length > maxColumns
      ? [{ file: path, line: at + 1, what: `${line.length} columns`, limit: `${maxColumns}` }]
      : [],
  );
  return [...tooLong, ...tooWide];
}
