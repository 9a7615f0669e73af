// Roles on a real cluster of three agents that is too small for them: weights, a guarantee on a
// full cluster, and a limit, each from Git alone.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clusterYaml } from '../support/cluster/app-yaml.ts';
import { Cluster } from '../support/cluster/cluster.ts';

let cluster: Cluster;

/** Tasks of a tenth of a cpu; 100 of them fill the agents. */
const appOf = (role: string, instances: number): string => `apiVersion: meridian/v1
kind: App
metadata: {name: /${role}/all}
spec:
  role: ${role}
  instances: ${instances}
  task: {command: exec sleep 100000, resources: {cpus: 0.1, memory: 8MiB}}
  update: {minimumHealth: 0, deadline: 5m}
`;

const quotaOf = (role: string, rest: string): string => `apiVersion: meridian/v1
kind: Quota
spec: {role: ${role}, ${rest}}
`;

beforeAll(async () => {
  cluster = await Cluster.start();
  for (const [name, cpus] of [
    ['a1', 4],
    ['a2', 3],
    ['a3', 3],
  ] as const)
    cluster.startAgent(name, { resources: `cpus:${cpus};mem:4096` });
  cluster.commit({
    'meridian.yaml': clusterYaml,
    'apps/a.yaml': appOf('a', 100),
    'apps/b.yaml': appOf('b', 100),
    'apps/quota-a.yaml': quotaOf('a', 'weight: 1'),
    'apps/quota-b.yaml': quotaOf('b', 'weight: 3'),
  });
  await cluster.startEngine();
});

afterAll(() => cluster.stop());

/** Cpus that each role is allocated. */
async function cpusOf(): Promise<Readonly<Record<string, number>>> {
  const { items } = await cluster.client.roles();
  return Object.fromEntries(items.map(({ role, allocated }) => [role, allocated.cpus ?? 0]));
}

async function runningOf(role: string): Promise<number> {
  const app = await cluster.client.app(`/${role}/all`);
  return app.instances.running;
}

async function waitForCpus(wanted: Readonly<Record<string, number>>): Promise<void> {
  await cluster.waitFor(
    `cpus of ${JSON.stringify(wanted)}`,
    async () => {
      const cpus = await cpusOf();
      return Object.entries(wanted).every(([role, amount]) => cpus[role] === amount);
    },
    90_000,
  );
}

test('two teams with weights 1:3 that want everything have one and three quarters', async () => {
  await waitForCpus({ a: 2.5, b: 7.5 });
  await cluster.waitFor(
    'all of them run',
    async () => (await runningOf('a')) === 25 && (await runningOf('b')) === 75,
    90_000,
  );
  const { items } = await cluster.client.roles();
  expect(items.map(({ role, share, weight }) => [role, share, weight])).toEqual([
    ['a', 0.25, 1],
    ['b', 0.75, 3],
  ]);
});

test('a guarantee committed on the full cluster is met first as tasks end', async () => {
  cluster.commit({
    'apps/c.yaml': appOf('c', 10),
    'apps/quota-c.yaml': quotaOf('c', 'weight: 0.001, guarantee: {cpus: 1}'),
  });
  await cluster.waitFor('it waits', async () => {
    const { items } = await cluster.client.roles();
    return items.some(({ role, waiting }) => role === 'c' && waiting === 10);
  });
  expect(await cpusOf()).toMatchObject({ a: 2.5, b: 7.5 });
  cluster.commit({ 'apps/b.yaml': appOf('b', 65) });
  await waitForCpus({ a: 2.5, b: 6.5, c: 1 });
});

test('a limit holds to the unit', async () => {
  cluster.commit({
    'apps/quota-a.yaml': quotaOf('a', 'weight: 1, limit: {cpus: 3}'),
    'apps/b.yaml': appOf('b', 20),
  });
  await waitForCpus({ a: 3, b: 2, c: 1 });
  const why = await cluster.client.why('/a/all');
  expect(why.sentence).toContain('limit');
  cluster.commit({ 'apps/quota-a.yaml': quotaOf('a', 'weight: 1, limit: {cpus: 3.5}') });
  await waitForCpus({ a: 3.5, b: 2, c: 1 });
});
