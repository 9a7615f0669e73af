// Copies a folder to a fresh Git repository with one commit: what `up` deploys without `--repo`.
// Nothing of the user's Git configuration is needed, and none of it is obeyed but for name and
// mail.
import { execFile } from 'node:child_process';
import { access, cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const gitTimeoutMs = 30_000;

/**
 * Makes the repository if the folder isn't one with a commit yet, so that what was broken off is
 * begun again; whether it made it.
 */
export async function makeExampleRepo(from: string, folder: string): Promise<boolean> {
  const plain = gitIn(folder, ownEnvironment());
  const git = gitIn(folder, { ...ownEnvironment(), ...withoutConfig });
  if ((await isThere(join(folder, '.git'))) && (await hasCommit(git))) return false;
  await mkdir(folder, { recursive: true });
  await cp(from, folder, { recursive: true });
  await git('init', '--quiet', '--initial-branch=main');
  await setFrom(plain, git, 'user.name', 'Meridian example');
  await setFrom(plain, git, 'user.email', 'example@localhost');
  await git('config', 'commit.gpgSign', 'false');
  await git('add', '--all');
  await git('commit', '--quiet', '--no-verify', '--message', 'The shop, as it comes');
  return true;
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
