// Nothing that is committed says on which machine it was written, from where its packages came,
// or that it isn't finished.
import type { SourceText, TidyFault } from './tidy-fault.ts';

// Put together here so that this file is not its own fault.
const folders = ['work', 'tmp'].join('|');
const hosts = ['npmjs', 'yarnpkg', 'npmmirror', 'jfrog', 'artifactory', 'verdaccio'].join('|');
const unfinished = ['TO', 'FIX'].map((word, at) => word + ['DO', 'ME'][at]).join('|');

const traces: readonly (readonly [pattern: RegExp, limit: string])[] = [
  [new RegExp(`(?<![\\w.})/-])/(${folders})/`), 'no path of a machine'],
  [new RegExp(`\\b(${hosts})\\.(org|com|io)\\b`), 'no host of a registry'],
  [new RegExp(`\\b(${unfinished})\\b`), 'done, or an issue'],
];

/** Of any text file; `text` with a NUL in it is none. */
export function traceFaults({ path, text }: SourceText): readonly TidyFault[] {
  if (text.includes('\0')) return [];
  return text.split('\n').flatMap((line, at) =>
    traces.flatMap(([pattern, limit]) => {
      const found = pattern.exec(line)?.[0];
      return found ? [{ file: path, line: at + 1, what: found, limit }] : [];
    }),
  );
}
