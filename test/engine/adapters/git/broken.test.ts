// A mirror that is broken is noticed and made afresh, with its pins; a git that fails is never an
// answer; and while the remote can't be read either, what is there stays.
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type GitRepoOptions, openGitRepo } from '../../../../engine/adapters/repo-git.ts';
import type { Repo } from '../../../../engine/ports/repo.ts';
import { GitFixture, TemporaryFolder } from '../../../support/git/fixture.ts';
import { repoError } from '../../../support/git/repo-error.ts';
import { GitWrapper } from '../../../support/git/wrapper.ts';

let folder: TemporaryFolder;
let fixture: GitFixture;
let mirrors: string;
let repos: Repo[];

beforeEach(() => {
  folder = new TemporaryFolder();
  fixture = new GitFixture(join(folder.path, 'remote'));
  mirrors = join(folder.path, 'mirror');
  repos = [];
});
afterEach(async () => {
  for (const repo of repos) await repo.close();
  folder.remove();
});

async function open(options: Partial<GitRepoOptions> = {}): Promise<Repo> {
  const given = { url: fixture.path, ref: 'main', folder: mirrors, timeoutMs: 20_000 };
  const repo = await openGitRepo({ ...given, ...options });
  repos.push(repo);
  return repo;
}

function mirror(): string {
  return join(mirrors, readFileSync(join(mirrors, 'current'), 'utf8').trim());
}

function packs(): string[] {
  const inside = join(mirror(), 'objects', 'pack');
  const names = readdirSync(inside).filter((name) => name.endsWith('.pack'));
  return names.map((name) => join(inside, name));
}

/** A mirror of two commits, the first one pinned, closed. */
async function madeBefore(): Promise<{ first: string; second: string }> {
  const first = fixture.commit({ files: { a: '1', b: 'b'.repeat(5000) } });
  const before = await open();
  await before.fetch();
  await before.pin('applied/1', first);
  const second = fixture.commit({ files: { a: '2' } });
  await before.fetch();
  await before.close();
  return { first, second };
}

async function readAll(repo: Repo, commit: string): Promise<number> {
  const list = await repo.tree(commit).list();
  return (await repo.tree(commit).read(list.map(({ blob }) => blob))).size;
}

const harms: [string, () => void][] = [
  ['a ref cut to nothing', () => truncateSync(join(mirror(), 'refs', 'followed', 'tip'))],
  [
    'a pin that names nothing',
    () => writeFileSync(join(mirror(), 'refs', 'meridian', 'x'), '1'.repeat(40)),
  ],
  ['its packs gone', () => packs().map((path) => rmSync(path))],
  ['its objects gone', () => rmSync(join(mirror(), 'objects'), { recursive: true })],
  ['its refs gone', () => rmSync(join(mirror(), 'refs'), { recursive: true })],
  [
    'its HEAD and settings gone',
    () => ['HEAD', 'config'].map((name) => rmSync(join(mirror(), name))),
  ],
  ['its settings full of nonsense', () => writeFileSync(join(mirror(), 'config'), '[core\n\0')],
  ['all of it gone', () => rmSync(mirror(), { recursive: true })],
  ['a name for it that is nonsense', () => writeFileSync(join(mirrors, 'current'), '../../etc\n')],
  ['packs cut short', () => packs().map((path) => truncateSync(path, 40))],
];

test.each(harms)('a mirror with %s works after the next fetch', async (_, harm) => {
  const { first, second } = await madeBefore();
  harm();
  const repo = await open();
  expect((await repo.fetch()).id).toBe(second);
  expect(await readAll(repo, second)).toBe(2);
  expect(await readAll(repo, first)).toBe(2);
  const next = fixture.commit({ files: { a: '3' } });
  expect((await repo.fetch()).id).toBe(next);
  expect(await readAll(repo, next)).toBe(2);
});

test('a blob gone bad is noticed when it is read, and whole after the next fetch', async () => {
  const { second } = await madeBefore();
  const repo = await open();
  await repo.fetch();
  for (const path of packs()) {
    const bytes = readFileSync(path);
    bytes.fill(0xaa, 20, bytes.length - 40);
    rmSync(path);
    writeFileSync(path, bytes);
  }
  const error = await repoError(readAll(repo, second));
  expect(error.failure).toBe('corrupt');
  expect((await repo.fetch()).id).toBe(second);
  expect(await readAll(repo, second)).toBe(2);
});

describe('the pins of a mirror made afresh', () => {
  test('come from the old mirror where the remote has them no more', async () => {
    const { first, second } = await madeBefore();
    fixture.git('checkout', '-q', '--orphan', 'new');
    const other = fixture.commit({ files: { a: 'x' } });
    fixture.git('branch', '-f', 'main');
    fixture.git('reflog', 'expire', '--expire=now', '--all');
    fixture.git('gc', '-q', '--prune=now');
    writeFileSync(join(mirror(), 'refs', 'followed', 'tip'), '');
    const old = mirror();
    const repo = await open();
    expect((await repo.fetch()).id).toBe(other);
    expect(existsSync(old)).toBe(false);
    expect(await readAll(repo, first)).toBe(2);
    expect((await repoError(repo.commit(second))).failure).toBe('missing-ref');
  });

  test('come from the remote where the old mirror has them no more', async () => {
    const { first } = await madeBefore();
    fixture.git('checkout', '-q', '--orphan', 'new');
    const other = fixture.commit({ files: { a: 'x' } });
    fixture.git('branch', '-f', 'main');
    rmSync(join(mirror(), 'objects'), { recursive: true });
    const repo = await open();
    expect((await repo.fetch()).id).toBe(other);
    expect(await readAll(repo, first)).toBe(2);
  });

  test('that nobody has any more are missing, and hold nothing up', async () => {
    const { first } = await madeBefore();
    rmSync(fixture.path, { recursive: true });
    fixture = new GitFixture(fixture.path);
    const other = fixture.commit({ files: { a: 'x' } });
    rmSync(join(mirror(), 'objects'), { recursive: true });
    const repo = await open();
    expect((await repo.fetch()).id).toBe(other);
    expect((await repoError(repo.commit(first))).failure).toBe('missing-ref');
  });
});

