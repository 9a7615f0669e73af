// Over https, with Git's own server: credentials reach the one host they are for, and are seen
// nowhere else.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type GitRepoOptions, openGitRepo } from '../../../../engine/adapters/repo-git.ts';
import { Redacted } from '../../../../engine/lib/redacted.ts';
import type { Repo } from '../../../../engine/ports/repo.ts';
import { GitFixture, TemporaryFolder } from '../../../support/git/fixture.ts';
import { type Certificate, GitHttpServer, makeCertificate } from '../../../support/git/http.ts';
import { repoError } from '../../../support/git/repo-error.ts';
import { GitWrapper } from '../../../support/git/wrapper.ts';
import { waitUntil } from '../../../support/wait-until.ts';

const canary = 'canary/pass word';
const encoded = encodeURIComponent(canary);
const base64 = Buffer.from(`me:${canary}`).toString('base64');

let folder: TemporaryFolder;
let fixture: GitFixture;
let tls: Certificate;
let servers: GitHttpServer[];
let repos: Repo[];

beforeEach(() => {
  folder = new TemporaryFolder();
  fixture = new GitFixture(join(folder.path, 'remote'));
  tls = makeCertificate(folder.path);
  servers = [];
  repos = [];
});
afterEach(async () => {
  for (const repo of repos) await repo.close();
  for (const server of servers) await server.close();
  folder.remove();
});

async function serve(options: { login?: string; tls?: Certificate } = {}): Promise<GitHttpServer> {
  const server = await GitHttpServer.start({ root: folder.path, tls, ...options });
  servers.push(server);
  return server;
}

async function open(url: string, options: Partial<GitRepoOptions> = {}): Promise<Repo> {
  const repo = await openGitRepo({
    url,
    ref: 'main',
    folder: join(folder.path, 'mirror'),
    timeoutMs: 20_000,
    caFile: tls.certFile,
    ...options,
  });
  repos.push(repo);
  return repo;
}

/** Everything below the mirror's folder, as one text. */
function everythingOnDisk(): string {
  const root = join(folder.path, 'mirror');
  const names = readdirSync(root, { recursive: true }) as string[];
  const files = names.map((name) => join(root, name)).filter((path) => statSync(path).isFile());
  return files.map((path) => readFileSync(path, 'latin1')).join('\n');
}

function expectUnseen(...texts: string[]): void {
  for (const text of texts) {
    for (const secret of [canary, encoded, base64]) expect(text).not.toContain(secret);
  }
}

test('reads without a password what everybody may read', async () => {
  const id = fixture.commit({ files: { a: '1' } });
  const server = await serve();
  const repo = await open(server.url('remote'));
  expect((await repo.fetch()).id).toBe(id);
  const next = fixture.commit({ files: { a: '2' } });
  expect((await repo.fetch()).id).toBe(next);
  expect((await repo.tree(next).list()).length).toBe(1);
});

describe('a password', () => {
  test.each(['in the url', 'beside it'])('%s opens, and is seen nowhere', async (where) => {
    const id = fixture.commit({ files: { a: '1' } });
    const server = await serve({ login: `me:${canary}` });
    const isInUrl = where === 'in the url';
    const url = server.url('remote', isInUrl ? `me:${encoded}` : '');
    const credentials = { user: 'me', password: new Redacted(canary) };
    const wrapper = new GitWrapper();
    try {
      const repo = await open(url, isInUrl ? {} : { credentials });
      expect((await repo.fetch()).id).toBe(id);
      await repo.pin('x', id);
      // From the first request on, without a refused one before it.
      expect(
        server.requests.every(({ authorization }) => authorization === `Basic ${base64}`),
      ).toBe(true);
      expectUnseen(repo.describe(), inspect(repo, { depth: 9 }), JSON.stringify(repo));
      expectUnseen(wrapper.calls().join('\n'), everythingOnDisk());
      if (isInUrl) expect(repo.describe()).toContain('https://***@localhost');
    } finally {
      wrapper.remove();
    }
  });

  const logins: [string, string, string][] = [
    ['wrong', `me:${canary}`, 'other:login'],
    ['missing', '', 'other:login'],
  ];
  test.each(logins)('that is %s is denied, without a word of it', async (_, given, login) => {
    fixture.commit({ files: { a: '1' } });
    const server = await serve({ login });
    const repo = await open(server.url('remote', given.replace(canary, encoded)));
    const error = await repoError(repo.fetch());
    expect(error.failure).toBe('denied');
    expectUnseen(error.message, String(error.stack), inspect(error, { depth: 9 }));
  });

  test("goes to no other host, wherever the server's answer points", async () => {
    fixture.commit({ files: { a: '1' } });
    const other = await serve();
    const server = await serve();
    server.redirectTo = other.url('').replace(/\/$/, '');
    const repo = await open(server.url('remote', `me:${encoded}`));
    const error = await repoError(repo.fetch());
    expect(error.failure).toBe('refused');
    expect(error.message).toMatch(/answers with another address/);
    expect(other.requests).toEqual([]);
  });

  test('is refused while a trace that would print it is asked for', async () => {
    process.env.DEBUG = 'simple-git:*';
    try {
      const error = await repoError(open(`https://me:${encoded}@localhost/x`));
      expect(error.failure).toBe('refused');
      expectUnseen(error.message);
    } finally {
      delete process.env.DEBUG;
    }
  });

  test('in what the server says comes out as ***', async () => {
    fixture.commit({ files: { a: '1' } });
    const server = await serve({ login: `me:${canary}` });
    const wrapper = new GitWrapper(
      `[ "$1" = ls-remote ] &&
        { echo "fatal: ${base64} https://me:${encoded}@x ${canary}" >&2; exit 128; }`,
    );
    try {
      const repo = await open(server.url('remote', `me:${encoded}`));
      const error = await repoError(repo.fetch());
      expectUnseen(error.message);
      expect(error.message).toContain('***');
    } finally {
      wrapper.remove();
    }
  });
});

