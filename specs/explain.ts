// `meridian explain` and `meridian schema`: the reference, from the schemas. Pure answers; the
// command line prints them.
import { suggest } from '../engine/lib/text/suggest.ts';
import { bundleSchema } from './shape/bundle-schema.ts';
import { boundsText, defaultText, descriptionText, typeText } from './shape/field-words.ts';
import { fieldsOfKind, type SchemaField } from './shape/schema-tree.ts';
import { type Kind, kinds } from './shape/shape-check.ts';

/** `what is: what would be right`; where, the caller knows. */
export interface Refusal {
  readonly what: string;
  readonly hint: string;
}

export interface ExplainedField {
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  readonly default?: unknown;
  readonly unit?: string;
  readonly range?: string;
  readonly description: string;
  readonly notYet?: string;
}

export interface Explanation {
  readonly formatVersion: 1;
  readonly field: ExplainedField;
  /** What stands directly below it. */
  readonly fields: readonly ExplainedField[];
}

export type ExplainAnswer =
  | { readonly ok: true; readonly text: string; readonly json: Explanation }
  | { readonly ok: false; readonly refusal: Refusal };

export type SchemaAnswer =
  | { readonly ok: true; readonly json: object }
  | { readonly ok: false; readonly refusal: Refusal };

/** `path`: a kind, or a field of one such as `App.task.ports`; `spec` may be left out. */
export function explain(path: string): ExplainAnswer {
  const [first = '', ...rest] = path.replace(/\[\d*\]/g, '').split('.');
  const kind = kinds.find((candidate) => candidate.toLowerCase() === first.toLowerCase());
  if (kind === undefined) return { ok: false, refusal: unknownKind(first) };
  const all = fieldsOfKind(kind);
  let at = all[0];
  for (const word of rest) {
    const next = at === undefined ? undefined : step(all, at, word);
    if (at === undefined || next === undefined)
      return { ok: false, refusal: unknownField(all, at, word) };
    at = next;
  }
  return at === undefined ? { ok: false, refusal: unknownKind(first) } : answer(all, at);
}

function unknownKind(word: string): Refusal {
  const meant = suggest(word, kinds);
  const list = `the kinds are ${kinds.join(', ')}`;
  return {
    what: `no kind ${word}`,
    hint: meant === undefined ? list : `did you mean ${meant}? ${list}`,
  };
}

/** Fields directly below; a list stands for its items. */
function below(all: readonly SchemaField[], at: SchemaField): readonly SchemaField[] {
  const items = all.find(({ path }) => path === `${at.path}[]`);
  if (items !== undefined) return below(all, items);
  return all.filter(
    ({ path, name }) => path === `${at.path}.${name}` && path.length > at.path.length,
  );
}

/** Below a kind, what stands in its spec and metadata too. */
function steps(all: readonly SchemaField[], at: SchemaField): readonly SchemaField[] {
  const own = below(all, at);
  if (at.path.includes('.')) return own;
  return [...own, ...own.flatMap((field) => below(all, field))];
}

function step(all: readonly SchemaField[], at: SchemaField, word: string): SchemaField | undefined {
  const choices = steps(all, at);
  return (
    choices.find(({ name }) => name === word) ??
    (at.path.includes('.') ? choices.find(({ name }) => name === '*') : undefined)
  );
}

function unknownField(
  all: readonly SchemaField[],
  at: SchemaField | undefined,
  word: string,
): Refusal {
  const names = at === undefined ? [] : steps(all, at).map(({ name }) => name);
  const meant = suggest(word, names);
  const list = names.length === 0 ? 'it has no fields' : `it has ${names.join(', ')}`;
  return {
    what: `${at?.path ?? 'it'} has no field ${word}`,
    hint: meant === undefined ? list : `did you mean ${meant}?`,
  };
}

/** Of a kind, what stands in its metadata and spec. */
function answer(all: readonly SchemaField[], at: SchemaField): ExplainAnswer {
  const direct = below(all, at);
  const isKind = !at.path.includes('.');
  const fields = isKind ? direct.flatMap((field) => below(all, field)) : direct;
  return {
    ok: true,
    text: textOf(at, fields),
    json: { formatVersion: 1, field: explained(at), fields: fields.map(explained) },
  };
}

const explained = (field: SchemaField): ExplainedField => ({
  path: field.path,
  type: typeText(field.node),
  required: field.isRequired,
  ...(field.node.default === undefined ? {} : { default: field.node.default }),
  ...(field.node.unit === undefined ? {} : { unit: field.node.unit }),
  ...(field.node.range === undefined ? {} : { range: field.node.range }),
  description: field.node.description,
  ...(field.notYet === undefined ? {} : { notYet: field.notYet }),
});

function textOf(at: SchemaField, fields: readonly SchemaField[]): string {
  const isKind = !at.path.includes('.');
  const facts = [
    isLong(at) ? 'word' : typeText(at.node),
    boundsText(at.node),
    isKind || defaultText(at) === '' ? '' : `= ${defaultText(at)}`,
  ];
  const head = [`${at.path}  (${facts.filter((fact) => fact !== '').join('; ')})`];
  const lines = [...head, ...wrapped(aboutText(at), '  ')];
  if (fields.length > 0) lines.push('', ...table(fields));
  return `${lines.join('\n')}\n`;
}

const columns = 100;

/** Directly below spec and metadata these are part of the name. */
function labelOf({ path, name }: SchemaField): string {
  const [, part, ...rest] = path.split('.');
  return rest.length === 1 && !path.endsWith(']') ? `${part}.${rest[0]}` : name;
}

function table(fields: readonly SchemaField[]): readonly string[] {
  const rows = fields.map((field) => [
    labelOf(field),
    isLong(field) ? 'word' : typeText(field.node),
    defaultText(field),
    boundsText(field.node),
  ]);
  const titled = [['FIELD', 'TYPE', 'DEFAULT', 'UNIT AND BOUNDS'], ...rows];
  const widths = [0, 1, 2].map((column) =>
    Math.max(...titled.map((row) => (row[column] ?? '').length)),
  );
  return titled.flatMap((row, index) => {
    const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    const field = fields[index - 1];
    const about = field === undefined ? [] : wrapped(aboutText(field), '    ');
    return [cells.join('  ').trimEnd(), ...about];
  });
}

/** Its words wouldn't fit into a column. */
const isLong = ({ node }: SchemaField): boolean => typeText(node).length > 40;

const aboutText = (field: SchemaField): string =>
  isLong(field)
    ? `${descriptionText(field)} One of ${typeText(field.node)}.`
    : descriptionText(field);

function wrapped(text: string, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    if (line.length + word.length > columns && line !== indent) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += `${word} `;
  }
  lines.push(line.trimEnd());
  return lines;
}

/** One self-contained JSON Schema for editors: `# yaml-language-server: $schema=FILE`. */
export function schema(kind: string): SchemaAnswer {
  const found: Kind | undefined = kinds.find((k) => k.toLowerCase() === kind.toLowerCase());
  return found === undefined
    ? { ok: false, refusal: unknownKind(kind) }
    : { ok: true, json: bundleSchema(found) };
}
