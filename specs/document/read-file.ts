// One file's bytes to its spec documents and faults. The answer depends on the bytes alone, so it
// is kept by blob id and a file that didn't change is never parsed twice.
import { hasTemplate } from '../../engine/lib/template.ts';
import { decodeUtf8, firstInvalidByte } from '../../engine/lib/text/utf8.ts';
import type { Kind } from '../shape/shape-check.ts';
import { offsetOf } from '../yaml/node-offset.ts';
import type { OffsetFault } from '../yaml/offset-fault.ts';
import { plainValue } from '../yaml/plain-value.ts';
import { positionAt } from '../yaml/text-position.ts';
import { isEmpty, parseYaml, syntaxFaults } from '../yaml/yaml-documents.ts';
import { headOf } from './document-head.ts';
import type { Finding, TextFault } from './finding.ts';
import { readDocument } from './read-document.ts';
import type { SpecDocument } from './spec-document.ts';

/** Bytes of one file at most. */
export const maxFileBytes = 1_048_576;
/** Faults told of one file at most; the rest are counted. */
const maxFileFaults = 200;

export interface SpecFile {
  readonly documents: readonly SpecDocument[];
  readonly faults: readonly TextFault[];
  /** Faults beyond the bound of what is told. */
  readonly moreFaults: number;
  /** Documents passed over because they are somebody else's. */
  readonly ignored: number;
  /** Something in it couldn't be read, so it may define names that nobody knows. */
  readonly isObscure: boolean;
}

type YamlDocument = ReturnType<typeof parseYaml>['documents'][number];

/** Never throws. */
export function readFile(bytes: Uint8Array): SpecFile {
  if (bytes.length > maxFileBytes) return unreadable(tooLarge(bytes.length));
  const text = decodeUtf8(bytes);
  if (text === undefined) return unreadable(notUtf8(bytes));
  const nul = text.indexOf('\0');
  if (nul !== -1) {
    const hint = 'specs are text';
    return unreadable(placed(text, { offset: nul, code: 'nul', message: 'a NUL byte', hint }));
  }
  const { documents, faults } = parseYaml(text);
  if (faults[0] !== undefined) return unreadable(placed(text, faults[0]));
  return new FileReader(text).read(documents);
}

const unreadable = (fault: TextFault): SpecFile => ({
  documents: [],
  faults: [fault],
  moreFaults: 0,
  ignored: 0,
  isObscure: true,
});

/** The fault of a file of that many bytes, whatever is in it. */
export const tooLarge = (sizeBytes: number): TextFault => ({
  line: 1,
  column: 1,
  code: 'too-large',
  message: `the file has ${sizeBytes} bytes`,
  hint: `${maxFileBytes} at most: spread it over several files`,
});

function notUtf8(bytes: Uint8Array): TextFault {
  const valid = decodeUtf8(bytes.subarray(0, firstInvalidByte(bytes))) ?? '';
  const position = positionAt(valid, valid.length);
  return {
    ...position,
    code: 'not-utf8',
    message: 'a byte that is no UTF-8',
    hint: 'save it as UTF-8',
  };
}

const placed = (text: string, { offset, ...rest }: OffsetFault): TextFault => ({
  ...positionAt(text, offset),
  ...rest,
});

class FileReader {
  readonly #text: string;
  readonly #mayHaveTemplates: boolean;
  readonly #documents: SpecDocument[] = [];
  readonly #faults: TextFault[] = [];
  #moreFaults = 0;
  #ignored = 0;
  #isObscure = false;
  #lineOffset = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
    // An escape may stand for a brace.
    this.#mayHaveTemplates = hasTemplate(text) || text.includes('\\');
  }

  read(documents: readonly YamlDocument[]): SpecFile {
    for (const [index, document] of documents.entries()) this.#document(document, index);
    return {
      documents: this.#documents,
      faults: this.#faults,
      moreFaults: this.#moreFaults,
      ignored: this.#ignored,
      isObscure: this.#isObscure,
    };
  }

  #document(document: YamlDocument, index: number): void {
    const syntax = syntaxFaults(this.#text, document);
    if (isEmpty(document) && syntax.length === 0) return;
    const { value, faults } = plainValue(document);
    const head = headOf(value);
    if (head.whose === 'others' && (syntax.length === 0 || saysItsOthers(value))) {
      this.#ignored += 1;
      return;
    }
    this.#tell([...syntax, ...faults]);
    if ('kind' in head) {
      const standing = { index, line: this.#lineOf(offsetOf(document, [], 'key')) };
      const isBroken = syntax.length > 0 || faults.some(({ code }) => code === 'alias-bomb');
      const mayHaveTemplates = this.#mayHaveTemplates;
      const read = readDocument(head.kind, value, standing, { isBroken, mayHaveTemplates });
      const isFaulty = faults.length > 0;
      this.#documents.push(isFaulty ? { ...read.document, body: undefined } : read.document);
      this.#tellFindings(document, read.findings, faults);
      this.#isObscure ||= isNamed(head.kind) && read.document.name === undefined;
    } else {
      this.#isObscure = true;
      if ('fault' in head && syntax.length === 0)
        this.#tellFindings(document, [head.fault], faults);
    }
  }

  /** But those that follow from what was told of the same place already. */
  #tellFindings(
    document: YamlDocument,
    findings: readonly Finding[],
    told: readonly OffsetFault[],
  ): void {
    const offsets = new Set(told.map(({ offset }) => offset));
    const faults = findings.map(({ path, at, code, message, hint }) => ({
      offset: offsetOf(document, path, at),
      code,
      message,
      hint,
    }));
    this.#tell(faults.filter(({ offset }) => !offsets.has(offset)));
  }

  #tell(faults: readonly OffsetFault[]): void {
    for (const fault of faults) {
      if (this.#faults.length < maxFileFaults) this.#faults.push(placed(this.#text, fault));
      else this.#moreFaults += 1;
    }
  }

  /** Offsets come in ascending order, so that the text is gone through once. */
  #lineOf(offset: number): number {
    let next = this.#text.indexOf('\n', this.#lineOffset);
    while (next !== -1 && next < offset) {
      this.#line += 1;
      this.#lineOffset = next + 1;
      next = this.#text.indexOf('\n', this.#lineOffset);
    }
    return this.#line;
  }
}

/** Whether others may name it. */
const isNamed = (kind: Kind): boolean => kind !== 'Quota' && kind !== 'Cluster';

/** It has an apiVersion and that isn't ours, so its syntax is nothing to us either. */
const saysItsOthers = (value: unknown): boolean =>
  typeof (value as { apiVersion?: unknown } | null)?.apiVersion === 'string';
