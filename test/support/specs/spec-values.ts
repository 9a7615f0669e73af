// Values that fit a schema of the spec language, made from the schema itself, so that a field that
// is added is reached without a change here. What isn't carried out yet is left out, and so is
// null; rules over several fields are the caller's.
import fc from 'fast-check';
import { formatDuration, parseDuration } from '../../../engine/lib/duration.ts';
import { formatSize, parseSize } from '../../../engine/lib/size.ts';
import { specSchemas } from '../../../schemas/generated/spec.ts';

type Schema = Readonly<Record<string, unknown>>;
type Bounds = { readonly minimum: string; readonly maximum: string; readonly never?: boolean };

/** Texts for each pattern that the schemas have, by the pattern. */
const byPattern: Readonly<Record<string, fc.Arbitrary<string>>> = {
  '^(/[a-z0-9][a-z0-9.-]{0,62})+$': fc.constantFrom('/a', '/shop/web', '/0/x-y.z'),
  '^(\\*|[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*)$': fc.constantFrom(
    '*',
    'shop',
    'eng/ads',
    '_a.b-c/D',
  ),
  '^(\\*|/?[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*)$': fc.constantFrom(
    'q',
    '/q/r',
  ),
  '^[A-Za-z0-9]([A-Za-z0-9._/-]{0,251}[A-Za-z0-9])?$': fc.constantFrom('team', 'ex.com/a-b', 'x9'),
  '^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,63}$': fc.constantFrom('www', '1000', '_svc'),
  '^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$': fc.constantFrom('http', 'admin-2', 'm'),
  '^[A-Za-z_][A-Za-z0-9_]{0,253}$': fc.constantFrom('MODE', '_x', 'Version2'),
  '^[A-Za-z_][A-Za-z0-9_-]{0,127}$': fc.constantFrom('REGION', 'a-b'),
  '^@?[A-Za-z0-9_][A-Za-z0-9_./-]{0,126}$': fc.constantFrom('rack', 'hostname', '@zone'),
  '^(?!/)(?!(.*/)?\\.\\.(/|$))[^\\\\]+$': fc.constantFrom('.', 'apps', './x/'),
  '^[A-Za-z][A-Za-z0-9_+/-]{0,63}$': fc.constantFrom('UTC', 'America/New_York'),
  '^[^\\s@<>,;]+@[^\\s@<>,;.]+(\\.[^\\s@<>,;.]+)*$': fc.constantFrom('a@b', 'etl+x@ex.example.com'),
  '^[A-Za-z0-9][A-Za-z0-9._:-]*$': fc.constantFrom('node7', 'Node7.example.com', 'n-3f9a2c'),
  '^[A-Za-z][A-Za-z0-9_.-]{0,62}$': fc.constantFrom('bandwidth', 'tape.drives'),
  '^\\.*[A-Za-z0-9_-][A-Za-z0-9._-]*(/\\.*[A-Za-z0-9_-][A-Za-z0-9._-]*){0,2}$': fc.constantFrom(
    'data',
    'var/lib/db',
    '.cache',
  ),
  '^/': fc.constantFrom('/', '/ping?x=1', '/ü'),
  '^[A-Za-z0-9]([A-Za-z0-9._ -]*[A-Za-z0-9])?$': fc.constantFrom('prod', 'my cluster'),
};

const free = fc.oneof(
  fc.constantFrom(
    'x',
    'yes',
    '1.10',
    '~',
    'null',
    '0o14',
    ' lead',
    'a: b',
    '# c',
    "it's",
    '"',
    '\\{{ x',
  ),
  fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replaceAll('{{', '{')),
);

/** An arbitrary of a schema file by its name. */
export const anyOfFile = (name: keyof typeof specSchemas): fc.Arbitrary<unknown> =>
  anyOf(specSchemas[name] as unknown as Schema);

function anyOf(unresolved: Schema): fc.Arbitrary<unknown> {
  const schema = resolve(unresolved);
  if (Array.isArray(schema['x-carried-out'])) return fc.constantFrom(...schema['x-carried-out']);
  if (schema['const'] !== undefined) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum']))
    return fc.constantFrom(...schema['enum'].filter((word) => word !== null));
  const [first] = (schema['anyOf'] ?? []) as Schema[];
  if (first !== undefined) return anyOf(first);
  return byType(schema);
}

