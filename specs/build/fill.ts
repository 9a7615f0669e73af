// Fills the cluster's variables into the texts of one object.
import type { Path } from '../../engine/lib/check.ts';
import { fillVariables, hasTemplate } from '../../engine/lib/template.ts';
import type { Finding } from '../document/finding.ts';

export interface Fill {
  readonly findings: readonly Finding[];
  text(text: string, path: Path): string;
}

export class VariableFill implements Fill {
  readonly findings: Finding[] = [];
  readonly #variables: Readonly<Record<string, string>>;

  constructor(variables: Readonly<Record<string, string>>) {
    this.#variables = variables;
  }

  /** A name that isn't there is left as written: it is told once, where it stands. */
  text(text: string, path: Path): string {
    if (!hasTemplate(text)) return text;
    const filled = fillVariables(text, this.#variables);
    if (filled.kind === 'filled') return filled.text;
    if (filled.missing === undefined)
      this.findings.push({
        path,
        at: 'value',
        code: 'bad-template',
        message: filled.reason,
        hint: 'put something between them',
      });
    return text;
  }
}