test('a redirect is followed when there is no password to lose', async () => {
  const id = fixture.commit({ files: { a: '1' } });
  const other = await serve();
  const server = await serve();
  server.redirectTo = other.url('').replace(/\/$/, '');
  const repo = await open(server.url('remote'));
  expect((await repo.fetch()).id).toBe(id);
});

test('a certificate that nobody vouches for is no server', async () => {
  fixture.commit({ files: { a: '1' } });
  const server = await serve();
  const repo = await openGitRepo({
    url: server.url('remote'),
    ref: 'main',
    folder: join(folder.path, 'mirror'),
    timeoutMs: 20_000,
  });
  repos.push(repo);
  const error = await repoError(repo.fetch());
  expect(error.failure).toBe('unreachable');
  expect(error.message).toMatch(/certificate/);
  expect(server.requests).toEqual([]);
});

test('a repository that the server has not is unreachable', async () => {
  const server = await serve();
  const repo = await open(server.url('nothing'));
  expect((await repoError(repo.fetch())).failure).toBe('unreachable');
});

test('a server that goes is unreachable; one that comes back is read again', async () => {
  const id = fixture.commit({ files: { a: '1' } });
  const server = await serve();
  const repo = await open(server.url('remote'));
  await repo.fetch();
  const { port } = new URL(server.url(''));
  await server.close();
  expect((await repoError(repo.fetch())).failure).toBe('unreachable');
  expect((await repo.tree(id).list()).length).toBe(1);
  expect(Number(port)).toBeGreaterThan(0);
});

test('a server that says nothing runs into the timeout, and no git is left', async () => {
  const id = fixture.commit({ files: { a: '1' } });
  const server = await serve();
  const repo = await open(server.url('remote'), { timeoutMs: 1_000 });
  await repo.fetch();
  server.isSilent = true;
  const error = await repoError(repo.fetch());
  expect(error.failure).toBe('timeout');
  await waitUntil('git to end', () => !processesWith(server.url('remote')));
  server.isSilent = false;
  expect((await repo.fetch()).id).toBe(id);
});

test('a pack that stops coming runs into the timeout, and leaves nothing behind', async () => {
  const id = fixture.commit({ files: { a: 'x' } });
  const server = await serve();
  const repo = await open(server.url('remote'), { timeoutMs: 1_000 });
  await repo.fetch();
  const next = fixture.commit({ files: { a: noise(400_000) } });
  server.stallAfterBytes = 100_000;
  expect((await repoError(repo.fetch())).failure).toBe('timeout');
  await waitUntil('git to end', () => !processesWith(server.url('remote')));
  expect((await repo.commit(id)).id).toBe(id);
  server.stallAfterBytes = undefined;
  expect((await repo.fetch()).id).toBe(next);
});

test('more than the bound allows is refused', async () => {
  fixture.commit({ files: { a: noise(5_000_000) } });
  const server = await serve();
  server.stallAfterBytes = 4_000_000;
  const repo = await open(server.url('remote'), { maxFetchBytes: 1_000_000 });
  const error = await repoError(repo.fetch());
  expect(error.failure).toBe('refused');
  expect(error.message).toMatch(/more than 1000000 bytes/);
});

function noise(bytes: number): string {
  return randomBytes(bytes).toString('latin1');
}

function processesWith(text: string): boolean {
  const { stdout } = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
  return stdout.split('\n').some((line) => /^(\S*\/)?git/.test(line) && line.includes(text));
}
