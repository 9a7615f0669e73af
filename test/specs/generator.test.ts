// The generator of valid specs: all it makes is valid, and it reaches every field.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  arbitraryDocuments,
  arbitraryRepository,
  reachedPaths,
  schemaPaths,
} from '../support/specs/spec-generator.ts';
import { wantedOf } from '../support/specs/spec-tree.ts';

test('every repository it makes is valid', () => {
  fc.assert(
    fc.property(arbitraryRepository(), (texts) => {
      expect(wantedOf(texts).apps.length).toBeGreaterThan(0);
    }),
    { numRuns: 150 },
  );
});

test('it reaches every field that is carried out', () => {
  const reached = new Set<string>();
  for (const documents of fc.sample(arbitraryDocuments(), { numRuns: 150, seed: 1 }))
    for (const document of documents)
      for (const path of reachedPaths(document.kind, { apiVersion: 'meridian/v1', ...document }))
        reached.add(path);
  const paths = schemaPaths().map(({ path }) => path);
  expect(paths.length).toBeGreaterThan(120);
  expect(paths.filter((path) => !reached.has(path))).toEqual([]);
  expect([...reached].filter((path) => !paths.includes(path))).toEqual([]);
});
