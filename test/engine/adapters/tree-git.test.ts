import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openFolderTree } from '../../../engine/adapters/tree-files.ts';
import {
  differences,
  findWorkTree,
  headCommit,
  mergeBase,
  openGitTree,
} from '../../../engine/adapters/tree-git.ts';
import { GitFixture, TemporaryFolder } from '../../support/git/fixture.ts';
import { repoError } from '../../support/git/repo-error.ts';

let folder: TemporaryFolder;
let fixture: GitFixture;
beforeEach(() => {
  folder = new TemporaryFolder();
  fixture = new GitFixture(join(folder.path, 'a "re\'po'));
});
afterEach(() => folder.remove());

describe('a tree at a ref', () => {
  test('is that of the folder asked about, with paths from there', async () => {
    fixture.commit({ files: { 'top.yaml': 't', 'x y/sub/a.yaml': '1', 'x y/b.yaml': '2' } });
    fixture.git('tag', 'v1');
    fixture.commit({ files: { 'x y/b.yaml': '3' } });
    const inside = join(fixture.path, 'x y');
    const tree = await openGitTree(inside, 'v1');
    const list = await tree.list();
    expect(list.map(({ path }) => path)).toEqual(['b.yaml', 'sub/a.yaml']);
    const read = await tree.read(list.map(({ blob }) => blob));
    expect([...read.values()].map((bytes) => new TextDecoder().decode(bytes))).toEqual(['2', '1']);
    const whole = await openGitTree(fixture.path, 'HEAD~1');
    expect(await whole.list()).toHaveLength(3);
  });

  test('that is bare, or has no commit, or no such folder, or no such ref', async () => {
    const unborn = await repoError(openGitTree(fixture.path, 'HEAD'));
    expect(unborn.failure).toBe('missing-ref');
    fixture.commit({ files: { a: '1' } });
    const bare = join(folder.path, 'bare.git');
    fixture.git('clone', '-q', '--bare', '.', bare);
    expect(await (await openGitTree(bare, 'main')).list()).toHaveLength(1);
    mkdirSync(join(fixture.path, 'new'));
    const error = await repoError(openGitTree(join(fixture.path, 'new'), 'main'));
    expect([error.failure, error.message]).toEqual([
      'missing-ref',
      expect.stringContaining('main has no folder "new": name a ref that has it'),
    ]);
    for (const ref of ['nowhere', '--all', '-x', '', 'main..main', 'a\nb', '\u0000'.slice(1)]) {
      expect((await repoError(openGitTree(fixture.path, ref))).failure).toBe('missing-ref');
    }
  });

  test('outside of any repository is refused', async () => {
    const error = await repoError(openGitTree(folder.path, 'main'));
    expect([error.failure, error.message]).toEqual([
      'refused',
      expect.stringContaining('give a folder inside a repository'),
    ]);
    const nowhere = await repoError(openGitTree(join(folder.path, 'none'), 'main'));
    expect(nowhere.failure).toBe('unreachable');
  });
});

test('the commit of a ref', async () => {
  const id = fixture.commit({ files: { a: '1' }, subject: 'one', body: 'Key: value' });
  fixture.git('tag', '-a', '-m', 'x', 'v1');
  const commit = await headCommit(fixture.path, 'v1');
  expect(commit).toMatchObject({
    id,
    subject: 'one',
    trailers: [{ key: 'Key', value: 'value' }],
  });
});

test('trailers are those of the last paragraph, unfolded, whatever their text', async () => {
  const body = [
    'Not-A-Trailer: x',
    '',
    'Meridian-Allow-Delete: 12',
    'Long: one',
    '  two',
    'Odd: a=b: c; "d"',
    'Empty:',
  ].join('\n');
  fixture.commit({ files: { a: '1' }, subject: 'one', body });
  expect((await headCommit(fixture.path, 'main')).trailers).toEqual([
    { key: 'Meridian-Allow-Delete', value: '12' },
    { key: 'Long', value: 'one two' },
    { key: 'Odd', value: 'a=b: c; "d"' },
    { key: 'Empty', value: '' },
  ]);
});

test('the merge base of two refs, and none of two histories', async () => {
  const base = fixture.commit({ files: { a: '1' } });
  fixture.git('checkout', '-q', '-b', 'side');
  fixture.commit({ files: { b: '1' } });
  fixture.git('checkout', '-q', 'main');
  fixture.commit({ files: { c: '1' } });
  expect(await mergeBase(fixture.path, 'main', 'side')).toBe(base);
  fixture.git('checkout', '-q', '--orphan', 'other');
  fixture.commit({ files: { d: '1' } });
  expect(await mergeBase(fixture.path, 'main', 'other')).toBeUndefined();
  expect((await repoError(mergeBase(fixture.path, 'main', 'none'))).failure).toBe('missing-ref');
});

describe('the work tree of a folder', () => {
  test('with its root, its branch and its head', async () => {
    expect(await findWorkTree(fixture.path)).toMatchObject({
      root: fixture.path,
      path: '',
      branch: 'main',
      head: undefined,
    });
    const id = fixture.commit({ files: { 'x/a': '1' } });
    const found = await findWorkTree(join(fixture.path, 'x'));
    expect([found?.root, found?.path, found?.branch, found?.head?.id]).toEqual([
      fixture.path,
      'x',
      'main',
      id,
    ]);
    fixture.git('checkout', '-q', '--detach');
    expect((await findWorkTree(fixture.path))?.branch).toBeUndefined();
  });

  test('is none outside, and none in a bare repository', async () => {
    expect(await findWorkTree(folder.path)).toBeUndefined();
    fixture.git('clone', '-q', '--bare', '.', join(folder.path, 'bare'));
    expect(await findWorkTree(join(folder.path, 'bare'))).toBeUndefined();
  });

  test('differs from its commit by bytes: added, changed, removed', async () => {
    const long = 'l'.repeat(2_000_000);
    fixture.commit({ files: { same: '1', edited: '1', gone: '1', 'x/deep': '1', long } });
    const tree = await openGitTree(fixture.path, 'main');
    const onDisk = openFolderTree(fixture.path);
    expect(await differences(tree, onDisk)).toEqual([]);
    fixture.git('rm', '-q', 'gone');
    writeFileSync(join(fixture.path, 'edited'), '2');
    writeFileSync(join(fixture.path, 'x', 'new'), '2');
    expect(await differences(tree, onDisk)).toEqual([
      { path: 'edited', kind: 'changed' },
      { path: 'gone', kind: 'removed' },
      { path: 'x/new', kind: 'added' },
    ]);
  });
});
