// A link from one file of the project to another leads somewhere.
import { posix } from 'node:path';
import type { SourceText, TidyFault } from './tidy-fault.ts';

const link = /\]\(([^)\s#]+)[^)]*\)/g;
const isOutside = (target: string): boolean => /^[a-z]+:/.test(target);

/** Of a Markdown file; `paths` are the project's files. */
export function linkFaults(file: SourceText, paths: ReadonlySet<string>): readonly TidyFault[] {
  const folder = posix.dirname(file.path);
  return file.text.split('\n').flatMap((line, at) =>
    [...line.matchAll(link)]
      .map(([, target = '']) => target)
      .filter((target) => !isOutside(target) && !paths.has(posix.join(folder, target)))
      .map((target) => ({
        file: file.path,
        line: at + 1,
        what: `a link to ${target}`,
        limit: 'a file that is there',
      })),
  );
}
