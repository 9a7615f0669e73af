// kill -9 at the worst moments: what runs goes on running, and what was begun goes on.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { appYaml, clusterYaml } from '../support/cluster/app-yaml.ts';
import { Cluster } from '../support/cluster/cluster.ts';

const name = '/web';
let cluster: Cluster;

const web = (version: string): string =>
  appYaml({
    name,
    instances: 4,
    command: 'echo "$MERIDIAN_TASK $$" >> "$MARKS/starts"; exec sleep 100000',
    env: { V: version, MARKS: cluster.marks },
    update: '{minimumHealth: 1.0, maximumOver: 0.25, watch: 400ms, deadline: 30s}',
  });

beforeAll(async () => {
  cluster = await Cluster.start({ agentTimeoutSeconds: 2 });
  cluster.commit({ 'meridian.yaml': clusterYaml, 'apps/web.yaml': web('1') });
  await cluster.startEngine();
  for (const agent of ['a1', 'a2', 'a3']) cluster.startAgent(agent);
  await cluster.waitFor('four healthy', () => isHealthy());
});

afterAll(() => cluster.stop());

async function app() {
  const { items } = await cluster.client.apps();
  return items.find((item) => item.name === name);
}

const isHealthy = async (): Promise<boolean> => {
  const view = await app();
  return view?.state === 'healthy' && view.instances.healthy === 4;
};

async function running() {
  const { items } = await cluster.client.tasks();
  return items.filter((task) => task.state === 'running');
}

/** Pids by task id, as the tasks wrote them themselves; each id started once. */
function pids(): ReadonlyMap<string, number> {
  const lines = readFileSync(join(cluster.marks, 'starts'), 'utf8').trim().split('\n');
  const found = new Map(
    lines.map((line) => [line.split(' ')[0] ?? '', Number(line.split(' ')[1])]),
  );
  expect(found.size).toBe(lines.length);
  return found;
}

async function expectAllAlive(): Promise<void> {
  const known = pids();
  for (const task of await running()) {
    const pid = known.get(task.id) ?? 0;
    expect(() => process.kill(pid, 0), `${task.id} has pid ${pid}`).not.toThrow();
  }
}

it('goes on with a rollout when the engine is killed in the middle of it', async () => {
  cluster.commit({ 'apps/web.yaml': web('2') });
  await cluster.waitFor('the rollout to be half done', async () => {
    return (await running()).filter((task) => task.id.endsWith('.2')).length === 2;
  });
  const before = pids();
  await cluster.kill('engine');
  await cluster.startEngine();
  await cluster.waitFor('the rollout’s end', async () => {
    return (await isHealthy()) && (await running()).every((task) => task.id.endsWith('.2'));
  });
  const after = pids();
  for (const [id, pid] of before) expect(after.get(id)).toBe(pid);
  expect(after.size).toBe(8);
  await expectAllAlive();
});

it('adopts what runs when an agent is killed and comes back', async () => {
  const before = [...pids()];
  await cluster.kill('a1');
  cluster.startAgent('a1');
  await cluster.waitFor('all agents', async () => {
    const { items } = await cluster.client.agents();
    return items.every((agent) => agent.presence === 'registered') && (await isHealthy());
  });
  expect([...pids()]).toEqual(before);
  await expectAllAlive();
});

it('keeps everything when engine and agent are killed together', async () => {
  const before = [...pids()];
  await Promise.all([cluster.kill('engine'), cluster.kill('a2')]);
  await cluster.startEngine();
  cluster.startAgent('a2');
  await cluster.waitFor('health after both', () => isHealthy());
  expect([...pids()]).toEqual(before);
  await expectAllAlive();
});

it('brings instances back elsewhere when their agent is gone for good', async () => {
  const victim = (await running())[0]?.agentId ?? '';
  const name = victim.replace(/-[0-9a-f]{6}$/, '');
  const lost = (await running()).filter((task) => task.agentId === victim);
  expect(lost.length).toBeGreaterThan(0);
  await cluster.kill(name);
  await cluster.waitFor('four healthy on the others', async () => {
    const tasks = await running();
    return (await isHealthy()) && tasks.every((task) => task.agentId !== victim);
  });
  cluster.startAgent(name);
  await cluster.waitFor('the agent', async () => {
    const { items } = await cluster.client.agents();
    return items.some((agent) => agent.id === victim && agent.presence === 'registered');
  });
  await cluster.waitFor('the end of what was given up', async () => {
    const known = pids();
    return lost.every((task) => !isAlive(known.get(task.id) ?? 0));
  });
  expect(await isHealthy()).toBe(true);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