function resolve(schema: Schema): Schema {
  const reference = schema['$ref'];
  if (typeof reference !== 'string') return schema;
  const name = reference.replace('.json', '') as keyof typeof specSchemas;
  return specSchemas[name] as unknown as Schema;
}

function byType(schema: Schema): fc.Arbitrary<unknown> {
  if (schema['x-duration']) return duration(schema['x-duration'] as Bounds);
  if (schema['x-size']) return size(schema, schema['x-size'] as Bounds);
  const types = [schema['type']].flat();
  if (types.includes('object')) return map(schema);
  if (types.includes('array')) return list(schema);
  if (types.includes('string') && types.includes('boolean'))
    return fc.oneof(text(schema), fc.boolean(), fc.integer({ min: -9, max: 99 }));
  if (types.includes('string')) return text(schema);
  if (types.includes('boolean')) return fc.boolean();
  return types.includes('integer') ? integer(schema) : decimal(schema);
}

function duration({ minimum, maximum, never }: Bounds): fc.Arbitrary<unknown> {
  const [min, max] = [parseDuration(minimum) ?? 0, parseDuration(maximum) ?? 0];
  const plain = fc.oneof(
    fc.integer({ min, max }).map(formatDuration),
    fc.constantFrom(minimum, maximum),
    fc.integer({ min: Math.ceil(min / 1000), max: Math.floor(max / 1000) }).map((s) => `PT${s}S`),
  );
  return never === true ? fc.oneof(plain, fc.constant('never')) : plain;
}

function size(schema: Schema, { minimum }: Bounds): fc.Arbitrary<unknown> {
  const mib = 1024 ** 2;
  const least = Math.ceil((parseSize(minimum) ?? 0) / mib);
  const amount = fc.integer({ min: least, max: 4096 });
  const sized = amount.map((count) => formatSize(count * mib));
  return [schema['type']].flat().includes('integer') ? fc.oneof(sized, amount) : sized;
}

function text(schema: Schema): fc.Arbitrary<string> {
  const pattern = schema['pattern'];
  if (typeof pattern !== 'string') {
    const least = (schema['minLength'] as number | undefined) ?? 0;
    return free.map((value) => (value.length < least ? 'x' : value));
  }
  const known = byPattern[pattern];
  if (known === undefined) throw new Error(`no texts for the pattern ${pattern}`);
  return known;
}

function integer(schema: Schema): fc.Arbitrary<number> {
  const { minimum = 0, maximum = 50 } = schema as { minimum?: number; maximum?: number };
  return fc.integer({ min: minimum, max: Math.min(maximum, minimum + 50) });
}

function decimal(schema: Schema): fc.Arbitrary<number> {
  const { minimum = 0, maximum = 100 } = schema as { minimum?: number; maximum?: number };
  const [min, max] = [Math.round(minimum * 1000), Math.round(Math.min(maximum, 100) * 1000)];
  return fc.integer({ min, max }).map((milli) => milli / 1000);
}

function list(schema: Schema): fc.Arbitrary<unknown> {
  const minLength = (schema['minItems'] as number | undefined) ?? 0;
  return fc.array(anyOf(schema['items'] as Schema), { minLength, maxLength: minLength + 2 });
}

const isNotYet = (schema: Schema): boolean =>
  schema['x-not-yet'] !== undefined && schema['x-carried-out'] === undefined;

function map(schema: Schema): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>);
  const names = schema['propertyNames'] as Schema | undefined;
  const own = names === undefined ? undefined : ownNames(names, schema);
  if (own !== undefined && properties.length === 0) return own;
  const required = (schema['required'] ?? []) as string[];
  const model = Object.fromEntries(
    properties
      .filter(([, part]) => !isNotYet(resolve(part)))
      .map(([key, part]) => [key, anyOf(part)]),
  );
  const known = fc.record(model, { requiredKeys: required, noNullPrototype: true });
  return own === undefined ? known : fc.tuple(own, known).map(([a, b]) => ({ ...a, ...b }));
}

function ownNames(names: Schema, schema: Schema): fc.Arbitrary<Record<string, unknown>> {
  const value = anyOf(schema['additionalProperties'] as Schema);
  return fc.dictionary(text(names), value, { maxKeys: 3, noNullPrototype: true });
}
