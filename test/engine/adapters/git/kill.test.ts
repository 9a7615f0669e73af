// A fetch killed with SIGKILL at any point leaves a mirror that works at the next fetch, and that
// meanwhile has what it had. The engine's process and its git are killed together, as by the
// kernel for want of memory, or the engine alone, whose git then lives on.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openGitRepo } from '../../../../engine/adapters/repo-git.ts';
import type { Repo } from '../../../../engine/ports/repo.ts';
import { GitFixture, TemporaryFolder } from '../../../support/git/fixture.ts';
import { GitHttpServer } from '../../../support/git/http.ts';
import { noise } from '../../../support/git/noise.ts';
import { killCount } from '../../../support/soak/kill-count.ts';
import { waitUntil } from '../../../support/wait-until.ts';

/** `npm run soak` and MERIDIAN_KILLS ask for more. */
const kills = killCount();
const script = join(import.meta.dirname, '..', '..', '..', 'support', 'git', 'fetch-once.ts');

let folder: TemporaryFolder;
let fixture: GitFixture;
let server: GitHttpServer;
let mirror: string;
let children: ChildProcess[];

beforeEach(async () => {
  folder = new TemporaryFolder();
  fixture = new GitFixture(join(folder.path, 'remote'));
  server = await GitHttpServer.start({ root: folder.path });
  mirror = join(folder.path, 'mirror');
  children = [];
});
afterEach(async () => {
  for (const child of children) killGroup(child);
  await server.close();
  folder.remove();
});

function open(): Promise<Repo> {
  const url = server.url('remote');
  return openGitRepo({ url, ref: 'main', folder: mirror, timeoutMs: 20_000 });
}

/** Starts a process (and group) that fetches. */
function startFetch(): ChildProcess {
  const args = ['--import', 'tsx', script, server.url('remote'), 'main', mirror, '60000'];
  const child = spawn(process.execPath, args, { detached: true, stdio: 'ignore' });
  children.push(child);
  return child;
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // All of the group have ended.
  }
}

async function ended(child: ChildProcess): Promise<void> {
  await waitUntil('the process to end', () => child.exitCode !== null || child.signalCode !== null);
}

function generations(): string[] {
  return readdirSync(mirror).filter((name) => name.startsWith('mirror-'));
}

/** Files in all generations whose name has the pattern. */
function filesLike(pattern: RegExp): string[] {
  return existsSync(mirror)
    ? (readdirSync(mirror, { recursive: true }) as string[]).filter((name) => pattern.test(name))
    : [];
}

const noisy = () => ({ noise: noise(700_000) });

async function expectWorks(repo: Repo, id: string): Promise<void> {
  expect((await repo.fetch()).id).toBe(id);
  const list = await repo.tree(id).list();
  expect((await repo.tree(id).read(list.map(({ blob }) => blob))).size).toBe(list.length);
  expect(generations()).toHaveLength(1);
  expect(filesLike(/tmp_|\.lock$/)).toEqual([]);
}

test('killed during the first clone: the next fetch clones', async () => {
  const id = fixture.commit({ files: noisy() });
  server.stallAfterBytes = 300_000;
  const child = startFetch();
  await waitUntil('a pack to come in', () => filesLike(/tmp_pack_/).length > 0);
  killGroup(child);
  await ended(child);
  expect(existsSync(join(mirror, 'current'))).toBe(false);
  server.stallAfterBytes = undefined;
  const repo = await open();
  await expectWorks(repo, id);
  await repo.close();
});

test('killed while a pack comes in: what was there stays, the next fetch goes on', async () => {
  const first = fixture.commit({ files: { a: '1' } });
  const before = await open();
  await before.fetch();
  await before.pin('applied', first);
  await before.close();
  const second = fixture.commit({ files: noisy() });
  server.stallAfterBytes = 300_000;
  const child = startFetch();
  await waitUntil('a pack to come in', () => filesLike(/tmp_pack_/).length > 0);
  killGroup(child);
  await ended(child);
  server.stallAfterBytes = undefined;
  const repo = await open();
  expect((await repo.commit(first)).id).toBe(first);
  await expectWorks(repo, second);
  await repo.close();
});

test('killed after the objects, before the ref: the lock left behind is no obstacle', async () => {
  const first = fixture.commit({ files: { a: '1' } });
  const before = await open();
  await before.fetch();
  await before.close();
  const [generation = ''] = generations();
  const second = fixture.commit({ files: { a: '2' } });
  // Its lock is taken, so that git has stored the objects and waits with the ref.
  writeFileSync(join(mirror, generation, 'refs', 'followed', 'tip.lock'), '');
  const packs = filesLike(/\.idx$/).length;
  const child = startFetch();
  await waitUntil('the pack to be stored', () => filesLike(/\.idx$/).length > packs);
  killGroup(child);
  await ended(child);
  const tip = readFileSync(join(mirror, generation, 'refs', 'followed', 'tip'), 'utf8').trim();
  expect(tip).toBe(first);
  const repo = await open();
  await expectWorks(repo, second);
  await repo.close();
});

test('an engine killed alone, whose git lives on, is no obstacle to the next one', async () => {
  const first = fixture.commit({ files: { a: '1' } });
  const before = await open();
  await before.fetch();
  await before.close();
  const second = fixture.commit({ files: noisy() });
  server.stallAfterBytes = 300_000;
  const child = startFetch();
  await waitUntil('a pack to come in', () => filesLike(/tmp_pack_/).length > 0);
  child.kill('SIGKILL');
  await ended(child);
  server.stallAfterBytes = undefined;
  const repo = await open();
  expect((await repo.commit(first)).id).toBe(first);
  expect((await repo.fetch()).id).toBe(second);
  killGroup(child);
  await expectWorks(repo, second);
  await repo.close();
});

test('killed while a mirror is made afresh: the old one stays in use', async () => {
  const id = fixture.commit({ files: noisy() });
  const before = await open();
  await before.fetch();
  await before.close();
  const [generation = ''] = generations();
  const tip = join(mirror, generation, 'refs', 'followed', 'tip');
  writeFileSync(tip, '');
  server.stallAfterBytes = 300_000;
  const child = startFetch();
  await waitUntil('a pack to come in', () => filesLike(/tmp_pack_/).length > 0);
  expect(generations()).toHaveLength(2);
  killGroup(child);
  await ended(child);
  expect(readFileSync(join(mirror, 'current'), 'utf8').trim()).toBe(generation);
  server.stallAfterBytes = undefined;
  const repo = await open();
  expect(generations()).toEqual([generation]);
  expect((await repo.commit(id)).id).toBe(id);
  await expectWorks(repo, id);
  expect(generations()).not.toEqual([generation]);
  await repo.close();
});

test(
  `killed ${kills} times at as many places, with git or alone: each time the next goes on`,
  async () => {
    for (let kill = 1; kill <= kills; kill += 1) {
      const id = fixture.commit({ files: noisy() });
      server.stallAfterBytes = 100_000 + Math.round((kill / kills) * 550_000);
      const child = startFetch();
      await waitUntil('the pack to stall', () => server.stalled >= kill);
      await waitUntil('it to come in', () => filesLike(/tmp_pack_/).length > 0);
      if (kill % 2 === 0) child.kill('SIGKILL');
      else killGroup(child);
      await ended(child);
      server.stallAfterBytes = undefined;
      const repo = await open();
      expect((await repo.fetch()).id).toBe(id);
      killGroup(child);
      await expectWorks(repo, id);
      await repo.close();
    }
  },
  30_000 + kills * 10_000,
);
