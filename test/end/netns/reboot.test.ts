// A machine loses its power and comes back: all that ran there is dead, its agent says so by the
// boot id of its journal, and what was lost is replaced at once, without waiting for any timeout.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appYaml } from '../../support/cluster/app-yaml.ts';
import { describeOnNetwork, NetCluster } from '../../support/netns/net-cluster.ts';

const name = '/web';
let net: NetCluster;

function suite(): void {
  beforeAll(async () => {
    // Nothing that is seen here came from a timeout: this one is never over.
    net = await NetCluster.start({ agents: { a1: '', a2: '', a3: '' }, agentTimeoutSeconds: 600 });
    const command = net.starts.command;
    net.cluster.commit({ 'apps/web.yaml': appYaml({ name, instances: 6, command }) });
    await net.untilHealthy(name, 6);
  });

  afterAll(() => net.close());

  test('its tasks are lost as agent-rebooted, and replaced', async () => {
    const { cluster, events, starts } = net;
    const tasks = await net.tasks(name);
    const lost = tasks.filter((task) => net.agentOf(task) === 'a2').map(({ id }) => id);
    const kept = tasks.filter(({ id }) => !lost.includes(id)).map(({ id }) => id);
    expect(lost.length).toBe(2);
    const before = starts.pids();
    const atReboot = events.mark;
    await net.reboot('a2');
    await net.untilAgent('a2', 'agent-registered', atReboot);
    for (const id of lost) await net.untilTask(id, 'task-ended', atReboot);
    await net.untilHealthy(name, 6);

    const { items } = await cluster.client.tasks({ name });
    for (const id of lost)
      expect(items.find((task) => task.id === id)?.end).toMatchObject({
        state: 'lost',
        reason: 'agent-rebooted',
      });
    // The others were left alone, and each id was run once.
    const after = starts.pids();
    for (const id of kept) expect(after.get(id)).toBe(before.get(id));
    expect(starts.alive().filter((id) => kept.includes(id)).length).toBe(kept.length);
    expect(after.size).toBe(before.size + lost.length);
    const slots = [...after.keys()].slice(before.size).map((id) => id.replace(/\.\d+$/, ''));
    expect(slots.sort()).toEqual(lost.map((id) => id.replace(/\.\d+$/, '')).sort());
  });
}

describeOnNetwork('a machine that is rebooted', suite);
