// The schemas as a tree of fields, references resolved: what explain, the reference tables and the
// tests walk. A field's path is written App.spec.task.ports[].name, with * for names of one's own.
import { specSchemas } from '../../schemas/generated/spec.ts';
import { type Kind, kinds } from './shape-check.ts';

export interface SchemaField {
  readonly path: string;
  /** Last word of the path, with `[]` for items; a kind at the root. */
  readonly name: string;
  readonly node: FieldNode;
  readonly isRequired: boolean;
  /** Why it, or what holds it, isn't carried out yet. */
  readonly notYet: string | undefined;
}

/** What the schemas say of one field; null is left out of types and enums. */
export interface FieldNode {
  readonly description: string;
  readonly types: readonly string[];
  readonly isNullable: boolean;
  readonly enum?: readonly unknown[];
  readonly unit?: string;
  readonly default?: unknown;
  readonly range?: string;
  readonly form?: string;
  readonly isTemplate: boolean;
  /** Values that are carried out although the field as a whole isn't. */
  readonly carriedOut?: readonly unknown[];
  /** Why it, or why other values, aren't carried out yet. */
  readonly why?: string;
}

interface Raw {
  readonly [keyword: string]: unknown;
  readonly properties?: Readonly<Record<string, Raw>>;
  readonly additionalProperties?: Raw | boolean;
  readonly items?: Raw;
  readonly anyOf?: readonly Raw[];
  readonly required?: readonly string[];
}

const files: Readonly<Record<string, Raw>> = specSchemas;

function resolve(raw: Raw): Raw {
  const ref = raw.$ref;
  if (typeof ref !== 'string') return raw;
  const file = files[ref.replace(/\.json$/, '')];
  if (file === undefined) throw new Error(`no schema ${ref}`);
  return { ...file, ...raw };
}

export const rawSchema = (kind: Kind): object => files[kind.toLowerCase()] as object;
export const schemaFile = (name: string): object | undefined => files[name];

/** All fields of a kind, parents first, in the order of the schema. */
export function fieldsOfKind(kind: Kind): readonly SchemaField[] {
  const fields: SchemaField[] = [];
  const raw = files[kind.toLowerCase()] ?? {};
  addField(fields, raw, { path: kind, name: kind, isRequired: true, notYet: undefined });
  return fields;
}

type Standing = Omit<SchemaField, 'node'>;

function addField(fields: SchemaField[], unresolved: Raw, standing: Standing): void {
  const raw = resolve(unresolved);
  const works = raw['x-carried-out'];
  const why = raw['x-not-yet'];
  const notYet = typeof why === 'string' && works === undefined ? why : standing.notYet;
  const { path } = standing;
  fields.push({ ...standing, node: nodeOf(raw), notYet });
  const shapes = (raw.anyOf ?? [raw]).map(resolve);
  for (const shape of shapes) {
    const own = shape['x-not-yet'];
    const inner = typeof own === 'string' && works === undefined ? own : notYet;
    for (const [name, property] of Object.entries(shape.properties ?? {})) {
      const isRequired = shape.required?.includes(name) === true;
      addField(fields, property, { path: `${path}.${name}`, name, isRequired, notYet: inner });
    }
    const others = shape.additionalProperties;
    const isRequired = false;
    if (typeof others === 'object')
      addField(fields, others, { path: `${path}.*`, name: '*', isRequired, notYet: inner });
    if (shape.items !== undefined)
      addField(fields, shape.items, { path: `${path}[]`, name: '[]', isRequired, notYet: inner });
  }
}

function nodeOf(raw: Raw): FieldNode {
  const types = (raw.anyOf ?? [raw]).flatMap((shape) => resolve(shape).type ?? []) as string[];
  const values = raw.enum as readonly unknown[] | undefined;
  const range = rangeText(raw);
  return {
    description: String(raw.description ?? ''),
    types: types.filter((type) => type !== 'null'),
    isNullable: types.includes('null') || values?.includes(null) === true,
    ...(values === undefined ? {} : { enum: values.filter((value) => value !== null) }),
    ...(raw.const === undefined ? {} : { enum: [raw.const] }),
    ...(raw['x-unit'] === undefined ? {} : { unit: String(raw['x-unit']) }),
    ...(raw.default === undefined ? {} : { default: raw.default }),
    ...(range === undefined ? {} : { range }),
    ...(raw['x-form'] === undefined ? {} : { form: String(raw['x-form']) }),
    isTemplate: raw['x-template'] === true,
    ...(Array.isArray(raw['x-carried-out']) ? { carriedOut: raw['x-carried-out'] } : {}),
    ...(raw['x-not-yet'] === undefined ? {} : { why: String(raw['x-not-yet']) }),
  };
}

function rangeText(raw: Raw): string | undefined {
  const bounds = (raw['x-duration'] ?? raw['x-size']) as
    | { minimum: string; maximum: string }
    | undefined;
  if (bounds !== undefined) return `${bounds.minimum} to ${bounds.maximum}`;
  const { minimum, maximum, maxLength, maxItems, maxProperties } = raw;
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`;
  if (minimum !== undefined) return `from ${minimum}`;
  if (maxLength !== undefined) return `up to ${maxLength} characters`;
  const most = maxItems ?? maxProperties;
  return most === undefined ? undefined : `up to ${most}`;
}

/** Paths of all fields of all kinds. */
export const schemaPaths = (): readonly SchemaField[] => kinds.flatMap(fieldsOfKind);
