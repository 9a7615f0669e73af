import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type GitRepoOptions, openGitRepo } from '../../../engine/adapters/repo-git.ts';
import type { Repo } from '../../../engine/ports/repo.ts';
import { GitFixture, TemporaryFolder } from '../../support/git/fixture.ts';
import { repoError } from '../../support/git/repo-error.ts';
import { GitWrapper } from '../../support/git/wrapper.ts';

let folder: TemporaryFolder;
let fixture: GitFixture;
let repos: Repo[];

beforeEach(() => {
  folder = new TemporaryFolder();
  fixture = new GitFixture(join(folder.path, 'remote'));
  repos = [];
});
afterEach(async () => {
  for (const repo of repos) await repo.close();
  folder.remove();
});

async function open(options: Partial<GitRepoOptions> = {}): Promise<Repo> {
  const repo = await openGitRepo({
    url: fixture.path,
    ref: 'main',
    folder: join(folder.path, 'mirror'),
    timeoutMs: 20_000,
    ...options,
  });
  repos.push(repo);
  return repo;
}

describe('what can be followed', () => {
  test('HEAD is the default branch, also when it becomes another', async () => {
    const first = fixture.commit({ files: { a: '1' } });
    const repo = await open({ ref: 'HEAD' });
    expect((await repo.fetch()).id).toBe(first);
    fixture.git('checkout', '-q', '-b', 'next');
    const second = fixture.commit({ files: { a: '2' } });
    expect((await repo.fetch()).id).toBe(second);
    fixture.git('checkout', '-q', 'main');
    expect((await repo.fetch()).id).toBe(first);
  });

  test('a full ref that is neither branch nor tag', async () => {
    const id = fixture.commit({ files: { a: '1' } });
    fixture.git('update-ref', 'refs/pull/420/head', id);
    const next = fixture.commit({ files: { a: '2' } });
    const repo = await open({ ref: 'refs/pull/420/head' });
    expect((await repo.fetch()).id).toBe(id);
    fixture.git('update-ref', 'refs/pull/420/head', next);
    expect((await repo.fetch()).id).toBe(next);
    expect((await repo.fetch()).id).toBe(next);
  });

  test.each(['v1', 'refs/tags/v1'])('the tag %s, annotated, and moved', async (ref) => {
    const first = fixture.commit({ files: { a: '1' } });
    fixture.git('tag', '-a', '-m', 'one', 'v1');
    const second = fixture.commit({ files: { a: '2' } });
    const repo = await open({ ref });
    expect((await repo.fetch()).id).toBe(first);
    expect((await repo.fetch()).id).toBe(first);
    fixture.git('tag', '-f', '-a', '-m', 'two', 'v1');
    expect((await repo.fetch()).id).toBe(second);
  });

  test("a commit's id, also one that no branch leads to, and then without the remote", async () => {
    const first = fixture.commit({ files: { a: '1' } });
    const lost = fixture.commit({ files: { a: '2' } });
    fixture.git('reset', '-q', '--hard', first);
    const repo = await open({ ref: lost.toUpperCase() });
    expect((await repo.fetch()).id).toBe(lost);
    await repo.close();
    const again = await open({ ref: lost, url: join(folder.path, 'nowhere') });
    expect((await again.fetch()).id).toBe(lost);
  });

  test('a branch whose name ends like another', async () => {
    fixture.commit({ files: { a: '1' } });
    fixture.git('checkout', '-q', '-b', 'feature/main');
    const other = fixture.commit({ files: { a: '2' } });
    fixture.git('branch', '-D', 'main');
    const repo = await open();
    expect((await repoError(repo.fetch())).message).toContain('follow one of feature/main');
    const right = await open({ ref: 'feature/main', folder: join(folder.path, 'm2') });
    expect((await right.fetch()).id).toBe(other);
  });

  test('a name that is both branch and tag is refused until it is written in full', async () => {
    const id = fixture.commit({ files: { a: '1' } });
    fixture.git('tag', 'main');
    const repo = await open();
    const error = await repoError(repo.fetch());
    expect([error.failure, error.message]).toEqual([
      'refused',
      'ref main: both a branch and a tag have this name: write refs/heads/main or refs/tags/main',
    ]);
    const full = await open({ ref: 'refs/heads/main', folder: join(folder.path, 'm2') });
    expect((await full.fetch()).id).toBe(id);
  });

  test('a repository of SHA-256 ids', async () => {
    const path = join(folder.path, 'wide');
    const wide = new GitFixture(path, { format: 'sha256' });
    const id = wide.commit({ files: { a: '1' } });
    const repo = await open({ url: path });
    expect(id).toHaveLength(64);
    expect((await repo.fetch()).id).toBe(id);
    const list = await repo.tree(id).list();
    const read = await repo.tree(id).read(list.map((entry) => entry.blob));
    expect([...read.values()].map((bytes) => new TextDecoder().decode(bytes))).toEqual(['1']);
    await repo.close();
    const again = await open({ url: path });
    expect((await again.fetch()).id).toBe(id);
  });

  test.each(['plain', 'file://'])('a path with spaces, quotes and colons, as %s', async (kind) => {
    const path = join(folder.path, `a b'c:"d$(touch x)`);
    const odd = new GitFixture(path);
    const id = odd.commit({ files: { a: '1' } });
    const url = kind === 'plain' ? path : `file://${encodeURI(path)}`;
    const repo = await open({ url });
    expect((await repo.fetch()).id).toBe(id);
  });

  test('a bare repository, and one with more branches than are listed at each poll', async () => {
    const id = fixture.commit({ files: { a: '1' } });
    const lines = Array.from({ length: 2_100 }, (_, n) => `create refs/heads/b${n} ${id}\n`);
    fixture.gitWith(lines.join(''), 'update-ref', '--stdin');
    fixture.git('clone', '-q', '--mirror', '.', join(folder.path, 'bare.git'));
    const repo = await open({ url: join(folder.path, 'bare.git'), ref: 'b7' });
    expect((await repo.fetch()).id).toBe(id);
    expect((await repo.fetch()).id).toBe(id);
    const next = fixture.commit({ files: { a: '2' } });
    fixture.git('push', '-q', join(folder.path, 'bare.git'), `${next}:refs/heads/b7`);
    expect((await repo.fetch()).id).toBe(next);
  });
});

