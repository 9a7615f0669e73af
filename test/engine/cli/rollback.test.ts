// `meridian rollback` in real repositories: a commit on top, the tree under the paths as it was.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RevisionView } from '../../../schemas/generated/api.ts';
import { revisions as canned } from '../../support/cli/canned-engine.ts';
import { type Run, run } from '../../support/cli/fake-tools.ts';
import { appYaml, type ShopRepo, shopRepo } from '../../support/cli/shop-repo.ts';
import { GitFixture } from '../../support/git/fixture.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const shop = (): ShopRepo & { readonly folder: string } => {
  const folder = join(tempFolder(), 'shop');
  return { ...shopRepo(folder), folder };
};

/** Revisions of these commits, newest first; the first is in force. */
const revisionsOf = (...commits: readonly string[]): RevisionView[] =>
  commits.map((commit, at) => ({
    ...(canned[1] as RevisionView),
    ...{ number: commits.length - at, commit, current: at === 0, state: 'applied' },
  }));

const rollback = (
  folder: string,
  commits: readonly string[],
  ...argv: readonly string[]
): Promise<Run> =>
  run(['rollback', ...argv], {
    root: folder,
    client: { revisions: async () => ({ formatVersion: 1, items: revisionsOf(...commits) }) },
  });

test('makes the tree under the paths what it was, on the tip; the rest stays', async () => {
  const { git, folder, commits } = shop();
  const [first = '', second = ''] = commits;
  const ran = await rollback(folder, [second, first]);
  expect(ran.stderr).toBe('');
  expect(ran.code).toBe(0);
  expect(git.git('rev-parse', 'HEAD^')).toBe(second);
  expect(git.git('rev-parse', 'HEAD:apps')).toBe(git.git('rev-parse', `${first}:apps`));
  expect(git.git('show', 'HEAD:notes.txt')).toBe('still not a spec');
  expect(git.git('status', '--porcelain')).toBe('');
  expect(existsSync(join(folder, 'apps/api.yaml'))).toBe(false);
  expect(readFileSync(join(folder, 'apps/web.yaml'), 'utf8')).toBe(appYaml('/shop/web'));
  expect(ran.stdout).toContain('  - apps/api.yaml\n  ~ apps/web.yaml\n');
  expect(git.git('log', '-1', '--format=%B')).toContain(`Meridian-Rollback-To: ${first}`);
});

test('works over merges', async () => {
  const { git, folder, commits } = shop();
  const [first = '', second = ''] = commits;
  git.git('checkout', '-q', '-b', 'side', first);
  git.commit({ files: { 'apps/side.yaml': appYaml('/side') } });
  git.git('checkout', '-q', 'main');
  git.git('merge', '-q', '--no-ff', '-m', 'merge', 'side');
  const merge = git.git('rev-parse', 'HEAD');
  const ran = await rollback(folder, [merge, second, first], '--to', '2');
  expect(ran.stderr).toBe('');
  expect(git.git('rev-parse', 'HEAD^')).toBe(merge);
  expect(git.git('rev-parse', 'HEAD^{tree}')).toBe(git.git('rev-parse', `${second}^{tree}`));
});

test('takes a commit by its id, without an engine', async () => {
  const { git, folder, commits } = shop();
  const [first = ''] = commits;
  const ran = await run(['rollback', '--to', first, '--output', 'json'], { root: folder, env: {} });
  const { commit, to, changes } = JSON.parse(ran.stdout);
  expect({ commit, to }).toEqual({ commit: git.git('rev-parse', 'HEAD'), to: first });
  expect(changes).toHaveLength(2);
  expect(ran.opened).toEqual([]);
});

test('only says what it would do with --dry-run', async () => {
  const { git, folder, commits } = shop();
  const [first = '', second = ''] = commits;
  const ran = await rollback(folder, [second, first], '--dry-run');
  expect(ran.stdout).toContain('Nothing was done.');
  expect(git.git('rev-parse', 'HEAD')).toBe(second);
  expect(git.git('status', '--porcelain')).toBe('');
});

test('pushes to where the branch is followed from', async () => {
  const { git, folder, commits } = shop();
  const [first = '', second = ''] = commits;
  const bare = join(folder, '../bare.git');
  git.git('init', '-q', '--bare', bare);
  git.git('remote', 'add', 'origin', bare);
  git.git('push', '-q', '-u', 'origin', 'main');
  const ran = await rollback(folder, [second, first], '--push');
  expect(ran.stdout).toContain('pushed to origin main');
  const pushed = git.git('--git-dir', bare, 'rev-parse', 'main');
  expect(pushed).toBe(git.git('rev-parse', 'HEAD'));
});

test('runs no hook of the repository', async () => {
  const { git, folder, commits } = shop();
  const [first = '', second = ''] = commits;
  const mark = join(folder, '../mark');
  git.git('config', 'core.hooksPath', join(folder, '../hooks'));
  mkdirSync(join(folder, '../hooks'));
  for (const hook of ['post-checkout', 'reference-transaction', 'post-index-change'])
    writeFileSync(join(folder, '../hooks', hook), `#!/bin/sh\ntouch ${mark}\n`, { mode: 0o755 });
  expect((await rollback(folder, [second, first])).code).toBe(0);
  expect(existsSync(mark)).toBe(false);
});

test('refuses what would lose work, and changes nothing', async () => {
  const { git, folder, commits } = shop();
  const [first = '', second = ''] = commits;
  const refused = async (...argv: string[]): Promise<string> => {
    const ran = await rollback(folder, [second, first], ...argv);
    expect(ran.code).toBe(1);
    expect(git.git('rev-parse', 'HEAD')).toBe(second);
    return ran.stderr;
  };
  expect(await refused('--to', '9')).toBe(
    'meridian rollback: there is no revision 9: ' +
      'see `meridian revisions`, or name a commit with --to\n',
  );
  expect(await refused('--to', second)).toContain('main equals');
  expect(await refused('--to', 'f'.repeat(40))).toContain("isn't in this repository: fetch it");
  git.git('checkout', '-q', '--detach');
  expect(await refused()).toContain('no branch is checked out');
  git.git('checkout', '-q', 'main');
  writeFileSync(join(folder, 'apps/new.yaml'), 'new');
  expect(await refused()).toBe(
    'meridian rollback: ?? apps/new.yaml: not committed: commit, stash or remove it first\n',
  );
});

test('says when nothing was applied before, and where there is no repository', async () => {
  const { folder, commits } = shop();
  const ran = await rollback(folder, [commits[1] ?? '']);
  expect(ran.stderr).toContain('nothing was applied before');
  expect((await rollback(tempFolder(), [])).stderr).toContain(
    'this folder is in no Git repository',
  );
});

test('refuses to go back to a revision with faults', async () => {
  const git = new GitFixture(join(tempFolder(), 'bad'));
  const bad = git.commit({ files: { 'a.yaml': 'apiVersion: meridian/v1\nkind: Ap\n' } });
  const good = git.commit({ files: { 'a.yaml': appYaml('/a') } });
  const ran = await rollback(git.path, [good, bad]);
  expect(ran.stderr).toMatch(/has \d+ faults?: name a sound revision with --to/);
});