test('a broken mirror stays while the remote is away; what is whole in it is read', async () => {
  const { first, second } = await madeBefore();
  truncateSync(join(mirror(), 'refs', 'followed', 'tip'));
  renameSync(fixture.path, `${fixture.path}-away`);
  const repo = await open();
  expect((await repoError(repo.fetch())).failure).toBe('unreachable');
  expect(await readAll(repo, first)).toBe(2);
  renameSync(`${fixture.path}-away`, fixture.path);
  expect((await repo.fetch()).id).toBe(second);
});

test('locks left behind long ago are no obstacle', async () => {
  const { first } = await madeBefore();
  const next = fixture.commit({ files: { a: '3' } });
  const locks = ['packed-refs.lock', 'refs/followed/tip.lock', 'config.lock', 'shallow.lock'];
  for (const name of locks) {
    const path = join(mirror(), name);
    writeFileSync(path, '');
    utimesSync(path, new Date(0), new Date(0));
  }
  const repo = await open();
  expect((await repo.fetch()).id).toBe(next);
  await repo.pin('again', first);
});

describe('a git that fails is never an answer', () => {
  const ends: [string, string][] = [
    ['ended by a signal after a part', "printf '100644 blob %040d 1\\tx\\0' 0; kill -9 $$"],
    ['cut in the middle of a line', "printf '100644 blob %040d 1\\tx\\0100' 0; exit 0"],
    ['ended without a word', 'exit 1'],
    ['ended well, with nonsense', 'echo hello; exit 0'],
    ['out of memory', 'echo "fatal: Out of memory, malloc failed" >&2; exit 128'],
  ];
  test.each(ends)('a list %s is an error, and whole the next time', async (_, end) => {
    const { second } = await madeBefore();
    const repo = await open();
    await repo.fetch();
    const wrapper = new GitWrapper(`case "$1" in ls-tree) ${end};; esac`);
    await repoError(repo.tree(second).list()).finally(() => wrapper.remove());
    expect((await repo.fetch()).id).toBe(second);
    expect(await readAll(repo, second)).toBe(2);
  });

  test.each(ends)('blobs %s are an error', async (_, end) => {
    const { second } = await madeBefore();
    const repo = await open();
    await repo.fetch();
    const wrapper = new GitWrapper(`case "$2" in --batch) ${end};; esac`);
    await repoError(readAll(repo, second)).finally(() => wrapper.remove());
  });

  test.each(ends)('a poll %s is an error', async (_, end) => {
    const { second } = await madeBefore();
    const repo = await open();
    await repo.fetch();
    const wrapper = new GitWrapper(`case "$1" in ls-remote) ${end};; esac`);
    await repoError(repo.fetch()).finally(() => wrapper.remove());
    expect((await repo.fetch()).id).toBe(second);
  });

  test.each(ends)('a fetch %s is an error, and the commit comes the next time', async (_, end) => {
    await madeBefore();
    const repo = await open();
    await repo.fetch();
    const next = fixture.commit({ files: { a: '3' } });
    const wrapper = new GitWrapper(`case "$1" in fetch) ${end};; esac`);
    const outcome = await repo.fetch().then(
      ({ id }) => id,
      () => 'error',
    );
    wrapper.remove();
    expect(outcome).not.toBe(next);
    expect((await repo.fetch()).id).toBe(next);
  });
});

describe('a local path', () => {
  test('that is empty, a file, or a folder of something else is unreachable', async () => {
    const plain = join(folder.path, 'plain');
    mkdirSync(plain);
    for (const url of [plain, folder.file('file', 'text'), join(folder.path, 'nowhere')]) {
      const repo = await open({ url, folder: join(folder.path, 'other') });
      const error = await repoError(repo.fetch());
      expect([url, error.failure]).toEqual([url, 'unreachable']);
      await repo.close();
    }
  });

  test('of a repository that has no commit yet is empty', async () => {
    const repo = await open();
    const error = await repoError(repo.fetch());
    expect([error.failure, error.message]).toEqual([
      'empty',
      `${fixture.path}: the repository has no branch at all: push one`,
    ]);
  });

  test('of a repository whose objects are gone is corrupt', async () => {
    const { first } = await madeBefore();
    const tree = fixture.commit({ files: { c: '3' } });
    const blob = fixture.git('rev-parse', `${tree}:c`);
    rmSync(join(fixture.path, '.git', 'objects', blob.slice(0, 2), blob.slice(2)));
    const repo = await open();
    expect((await repoError(repo.fetch())).failure).toBe('corrupt');
    expect(await readAll(repo, first)).toBe(2);
  });
});

const isRoot = process.getuid?.() === 0;
const owner = isRoot ? "somebody else's repository" : 'NOT RUN (needs root): another owner';
describe.runIf(isRoot)(owner, () => {
  test('is read, since it is the one that was named', async () => {
    const id = fixture.commit({ files: { a: '1' } });
    for (const name of ['', '.git']) chownSync(join(fixture.path, name), 12_345, 12_345);
    const repo = await open();
    expect((await repo.fetch()).id).toBe(id);
  });
});
