// Trees that no folder could be, and trees that are too much: told, never taken for less.
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openGitTree } from '../../../../engine/adapters/tree-git.ts';
import { GitFixture, TemporaryFolder } from '../../../support/git/fixture.ts';
import { readAllByRepo } from '../../../support/git/read-all.ts';
import { repoError } from '../../../support/git/repo-error.ts';

let folder: TemporaryFolder;
let fixture: GitFixture;

beforeEach(() => {
  folder = new TemporaryFolder();
  fixture = new GitFixture(join(folder.path, 'remote'));
});
afterEach(() => folder.remove());

const readByRepo = () => readAllByRepo(fixture.path, join(folder.path, 'mirror'));

describe('names in a tree', () => {
  test('links, odd characters and two cases of one name are listed as they are', async () => {
    const blob = fixture.blob('x');
    const names = [
      'a"b',
      "a'b",
      'a\tb',
      'a\nb',
      'A.yaml',
      'a.yaml',
      'ü',
      '-rf',
      '$(touch x)',
      '\u{1F600}',
    ];
    const lines = names.map((name) => `100644 blob ${blob}\t${name}\0`);
    const links = [`120000 blob ${fixture.blob('/etc/passwd')}\tlink\0`];
    links.push(`120000 blob ${fixture.blob('loop')}\tloop\0`);
    fixture.commitTree(fixture.gitWith([...lines, ...links].join(''), 'mktree', '-z'));
    const entries = await readByRepo();
    const files = entries.filter(({ type }) => type === 'file').map(({ path }) => path);
    expect(files).toEqual([...names].sort());
    const found = entries.filter(({ type }) => type === 'symlink');
    expect(found.map(({ path, size }) => [path, size])).toEqual([
      ['link', 11],
      ['loop', 4],
    ]);
    expect(await readByCommandLineTree()).toEqual(entries);
  });

  const readByCommandLineTree = async () => (await openGitTree(fixture.path, 'main')).list();

  test.each(['..', '.', '.git', '.GIT'])(
    'an entry called %s is refused on the way',
    async (name) => {
      const inner = rawTree([['100644', 'evil.yaml', fixture.blob('x')]]);
      const tree = rawTree([['40000', name, inner]]);
      fixture.commitTree(tree);
      const error = await repoError(readByRepo());
      expect(error.failure).toBe('refused');
      // And where there is no such check, it is nobody's file.
      const types = (await readByCommandLineTree()).map(({ type }) => type);
      expect(types).toEqual(['other']);
    },
  );

  test('a name that holds a slash, and one given twice, are refused on the way', async () => {
    const blob = fixture.blob('x');
    fixture.commitTree(rawTree([['100644', '../up.yaml', blob]]));
    expect((await repoError(readByRepo())).failure).toBe('refused');
    fixture.commitTree(
      rawTree([
        ['100644', 'a', blob],
        ['100644', 'a', blob],
      ]),
    );
    expect((await repoError(readByRepo())).failure).toBe('refused');
  });

  test("a name that isn't UTF-8 is listed as something else than a file", async () => {
    const entry = Buffer.concat([
      Buffer.from('100644 a'),
      Buffer.from([0xff, 0]),
      Buffer.from(fixture.blob('x'), 'hex'),
    ]);
    fixture.commitTree(fixture.gitWith(entry, 'hash-object', '-t', 'tree', '-w', '--stdin'));
    expect((await readByRepo()).map(({ path, type }) => [path, type])).toEqual([
      ['a\uFFFD', 'other'],
    ]);
  });

  /** A tree object with entries that `git mktree` would refuse. */
  function rawTree(entries: readonly (readonly [string, string, string])[]): string {
    const parts = entries.map(([mode, name, id]) =>
      Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]),
    );
    const bytes = Buffer.concat(parts);
    return fixture.gitWith(bytes, 'hash-object', '-t', 'tree', '-w', '--literally', '--stdin');
  }
});

describe('bounds', () => {
  test('a tree of trees that unfolds to a billion entries is refused', async () => {
    let tree = fixture.gitWith(`100644 blob ${fixture.blob('x')}\ta\n`, 'mktree');
    for (let level = 0; level < 9; level += 1) {
      const lines = Array.from({ length: 10 }, (_, n) => `040000 tree ${tree}\t${n}\n`);
      tree = fixture.gitWith(lines.join(''), 'mktree');
    }
    fixture.commitTree(tree);
    const error = await repoError(readByRepo());
    expect(error.failure).toBe('refused');
    expect(error.message).toMatch(/more than 100000 entries/);
  });

  test('100,000 entries are listed, one more is refused', async () => {
    const blob = fixture.blob('x');
    const inner = Array.from({ length: 1_000 }, (_, n) => `100644 blob ${blob}\tf${n}\n`);
    const tree = fixture.gitWith(inner.join(''), 'mktree');
    const outer = Array.from({ length: 100 }, (_, n) => `040000 tree ${tree}\td${n}\n`);
    fixture.commitTree(fixture.gitWith(outer.join(''), 'mktree'));
    expect(await readByRepo()).toHaveLength(100_000);
    outer.push(`100644 blob ${blob}\tone-more\n`);
    fixture.commitTree(fixture.gitWith(outer.join(''), 'mktree'));
    expect((await repoError(readByRepo())).failure).toBe('refused');
  });

  test('a large blob is listed with its size and not read', async () => {
    fixture.commit({ files: { big: 'x'.repeat(1_048_577), fits: 'y'.repeat(1_048_576) } });
    const tree = await openGitTree(fixture.path, 'main');
    const [big, fits] = await tree.list();
    expect(big?.size).toBe(1_048_577);
    expect((await repoError(tree.read([big?.blob ?? '']))).message).toMatch(/at most 1048576/);
    expect((await tree.read([fits?.blob ?? ''])).get(fits?.blob ?? '')).toHaveLength(1_048_576);
  });

  test('blobs that are too much together are refused', async () => {
    const files: Record<string, string> = {};
    for (let n = 0; n < 90; n += 1) files[`f${n}`] = `${n} `.repeat(300_000);
    fixture.commit({ files });
    const tree = await openGitTree(fixture.path, 'main');
    const blobs = (await tree.list()).map(({ blob }) => blob);
    const error = await repoError(tree.read(blobs));
    expect([error.failure, error.message]).toEqual([
      'refused',
      expect.stringMatching(/90 blobs have more than 67108864 bytes: ask for fewer at once/),
    ]);
  });

  test('what is no blob id is refused', async () => {
    fixture.commit({ files: { a: 'a' } });
    const tree = await openGitTree(fixture.path, 'main');
    expect((await repoError(tree.read(['HEAD:a']))).failure).toBe('refused');
    expect((await repoError(tree.read(['a\n']))).failure).toBe('refused');
  });
});
