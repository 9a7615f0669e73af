// A mirror that is harmed under an engine that has it open: what was fetched before is either read
// in full or an error that is understood, and the next fetches make the mirror whole again.
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openGitRepo } from '../../../../engine/adapters/repo-git.ts';
import { type Repo, RepoError } from '../../../../engine/ports/repo.ts';
import { GitFixture, TemporaryFolder } from '../../../support/git/fixture.ts';

let folder: TemporaryFolder;
let fixture: GitFixture;
let mirrors: string;
let repo: Repo;

beforeEach(async () => {
  folder = new TemporaryFolder();
  fixture = new GitFixture(join(folder.path, 'remote'));
  mirrors = join(folder.path, 'mirror');
  fixture.commit({ files: { a: '1', b: 'b'.repeat(5_000) } });
  repo = await openGitRepo({ url: fixture.path, ref: 'main', folder: mirrors, timeoutMs: 20_000 });
  const { id } = await repo.fetch();
  await repo.pin('applied', id);
});
afterEach(async () => {
  await repo.close();
  folder.remove();
});

const mirror = (): string => join(mirrors, readFileSync(join(mirrors, 'current'), 'utf8').trim());

function packs(): readonly string[] {
  const inside = join(mirror(), 'objects', 'pack');
  const names = readdirSync(inside).filter((name) => name.endsWith('.pack'));
  return names.map((name) => join(inside, name));
}

function spoil(path: string): void {
  const bytes = readFileSync(path);
  bytes.fill(0xaa, 20, bytes.length - 20);
  rmSync(path);
  writeFileSync(path, bytes);
}

const harms: readonly (readonly [string, () => void])[] = [
  ['all its folder deleted', () => rmSync(mirrors, { recursive: true })],
  ['the mirror in it deleted', () => rmSync(mirror(), { recursive: true })],
  [
    'its folder emptied',
    () => readdirSync(mirrors).map((name) => rmSync(join(mirrors, name), { recursive: true })),
  ],
  ['its objects deleted', () => rmSync(join(mirror(), 'objects'), { recursive: true })],
  ['its refs deleted', () => rmSync(join(mirror(), 'refs'), { recursive: true })],
  ['its packs deleted', () => packs().map((path) => rmSync(path))],
  ['its packs cut short', () => packs().map((path) => truncateSync(path, 40))],
  ['its packs spoilt', () => packs().map(spoil)],
];

async function readAll(commit: string): Promise<number> {
  const list = await repo.tree(commit).list();
  return (await repo.tree(commit).read(list.map(({ blob }) => blob))).size;
}

/** Fetches and reads as an engine does at each poll; the failures on the way, in order. */
async function pollUntilRead(id: string): Promise<readonly string[]> {
  const failures: string[] = [];
  for (let poll = 0; poll < 2; poll += 1) {
    try {
      expect((await repo.fetch()).id).toBe(id);
      expect(await readAll(id)).toBe(2);
      return failures;
    } catch (error) {
      failures.push(error instanceof RepoError ? error.failure : 'not understood');
    }
  }
  throw new Error(`not read after 2 polls: ${failures.join(', ')}`);
}

describe.each(harms)('a mirror with %s while it is in use', (_, harm) => {
  test('is whole again after a new commit and at most two polls', async () => {
    harm();
    const id = fixture.commit({ files: { a: '2' } });
    expect(await pollUntilRead(id)).not.toContain('not understood');
    await repo.pin('again', id);
  });

  test('is whole again after what it had is asked for, without a new commit', async () => {
    const { id } = await repo.fetch();
    harm();
    expect(await pollUntilRead(id)).not.toContain('not understood');
    await repo.pin('again', id);
  });
});
