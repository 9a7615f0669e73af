/** One thing that is over a limit of the style. */
export interface TidyFault {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** What is. */
  readonly what: string;
  /** What would be right. */
  readonly limit: string;
}

/** `file:line: what: limit` */
export const tidyLine = ({ file, line, what, limit }: TidyFault): string =>
  `${file}:${line}: ${what}: ${limit}`;

/** A text file of the project. */
export interface SourceText {
  /** From the project's folder, with `/`. */
  readonly path: string;
  readonly text: string;
}
