// Over ssh, with a real sshd on loopback. Needs the Debian package openssh-server.
import { spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, readdirSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type GitRepoOptions, openGitRepo } from '../../../../engine/adapters/repo-git.ts';
import { GitFixture, TemporaryFolder } from '../../../support/git/fixture.ts';
import { repoError } from '../../../support/git/repo-error.ts';
import { freePort, Sshd, whyNoSshd } from '../../../support/git/sshd.ts';
import { waitUntil } from '../../../support/wait-until.ts';

let folder: TemporaryFolder;
let fixture: GitFixture;
let sshd: Sshd;
let count = 0;

beforeAll(async () => {
  const missing = whyNoSshd();
  if (missing !== undefined) throw new Error(`the ssh tests can't run: ${missing}`);
  folder = new TemporaryFolder();
  sshd = await Sshd.start(folder.path);
}, 400_000);
afterAll(async () => {
  await sshd?.stop();
  folder?.remove();
});
beforeEach(() => {
  count += 1;
  fixture = new GitFixture(join(folder.path, `remote ${count}`));
});

async function open(options: Partial<GitRepoOptions> = {}) {
  return openGitRepo({
    url: sshd.url(encodeURI(fixture.path)),
    ref: 'main',
    folder: join(folder.path, `mirror ${count}`),
    timeoutMs: 20_000,
    sshKeyFile: sshd.keyFile,
    sshKnownHostsFile: sshd.knownHostsFile,
    ...options,
  });
}

test('reads with a key, and follows', async () => {
  const id = fixture.commit({ files: { a: '1' } });
  const repo = await open();
  expect((await repo.fetch()).id).toBe(id);
  expect((await repo.fetch()).id).toBe(id);
  const next = fixture.commit({ files: { a: '2' } });
  expect((await repo.fetch()).id).toBe(next);
  expect((await repo.tree(next).list()).length).toBe(1);
  await repo.close();
});

test('a key that the server does not know is denied', async () => {
  const repo = await open({ sshKeyFile: folder.file('no key', 'none', 0o600) });
  const error = await repoError(repo.fetch());
  expect([error.failure, error.message]).toEqual([
    'denied',
    expect.stringContaining('Permission denied'),
  ]);
  await repo.close();
});

test('a host whose key is unknown, or another, is denied', async () => {
  for (const hosts of ['', `[localhost]:${sshd.port} ssh-ed25519 ${'A'.repeat(68)}\n`]) {
    const sshKnownHostsFile = folder.file('hosts', hosts);
    const repo = await open({ sshKnownHostsFile });
    const error = await repoError(repo.fetch());
    expect([error.failure, error.message]).toEqual([
      'denied',
      expect.stringContaining("add the host's key to the known hosts file"),
    ]);
    await repo.close();
  }
});

test('a closed port, and a repository that is not there, are unreachable', async () => {
  const url = `ssh://localhost:${await freePort()}/x`;
  const closed = await open({ url });
  expect((await repoError(closed.fetch())).failure).toBe('unreachable');
  await closed.close();
  const repo = await open({ url: sshd.url('/nowhere/x.git') });
  expect((await repoError(repo.fetch())).failure).toBe('unreachable');
  await repo.close();
});

test('a server that says nothing runs into the timeout, and no ssh is left', async () => {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const repo = await open({ url: `ssh://localhost:${port}/x`, timeoutMs: 1_000 });
  expect((await repoError(repo.fetch())).failure).toMatch(/timeout|unreachable/);
  await waitUntil('ssh to end', () => !hasProcess(`-p ${port} `));
  await repo.close();
  server.close();
});

test("no key's name is taken for a command, nor the repository's own command run", async () => {
  const id = fixture.commit({ files: { a: '1' } });
  const config = join(fixture.path, '.git', 'config');
  appendFileSync(config, `[core]\n sshCommand = touch ${join(folder.path, 'canary')}\n`);
  const name = `k' ; touch canary ; '%h $(touch canary)`;
  const sshKeyFile = join(folder.path, name);
  copyFileSync(sshd.keyFile, sshKeyFile);
  const repo = await open({ sshKeyFile });
  expect((await repo.fetch()).id).toBe(id);
  const names = readdirSync(folder.path, { recursive: true }) as string[];
  expect(names.filter((found) => /canary$/.test(found))).toEqual([]);
  await repo.close();
});

function hasProcess(text: string): boolean {
  const { stdout } = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
  return stdout.split('\n').some((line) => /ssh/.test(line) && line.includes(text));
}
