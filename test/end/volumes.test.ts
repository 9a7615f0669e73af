// Volumes on a real cluster of three agents: an instance comes back to its data, over its own end,
// a new version, a killed agent and a killed engine; what is given up is gone from the disk.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clusterYaml } from '../support/cluster/app-yaml.ts';
import { Cluster } from '../support/cluster/cluster.ts';

let cluster: Cluster;

/** Each of its tasks adds a line to its volume, and fails once it finds a file `end` there. */
const counter = (instances: number, mark: string): string => `apiVersion: meridian/v1
kind: App
metadata: {name: /db}
spec:
  role: data
  instances: ${instances}
  task:
    volumes: [{path: data, persistent: 64MiB}]
    command: |
      echo "$MERIDIAN_TASK" >> data/log
      until [ -e data/end ]; do sleep 0.1; done
      rm data/end
      exit 1
    env: {MARK: ${mark}}
    resources: {cpus: 0.5, memory: 16MiB}
  backoff: {initial: 100ms, max: 1s}
`;

/** Takes all cpus that are nobody's. */
const filler = (instances: number): string => `apiVersion: meridian/v1
kind: App
metadata: {name: /filler}
spec:
  instances: ${instances}
  task: {command: exec sleep 100000, resources: {cpus: 0.25, memory: 8MiB}}
  update: {minimumHealth: 0, deadline: 5m}
`;

beforeAll(async () => {
  cluster = await Cluster.start();
  for (const name of ['a1', 'a2', 'a3'])
    cluster.startAgent(name, { resources: 'cpus:2;mem:1024;disk:100' });
  cluster.commit({ 'meridian.yaml': clusterYaml, 'apps/db.yaml': counter(2, 'one') });
  await cluster.startEngine();
});

afterAll(() => cluster.stop());

interface Running {
  readonly id: string;
  readonly agent: string;
}

async function running(name: string): Promise<readonly Running[]> {
  const { items } = await cluster.client.tasks({ name });
  return items
    .filter(({ state }) => state === 'running')
    .map(({ id, agentId }) => ({ id, agent: agentId }));
}

const idsOf = async (): Promise<string> =>
  (await running('/db'))
    .map(({ id }) => id)
    .sort()
    .join();

async function waitForRunning(...ids: readonly string[]): Promise<void> {
  let now = '';
  const isSo = async (): Promise<boolean> => {
    now = await idsOf();
    return now === ids.join();
  };
  await cluster.waitFor(`${ids.join(', ')} run`, isSo, 60_000).catch((cause: unknown) => {
    throw new Error(`${now} run, not ${ids.join()}`, { cause });
  });
}

const nameOf = (agentId: string): string => agentId.replace(/-[0-9a-f]{6}$/, '');

/** What is written in the volumes of an agent. */
function logsOn(agent: string): string[] {
  const folder = join(cluster.agentFolder(agent), 'volumes');
  return foldersIn(folder).map((one) => readFileSync(join(folder, one, 'data', 'log'), 'utf8'));
}

/** A task runs a moment before it has written its line. */
const waitForLog = (agent: string, log: string): Promise<void> =>
  cluster.waitFor(`${JSON.stringify(log)} on ${agent}`, async () => logsOn(agent).includes(log));

/** Makes the task that wrote this log end. */
async function endTaskOf(agent: string, log: string): Promise<void> {
  await waitForLog(agent, log);
  const folder = join(cluster.agentFolder(agent), 'volumes');
  for (const one of foldersIn(folder))
    if (readFileSync(join(folder, one, 'data', 'log'), 'utf8') === log)
      writeFileSync(join(folder, one, 'data', 'end'), '');
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

async function placeOf(slot: string): Promise<string> {
  const all = await running('/db');
  return nameOf(all.find(({ id }) => id.startsWith(`${slot}.`))?.agent ?? '');
}

test('an instance that ended comes back to its data, though its agent is full', async () => {
  await waitForRunning('/db#0.1', '/db#1.1');
  const home = await placeOf('/db#0');
  cluster.commit({ 'apps/filler.yaml': filler(40) });
  await cluster.waitFor(
    'the cluster is full',
    async () => (await running('/filler')).length === 20,
    60_000,
  );
  await endTaskOf(home, '/db#0.1\n');
  await waitForRunning('/db#0.2', '/db#1.1');
  expect(await placeOf('/db#0')).toBe(home);
  await waitForLog(home, '/db#0.1\n/db#0.2\n');
});

test('a new version takes the place of the old, instance by instance', async () => {
  cluster.commit({ 'apps/db.yaml': counter(2, 'two') });
  await waitForRunning('/db#0.3', '/db#1.2');
  await waitForLog(await placeOf('/db#0'), '/db#0.1\n/db#0.2\n/db#0.3\n');
  await waitForLog(await placeOf('/db#1'), '/db#1.1\n/db#1.2\n');
});

test('it is kept over a kill -9 of engine and agent', async () => {
  const home = await placeOf('/db#0');
  await cluster.kill('engine');
  await cluster.kill(home);
  await cluster.startEngine();
  cluster.startAgent(home);
  await cluster.waitFor('all are back', async () => {
    const { items } = await cluster.client.agents();
    return items.filter(({ presence }) => presence === 'registered').length === 3;
  });
  await endTaskOf(home, '/db#0.1\n/db#0.2\n/db#0.3\n');
  await waitForRunning('/db#0.4', '/db#1.2');
  await waitForLog(home, '/db#0.1\n/db#0.2\n/db#0.3\n/db#0.4\n');
});

test('scaled away it stays, with its app it goes, from the disk too', async () => {
  const second = await placeOf('/db#1');
  cluster.commit({ 'apps/db.yaml': counter(1, 'two') });
  await waitForRunning('/db#0.4');
  await waitForLog(second, '/db#1.1\n/db#1.2\n');
  cluster.commit({ 'apps/db.yaml': null });
  await cluster.waitFor(
    'nothing is left',
    async () => {
      const { items } = await cluster.client.volumes();
      const folders = ['a1', 'a2', 'a3'].flatMap((name) =>
        foldersIn(join(cluster.agentFolder(name), 'volumes')),
      );
      return items.length === 0 && folders.length === 0;
    },
    60_000,
  );
});
