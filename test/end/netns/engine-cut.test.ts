// The engine's own cable is pulled, for longer than it waits for any agent. All agents are silent
// at once: it is the engine that is cut off, so nothing is given up and nothing replaced.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appYaml } from '../../support/cluster/app-yaml.ts';
import { jobYaml } from '../../support/cluster/job-yaml.ts';
import { describeOnNetwork, NetCluster } from '../../support/netns/net-cluster.ts';

const isSoak = process.env.MERIDIAN_SOAK === '1';
/** Soaked: the default, and two minutes. */
const agentTimeoutSeconds = isSoak ? 75 : 5;
const cutMs = isSoak ? 120_000 : 8_000;
const boundMs = cutMs + agentTimeoutSeconds * 1_000 + 60_000;

let net: NetCluster;

function suite(): void {
  beforeAll(async () => {
    net = await NetCluster.start({ agents: { a1: '', a2: '', a3: '' }, agentTimeoutSeconds });
    const { command } = net.starts;
    net.cluster.commit({
      'apps/web.yaml': appYaml({ name: '/web', instances: 6, command }),
      'apps/long.yaml': jobYaml({ name: '/long', trigger: 'manual: true', command }),
    });
    await net.untilHealthy('/web', 6);
    await net.cluster.client.operate({ kind: 'run', job: '/long' });
    await net.cluster.waitFor('the run is under way', async () => net.starts.pids().size === 7);
  });

  afterAll(() => net.close());

  test(
    'nothing is replaced',
    async () => {
      const { cluster, network, events, starts } = net;
      const before = [...starts.pids()];
      const atCut = events.mark;
      network.cut('engine');
      // The length of the cut is what is tested.
      await sleep(cutMs);
      const away = (await cluster.client.agents()).items.map(({ presence }) => presence);
      expect(away).toEqual(['disconnected', 'disconnected', 'disconnected']);
      const atHeal = events.mark;
      network.heal('engine');
      for (const name of ['a1', 'a2', 'a3']) await net.untilAgent(name, 'agent-registered', atHeal);
      await net.untilHealthy('/web', 6);

      expect([...starts.pids()]).toEqual(before);
      expect(starts.alive()).toEqual(before.map(([id]) => id));
      const changes = ['task-launched', 'task-lost', 'task-ended', 'task-failed'];
      const verdicts = ['agent-unreachable', 'instance-leaving', 'task-superseded'];
      expect(events.since(atCut, ...changes, ...verdicts)).toEqual([]);
      const [run] = (await cluster.client.runs({ job: '/long' })).items;
      expect(run).toMatchObject({ state: 'running' });
    },
    boundMs,
  );
}

describeOnNetwork('an engine that is cut off', suite);
