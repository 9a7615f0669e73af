import { describe, expect, test } from 'vitest';
import { cruisedPaths, cruiseFolder, importFaults, packageUses } from '../support/house/cruise.ts';
import { greedyAdapters, spreadPackages } from '../support/house/package-use.ts';
import { committedFiles, projectFolder } from '../support/tidy/committed-files.ts';

describe('the project', async () => {
  const code = committedFiles().filter((path) => /\.(ts|js|mjs)$/.test(path));
  const result = await cruiseFolder(projectFolder, cruisedPaths);

  test('is seen by the cruiser, every module of it', () => {
    const seen = new Set(result.modules.map(({ source }) => source));
    const unseen = code.filter((path) => !path.startsWith('.') && !seen.has(path));
    expect(unseen.join('\n')).toBe('');
    expect(code.length).toBeGreaterThan(20);
  });

  test('is seen by the cruiser with its imports, types included', () => {
    const types = result.modules.flatMap(({ dependencies }) =>
      dependencies.filter(({ dependencyTypes }) => dependencyTypes.includes('type-only')),
    );
    expect(types.length).toBeGreaterThan(20);
  });

  test('breaks no row of the import table', () => {
    expect(importFaults(result).join('\n')).toBe('');
  });

  test('uses each dependency in one file of a program', () => {
    expect(spreadPackages(packageUses(result)).join('\n')).toBe('');
  });

  test('gives each adapter one outside package', () => {
    expect(greedyAdapters(packageUses(result)).join('\n')).toBe('');
  });
});

describe('a package', () => {
  const use = (file: string, name: string) => ({ file, name });

  test('in two files of the engine is a fault', () => {
    const uses = [use('specs/a.ts', 'yaml'), use('engine/cli/b.ts', 'yaml')];
    expect(spreadPackages(uses)).toEqual([
      'yaml in engine: imported by engine/cli/b.ts, specs/a.ts: by one file',
    ]);
  });

  test('in several files of the folder that has its name is none', () => {
    const uses = [use('specs/yaml/a.ts', 'yaml'), use('specs/yaml/b.ts', 'yaml')];
    expect(spreadPackages(uses)).toEqual([]);
    expect(spreadPackages([...uses, use('specs/c.ts', 'yaml')])).toHaveLength(1);
  });

  test('once on either side, or in tests, is none', () => {
    const uses = ['agentd/adapters/a.ts', 'engine/adapters/a.ts', 'test/a.ts', 'test/b.ts'];
    expect(spreadPackages(uses.map((file) => use(file, 'ws')))).toEqual([]);
  });

  test('beside another in one adapter is a fault', () => {
    const uses = [use('engine/adapters/a.ts', 'ws'), use('engine/adapters/a.ts', 'pino')];
    expect(greedyAdapters(uses)).toEqual([
      'engine/adapters/a.ts: imports pino, ws: one outside package',
    ]);
  });
});
