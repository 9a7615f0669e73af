// Copies folders to a fresh Git repository with one commit: what `up` deploys without `--repo`.
// Nothing of the user's Git configuration is needed, and none of it is obeyed but for name and
// mail.
import { execFile } from 'node:child_process';
import { access, cp, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const gitTimeoutMs = 30_000;

/**
 * Copies all of them into one: of two that hold the same file the first one's is taken, but each
 * README.md is kept, as `NAME.md` after its folder. Makes the repository if the folder isn't one
 * with a commit yet, so that what was broken off is begun again; whether it made it.
 */
export async function makeExampleRepo(from: readonly string[], folder: string): Promise<boolean> {
  const plain = gitIn(folder, ownEnvironment());
  const git = gitIn(folder, { ...ownEnvironment(), ...withoutConfig });
  if ((await isThere(join(folder, '.git'))) && (await hasCommit(git))) return false;
  await mkdir(folder, { recursive: true });
  for (const example of from) await copyExample(example, folder);
  await git('init', '--quiet', '--initial-branch=main');
  await setFrom(plain, git, 'user.name', 'Meridian example');
  await setFrom(plain, git, 'user.email', 'example@localhost');
  await git('config', 'commit.gpgSign', 'false');
  await git('add', '--all');
  await git('commit', '--quiet', '--no-verify', '--message', 'The examples, as they come');
  return true;
}

async function copyExample(example: string, folder: string): Promise<void> {
  const readme = join(example, 'README.md');
  const filter = (path: string): boolean => path !== readme;
  await cp(example, folder, { recursive: true, force: false, filter });
  if (await isThere(readme)) await cp(readme, join(folder, `${basename(example)}.md`));
}

type Git = (...args: string[]) => Promise<{ readonly stdout: string }>;

const gitIn =
  (folder: string, env: NodeJS.ProcessEnv): Git =>
  (...args) =>
    run('git', ['-C', folder, ...args], { timeout: gitTimeoutMs, env });

/** Without GIT_DIR and the like: run from a hook, they would name another repository. */
const ownEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));

/** Hooks, ignored files and line ends of the user's are not for this one. */
const withoutConfig = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };

async function hasCommit(git: Git): Promise<boolean> {
  try {
    await git('rev-parse', '--quiet', '--verify', 'HEAD');
    return true;
  } catch {
    return false;
  }
}

/** The user's own value, or the one given, into the repository. */
async function setFrom(plain: Git, git: Git, key: string, fallback: string): Promise<void> {
  let value = fallback;
  try {
    value = (await plain('config', '--get', key)).stdout.trim() || fallback;
  } catch {
    // Git ends with 1 when it isn't set.
  }
  await git('config', key, value);
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
