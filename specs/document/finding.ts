// What is wrong with a document, before it has a line and column: those are worked out from the
// file's text only when there is something to report.
import type { Path } from '../../engine/lib/check.ts';

export interface Finding {
  /** From the document's root. Where it ends early the nearest parent is pointed at. */
  readonly path: Path;
  readonly at: 'key' | 'value';
  readonly code: string;
  /** What is. */
  readonly message: string;
  /** What would be right. */
  readonly hint: string;
}

/** A fault with its position, in whatever file has this text. */
export interface TextFault {
  readonly line: number;
  readonly column: number;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** A path as people write it: `spec.task.ports[0].name`. */
export function pathText(path: Path): string {
  let text = '';
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`;
    else text += text === '' ? segment : `.${segment}`;
  }
  return text;
}
