// The words for what a schema checker finds: what is, and what would be right.
import type { SchemaNode, Violation } from '../../engine/lib/check.ts';
import { suggest } from '../../engine/lib/text/suggest.ts';
import type { Finding } from '../document/finding.ts';
import { problemOf } from './keywords.ts';

type Wording = (violation: Violation) => Finding;

/** The name that a violation is about: the last key of its path. */
function subjectOf(violation: Violation): string {
  const keys = violation.path.filter((segment) => typeof segment === 'string');
  const last = violation.path.at(-1);
  const index = typeof last === 'number' ? `[${last}]` : '';
  return `${keys.at(-1) ?? 'the document'}${index}`;
}

const onValue = (violation: Violation, text: Omit<Finding, 'path' | 'at'>): Finding => ({
  path: violation.path,
  at: 'value',
  ...text,
});

const outOfRange = (says: (violation: Violation) => string): Wording => {
  return (violation) =>
    onValue(violation, {
      code: 'out-of-range',
      message: `${subjectOf(violation)} is out of range`,
      hint: says(violation),
    });
};

const limit = (violation: Violation): string => String(violation.params.limit);

function rangeOf(violation: Violation): string {
  const { minimum, maximum } = violation.schema as { minimum?: number; maximum?: number };
  if (minimum === undefined) return `at most ${maximum}`;
  return maximum === undefined ? `at least ${minimum}` : `${minimum} to ${maximum}`;
}

const wordings: Readonly<Record<string, Wording>> = {
  additionalProperties: unknownField,
  required: missingField,
  type: wrongType,
  anyOf: wrongType,
  enum: unknownValue,
  const: (violation) =>
    onValue(violation, {
      code: 'unknown-value',
      message: `${subjectOf(violation)} is ${shown(violation.value)}`,
      hint: `only ${String(violation.params.allowedValue)}`,
    }),
  pattern: badForm,
  propertyNames: badKey,
  minimum: outOfRange(rangeOf),
  maximum: outOfRange(rangeOf),
  minLength: outOfRange((violation) => `at least ${limit(violation)} characters`),
  maxLength: outOfRange((violation) => `at most ${limit(violation)} characters`),
  minItems: outOfRange((violation) => `at least ${limit(violation)} of them`),
  maxItems: outOfRange((violation) => `at most ${limit(violation)} of them`),
  maxProperties: outOfRange((violation) => `at most ${limit(violation)} of them`),
};

/** Total over the keywords that schemas/spec/ uses; a test walks them. */
export function findingOf(violation: Violation): Finding {
  const problem = problemOf(violation.keyword, violation.schema, violation.value);
  if (problem !== undefined) {
    const message = `${subjectOf(violation)}: ${problem.message}`;
    if (problem.code === 'not-yet') return notYet(violation, problem.hint);
    return onValue(violation, { ...problem, message });
  }
  const wording = wordings[violation.keyword];
  if (wording === undefined) throw new Error(`no words for keyword ${violation.keyword}`);
  return wording(violation);
}

function notYet(violation: Violation, why: string): Finding {
  const { schema } = violation;
  const isValueOnly = schema['x-carried-out'] !== undefined || schema.const !== undefined;
  const value = isValueOnly ? `: ${shown(violation.value)}` : '';
  const subject = subjectOf(violation);
  const known = (violation.schema['x-known'] as readonly string[] | undefined) ?? [];
  const meant = suggest(subject, known);
  const at = isValueOnly ? 'value' : 'key';
  const { path } = violation;
  if (meant !== undefined)
    return { path, at, code: 'unknown-field', ...didYouMean(`unknown field ${subject}`, meant) };
  const message = `${subject}${value} is not carried out yet`;
  return { path, at, code: 'not-yet', message, hint: why };
}

const didYouMean = (message: string, meant: string): Pick<Finding, 'message' | 'hint'> => ({
  message,
  hint: `did you mean ${meant}?`,
});

