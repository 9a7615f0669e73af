// What is wrong with a text, by offset: the form in which the YAML layer reports.

export interface OffsetFault {
  /** UTF-16 units from the start of the text. */
  readonly offset: number;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}
