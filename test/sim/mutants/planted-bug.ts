// A bug that somebody tired could write: one text of the product's source in place of another.
export interface PlantedBug {
  /** Kebab-case; what the bug does. */
  readonly name: string;
  /** What it breaks, in one sentence. */
  readonly breaks: string;
  /** From the project's root. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly from: string;
  readonly to: string;
  /** Rules of which one has to catch it. */
  readonly by: readonly string[];
}
