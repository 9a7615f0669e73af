// An agent whose cable is pulled: what ran there is replaced elsewhere and runs on unseen; when the
// cable is back it is killed before it counts for anything, and before anything is placed there.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { statOf } from '../../../agentd/adapters/processes/proc-table.ts';
import { appYaml } from '../../support/cluster/app-yaml.ts';
import { describeOnNetwork, NetCluster } from '../../support/netns/net-cluster.ts';

const name = '/web';
/** Of the instances an agent has room for four. */
const resources = 'cpus:2;mem:1024;disk:1024';

let net: NetCluster;

/**
 * Each takes a second to end. What starts on a1 while one of `given-up` lives says so: those are to
 * be dead before anything else begins there.
 */
function web(instances: number): string {
  const { marks } = net.cluster;
  const lines = [
    `echo "$MERIDIAN_TASK $$" >> ${marks}/starts`,
    `if [ "$HOST" = ${net.network.address('a1')} ] && [ -e ${marks}/given-up ]; then`,
    `  for pid in $(cat ${marks}/given-up); do`,
    `    if kill -0 $pid; then echo "$MERIDIAN_TASK beside $pid" >> ${marks}/beside; fi`,
    '  done',
    'fi',
    'trap "sleep 1; exit" TERM',
    'sleep 100000 & wait',
  ];
  const each = '{cpus: 0.5, memory: 16MiB}';
  return appYaml({ name, instances, command: lines.join('\n'), resources: each });
}

const isAlive = (pid: number): boolean => statOf(pid)?.isZombie === false;

/** Ids and pids of what runs on an agent. */
async function on(agent: string): Promise<ReadonlyMap<string, number>> {
  const pids = net.starts.pids();
  const tasks = (await net.tasks(name)).filter((task) => net.agentOf(task) === agent);
  return new Map(tasks.map(({ id }) => [id, pids.get(id) ?? 0]));
}

function suite(): void {
  beforeAll(async () => {
    const agents = { a1: '', a2: '', a3: '' };
    net = await NetCluster.start({ agents, resources, agentTimeoutSeconds: 5 });
    net.cluster.commit({ 'apps/web.yaml': web(6) });
    await net.untilHealthy(name, 6);
  });

  afterAll(() => net.close());

  test('what ran on it is replaced, and killed on its return before it counts', async () => {
    const { cluster, network, events } = net;
    const lost = await on('a1');
    expect(lost.size, events.text()).toBe(2);
    const atCut = events.mark;
    network.cut('a1');
    await net.untilAgent('a1', 'agent-unreachable', atCut);
    await net.untilHealthy(name, 6);
    expect((await on('a1')).size).toBe(0);
    expect([...lost.values()].every(isAlive)).toBe(true);

    // More than the others have room for: what is left over has to wait for a1.
    cluster.commit({ 'apps/web.yaml': web(10) });
    await cluster.waitFor('the others are full', async () => {
      const app = await net.app(name);
      return app?.instances.healthy === 8 && app.instances.total === 8;
    });
    writeFileSync(join(cluster.marks, 'given-up'), `${[...lost.values()].join('\n')}\n`);
    const atHeal = events.mark;
    network.heal('a1');
    for (const id of lost.keys()) await net.untilTask(id, 'task-superseded', atHeal);
    await net.untilHealthy(name, 10);

    expect([...lost.values()].some(isAlive)).toBe(false);
    expect((await on('a1')).size).toBe(2);
    const beside = join(cluster.marks, 'beside');
    expect(existsSync(beside) ? readFileSync(beside, 'utf8') : '').toBe('');
    const counted = events.since(atHeal, 'task-running', 'task-healthy', 'instance-leaving');
    expect(counted.filter(({ subject }) => lost.has(subject))).toEqual([]);
    // Nothing else was ended on the way, and nothing was started twice.
    expect(net.starts.pids().size).toBe(6 + 2 + 4);
    expect(net.starts.alive().length).toBe(10);
  });
}

describeOnNetwork('an agent that is cut off', suite);
