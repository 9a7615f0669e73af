// Copies a folder to a fresh Git repository with one commit: what `up` deploys without `--repo`.
// Nothing of the user's Git configuration is needed, and none of it is obeyed but for name and mail.
import { execFile } from 'node:child_process';
import { access, cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const gitTimeoutMs = 30_000;

/** Makes the repository if the folder isn't one yet; whether it made it. */
export async function makeExampleRepo(from: string, folder: string): Promise<boolean> {
  if (await isThere(join(folder, '.git'))) return false;
  await mkdir(folder, { recursive: true });
  await cp(from, folder, { recursive: true });
  const git = (...args: string[]) => run('git', ['-C', folder, ...args], { timeout: gitTimeoutMs });
  await git('init', '--quiet', '--initial-branch=main');
  await setUnlessKnown(git, 'user.name', 'Meridian example');
  await setUnlessKnown(git, 'user.email', 'example@localhost');
  await git('config', 'commit.gpgSign', 'false');
  await git('add', '--all');
  await git('commit', '--quiet', '--no-verify', '--message', 'The shop, as it comes');
  return true;
}

type Git = (...args: string[]) => Promise<unknown>;

async function setUnlessKnown(git: Git, key: string, value: string): Promise<void> {
  try {
    await git('config', '--get', key);
  } catch {
    await git('config', key, value);
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