const fieldsOf = (schema: SchemaNode): readonly string[] =>
  Object.keys((schema.properties as object | undefined) ?? {});

/** Fields of other kinds, each with what there is instead. */
interface Absent {
  readonly in: string;
  readonly fields: Readonly<Record<string, string>>;
}

function unknownField(violation: Violation): Finding {
  const field = String(violation.params.additionalProperty);
  const at = { path: [...violation.path, field], at: 'key', code: 'unknown-field' } as const;
  const absent = violation.schema['x-absent'] as Absent | undefined;
  if (absent !== undefined && Object.hasOwn(absent.fields, field))
    return { ...at, message: `${absent.in} has no ${field}`, hint: absent.fields[field] ?? '' };
  const fields = fieldsOf(violation.schema);
  const meant = suggest(field, fields);
  return {
    ...at,
    message: `unknown field ${field}`,
    hint: meant === undefined ? `here are ${fields.join(', ')}` : `did you mean ${meant}?`,
  };
}

function missingField(violation: Violation): Finding {
  const field = String(violation.params.missingProperty);
  const properties = violation.schema.properties as Record<string, SchemaNode> | undefined;
  const description = String(properties?.[field]?.description ?? '');
  return {
    path: violation.path,
    at: 'key',
    code: 'missing-field',
    message: `${subjectOf(violation)} has no ${field}`,
    hint: description === '' ? `add ${field}` : description,
  };
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  null: 'null',
};

const typesOf = (schema: SchemaNode): readonly string[] => {
  const branches = schema.anyOf as readonly SchemaNode[] | undefined;
  const own = branches === undefined ? [schema.type] : branches.map((branch) => branch.type);
  return own.flat().filter((type) => typeof type === 'string' && type !== 'null') as string[];
};

function wrongType(violation: Violation): Finding {
  const wanted = typesOf(violation.schema);
  const isScalar = ['number', 'boolean'].includes(typeof violation.value);
  const quoted =
    wanted[0] === 'string' && isScalar ? `, in quotes: "${String(violation.value)}"` : '';
  return onValue(violation, {
    code: 'wrong-type',
    message: `${subjectOf(violation)} is ${typeOf(violation.value)}`,
    hint: `${wanted.map((type) => typeWords[type]).join(' or ')}${quoted}`,
  });
}

function typeOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'a whole number' : 'a number';
  if (typeof value === 'boolean') return String(value);
  return typeWords[typeof value] ?? typeof value;
}

const shown = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

function unknownValue(violation: Violation): Finding {
  const allowed = (violation.schema.enum as readonly unknown[]).filter((word) => word !== null);
  const meant = suggest(String(violation.value), allowed.map(String));
  const list = allowed.join(', ');
  return onValue(violation, {
    code: 'unknown-value',
    message: `${subjectOf(violation)} is ${shown(violation.value)}`,
    hint: meant === undefined ? `one of ${list}` : `did you mean ${meant}? One of ${list}`,
  });
}

const nameFields = new Set([
  ...['name', 'role', 'user', 'attribute', 'dependsOn', 'after', 'volume'],
  'agents',
]);

function badForm(violation: Violation): Finding {
  const keys = violation.path.filter((segment) => typeof segment === 'string');
  return onValue(violation, {
    code: nameFields.has(keys.at(-1) ?? '') ? 'bad-name' : 'bad-text',
    message: `${subjectOf(violation)} is ${shown(violation.value)}`,
    hint: String(violation.schema['x-form'] ?? ''),
  });
}

function badKey(violation: Violation): Finding {
  const key = String(violation.params.propertyName);
  const names = violation.schema.propertyNames as SchemaNode | undefined;
  return {
    path: [...violation.path, key],
    at: 'key',
    code: 'bad-name',
    message: `${subjectOf(violation)} has the name ${shown(key)}`,
    hint: String(names?.['x-form'] ?? ''),
  };
}
