// A repository on this disk as somebody works in it, for the command line: trees at a ref, commits,
// the merge base, and which files aren't as they are committed. Read only, offline, and hardened
// like the engine's mirror: the repository may be anybody's (a checkout in CI, a downloaded one).

import { realpath } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { type Commit, RepoError } from '../ports/repo.ts';
import type { Tree, TreeEntry } from '../ports/tree.ts';
import { requireGit } from './git/access.ts';
import { Git, isWell } from './git/git.ts';
import { hardenedEnvironment } from './git/hardening.ts';
import { gitTree, readCommit } from './git/objects.ts';

const timeoutMs = 60_000;

/**
 * What a ref (any revision git knows: `main`, `HEAD~1`, `origin/main`, an id) has below `folder`,
 * with paths from there. Rejects with a RepoError, `missing-ref` when there is no such revision or
 * when it has no such folder.
 */
export async function openGitTree(folder: string, ref: string): Promise<Tree> {
  const git = await gitIn(folder);
  const commit = await commitId(git, ref);
  const answer = await git.ask({ args: ['rev-parse', '--show-prefix'] });
  const prefix = answer.toString('utf8').replace(/\n$/, '');
  if (prefix !== '') await requireFolder(git, { commit, prefix, ref });
  return gitTree(() => git, { commit, prefix });
}

/** The commit that a ref names. */
export async function headCommit(folder: string, ref: string): Promise<Commit> {
  const git = await gitIn(folder);
  return readCommit(git, await commitId(git, ref));
}

/** The best common ancestor's id; undefined when the two have none. */
export async function mergeBase(
  folder: string,
  one: string,
  other: string,
): Promise<string | undefined> {
  const git = await gitIn(folder);
  const ids = [await commitId(git, one), await commitId(git, other)];
  const question = { args: ['merge-base', ...ids] };
  const output = await git.run(question);
  if (output.end === 'exited' && output.code === 1) return undefined;
  if (!isWell(output)) throw git.failure(output, question);
  return output.stdout.toString('utf8').trim();
}

export interface WorkTree {
  /** The repository's root on this disk. */
  readonly root: string;
  /** The folder asked about, from the root; '' for the root itself. */
  readonly path: string;
  /** Undefined when HEAD is detached. */
  readonly branch: string | undefined;
  /** Undefined before the first commit. */
  readonly head: Commit | undefined;
}

/** The work tree that a folder is in; undefined when it is in none. */
export async function findWorkTree(folder: string): Promise<WorkTree | undefined> {
  const git = await gitIn(folder);
  const question = { args: ['rev-parse', '--show-toplevel'] };
  const output = await git.run(question);
  if (/not a git repository|must be run in a work tree/.test(output.stderr)) return undefined;
  if (!isWell(output)) throw git.failure(output, question);
  const root = output.stdout.toString('utf8').replace(/\n$/, '');
  const path = relative(await realpath(root), await realpath(folder));
  const name = await git.run({ args: ['symbolic-ref', '--quiet', '--short', 'HEAD'] });
  const branch = isWell(name) ? name.stdout.toString('utf8').trim() : undefined;
  const found = await git.run({ args: ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'] });
  const head = isWell(found) ? await readCommit(git, found.stdout.toString().trim()) : undefined;
  return { root, path, branch, head };
}

export interface Difference {
  readonly path: string;
  readonly kind: 'added' | 'changed' | 'removed';
}

/**
 * What a folder has otherwise than a commit, by path; files that Git is told to ignore count too,
 * since they are read. It compares bytes, where `git status` would run the repository's filters.
 */
export async function differences(committed: Tree, folder: Tree): Promise<readonly Difference[]> {
  const before = new Map((await committed.list()).map((entry) => [entry.path, entry]));
  const found: Difference[] = [];
  for (const entry of await folder.list()) {
    const old = before.get(entry.path);
    before.delete(entry.path);
    if (old === undefined) found.push({ path: entry.path, kind: 'added' });
    else if (!isSame(old, entry)) found.push({ path: entry.path, kind: 'changed' });
  }
  for (const { path, type } of before.values()) {
    if (type !== 'submodule') found.push({ path, kind: 'removed' });
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A file too large to be read has no id in a folder's tree; then its size tells. */
function isSame(one: TreeEntry, other: TreeEntry): boolean {
  if (one.type !== other.type) return false;
  return one.blob === other.blob || (/^0+$/.test(other.blob) && one.size === other.size);
}

async function gitIn(folder: string): Promise<Git> {
  await requireGit(timeoutMs);
  const where = resolve(folder);
  const isThere = await realpath(where).catch(() => undefined);
  if (isThere === undefined) {
    throw new RepoError('unreachable', `${where}: isn't there: give a folder of a repository`);
  }
  const env = hardenedEnvironment(process.env, {
    home: '/nonexistent',
    protocols: [],
    // Whoever owns it: nothing that it configures is executed, and nothing is written.
    settings: [['safe.directory', '*']],
  });
  return new Git({ folder: isThere, env }, { where, timeoutMs, secrets: [] });
}

async function commitId(git: Git, ref: string): Promise<string> {
  const shown = JSON.stringify(ref.slice(0, 80));
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`];
  const question = { args };
  const output = await git.run(question);
  if (isWell(output)) return output.stdout.toString('utf8').trim();
  if (output.end !== 'exited' || output.stderr !== '') throw git.failure(output, question);
  throw new RepoError(
    'missing-ref',
    `${git.where}: there is no ref ${shown}: fetch it (CI: a full clone), or name another`,
  );
}

async function requireFolder(
  git: Git,
  at: { readonly commit: string; readonly prefix: string; readonly ref: string },
): Promise<void> {
  const path = at.prefix.replace(/\/+$/, '');
  const input = `${at.commit}:${path}\n`;
  const answer = await git.ask({ args: ['cat-file', '--batch-check'], input });
  if (/ tree \d+\n$/.test(answer.toString('utf8'))) return;
  const message = `${git.where}: ${at.ref} has no folder ${JSON.stringify(path)}`;
  throw new RepoError('missing-ref', `${message}: name a ref that has it`);
}
