// A store put back to an old copy, under three agents that live on (house.md part 3, Fencing): no
// launch id is run twice, by the tasks' own record. Without --adopt-epoch the engine refuses; with
// it what is wanted is adopted and the rest killed. What makes a copy old isn't the 5 minutes but
// what happened since, so here it happens at once: crashes, upgrades, apps that come and go.
import { renameSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { appYaml, clusterYaml } from '../../support/cluster/app-yaml.ts';
import { Cluster } from '../../support/cluster/cluster.ts';
import { StartRecord } from '../../support/cluster/start-record.ts';
import { copyStore, putBack } from '../../support/cluster/store-copy.ts';

/** Restorations of one copy, each over what happened since the last. */
const restorations = process.env.MERIDIAN_SOAK === '1' ? 20 : 2;
const agents = ['a1', 'a2', 'a3'];
let cluster: Cluster;
let record: StartRecord;

async function start(): Promise<void> {
  cluster = await Cluster.start({
    agentTimeoutSeconds: 2,
    agentReregistrationTimeoutSeconds: 60,
  });
  record = new StartRecord(cluster);
  commit({ web: [3, '0'], old: [2, '0'] });
  await cluster.startEngine();
  for (const name of agents) cluster.startAgent(name);
  await settled({ web: 3, old: 2 });
}

afterEach(() => cluster.stop());

type Apps = Readonly<Record<string, readonly [instances: number, version: string] | null>>;

/** Commits these apps; null removes one. */
function commit(apps: Apps): void {
  const files = Object.entries(apps).map(([name, app]) => [
    `apps/${name}.yaml`,
    app && yaml(name, app),
  ]);
  cluster.commit({ 'meridian.yaml': clusterYaml, ...Object.fromEntries(files) });
}

function yaml(name: string, [instances, version]: readonly [number, string]): string {
  return appYaml({
    ...{ name: `/${name}`, instances, env: { V: version }, command: record.command },
    resources: '{cpus: 0.1, memory: 16MiB}\n    ports: [{name: http}]',
    update: '{minimumHealth: 0.5, maximumOver: 0.5, deadline: 30s}',
  });
}

/** Just these apps are there, healthy, each slot with one process and nothing besides. */
async function settled(wanted: Readonly<Record<string, number>>): Promise<void> {
  const slots = Object.entries(wanted)
    .flatMap(([name, count]) => Array.from({ length: count }, (_, slot) => `/${name}#${slot}`))
    .sort();
  await cluster.waitFor(`${slots.join(' ')} and nothing else`, async () => {
    const { items } = await cluster.client.apps();
    const { repository, applied } = await cluster.client.status();
    const isRead = applied?.commit === repository.head && repository.head === head();
    const alive = record.alive().map((id) => id.replace(/\.\d+$/, ''));
    return isRead && items.every(isHealthy) && alive.sort().join() === slots.join();
  });
}

const head = (): string => cluster.repo.git('rev-parse', 'HEAD');
const isHealthy = (app: { state: string }): boolean => app.state === 'healthy';

/** Host ports by task, of what the engine thinks is running. */
async function portsById(): Promise<ReadonlyMap<string, readonly number[]>> {
  const { items } = await cluster.client.tasks();
  return new Map(items.filter((one) => one.state === 'running').map((one) => [one.id, one.ports]));
}

async function refusal(...words: readonly string[]): Promise<string> {
  const from = cluster.log('engine').length;
  cluster.launchEngine(...words);
  await cluster.waitFor('the refusal', async () => cluster.endOf('engine') !== undefined);
  expect(cluster.endOf('engine')).toBe('exit code 1');
  return cluster.log('engine').slice(from);
}

const remedy =
  'put the newer store back, or start once with --adopt-epoch to take over with this one';

/** The second time before any agent has come. */
async function refusedAsItIs(): Promise<void> {
  expect(await refusal()).toMatch(new RegExp(`agent a\\d-.* has heard of .*: ${remedy}`));
  expect(await refusal()).toContain(remedy);
}

/** What the store wants is old: what runs isn't judged by it. */
async function refusedWithoutGit(): Promise<void> {
  const { path } = cluster.repo;
  renameSync(path, `${path}-away`);
  expect(await refusal('--adopt-epoch')).toContain(
    'mend that first, then start again with --adopt-epoch',
  );
  renameSync(`${path}-away`, path);
}

it(
  `refuses, and adopts, a copy put back ${restorations} times`,
  async () => {
    await start();
    copyStore(cluster);
    for (let round = 1; round <= restorations; round += 1) {
      const version = `${round}`;
      const [crashed = ''] = record.alive();
      process.kill(record.pids().get(crashed) ?? 0, 'SIGKILL');
      commit({
        web: [4, version],
        new: [2, '1'],
        gone: [2, version],
        ...(round > 1 ? {} : { old: null }),
      });
      await settled({ web: 4, new: 2, gone: 2 });
      const [before, ports] = [record.pids(), await portsById()];
      const wanted = record.alive().filter((id) => !id.startsWith('/gone#'));
      await cluster.kill('engine');
      commit({ gone: null });
      putBack(cluster);
      if (round % 2 === 1) await refusedAsItIs();
      else await refusedWithoutGit();
      expect(record.pids()).toEqual(before);
      await cluster.startEngine('--adopt-epoch');
      await settled({ web: 4, new: 2 });
      expect(record.pids()).toEqual(before);
      expect([...record.alive()].sort()).toEqual([...wanted].sort());
      for (const [id, adopted] of await portsById()) expect(adopted).toEqual(ports.get(id));
    }
    commit({ web: [6, 'last'], old: [1, 'last'] });
    await settled({ web: 6, new: 2, old: 1 });
  },
  60_000 * restorations,
);

it('goes on adopting after a kill -9, though the next start is told nothing', async () => {
  await start();
  await cluster.kill('engine');
  copyStore(cluster);
  await cluster.startEngine();
  commit({ web: [5, '1'], old: null });
  await settled({ web: 5 });
  const [before, wanted] = [record.pids(), record.alive()];
  await cluster.kill('a3');
  await cluster.kill('engine');
  putBack(cluster);
  expect(await refusal()).toContain('has heard of epoch 2 from another engine');
  await cluster.startEngine('--adopt-epoch');
  await cluster.waitFor('an agent', async () => {
    const { agents } = await cluster.client.status();
    return (agents.registered ?? 0) > 0;
  });
  await cluster.kill('engine');
  await cluster.startEngine();
  cluster.startAgent('a3');
  await settled({ web: 5 });
  expect(record.pids()).toEqual(before);
  expect(record.alive()).toEqual(wanted);
  commit({ web: [6, '2'] });
  await settled({ web: 6 });
}, 60_000);
