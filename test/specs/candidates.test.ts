// Which files of a tree are specs, and what is a fault although it is no file.
import { describe, expect, test } from 'vitest';
import type { TreeEntry } from '../../engine/model/tree-entry.ts';
import { SpecLoader } from '../../specs/loader.ts';
import { candidatesOf, maxFiles } from '../../specs/tree/candidates.ts';
import { app, cluster } from '../support/fault-table.ts';
import { loadTexts, loadTree, treeOf, wantedOf } from '../support/specs/spec-tree.ts';

const names = (texts: Readonly<Record<string, string>>): readonly string[] =>
  wantedOf(texts).apps.map(({ spec }) => spec.name);

const faultsOf = (texts: Readonly<Record<string, string | Uint8Array>>, links = {}) => {
  const outcome = loadTree(treeOf(texts, links));
  return outcome.kind === 'faulty'
    ? outcome.faults.map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`)
    : [];
};

const entry = (path: string, type: TreeEntry['type']): TreeEntry => ({
  path,
  blob: '0'.repeat(40),
  size: 0,
  type,
});

describe('paths', () => {
  const tree = {
    'apps/a.yaml': app('/a'),
    'apps/deep/b.yml': app('/b'),
    'apps/c.json': '{',
    'apps2/d.yaml': app('/d'),
    'top.yaml': app('/top'),
  };

  test('without a Cluster are the whole tree', () => {
    expect(names(tree)).toEqual(['/a', '/b', '/d', '/top']);
  });

  test.each([
    ['[apps]', ['/a', '/b']],
    ['[./apps/deep/]', ['/b']],
    ['[apps2, apps/a.yaml]', ['/a', '/d']],
    ['["."]', ['/a', '/b', '/d', '/top']],
    ['[nowhere, apps2]', ['/d']],
  ])('%s hold %j', (paths, found) => {
    expect(names({ ...tree, 'meridian.yaml': cluster(`{paths: ${paths}}`) })).toEqual(found);
  });

  test('never hide what stands in meridian.yaml itself', () => {
    const both = `${cluster('{paths: [apps2]}')}---\n${app('/own')}`;
    expect(names({ ...tree, 'meridian.yaml': both })).toEqual(['/d', '/own']);
  });

  test('that are faulty tell only that, and those of a faulty Cluster still hold', () => {
    const broken = { ...tree, 'apps/a.yaml': '[' };
    const bad = { ...broken, 'meridian.yaml': cluster('{paths: [/x]}') };
    expect(faultsOf(bad)).toEqual(['meridian.yaml:3:16 bad-text']);
    const other = { ...broken, 'meridian.yaml': cluster('{packing: x, paths: [apps2]}') };
    expect(faultsOf(other)).toEqual(['meridian.yaml:3:17 unknown-value']);
  });

  test('of a meridian.yaml that is no YAML are not guessed at', () => {
    expect(faultsOf({ 'a.yaml': '[', 'meridian.yaml': 'a: [' })).toEqual([
      'meridian.yaml:1:5 yaml-syntax',
    ]);
  });
});

describe('documents of others', () => {
  const pod = 'apiVersion: v1\nkind: Pod\n';

  test('are passed over and counted', () => {
    const wanted = wantedOf({
      'a.yaml': `${app('/a')}---\n${pod}---\n# nothing\n---\nx: 1\n`,
      'b.yaml': pod,
    });
    expect(wanted.ignoredDocuments).toBe(3);
    expect(wanted.apps[0]?.origin).toMatchObject({ document: 0, line: 1 });
  });

  test('may be as they like', () => {
    const odd = `${pod}x: !Ref y\na: 1\na: 2\nb: *c\n---\napiVersion: v1\nkind: [\n`;
    expect(wantedOf({ 'a.yaml': app('/a'), 'b.yaml': odd }).ignoredDocuments).toBe(2);
  });
});

describe('links', () => {
  const tree = { 'apps/a.yaml': app('/a'), 'bin/tool': 'x' };

  test.each([
    ['out of the tree', { 'apps/x': '../../etc' }, ['apps/x:1:1 symlink']],
    ['to an absolute path', { 'bin/sh': '/bin/sh' }, ['bin/sh:1:1 symlink']],
    ['called .yaml', { 'apps/b.yaml': 'a.yaml' }, ['apps/b.yaml:1:1 symlink']],
    ['to a folder of specs', { more: 'apps' }, ['more:1:1 symlink']],
    ['to the root', { 'bin/all': '..' }, ['bin/all:1:1 symlink']],
    ['to something else', { 'bin/other': 'tool', 'apps/bin': '../bin' }, []],
  ])('%s', (_what, links, faults) => {
    expect(faultsOf(tree, links)).toEqual(faults);
  });

  test('outside the paths are nothing to us, on the way to one they are', () => {
    const only = { ...tree, 'meridian.yaml': cluster('{paths: [apps]}') };
    expect(faultsOf(only, { 'x/y': '/etc' })).toEqual([]);
    const through = { 'a.yaml': app('/a'), 'meridian.yaml': cluster('{paths: [a.yaml, l/in]}') };
    expect(faultsOf(through, { l: '/etc' })).toEqual(['l:1:1 symlink']);
  });

  test('with a target longer than any path leave the tree', () => {
    expect(faultsOf(tree, { far: 'x/'.repeat(4000) })).toEqual(['far:1:1 symlink']);
  });
});

