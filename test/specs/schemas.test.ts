// What every schema of the language keeps to.
import { describe, expect, test } from 'vitest';
import { specSchemas } from '../../schemas/generated/spec.ts';
import { schemaPaths } from '../../specs/shape/schema-tree.ts';
import { kinds } from '../../specs/shape/shape-check.ts';
import { findingOf } from '../../specs/shape/shape-fault.ts';

type Node = Readonly<Record<string, unknown>>;

/** All subschemas of a schema, with where they stand. */
function nodesOf(node: Node, at: string): readonly (readonly [string, Node])[] {
  const inner = (child: unknown, name: string) =>
    typeof child === 'object' && child !== null ? nodesOf(child as Node, `${at}/${name}`) : [];
  const properties = (node['properties'] ?? {}) as Record<string, Node>;
  return [
    [at, node],
    ...Object.entries(properties).flatMap(([name, child]) => inner(child, name)),
    ...inner(node['items'], '[]'),
    ...inner(node['additionalProperties'], '*'),
    ...((node['anyOf'] ?? []) as Node[]).flatMap((child, index) => inner(child, `or${index}`)),
  ];
}

const all = Object.entries(specSchemas).flatMap(([name, schema]) =>
  nodesOf(schema as unknown as Node, name),
);

describe('every field', () => {
  test('has a description', () => {
    const without = all.filter(([, node]) => !node['$ref'] && !node['description']);
    expect(without.map(([at]) => at)).toEqual([]);
  });

  test('that is a map says which fields it takes', () => {
    const open = all.filter(([, node]) => {
      const isMap = [node['type']].flat().includes('object');
      return isMap && node['additionalProperties'] === undefined && node['x-not-yet'] === undefined;
    });
    expect(open.map(([at]) => at)).toEqual([]);
  });

  test('that is a number, text, list or map of names has a bound', () => {
    const unbound = all.filter(([, node]) => {
      const types = [node['type']].flat();
      if (node['enum'] || node['const'] || node['x-not-yet']) return false;
      if (types.includes('number') && types.includes('boolean')) return false;
      if (types.includes('integer') || types.includes('number'))
        return node['maximum'] === undefined && !node['x-size'] && !isPartOfNotYet(node);
      if (types.includes('string'))
        return !node['x-duration'] && !node['x-size'] && !node['pattern'] && !node['maxLength'];
      if (types.includes('array')) return node['maxItems'] === undefined;
      const isNames = typeof node['additionalProperties'] === 'object';
      return isNames && !node['properties'] && node['maxProperties'] === undefined;
    });
    expect(unbound.map(([at]) => at)).toEqual([]);
  });

  test('with bounds in a unit says the unit', () => {
    const without = all.filter(
      ([, node]) => (node['x-duration'] || node['x-size']) && !node['x-unit'],
    );
    expect(without.map(([at]) => at)).toEqual([]);
  });
});

/** Amounts of guarantee and limit by name: their map as a whole isn't carried out. */
const isPartOfNotYet = (node: Node): boolean =>
  String(node['description']).startsWith('A resource of the agents');

test('each kind has a file with its name and title', () => {
  for (const kind of kinds) {
    const schema = specSchemas[kind.toLowerCase() as keyof typeof specSchemas];
    expect(schema).toMatchObject({
      title: kind,
      $id: `https://meridian.dev/schemas/spec/${kind.toLowerCase()}.json`,
    });
  }
});

test('there are words for every keyword that the schemas use', () => {
  const silent = [
    'description',
    'default',
    'title',
    '$id',
    '$schema',
    '$ref',
    'properties',
    'items',
  ];
  const notes = ['x-unit', 'x-form', 'x-template', 'x-carried-out', 'x-known', 'x-absent'];
  const used = new Set(all.flatMap(([, node]) => Object.keys(node)));
  const told = [...used].filter((keyword) => ![...silent, ...notes].includes(keyword));
  expect(told.length).toBeGreaterThan(10);
  for (const keyword of told) {
    const schema = all.find(([, node]) => keyword in node)?.[1] ?? {};
    const violation = { path: ['a'], keyword, params: {}, message: '', schemaPath: '', schema };
    const value = keyword === 'x-decimals' ? 0.12345 : '#';
    expect(findingOf({ ...violation, value }).message).not.toBe('');
  }
});

test('the fields of all kinds are walked', () => {
  const paths = schemaPaths().map(({ path }) => path);
  expect(new Set(paths).size).toBe(paths.length);
  for (const path of [
    'App.spec.task.ports[].labels.*',
    'App.spec.update.batch.sizes[]',
    'Group.spec.task.env.*',
    'Quota.spec.guarantee.cpus',
    'Cluster.spec.sync.massDelete.fraction',
    'Job.spec.retries.count',
  ])
    expect(paths).toContain(path);
});
