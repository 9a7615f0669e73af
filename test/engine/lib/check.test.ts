import { expect, test } from 'vitest';
import { Checker } from '../../../engine/lib/check.ts';

const schema = {
  $id: 'https://example.test/thing.json',
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: {
    name: { type: 'string', 'x-even': true },
    'a/b': { type: 'array', items: { type: 'integer' } },
  },
};

const even = {
  name: 'x-even',
  compile: () => (value: unknown) =>
    typeof value === 'string' && value.length % 2 === 1 ? 'is odd' : undefined,
};

const checker = new Checker({ schemas: [schema], keywords: [even] });

test('a value that fits has no violations', () => {
  expect(checker.violations(schema.$id, { name: 'ab', 'a/b': [1] })).toEqual([]);
});

test('all violations are told at once, with path, keyword and schema', () => {
  const found = checker.violations(schema.$id, { nam: 1, 'a/b': [1, 'x'] });
  expect(found.map(({ path, keyword }) => [keyword, path])).toEqual([
    ['required', []],
    ['additionalProperties', []],
    ['type', ['a/b', 1]],
  ]);
  expect(found[2]?.schema).toEqual({ type: 'integer' });
  expect(found[2]?.value).toBe('x');
});

test('keywords of the caller are heard, with the schema they stand in', () => {
  const [odd] = checker.violations(schema.$id, { name: 'abc' });
  expect(odd).toMatchObject({ keyword: 'x-even', message: 'is odd', path: ['name'] });
  expect(odd?.schema).toEqual(schema.properties.name);
});

test('for strangers only the first violation is told', () => {
  const curt = new Checker({ schemas: [schema], keywords: [even], firstOnly: true });
  expect(curt.violations(schema.$id, { nam: 1, 'a/b': ['x'] })).toHaveLength(1);
});

test('a schema within a schema is found by its pointer', () => {
  const parts = new Checker({
    schemas: [{ $id: 'https://example.test/parts.json', $defs: { Part: { type: 'string' } } }],
  });
  expect(parts.violations('https://example.test/parts.json#/$defs/Part', 1)).toHaveLength(1);
});

test('a schema that is not there is a bug', () => {
  expect(() => checker.violations('https://example.test/none.json', 1)).toThrow('none.json');
});