describe('what is no file', () => {
  test('a device called .yaml is a fault', () => {
    const { faults } = candidatesOf([entry('a.yaml', 'other')], ['.']);
    expect(faults.map(({ code }) => code)).toEqual(['not-a-file']);
  });

  test('a submodule is passed over, but not at one of the paths', () => {
    const entries = [entry('vendor/x', 'submodule')];
    const codes = (paths: readonly string[]) =>
      candidatesOf(entries, paths).faults.map(({ code }) => code);
    expect(codes(['.'])).toEqual([]);
    expect(codes(['vendor'])).toEqual([]);
    expect(codes(['vendor/x'])).toEqual(['submodule']);
    expect(codes(['vendor/x/apps'])).toEqual(['submodule']);
  });

  test('too many files are a fault', () => {
    const many = Array.from({ length: maxFiles + 1 }, (_, index) => entry(`${index}.yaml`, 'file'));
    const { files, faults } = candidatesOf(many, ['.']);
    expect(files).toHaveLength(maxFiles);
    expect(faults.map(({ code }) => code)).toEqual(['too-many-files']);
  });
});

describe('bytes', () => {
  const utf16 = Uint8Array.of(0xff, 0xfe, 0x61, 0x00);
  const latin1 = Uint8Array.of(...new TextEncoder().encode('a: b\nc: '), 0xe4, 0x0a);

  test('that are no UTF-8 are told where they stand', () => {
    const good = app('/a');
    expect(faultsOf({ 'a.yaml': good, 'b.yaml': latin1, 'c.yaml': utf16 })).toEqual([
      'b.yaml:2:4 not-utf8',
      'c.yaml:1:1 not-utf8',
    ]);
  });

  test('may begin with a byte order mark, and columns do not count it', () => {
    const bad = `\ufeff${app('/a').replace('apiVersion', 'apiVersion')}  x: 1\n`;
    expect(faultsOf({ 'a.yaml': bad })).toEqual(['a.yaml:7:3 unknown-field']);
  });

  test('may have lines that end as on Windows', () => {
    const text = `${app('/a')}  x: 1\n`.replaceAll('\n', '\r\n');
    expect(faultsOf({ 'a.yaml': text })).toEqual(['a.yaml:7:3 unknown-field']);
  });
});

describe('what must be read', () => {
  const texts = {
    'apps/a.yaml': app('/a'),
    'x.yaml': '[',
    'meridian.yaml': cluster('{paths: [apps]}'),
  };
  const { entries, bytes } = treeOf(texts);
  const paths = (list: readonly TreeEntry[]) => list.map(({ path }) => path);

  test('is meridian.yaml first, then what is under its paths, then nothing', () => {
    const loader = new SpecLoader();
    expect(paths(loader.needs(entries))).toEqual(['meridian.yaml']);
    const root = new Map([...bytes].filter(([blob]) => blob === entries[1]?.blob));
    const outcome = loader.load(entries, root);
    expect(outcome.kind === 'need' && paths(outcome.entries)).toEqual(['apps/a.yaml']);
    expect(paths(loader.needs(entries))).toEqual(['apps/a.yaml']);
    expect(loader.load(entries, bytes).kind).toBe('wanted');
    expect(loader.needs(entries)).toEqual([]);
    expect(loader.load(entries, new Map()).kind).toBe('wanted');
  });

  test('is never a file over the bound', () => {
    const huge = { path: 'apps/h.yaml', blob: 'h', size: 2_000_000, type: 'file' } as const;
    const outcome = new SpecLoader().load([huge, ...entries], bytes);
    expect(outcome).toMatchObject({ kind: 'faulty', faults: [{ code: 'too-large' }] });
  });

  test('is asked for again only where a position is wanted', () => {
    const loader = new SpecLoader();
    loadTree(treeOf({ 'a.yaml': app('/a'), 'b.yaml': `${app('/b')}  dependsOn: [/a]\n` }), loader);
    const gone = treeOf({ 'b.yaml': `${app('/b')}  dependsOn: [/a]\n` });
    const outcome = loader.load(gone.entries, new Map());
    expect(outcome.kind === 'need' && paths(outcome.entries)).toEqual(['b.yaml']);
    expect(loadTree(gone, loader)).toMatchObject({ faults: [{ line: 7, column: 15 }] });
  });
});

test('faults beyond the bound are counted', () => {
  const many = Array.from({ length: 300 }, (_, index) => `  x${index}: 1\n`).join('');
  const outcome = loadTexts({ 'a.yaml': app('/a', many) });
  expect(outcome).toMatchObject({ kind: 'faulty', faultCount: 300 });
  expect(outcome.kind === 'faulty' && outcome.faults.length).toBe(200);
});
