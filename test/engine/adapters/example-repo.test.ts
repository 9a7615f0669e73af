import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { makeExampleRepo } from '../../../engine/adapters/local/example-repo.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const saved = { ...process.env };
afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in saved)) delete process.env[name];
  Object.assign(process.env, saved);
});

const git = (folder: string, ...args: string[]): string => {
  const { GIT_DIR: _, GIT_CONFIG_GLOBAL: __, ...env } = process.env;
  return execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', env }).trim();
};

function newSource(): { readonly from: string; readonly root: string } {
  const root = tempFolder();
  const from = join(root, 'from');
  mkdirSync(from);
  writeFileSync(join(from, 'app.yaml'), 'kind: App\n');
  return { from, root };
}

it('makes one commit of the folder, once', async () => {
  const { from, root } = newSource();
  const folder = join(root, 'repo');
  expect(await makeExampleRepo([from], folder)).toBe(true);
  writeFileSync(join(folder, 'app.yaml'), 'mine\n');
  expect(await makeExampleRepo([from], folder)).toBe(false);
  expect(readFileSync(join(folder, 'app.yaml'), 'utf8')).toBe('mine\n');
  expect(git(folder, 'rev-list', '--count', 'HEAD')).toBe('1');
  expect(git(folder, 'ls-files')).toBe('app.yaml');
});

it('puts several in one: a file that two have is the first’s, each README is kept', async () => {
  const { from, root } = newSource();
  const second = join(root, 'second');
  mkdirSync(second);
  writeFileSync(join(second, 'app.yaml'), 'the second’s\n');
  writeFileSync(join(second, 'job.yaml'), 'kind: Job\n');
  for (const one of [from, second]) writeFileSync(join(one, 'README.md'), one);
  const folder = join(root, 'repo');
  await makeExampleRepo([from, second], folder);
  expect(git(folder, 'ls-files').split('\n')).toEqual([
    'app.yaml',
    'from.md',
    'job.yaml',
    'second.md',
  ]);
  expect(readFileSync(join(folder, 'app.yaml'), 'utf8')).toBe('kind: App\n');
  expect(readFileSync(join(folder, 'second.md'), 'utf8')).toBe(second);
});

it('begins again where it was broken off before the commit', async () => {
  const { from, root } = newSource();
  const folder = join(root, 'repo');
  mkdirSync(folder);
  git(folder, 'init', '--quiet');
  expect(await makeExampleRepo([from], folder)).toBe(true);
  expect(git(folder, 'ls-files')).toBe('app.yaml');
});

it('obeys no ignored files, hooks or repository of the user’s, but their name', async () => {
  const { from, root } = newSource();
  const [folder, other] = [join(root, 'repo'), join(root, 'other')];
  mkdirSync(other);
  git(other, 'init', '--quiet');
  writeFileSync(join(root, 'ignored'), '*.yaml\n');
  const config = `[core]\n\texcludesFile = ${root}/ignored\n[user]\n\tname = Ada\n\temail = a@b\n`;
  writeFileSync(join(root, 'config'), config);
  process.env.HOME = root;
  writeFileSync(join(root, '.gitconfig'), config);
  process.env.GIT_DIR = join(other, '.git');
  expect(await makeExampleRepo([from], folder)).toBe(true);
  delete process.env.GIT_DIR;
  expect(git(folder, 'ls-files')).toBe('app.yaml');
  expect(git(folder, 'log', '--format=%an')).toBe('Ada');
  expect(() => git(other, 'rev-parse', '--verify', 'HEAD')).toThrow();
});
