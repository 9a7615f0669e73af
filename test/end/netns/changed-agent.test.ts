// An agent is started again with fewer cpus and in another rack, on the same work directory, while
// it runs tasks, people use them and new ones come. Nothing is deleted by hand: what still fits
// runs on as the same process, what doesn't is replaced elsewhere before it stops, and what comes
// goes by what the agent is now.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appYaml } from '../../support/cluster/app-yaml.ts';
import { describeOnNetwork } from '../../support/netns/net-cluster.ts';
import { ServedCluster, webApp } from '../../support/netns/served-cluster.ts';

const instances = 6;
const cpus = 0.5;
let served: ServedCluster;

/** An app that is at home in one rack. */
const atHome = (name: string, rack: string, count: number): string =>
  appYaml({
    name,
    instances: count,
    command: served.net.starts.command,
    resources: '{cpus: 0.1, memory: 16MiB}',
    more: [`placement: [{attribute: rack, operator: is, value: ${rack}}]`],
  });

async function on(agent: string, name: string): Promise<readonly string[]> {
  const tasks = await served.net.tasks(name);
  return tasks.filter((task) => served.net.agentOf(task) === agent).map(({ id }) => id);
}

function suite(): void {
  beforeAll(async () => {
    const agents = { a1: 'rack:r1', a2: 'rack:r1', a3: 'rack:r2' };
    const resources = 'cpus:4;mem:2048;disk:2048;ports:[21000-21999]';
    const options = { agents, resources, agentTimeoutSeconds: 20 };
    served = await ServedCluster.start(options, { instances, cpus });
    served.net.cluster.commit({ 'apps/home.yaml': atHome('/home', 'r1', 4) });
    await served.net.untilHealthy('/home', 4);
  });

  afterAll(() => served.close());

  test('only what no longer fits is moved, and what comes goes by what it is now', async () => {
    const { net } = served;
    const { cluster, starts, events } = net;
    const [web, home] = [await on('a1', webApp), await on('a1', '/home')];
    expect([web.length, home.length]).toEqual([2, 2]);
    const before = starts.pids();
    const atChange = events.mark;
    await served.underLoad(instances, async () => {
      await cluster.kill('a1');
      // Room for one instance of the web app, and beside it only for something small.
      const resources = 'cpus:0.6;mem:2048;disk:2048;ports:[21000-21999]';
      cluster.startAgent('a1', { resources, attributes: 'rack:r9' });
      served.commitWeb(
        { instances: 8, cpus },
        {
          'apps/home.yaml': atHome('/home', 'r1', 6),
          'apps/late.yaml': atHome('/late', 'r9', 1),
        },
      );
      await net.untilAgent('a1', 'agent-registered', atChange);
      await cluster.waitFor('what no longer fits has left', async () => {
        const [webs, homes] = [await on('a1', webApp), await on('a1', '/home')];
        return webs.length === 1 && homes.length === 0;
      });
      await net.untilHealthy(webApp, 8);
      await net.untilHealthy('/home', 6);
      await net.untilHealthy('/late', 1);
      await served.traffic.untilServing(8);
    });

    // What stayed is one of those that were there.
    const [stayed = ''] = await on('a1', webApp);
    expect(web).toContain(stayed);
    expect(await on('a1', '/late')).toEqual(['/late#0.1']);
    const left = events.since(atChange, 'instance-leaving').map(({ subject }) => subject);
    const moved = [...web, ...home].filter((id) => id !== stayed);
    expect([...left].sort()).toEqual([...moved].sort());
    const after = starts.pids();
    for (const [id, pid] of before) expect(after.get(id)).toBe(pid);
    const kept = [...before.keys()].filter((id) => !moved.includes(id));
    expect(starts.alive()).toEqual(expect.arrayContaining(kept));
    for (const id of moved) expect(starts.alive()).not.toContain(id);
  });
}

describeOnNetwork('an agent that comes back smaller and elsewhere', suite);
