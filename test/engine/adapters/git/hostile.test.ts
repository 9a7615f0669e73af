// Nothing in a repository is executed and nothing of its configuration obeyed: each test plants
// what would write a canary file, reads everything there is to read, and looks for the file. That
// the plants are live is shown where git itself, unhardened, sets them off.
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openGitRepo } from '../../../../engine/adapters/repo-git.ts';
import { openFolderTree } from '../../../../engine/adapters/tree-files.ts';
import { GitFixture, TemporaryFolder } from '../../../support/git/fixture.ts';
import { readAllByCommandLine, readAllByRepo } from '../../../support/git/read-all.ts';
import { repoError } from '../../../support/git/repo-error.ts';

let folder: TemporaryFolder;
let fixture: GitFixture;
let canary: string;
let program: string;

beforeEach(() => {
  folder = new TemporaryFolder();
  fixture = new GitFixture(join(folder.path, 'remote'));
  canary = join(folder.path, 'canary');
  program = folder.file('program', `#!/bin/sh\necho "$0 $*" >> '${canary}'\ncat\n`, 0o755);
});
afterEach(() => {
  expect(existsSync(canary)).toBe(false);
  folder.remove();
});

const readByRepo = () => readAllByRepo(fixture.path, join(folder.path, 'mirror'));
const readByCommandLine = () => readAllByCommandLine(fixture.path);

function plantConfig(text: string): void {
  appendFileSync(join(fixture.path, '.git', 'config'), `\n${text}\n`);
}

/** Whether the plant is one that git, not hardened, would set off. */
function isLive(...args: string[]): boolean {
  const env = { PATH: process.env.PATH ?? '', HOME: folder.path, GIT_CONFIG_NOSYSTEM: '1' };
  spawnSync('git', args, { cwd: fixture.path, env });
  const wasSetOff = existsSync(canary);
  rmSync(canary, { force: true });
  return wasSetOff;
}

