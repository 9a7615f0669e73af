// A fault in input: collected, never thrown. Where, what is, and what would be right.

export interface Fault {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** Short, stable, kebab-case: `unknown-field`, `not-yet`, `duplicate-name`. */
  readonly code: string;
  /** What is. */
  readonly message: string;
  /** What would be right; may be empty where the message says it all. */
  readonly hint: string;
}

/** `file:line:column: what is: what would be right` */
export function faultLine(fault: Fault): string {
  const hint = fault.hint === '' ? '' : `: ${fault.hint}`;
  return `${fault.file}:${fault.line}:${fault.column}: ${fault.message}${hint}`;
}