describe('what it costs', () => {
  test('a poll without a change is one git, a change two more; only the ref comes', async () => {
    fixture.commit({ files: { a: '1' } });
    fixture.git('branch', 'other');
    const repo = await open();
    await repo.fetch();
    const wrapper = new GitWrapper();
    try {
      await repo.fetch();
      const calls = wrapper.calls();
      expect(calls).toHaveLength(1);
      expect(calls[0]).toMatch(/^ls-remote .* refs\/heads\/main$/);
      fixture.git('tag', 'v9');
      wrapper.calls();
      const id = fixture.commit({ files: { a: '2' } });
      wrapper.calls();
      expect((await repo.fetch()).id).toBe(id);
      expect(wrapper.calls().map((call) => call.split(' ')[0])).toEqual([
        'ls-remote',
        'fetch',
        'rev-list',
      ]);
    } finally {
      wrapper.remove();
    }
    const [mirror = ''] = mirrors();
    expect(readdirSync(join(folder.path, 'mirror', mirror, 'refs'))).toEqual(['followed']);
    expect(existsSync(join(folder.path, 'mirror', mirror, 'FETCH_HEAD'))).toBe(false);
  });

  test('packs are put together when there are many', async () => {
    fixture.commit({ files: { a: '1' } });
    const repo = await open();
    let id = (await repo.fetch()).id;
    for (let n = 0; n < 42; n += 1) {
      id = fixture.commit({ files: { a: `${n}` } });
      await repo.fetch();
    }
    await repo.pin('last', id);
    const [mirror = ''] = mirrors();
    const packs = readdirSync(join(folder.path, 'mirror', mirror, 'objects', 'pack'));
    expect(packs.filter((name) => name.endsWith('.pack')).length).toBeLessThan(10);
    expect((await repo.tree(id).list()).length).toBe(1);
  });
});

function mirrors(): string[] {
  return readdirSync(join(folder.path, 'mirror')).filter((name) => name.startsWith('mirror-'));
}

describe('what git it needs', () => {
  test.each([
    ['an old git', 'echo git version 2.30.2; exit 0', /^git: is version 2\.30: install git 2\.39/],
    ['no git', 'exit 127', /^git: isn't found on the PATH: install git 2\.39/],
  ])('%s is refused with what to install', async (_, script, message) => {
    const wrapper = new GitWrapper(script);
    try {
      const error = await repoError(open());
      expect(error.failure).toBe('refused');
      expect(error.message).toMatch(message);
    } finally {
      wrapper.remove();
    }
  });

  test('an empty PATH is told as no git', async () => {
    const before = process.env.PATH;
    process.env.PATH = join(folder.path, 'none');
    try {
      expect((await repoError(open())).message).toMatch(/^git: isn't found on the PATH/);
    } finally {
      process.env.PATH = before;
    }
  });
});
