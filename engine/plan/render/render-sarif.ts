// SARIF 2.1.0 (OASIS): the faults, for code scanning pages. Never ordinary changes, or the security
// tab fills with noise.
import type { PlanDiagnostic, PlanDocument } from '../../../schemas/generated/api.ts';
import { canonicalJson } from '../../lib/digest.ts';
import { printable } from './printable.ts';

export function renderSarif({ header, diagnostics }: PlanDocument): string {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
  const driver = {
    name: 'meridian',
    version: header.engineVersion,
    rules: codes.map((id) => ({ id, shortDescription: { text: id.replaceAll('-', ' ') } })),
  };
  const run = {
    tool: { driver },
    columnKind: 'utf16CodeUnits',
    results: diagnostics.map((fault) => resultOf(fault, codes)),
  };
  const $schema = 'https://json.schemastore.org/sarif-2.1.0.json';
  return `${canonicalJson({ $schema, version: '2.1.0', runs: [run] })}\n`;
}

function resultOf(fault: PlanDiagnostic, codes: readonly string[]) {
  const { file, line, column, code, severity, message, hint } = fault;
  const region = { startLine: line, startColumn: column };
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: severity,
    message: { text: printable(hint === '' ? message : `${message}: ${hint}`) },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) }, region } }],
  };
}

/** Relative to the repository's root; a name with a colon isn't taken for a scheme. */
const uriOf = (file: string): string =>
  file
    .replace(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
