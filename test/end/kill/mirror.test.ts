// The engine's mirror harmed under the engine that runs, and its git killed: what runs goes on, and
// by itself the engine comes to follow the repository again.
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { appYaml, clusterYaml } from '../../support/cluster/app-yaml.ts';
import { Cluster } from '../../support/cluster/cluster.ts';
import { StartRecord } from '../../support/cluster/start-record.ts';
import { processesUnder } from '../../support/cluster/task-processes.ts';
import { GitHttpServer } from '../../support/git/http.ts';
import { noise } from '../../support/git/noise.ts';
import { killCount } from '../../support/soak/kill-count.ts';
import { waitUntil } from '../../support/wait-until.ts';

const kills = killCount();
let cluster: Cluster;
let record: StartRecord;
let server: GitHttpServer;
let instances = 1;

beforeAll(async () => {
  cluster = await Cluster.start();
  record = new StartRecord(cluster);
  server = await GitHttpServer.start({ root: cluster.folder });
  cluster.follow(server.url('wanted'));
  cluster.commit({ 'meridian.yaml': clusterYaml, 'apps/web.yaml': web() });
  await cluster.startEngine();
  cluster.startAgent('a1');
  await applied(head());
});

afterAll(async () => {
  await cluster.stop();
  await server.close();
});

const web = (): string => appYaml({ name: '/web', instances, command: record.command });
const head = (): string => cluster.repo.git('rev-parse', 'HEAD');
const mirror = (): string => join(cluster.dataFolder, 'mirror');
const generation = (): string =>
  join(mirror(), readFileSync(join(mirror(), 'current'), 'utf8').trim());

function packs(): readonly string[] {
  const folder = join(generation(), 'objects', 'pack');
  const names = readdirSync(folder).filter((name) => name.endsWith('.pack'));
  return names.map((name) => join(folder, name));
}

/** Again, if git has put something into it meanwhile. */
const removed = (path: string): void => rmSync(path, { recursive: true, maxRetries: 10 });

function spoil(path: string): void {
  const bytes = readFileSync(path);
  bytes.fill(0xaa, 20, bytes.length - 20);
  rmSync(path);
  writeFileSync(path, bytes);
}

/** The commit is applied, its instances run, and the repository is said to be readable. */
async function applied(commit: string): Promise<void> {
  await cluster.waitFor(`${commit} to be applied`, async () => {
    const { repository, ...status } = await cluster.client.status();
    const isRead = status.applied?.commit === commit && repository.failure === undefined;
    const { items } = await cluster.client.apps();
    return isRead && items.every(({ state }) => state === 'healthy');
  });
  expect(record.alive()).toHaveLength(instances);
}

it.each([
  ['deleted', () => removed(mirror())],
  ['emptied', () => removed(generation())],
  ['without its packs', () => packs().map((path) => rmSync(path))],
  ['with its packs spoilt', () => packs().map(spoil)],
  ['with its packs cut short', () => packs().map((path) => truncateSync(path, 40))],
])('follows on with its mirror %s, and what runs goes on', async (_, harm) => {
  const before = record.alive();
  harm();
  instances += 1;
  await applied(cluster.commit({ 'apps/web.yaml': web() }));
  expect(record.alive().slice(0, before.length)).toEqual(before);
});

it('comes up with its mirror deleted while it was down', async () => {
  await cluster.kill('engine');
  removed(mirror());
  instances += 1;
  const commit = cluster.commit({ 'apps/web.yaml': web() });
  await cluster.startEngine();
  await applied(commit);
});

it(
  `follows on after ${kills} kills of its git in the middle of a fetch`,
  async () => {
    const before = record.pids();
    for (let number = 1; number <= kills; number += 1) {
      const stalled = server.stalled;
      server.stallAfterBytes = Math.round((number / kills) * 650_000);
      const commit = cluster.commit({ noise: noise(700_000) });
      await waitUntil('the pack to stall', () => server.stalled > stalled);
      server.stallAfterBytes = undefined;
      const gits = processesUnder(mirror());
      expect(gits.length).toBeGreaterThan(0);
      for (const pid of gits) kill9(pid);
      await applied(commit);
    }
    expect(record.pids()).toEqual(before);
  },
  30_000 + kills * 10_000,
);

/** One may end with another that it works for. */
function kill9(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    expect(error).toMatchObject({ code: 'ESRCH' });
  }
}
