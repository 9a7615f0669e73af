import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { referenceMarkdown, withReference } from '../../specs/reference.ts';
import { schemaPaths } from '../../specs/shape/schema-tree.ts';

const file = new URL('../../specs/README.md', import.meta.url);

test('the reference tables are those of the schemas (UPDATE_REFERENCE=1 writes them)', () => {
  const text = readFileSync(file, 'utf8');
  const wanted = withReference(text);
  if (process.env['UPDATE_REFERENCE'] === '1') writeFileSync(file, wanted);
  expect(readFileSync(file, 'utf8')).toBe(wanted);
});

test('every field stands in a table', () => {
  const text = referenceMarkdown();
  const fields = schemaPaths().filter(({ path, name }) => path.includes('.') && name !== '[]');
  expect(fields.length).toBeGreaterThan(100);
  const missing = fields.filter(({ path }) => !text.includes(path.slice(path.indexOf('.') + 1)));
  expect(missing.filter(({ path }) => !isAsInApp(path))).toEqual([]);
});

const isAsInApp = (path: string): boolean =>
  /^(Job|Group)\.spec\.(task|update|placement)/.test(path);
