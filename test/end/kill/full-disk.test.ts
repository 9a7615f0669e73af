// A disk that is full, under the whole engine and under an agent: it is said where, what is and
// what would be right, what runs goes on, and once there is room nothing is lost and nothing
// doubled.
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type AppYaml, appYaml, clusterYaml } from '../../support/cluster/app-yaml.ts';
import { Cluster } from '../../support/cluster/cluster.ts';
import { StartRecord } from '../../support/cluster/start-record.ts';
import { killTasksUnder } from '../../support/cluster/task-processes.ts';
import { canMountSmallDisk, mountSmallDisk, type SmallDisk } from '../../support/small-disk.ts';
import { waitUntil } from '../../support/wait-until.ts';

const isSoak = process.env.MERIDIAN_SOAK === '1';
let cluster: Cluster;
let record: StartRecord;
let disk: SmallDisk | undefined;

afterEach(async () => {
  await cluster.end();
  if (disk) await killTasksUnder(disk.folder);
  disk?.remove();
  await cluster.stop();
});

/** A cluster of one agent, with a small disk where `folder` says. */
async function start(folder: (cluster: Cluster) => string): Promise<void> {
  cluster = await Cluster.start();
  record = new StartRecord(cluster);
  disk = mountSmallDisk(24_000_000, folder(cluster));
  commit({ instances: 2 });
  await cluster.startEngine();
  cluster.startAgent('a1');
  await settled(2);
}

/** Commits `/web`, and other files. */
function commit(web: Partial<AppYaml>, files: Readonly<Record<string, string>> = {}): string {
  const yaml = appYaml({ name: '/web', command: record.command, ...web });
  return cluster.commit({ 'meridian.yaml': clusterYaml, 'apps/web.yaml': yaml, ...files });
}

const head = (): string => cluster.repo.git('rev-parse', 'HEAD');
const isHealthy = (app: { state: string }): boolean => app.state === 'healthy';

/** The last commit is applied, and so many instances of `/web` run, one process each. */
async function settled(instances: number): Promise<void> {
  const slots = Array.from({ length: instances }, (_, slot) => `/web#${slot}`);
  await cluster.waitFor(
    `${slots.join(' ')} and nothing else`,
    async () => {
      const { applied, repository } = await cluster.client.status();
      const { items } = await cluster.client.apps();
      const alive = record.alive().map((id) => id.replace(/\.\d+$/, ''));
      const isRead = applied?.commit === head() && repository.failure === undefined;
      return isRead && items.every(isHealthy) && alive.sort().join() === slots.join();
    },
    60_000,
  );
}

const filler = (): string => join(disk?.folder ?? '', 'filler');

/** Takes what is left of the disk but for so many bytes, as another program's log would. */
function fill(leftBytes: number): void {
  const { bavail, bsize } = statfsSync(disk?.folder ?? '');
  writeFileSync(filler(), Buffer.alloc(Math.max(0, bavail * bsize - leftBytes)));
}

const makeRoom = (): void => rmSync(filler());

/** Small to fetch and large to store: more than the store has taken room for beforehand. */
function largeApps(): Readonly<Record<string, string>> {
  const texts = Array.from({ length: 12 }, (_, at) => [`BIG_${at}`, 'x'.repeat(65_000)]);
  const env = Object.fromEntries(texts);
  const files = Array.from({ length: 8 }, (_, at) => {
    return [`apps/large-${at}.yaml`, appYaml({ name: `/large-${at}`, instances: 0, env })];
  });
  return Object.fromEntries(files);
}

const noRoom = (): RegExp =>
  new RegExp(`${join(cluster.dataFolder, 'store')}\\S*: the disk is full: free some space`);

async function engineEnds(): Promise<void> {
  await cluster.waitFor('the end of the engine', async () => cluster.endOf('engine') !== undefined);
  expect(cluster.endOf('engine')).toBe('exit code 1');
}

function fullDiskCases(): void {
  it('under the engine’s store stops the engine, which goes on once there is room', async () => {
    await start(({ dataFolder }) => dataFolder);
    const before = record.pids();
    fill(1_000_000);
    commit({ instances: 3 }, largeApps());
    await engineEnds();
    expect(cluster.log('engine')).toMatch(noRoom());
    for (let again = 0; again < 2; again += 1) {
      const from = cluster.log('engine').length;
      cluster.launchEngine();
      await engineEnds();
      expect(cluster.log('engine').slice(from)).toMatch(noRoom());
    }
    expect(record.alive()).toEqual([...before.keys()]);
    const [[crashed, pid] = ['', 0]] = before;
    process.kill(pid, 'SIGKILL');
    makeRoom();
    await cluster.startEngine();
    await settled(3);
    expect([...record.pids().keys()].sort()).toEqual(
      [...before.keys(), crashed.replace(/1$/, '2'), '/web#2.1'].sort(),
    );
  }, 60_000);

  it('under the engine’s mirror is said, and followed on from once there is room', async () => {
    await start(({ dataFolder }) => dataFolder);
    const before = record.pids();
    fill(0);
    commit({ instances: 3 });
    await cluster.waitFor('word of it', async () => {
      const { repository } = await cluster.client.status();
      return repository.failure?.message.includes('make room in, and give') === true;
    });
    expect(record.alive()).toEqual([...before.keys()]);
    expect(cluster.isAlive('engine')).toBe(true);
    makeRoom();
    await settled(3);
    expect([...record.pids().keys()].slice(0, 2)).toEqual([...before.keys()]);
  }, 60_000);

  it('under an agent fails new launches there alone, until there is room', async () => {
    await start((one) => one.agentFolder('a1'));
    const before = record.pids();
    fill(0);
    commit({ instances: 4 });
    await cluster.waitFor('a launch to fail for want of room', async () => {
      const { items } = await cluster.client.tasks();
      return items.some((task) => JSON.stringify(task).includes('sandbox-failed'));
    });
    const { sentence } = await cluster.client.why('/web');
    expect(sentence).toContain('its order could not be written down: ENOSPC');
    expect(record.alive()).toEqual([...before.keys()]);
    const [[crashed, pid] = ['', 0], [other] = ['']] = before;
    process.kill(pid, 'SIGKILL');
    await waitUntil('its end', () => !record.alive().includes(crashed));
    makeRoom();
    // The agent is left alone for 30 s, which an engine that starts knows nothing of.
    if (!isSoak) await cluster.kill('engine');
    if (!isSoak) await cluster.startEngine();
    await settled(4);
    expect(record.alive()).toContain(other);
    expect(record.pids().size, `${crashed} and four`).toBe(5);
  }, 90_000);
}

const name = 'a full disk';
if (canMountSmallDisk()) describe(name, fullDiskCases);
else describe.skip(`NOT RUN, needs root to mount a tmpfs: ${name}`, fullDiskCases);
