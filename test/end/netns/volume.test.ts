// An agent with a volume on it is cut off: the instance is waited for and not replaced, `why` says
// for what, and when the cable is back it is the same process that counts again.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeOnNetwork, NetCluster } from '../../support/netns/net-cluster.ts';

const name = '/db';
let net: NetCluster;

const db = (instances: number): string => `apiVersion: meridian/v1
kind: App
metadata: {name: ${name}}
spec:
  role: data
  instances: ${instances}
  task:
    command: ${JSON.stringify(net.starts.command)}
    volumes: [{path: data, persistent: 64MiB}]
    resources: {cpus: 0.5, memory: 16MiB}
  placement: [{attribute: hostname, operator: unique}]
`;

function suite(): void {
  beforeAll(async () => {
    net = await NetCluster.start({ agents: { a1: '', a2: '', a3: '' }, agentTimeoutSeconds: 5 });
    net.cluster.commit({ 'apps/db.yaml': db(2) });
    await net.untilHealthy(name, 2);
  });

  afterAll(() => net.close());

  test('its instance is waited for, and the same process counts again', async () => {
    const { cluster, network, events, starts } = net;
    const [first] = await net.tasks(name);
    const home = first ? net.agentOf(first) : '';
    const before = starts.pids();
    const atCut = events.mark;
    network.cut(home);
    const gone = await net.untilAgent(home, 'agent-unreachable', atCut);
    await cluster.waitFor('one instance is left', async () => {
      const app = await net.app(name);
      return app?.instances.healthy === 1;
    });
    // One more is wanted: all is looked at again, and the one that is away still isn't replaced.
    cluster.commit({ 'apps/db.yaml': db(3) });
    await net.untilTask(`${name}#2.1`, 'task-running', atCut);
    const why = await cluster.client.why(name);
    expect(why.sentence).toContain(`${first?.id} is on ${gone.subject}, unreachable for`);
    expect(why.sentence).toContain('not replaced');
    expect(why.remedy).toContain(`meridian gone ${gone.subject}`);

    network.heal(home);
    await net.untilHealthy(name, 3);
    const ids = (await net.tasks(name)).map(({ id }) => id).sort();
    expect(ids).toEqual([...before.keys(), `${name}#2.1`].sort());
    const after = starts.pids();
    for (const [id, pid] of before) expect(after.get(id)).toBe(pid);
    expect([...starts.alive()].sort()).toEqual(ids);
    expect(after.size).toBe(3);
    const ends = ['instance-leaving', 'task-superseded', 'task-lost', 'task-ended'];
    expect(events.since(atCut, ...ends)).toEqual([]);
  });
}

describeOnNetwork('an agent with a volume that is cut off', suite);
