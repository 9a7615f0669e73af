// A kind's schema in one piece, for editors: what it refers to is in its $defs, and what our own
// keywords say of durations and sizes is said as a pattern too.
import { rawSchema, schemaFile } from './schema-tree.ts';
import type { Kind } from './shape-check.ts';

type Node = Readonly<Record<string, unknown>>;

const duration = '(\\d{1,12}(ms|s|m|h|d)|P[0-9WDTHMS.,]+)';
const size = '^\\d{1,7}(KiB|MiB|GiB|TiB)$';

export function bundleSchema(kind: Kind): object {
  const definitions: Record<string, unknown> = {};
  const root = bundled(rawSchema(kind), definitions) as Node;
  return { ...root, $defs: definitions };
}

function bundled(value: unknown, definitions: Record<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((item) => bundled(item, definitions));
  if (typeof value !== 'object' || value === null) return value;
  const node = value as Node;
  const copy: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(node)) copy[key] = bundled(member, definitions);
  if (typeof node.$ref === 'string') copy.$ref = moved(node.$ref, definitions);
  const pattern = patternOf(node);
  return pattern === undefined ? copy : { ...copy, pattern };
}

/** `task.json` becomes `#/$defs/task`. */
function moved(reference: string, definitions: Record<string, unknown>): string {
  const name = reference.replace(/\.json$/, '');
  if (!Object.hasOwn(definitions, name)) {
    definitions[name] = {};
    const { $id: _id, $schema: _schema, ...rest } = bundled(schemaFile(name), definitions) as Node;
    definitions[name] = rest;
  }
  return `#/$defs/${name}`;
}

function patternOf(node: Node): string | undefined {
  const bounds = node['x-duration'] as { never?: boolean } | undefined;
  if (bounds !== undefined)
    return bounds.never === true ? `^(${duration}|never)$` : `^${duration}$`;
  return node['x-size'] === undefined ? undefined : size;
}