describe('runs nothing of', () => {
  test('hooks', async () => {
    fixture.commit({ files: { 'a.yaml': 'a' } });
    const names = [
      'post-checkout',
      'reference-transaction',
      'post-update',
      'pre-auto-gc',
      'update',
    ];
    for (const name of names) {
      const hook = `#!/bin/sh\ntouch '${canary}'\n`;
      writeFileSync(join(fixture.path, '.git', 'hooks', name), hook, { mode: 0o755 });
    }
    expect(isLive('update-ref', 'refs/heads/z', 'HEAD')).toBe(true);
    await readByRepo();
    await readByCommandLine();
  });

  test('filters, diff drivers and attributes', async () => {
    const attributes = '* filter=evil diff=evil merge=evil export-subst\n';
    fixture.commit({ files: { 'a.yaml': 'a', '.gitattributes': attributes } });
    plantConfig(
      `[filter "evil"]\n clean = ${program}\n smudge = ${program}\n process = ${program}`,
    );
    plantConfig(`[diff "evil"]\n textconv = ${program}\n command = ${program}`);
    plantConfig(`[diff]\n external = ${program}\n[merge "evil"]\n driver = ${program}`);
    writeFileSync(join(fixture.path, 'a.yaml'), 'b');
    expect(isLive('diff', '--ext-diff')).toBe(true);
    await readByRepo();
    await readByCommandLine();
  });

  test('a file system monitor, a pager, an alias, a signature program', async () => {
    fixture.commit({ files: { 'a.yaml': 'a' } });
    plantConfig(
      `[core]\n fsmonitor = ${program}\n pager = ${program}\n hooksPath = ${folder.path}`,
    );
    plantConfig(`[alias]\n rev-list = !${program}\n ls-tree = !${program}`);
    plantConfig(`[log]\n showSignature = true\n[gpg]\n program = ${program}`);
    plantConfig(`[core]\n sshCommand = ${program}\n alternateRefsCommand = ${program}`);
    plantConfig(`[credential]\n helper = ${program}\n[core]\n askPass = ${program}`);
    expect(isLive('status')).toBe(true);
    await readByRepo();
    await readByCommandLine();
  });

  test("the other end's packing hook", async () => {
    fixture.commit({ files: { 'a.yaml': 'a' } });
    plantConfig(`[uploadpack]\n packObjectsHook = ${program}`);
    plantConfig(`[receive]\n procReceiveRefs = refs\n[transfer]\n credentialsInUrl = die`);
    await readByRepo();
  });

  test('a partial clone whose missing objects would be fetched by a command', async () => {
    fixture.commit({ files: { 'a.yaml': 'a' } });
    const blob = fixture.git('rev-parse', 'HEAD:a.yaml');
    rmSync(join(fixture.path, '.git', 'objects', blob.slice(0, 2), blob.slice(2)));
    plantConfig('[core]\n repositoryformatversion = 1\n[extensions]\n partialClone = origin');
    plantConfig(`[remote "origin"]\n promisor = true\n url = ext::sh -c touch% ${canary}`);
    plantConfig(`[protocol]\n allow = always\n[remote "origin"]\n uploadpack = ${program}`);
    expect(isLive('cat-file', 'blob', blob)).toBe(true);
    expect((await repoError(readByRepo())).failure).toBe('corrupt');
    await repoError(readByCommandLine());
  });

  test('submodules, whatever their url', async () => {
    const text = `[submodule "x"]\n path = x\n url = ext::sh -c touch% ${canary}\n`;
    const tree = fixture.gitWith(
      `100644 blob ${fixture.blob(text)}\t.gitmodules\n160000 commit ${'1'.repeat(40)}\tx\n`,
      'mktree',
      '--missing',
    );
    fixture.commitTree(tree);
    const expected = [
      ['.gitmodules', 'file'],
      ['x', 'submodule'],
    ];
    expect((await readByRepo()).map(({ path, type }) => [path, type])).toEqual(expected);
    expect((await readByCommandLine()).map(({ path, type }) => [path, type])).toEqual(expected);
  });

  test('large file pointers: they are read as they are', async () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n';
    fixture.commit({ files: { 'a.bin': pointer, '.gitattributes': '*.bin filter=lfs\n' } });
    fixture.commit({ files: { '.lfsconfig': `[lfs]\n url = ext::${program}\n` } });
    plantConfig(`[filter "lfs"]\n smudge = ${program}\n process = ${program}\n required = true`);
    const found = (await readByRepo()).find(({ path }) => path === 'a.bin');
    expect(found?.size).toBe(pointer.length);
  });

  test('other urls put in the place of the one that was given', async () => {
    fixture.commit({ files: { 'a.yaml': 'a' } });
    // The engine's folder may lie inside somebody's work tree: its configuration isn't obeyed.
    const outer = new GitFixture(join(folder.path, 'outer'));
    appendFileSync(
      join(outer.path, '.git', 'config'),
      `\n[url "ext::sh -c 'touch ${canary}' "]\n insteadOf = ${fixture.path}\n` +
        '[protocol]\n allow = always\n',
    );
    const repo = await openGitRepo({
      url: fixture.path,
      ref: 'main',
      folder: join(outer.path, 'data'),
      timeoutMs: 20_000,
    });
    await repo.fetch();
    await repo.close();
  });

  test.each([
    'ext::sh -c "touch CANARY"',
    '--upload-pack=touch CANARY',
    'ssh://-oProxyCommand=touch CANARY/x',
    '-oProxyCommand=touch CANARY:x',
    'file:///x\n--upload-pack=touch CANARY',
  ])('the url %s', async (text) => {
    const url = text.replace('CANARY', canary);
    const options = { ref: 'main', folder: join(folder.path, 'mirror'), timeoutMs: 5_000 };
    expect((await repoError(openGitRepo({ ...options, url }))).failure).toBe('refused');
  });
});

test('links in the folder of a repository lead nowhere', async () => {
  fixture.commit({ files: { 'a.yaml': 'a' } });
  mkdirSync(join(fixture.path, 'in'));
  symlinkSync('/etc', join(fixture.path, 'in', 'out'));
  symlinkSync('a.yaml', join(fixture.path, 'b.yaml'));
  const entries = await openFolderTree(fixture.path).list();
  expect(entries.map(({ path, type }) => [path, type])).toEqual([
    ['a.yaml', 'file'],
    ['b.yaml', 'symlink'],
    ['in/out', 'symlink'],
  ]);
});
