import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openFolderTree, unreadBlob } from '../../../engine/adapters/tree-files.ts';
import { openGitTree } from '../../../engine/adapters/tree-git.ts';
import { Problem } from '../../../engine/model/problem.ts';
import { GitFixture, TemporaryFolder } from '../../support/git/fixture.ts';

let folder: TemporaryFolder;
beforeEach(() => {
  folder = new TemporaryFolder();
});
afterEach(() => folder.remove());

async function problem(promise: Promise<unknown>): Promise<string> {
  const error = await promise.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Problem);
  return (error as Problem).message;
}

const paths = async (path: string) =>
  (await openFolderTree(path).list()).map((entry) => entry.path);

test('lists and reads what Git would, with the same ids', async () => {
  const fixture = new GitFixture(join(folder.path, 'repo'));
  fixture.commit({
    files: {
      'b/z.yaml': 'zed\n',
      'b-a.yaml': '',
      'a.yaml': 'ä\n',
      'b/c/d.yml': 'x',
      '\u{1F600}': 'y',
    },
  });
  symlinkSync('a.yaml', join(fixture.path, 'link'));
  fixture.commit({ files: {} });
  const committed = await openGitTree(fixture.path, 'main');
  const onDisk = openFolderTree(fixture.path);
  const entries = await onDisk.list();
  expect(entries).toEqual(await committed.list());
  const blobs = entries.map(({ blob }) => blob);
  const [one, other] = [await onDisk.read(blobs), await committed.read(blobs)];
  for (const blob of blobs) {
    expect(Buffer.from(one.get(blob) ?? [])).toEqual(Buffer.from(other.get(blob) ?? []));
  }
});

test('skips .git wherever it is', async () => {
  folder.file('.git/config', 'x');
  folder.file('sub/.git', 'gitdir: elsewhere');
  folder.file('sub/.github/x.yaml', 'x');
  folder.file('a.git/y', 'y');
  expect(await paths(folder.path)).toEqual(['a.git/y', 'sub/.github/x.yaml']);
});

describe('links', () => {
  test('out of the folder, to folders, in circles and to nothing are only told', async () => {
    folder.file('inside/secret.yaml', 'no');
    mkdirSync(join(folder.path, 'specs'));
    const links = { out: '/etc/passwd', up: '..', circle: 'circle', none: 'x', side: '../inside' };
    for (const [name, target] of Object.entries(links)) {
      symlinkSync(target, join(folder.path, 'specs', name));
    }
    const tree = openFolderTree(join(folder.path, 'specs'));
    const entries = await tree.list();
    expect(entries.map(({ path, type }) => [path, type])).toEqual(
      Object.keys(links)
        .sort()
        .map((path) => [path, 'symlink']),
    );
    const read = await tree.read(entries.map(({ blob }) => blob));
    const out = entries.find(({ path }) => path === 'out');
    expect(new TextDecoder().decode(read.get(out?.blob ?? ''))).toBe('/etc/passwd');
  });

  test('put in the place of a file after it was listed are not followed', async () => {
    const file = folder.file('specs/a.yaml', 'a');
    folder.file('elsewhere', 'a');
    const tree = openFolderTree(join(folder.path, 'specs'));
    const [entry] = await tree.list();
    unlinkSync(file);
    symlinkSync('../elsewhere', file);
    expect(await problem(tree.read([entry?.blob ?? '']))).toMatch(/can't be read \(ELOOP\)/);
  });

  test('as the folder itself are followed, since it is the one that was named', async () => {
    folder.file('specs/a.yaml', 'a');
    symlinkSync('specs', join(folder.path, 'link'));
    expect(await paths(join(folder.path, 'link'))).toEqual(['a.yaml']);
  });
});

test('fifos and sockets are told as something else, and never opened', async () => {
  spawnSync('mkfifo', [join(folder.path, 'fifo')]);
  expect(await openFolderTree(folder.path).list()).toEqual([
    { path: 'fifo', blob: unreadBlob, size: 0, type: 'other' },
  ]);
});

test('a file over 1 MiB is listed with its size and not read', async () => {
  const big = folder.file('big', '');
  truncateSync(big, 50_000_000_000);
  folder.file('fits', 'x'.repeat(1_048_576));
  const tree = openFolderTree(folder.path);
  const [first, second] = await tree.list();
  expect(first).toEqual({ path: 'big', blob: unreadBlob, size: 50_000_000_000, type: 'file' });
  expect(await problem(tree.read([unreadBlob]))).toMatch(/only files of at most 1048576 bytes/);
  expect((await tree.read([second?.blob ?? ''])).get(second?.blob ?? '')).toHaveLength(1_048_576);
});

test('a file that changed since it was listed is an error, not another text', async () => {
  const file = folder.file('a.yaml', 'before');
  const tree = openFolderTree(folder.path);
  const [entry] = await tree.list();
  writeFileSync(file, 'after!');
  expect(await problem(tree.read([entry?.blob ?? '']))).toMatch(/changed while it was read: run/);
  rmSync(file);
  expect(await problem(tree.read([entry?.blob ?? '']))).toMatch(/can't be read \(ENOENT\)/);
});

test('an id that is not listed rejects', async () => {
  folder.file('a', 'a');
  expect(await problem(openFolderTree(folder.path).read(['1'.repeat(40)]))).toMatch(/no file has/);
});

test.each([
  ['nowhere', /isn't there: give the folder of the specs/],
  ['file', /isn't a folder: give the folder/],
])('%s is no folder', async (name, message) => {
  folder.file('file', 'x');
  expect(await problem(openFolderTree(join(folder.path, name)).list())).toMatch(message);
});

test('an empty folder is a tree with no entries', async () => {
  expect(await paths(folder.path)).toEqual([]);
});

test('folders more than 128 deep are refused', async () => {
  mkdirSync(join(folder.path, ...Array.from({ length: 130 }, () => 'd')), { recursive: true });
  expect(await problem(openFolderTree(folder.path).list())).toMatch(/more than 128 deep/);
});

test('more files than the bound are refused', async () => {
  for (let n = 0; n < 12; n += 1) folder.file(`d${n % 3}/f${n}`, 'x');
  expect(await openFolderTree(folder.path, 12).list()).toHaveLength(12);
  expect(await problem(openFolderTree(folder.path, 11).list())).toMatch(/more than 11 files: give/);
});

test("a file that can't be read is an error, not a file less", async () => {
  chmodSync(folder.file('a.yaml', 'a'), 0);
  chmodSync(folder.path, 0o755);
  // Root can read every file.
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    const message = await problem(openFolderTree(folder.path).list());
    expect(message).toMatch(/a\.yaml: can't be read \(EACCES\): make it readable/);
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
});
