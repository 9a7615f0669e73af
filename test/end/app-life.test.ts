// The life of an app on a real cluster: engine and agents as processes, a real Git repository.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AppYaml, appYaml, clusterYaml } from '../support/cluster/app-yaml.ts';
import { Cluster } from '../support/cluster/cluster.ts';
import { AppWatch } from '../support/cluster/watch.ts';

const name = '/shop/web';
let cluster: Cluster;
let watch: AppWatch;

beforeAll(async () => {
  cluster = await Cluster.start();
  cluster.commit({ 'meridian.yaml': clusterYaml, 'apps/web.yaml': web('1') });
  await cluster.startEngine();
  for (const agent of ['a1', 'a2', 'a3']) cluster.startAgent(agent);
  watch = new AppWatch(cluster, name);
  watch.start();
});

afterAll(async () => {
  await watch.stop();
  await cluster.stop();
});

function web(version: string, change: Partial<AppYaml> = {}): string {
  return appYaml({
    name,
    instances: 3,
    command: 'echo "$MERIDIAN_TASK $$" >> "$MARKS/starts"; exec sleep 100000',
    env: { V: version, MARKS: cluster.marks },
    check: 'test "$V" != bad',
    ...change,
  });
}

async function app() {
  const { items } = await cluster.client.apps();
  return items.find((item) => item.name === name);
}

const isHealthy = async (instances: number): Promise<boolean> => {
  const view = await app();
  return view?.state === 'healthy' && view.instances.healthy === instances;
};

async function taskIds(): Promise<string[]> {
  const { items } = await cluster.client.tasks();
  return items
    .filter((task) => task.state === 'running')
    .map((task) => task.id)
    .sort();
}

const starts = (): string[] => {
  const file = join(cluster.marks, 'starts');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
};

describe('an app', () => {
  it('comes up with three healthy instances', async () => {
    await cluster.waitFor('three healthy', () => isHealthy(3));
    expect(await taskIds()).toEqual([`${name}#0.1`, `${name}#1.1`, `${name}#2.1`]);
  });

  it('grows to five without a restart', async () => {
    cluster.commit({ 'apps/web.yaml': web('1', { instances: 5 }) });
    await cluster.waitFor('five healthy', () => isHealthy(5));
    expect((await taskIds()).map((id) => id.slice(-2))).toEqual(['.1', '.1', '.1', '.1', '.1']);
  });

  it('is upgraded at 1.0/0.2 with five healthy all along and six at most', async () => {
    const from = watch.samples.length;
    cluster.commit({ 'apps/web.yaml': web('2', { instances: 5 }) });
    await cluster.waitFor('the second version everywhere', async () => {
      return (await isHealthy(5)) && (await taskIds()).every((id) => id.endsWith('.2'));
    });
    expect(watch.samples.length).toBeGreaterThan(from);
    expect([watch.lowest(from), watch.highest(from)]).toEqual([5, 6]);
  });

  it('gives up on a version whose check fails, says why, and goes back by itself', async () => {
    const [from, before] = [watch.samples.length, await taskIds()];
    cluster.commit({ 'apps/web.yaml': web('bad', { instances: 5 }) });
    await cluster.waitFor('the failure', async () => (await app())?.state === 'failed');
    await cluster.waitFor('the old instances alone', async () => {
      return (await app())?.instances.total === 5;
    });
    expect(await taskIds()).toEqual(before);
    expect(watch.lowest(from)).toBe(5);
    const why = JSON.stringify(await cluster.client.why(name));
    expect(why).toMatch(/unhealthy|check/);
  });

  it('finds its old instances running after a git revert', async () => {
    const before = starts();
    cluster.repo.git('revert', '--no-edit', 'HEAD');
    await cluster.waitFor('health after the revert', () => isHealthy(5));
    expect(starts()).toEqual(before);
  });

  it('stops at no instances, and comes back', async () => {
    cluster.commit({ 'apps/web.yaml': web('2', { instances: 0 }) });
    await cluster.waitFor('none', async () => (await app())?.instances.total === 0);
    cluster.commit({ 'apps/web.yaml': web('2', { instances: 2 }) });
    await cluster.waitFor('two healthy', () => isHealthy(2));
  });

  it('is gone when its file is deleted, and nothing of it is left', async () => {
    cluster.commit({
      'apps/web.yaml': null,
      'apps/other.yaml': appYaml({ name: '/other', instances: 0 }),
    });
    await cluster.waitFor('its end', async () => (await app()) === undefined);
    expect(await taskIds()).toEqual([]);
    const ids = starts().map((line) => line.split(' ')[0]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
