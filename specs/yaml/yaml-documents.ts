// YAML 1.2 text to syntax trees, hardened. The depth is checked on the flat token tree before
// anything recurses over it: deep nesting would otherwise end the process (V8 aborts when a
// regular expression is compiled near the end of the stack). Depth and documents are bounded.
import { Composer, type CST, type Document, isScalar, Parser, Schema } from 'yaml';
import type { OffsetFault } from './offset-fault.ts';
import { type Position, positionAt } from './text-position.ts';

/** Maps and lists within one another at most. */
export const maxDepth = 64;
/** Documents in one file at most. */
const maxDocuments = 2000;
/** Faults of syntax told of one document at most; the rest mostly follow from the first. */
const maxSyntaxFaults = 5;

export interface YamlText {
  /** In the order of the file, empty ones included. */
  readonly documents: readonly Document[];
  /** Faults that make the file as a whole unreadable. */
  readonly faults: readonly OffsetFault[];
}

// Scalars stay texts: plain-value.ts reads them by the core schema.
const failsafe = new Schema({ schema: 'failsafe', merge: false, resolveKnownTags: false });

/** Never throws. With a fault, no document. */
export function parseYaml(text: string): YamlText {
  // Keys are compared by plain-value.ts, in linear time.
  const composer = new Composer({ schema: failsafe, uniqueKeys: false, logLevel: 'silent' });
  const documents: Document[] = [];
  let seen = 0;
  for (const token of new Parser().parse(text)) {
    if (token.type === 'document') seen += 1;
    const fault = token.type === 'document' ? boundFault(token, seen) : undefined;
    if (fault !== undefined) return { documents: [], faults: [fault] };
    documents.push(...composer.next(token));
  }
  documents.push(...composer.end());
  return { documents, faults: streamFaults(text, documents, composer) };
}

/** Errors in a stream without a document belong to no document. */
function streamFaults(
  text: string,
  documents: readonly Document[],
  composer: Composer,
): readonly OffsetFault[] {
  if (documents.length > 0) return [];
  return composer
    .streamInfo()
    .errors.slice(0, 1)
    .map((error) => errorFault(text, error, positionAt(text, error.pos[0])));
}

function boundFault(token: CST.Document, count: number): OffsetFault | undefined {
  if (count > maxDocuments)
    return {
      offset: token.offset,
      code: 'too-many-documents',
      message: `more than ${maxDocuments} documents in one file`,
      hint: 'spread them over several files',
    };
  const deep = firstTooDeep(token);
  return deep === undefined
    ? undefined
    : {
        offset: deep,
        code: 'too-deep',
        message: `nested deeper than ${maxDepth} levels`,
        hint: 'no spec needs that',
      };
}

interface Level {
  readonly token: CST.Token;
  readonly depth: number;
}

/** Offset of the first token below the bound, or undefined. */
function firstTooDeep(document: CST.Document): number | undefined {
  const stack: Level[] = document.value === undefined ? [] : [{ token: document.value, depth: 1 }];
  for (let level = stack.pop(); level !== undefined; level = stack.pop()) {
    if (!('items' in level.token)) continue;
    if (level.depth > maxDepth) return level.token.offset;
    for (const item of level.token.items) {
      const depth = level.depth + 1;
      if (item.key != null) stack.push({ token: item.key, depth });
      if (item.value !== undefined) stack.push({ token: item.value, depth });
    }
  }
  return undefined;
}

/** Nothing stands in it, or only comments. */
export function isEmpty({ contents }: Document): boolean {
  return contents === null || (isScalar(contents) && !contents.source && contents.type === 'PLAIN');
}

/** Faults of the document's own syntax. */
export function syntaxFaults(text: string, document: Document): readonly OffsetFault[] {
  // What else a line has follows from its first fault.
  const lines = new Set<number>();
  const faults: OffsetFault[] = [];
  for (const error of document.errors) {
    if (faults.length === maxSyntaxFaults) break;
    const position = positionAt(text, error.pos[0]);
    if (!lines.has(position.line)) faults.push(errorFault(text, error, position));
    lines.add(position.line);
  }
  const version = document.directives?.yaml;
  if (version?.explicit === true && version.version !== '1.2')
    faults.push({
      offset: document.range?.[0] ?? 0,
      code: 'yaml-version',
      message: `%YAML ${version.version}`,
      hint: 'specs are YAML 1.2; take the directive out',
    });
  return faults.slice(0, maxSyntaxFaults);
}

interface SyntaxError {
  readonly pos: readonly [number, number];
  readonly code: string;
  readonly message: string;
}

function errorFault(text: string, error: SyntaxError, { column }: Position): OffsetFault {
  const [offset] = error.pos;
  const before = text.slice(offset - column + 1, offset + 1);
  if (error.code === 'TAB_AS_INDENT' || /^[ ]*\t\s*$/.test(before))
    return { offset, code: 'tab', message: 'a tab as indentation', hint: 'indent with blanks' };
  const hint = /[*@`%]/.test(text[offset] ?? '') ? 'a text that begins so is put in quotes' : '';
  return { offset, code: 'yaml-syntax', message: oneLine(error.message), hint };
}

const oneLine = (message: string): string => message.replace(/\s+/g, ' ').slice(0, 200);
