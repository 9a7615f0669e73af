// The repository somebody works in, written to by `rollback` alone: what isn't committed, a commit
// made of an earlier tree, the push. Git's plumbing only, so that nothing of the repository is run:
// no hooks, no file system monitor. Its owner's name, mail and ssh settings hold, being the
// owner's.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../model/problem.ts';

const timeoutMs = 60_000;
const pushTimeoutMs = 120_000;
const maxBytes = 67_108_864;
/** Lines of what isn't committed at most. */
const maxDirty = 1_000;

const hardening = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false'];
/** Of the caller's GIT_ variables, those that say who and how to connect. */
const passed = /^GIT_(AUTHOR|COMMITTER|SSH|CONFIG|ASKPASS)/;

export interface RollbackWish {
  readonly root: string;
  readonly head: string;
  readonly to: string;
  /** From the root; `.` for all of it. */
  readonly paths: readonly string[];
}

export interface TreeChange {
  readonly path: string;
  readonly kind: 'added' | 'changed' | 'removed';
}

/** What isn't committed, and what is there besides; as `git status` writes it. */
export async function dirtyPaths(root: string): Promise<readonly string[]> {
  const args = ['status', '--porcelain=v1', '-z', '--untracked-files=normal', '--no-renames'];
  return parts(await git(root, args)).slice(0, maxDirty);
}

/** Stores the tree that has `paths` as `to` has them and the rest as `head` has it. */
export async function prepareRollback(
  wish: RollbackWish,
): Promise<{ readonly tree: string; readonly changes: readonly TreeChange[] }> {
  const { root, head, to, paths } = wish;
  const tree = paths.includes('.')
    ? (await git(root, ['rev-parse', '--verify', `${to}^{tree}`])).trim()
    : await mixedTree(wish);
  const args = ['diff-tree', '-r', '-z', '--no-renames', '--name-status', head, tree];
  return { tree, changes: changesOf(parts(await git(root, args))) };
}

/** Commits on top of `head`, which must be what is checked out, and brings the folder there. */
export async function commitTree(commit: {
  readonly root: string;
  readonly head: string;
  readonly tree: string;
  readonly message: string;
}): Promise<string> {
  const { root, head, tree, message } = commit;
  const made = await git(root, ['commit-tree', tree, '-p', head], { input: message });
  const id = made.trim();
  await git(root, ['update-index', '-q', '--refresh']);
  await git(root, ['read-tree', '-m', '-u', head, id]);
  try {
    await git(root, ['update-ref', '-m', 'meridian rollback', 'HEAD', id, head]);
  } catch (error) {
    await git(root, ['read-tree', '-m', '-u', id, head]);
    throw error;
  }
  return id;
}

/** Pushes to where the branch is followed from (= the same branch of `origin`). */
export async function pushBranch(root: string, branch: string): Promise<string> {
  const remote = (await setting(root, `branch.${branch}.remote`)) ?? 'origin';
  const merge = (await setting(root, `branch.${branch}.merge`)) ?? `refs/heads/${branch}`;
  const args = ['push', '--porcelain', '--', remote, `HEAD:${merge}`];
  await git(root, args, { timeoutMs: pushTimeoutMs });
  return `${remote} ${merge.replace(/^refs\/heads\//, '')}`;
}

async function mixedTree({ root, head, to, paths }: RollbackWish): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'meridian-index-'));
  const index = { GIT_INDEX_FILE: join(folder, 'index') };
  try {
    const old = parts(await git(root, listing(head, paths)));
    const wanted = parts(await git(root, listing(to, paths)));
    const gone = old.map((line) => `0 ${'0'.repeat(40)}\t${pathIn(line)}`);
    const input = [...gone, ...wanted].map((line) => `${line}\0`).join('');
    await git(root, ['read-tree', head], { env: index });
    await git(root, ['update-index', '-z', '--index-info'], { env: index, input });
    return (await git(root, ['write-tree'], { env: index })).trim();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const listing = (commit: string, paths: readonly string[]): readonly string[] => [
  ...['ls-tree', '-r', '-z', '--full-tree', commit, '--'],
  ...paths,
];

const pathIn = (line: string): string => line.slice(line.indexOf('\t') + 1);

const parts = (text: string): readonly string[] => text.split('\0').filter((part) => part !== '');

const kinds: Readonly<Record<string, TreeChange['kind']>> = { A: 'added', D: 'removed' };

function changesOf(fields: readonly string[]): readonly TreeChange[] {
  const changes: TreeChange[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2)
    changes.push({ path: fields[at + 1] ?? '', kind: kinds[fields[at] ?? ''] ?? 'changed' });
  return changes;
}

async function setting(root: string, key: string): Promise<string | undefined> {
  const value = await git(root, ['config', '--default', '', '--get', key]);
  return value.trim() === '' ? undefined : value.trim();
}

interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

function environment(more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('GIT_') || passed.test(name),
  );
  return {
    ...Object.fromEntries(own),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    ...more,
  };
}

/** Standard output; rejects with a Problem that has git's last word. */
function git(root: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const settings = {
    cwd: root,
    env: environment(options.env ?? {}),
    timeout: options.timeoutMs ?? timeoutMs,
    killSignal: 'SIGKILL' as const,
    maxBuffer: maxBytes,
  };
  return new Promise((resolve, reject) => {
    const child = execFile('git', [...hardening, ...args], settings, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(failure(root, args[0] ?? '', stderr || error.message));
    });
    // A git that ended early reads no more; its exit says why.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input ?? '');
  });
}

function failure(root: string, command: string, text: string): Problem {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const said = (lines.find((line) => /^(fatal|error|!)/.test(line)) ?? lines[0] ?? 'it ended')
    .replace(/^(fatal|error): /, '')
    .replace(/(\w+:\/\/)[^/@\s]*@/g, '$1***@')
    .slice(0, 300);
  const isUnnamed = /tell me who you are|empty ident|auto-detect email/i.test(text);
  const hint = isUnnamed
    ? 'set user.name and user.email in Git'
    : 'mend that in Git, then try again';
  return new Problem('conflict', { where: root, what: `git ${command}: ${said}`, hint });
}
