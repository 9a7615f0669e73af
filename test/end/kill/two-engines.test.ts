// Two engines on one data folder: one of them has it, the other ends and says who does. What runs
// isn't touched, however often the one that has it is killed and two come at once in its place.
import { hostname } from 'node:os';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { appYaml, clusterYaml } from '../../support/cluster/app-yaml.ts';
import { Cluster } from '../../support/cluster/cluster.ts';
import { EngineProcess } from '../../support/cluster/engine-process.ts';
import { StartRecord } from '../../support/cluster/start-record.ts';
import { killCount } from '../../support/soak/kill-count.ts';
import { waitUntil } from '../../support/wait-until.ts';

const kills = killCount();
let cluster: Cluster;
let record: StartRecord;
let engines: readonly EngineProcess[] = [];

beforeAll(async () => {
  cluster = await Cluster.start();
  record = new StartRecord(cluster);
  commit(2);
  engines = [new EngineProcess(cluster)];
  cluster.startAgent('a1');
  await settled(2);
});

afterAll(async () => {
  for (const engine of engines) engine.kill();
  await cluster.stop();
});

function commit(instances: number): void {
  const web = appYaml({ name: '/web', instances, command: record.command });
  cluster.commit({ 'meridian.yaml': clusterYaml, 'apps/web.yaml': web });
}

async function settled(instances: number): Promise<void> {
  await cluster.waitFor(`${instances} healthy`, async () => {
    // Between two of them there is nobody to ask.
    const items = await cluster.client.apps().then(
      (list) => list.items,
      () => [],
    );
    return items[0]?.state === 'healthy' && items[0].instances.healthy === instances;
  });
  expect(record.alive()).toHaveLength(instances);
}

it(
  `leave the data to one of them, ${kills} kills of that one long`,
  async () => {
    const before = record.pids();
    for (let kill = 1; kill <= kills; kill += 1) {
      for (const engine of engines) engine.kill();
      engines = [new EngineProcess(cluster), new EngineProcess(cluster)];
      await waitUntil('one of them to end', () => engines.some(({ code }) => code !== undefined));
      const [holder, refused] = [...engines].sort((a, b) => (a.code ?? 0) - (b.code ?? 0));
      expect([holder?.code, refused?.code]).toEqual([undefined, 1]);
      expect(refused?.said).toMatch(
        new RegExp(`/store: it is held by pid ${holder?.pid} on ${hostname()} since \\S+: stop`),
      );
    }
    await settled(2);
    expect(record.pids()).toEqual(before);
  },
  30_000 + kills * 10_000,
);

it('go on with the one that has it', async () => {
  commit(4);
  await settled(4);
});
