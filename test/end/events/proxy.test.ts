// A proxy that knows nothing but the API, its events above all, under constant load: an app is
// upgraded and scaled behind it, the engine is killed meanwhile, and no request fails.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clusterYaml } from '../../support/cluster/app-yaml.ts';
import { Cluster } from '../../support/cluster/cluster.ts';
import { Traffic } from '../../support/traffic/traffic.ts';
import { type WebApp, webAppYaml } from '../../support/traffic/web-app.ts';
import { waitUntil } from '../../support/wait-until.ts';

const name = '/web';

let cluster: Cluster;
let traffic: Traffic;

const commit = (app: Omit<WebApp, 'name'>): string =>
  cluster.commit({ 'apps/web.yaml': webAppYaml(cluster, { name, ...app }) });

/** The ids that serve are these, by the proxy's own knowledge. */
const untilServing = (...ids: readonly string[]): Promise<void> =>
  waitUntil(`${ids.join()} serve`, () => traffic.serving.join() === ids.join(), 40_000);

beforeAll(async () => {
  cluster = await Cluster.start();
  cluster.commit({ 'meridian.yaml': clusterYaml });
  commit({ instances: 3 });
  await cluster.startEngine();
  for (const agent of ['a1', 'a2']) cluster.startAgent(agent);
  const engine = { engineUrl: cluster.url, token: 'api-canary' };
  traffic = new Traffic({ ...engine, app: name, address: '127.0.0.1' });
  await untilServing('/web#0.1', '/web#1.1', '/web#2.1');
});

afterAll(async () => {
  await traffic.stop();
  await cluster.stop();
});

test('an upgrade loses no request', async () => {
  const failed = await traffic.during(async () => {
    commit({ instances: 3, version: '2' });
    await untilServing('/web#0.2', '/web#1.2', '/web#2.2');
  });
  expect(failed).toBe('');
});

test('nor does scaling to one and back', async () => {
  const failed = await traffic.during(async () => {
    commit({ instances: 1, version: '2' });
    await traffic.untilServing(1);
    commit({ instances: 3, version: '2' });
    await traffic.untilServing(3);
  });
  expect(failed).toBe('');
});

test('nor an upgrade in the middle of which the engine is killed', async () => {
  const before = traffic.serving;
  const areNew = (): readonly boolean[] => traffic.serving.map((id) => !before.includes(id));
  const failed = await traffic.during(async () => {
    commit({ instances: 3, version: '3' });
    await waitUntil('the first of the new ones serves', () => areNew().includes(true), 40_000);
    await cluster.kill('engine');
    await cluster.startEngine();
    const isDone = (): boolean => areNew().length === 3 && !areNew().includes(false);
    await waitUntil('only new ones serve', isDone, 40_000);
  });
  expect(failed).toBe('');
});
