// A rack is taken out, as the book's 1.2 has it (M012): a commit with a Maintenance that selects
// it empties all its agents while the app keeps serving; when the document is gone they are used
// again.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeOnNetwork } from '../../support/netns/net-cluster.ts';
import { ServedCluster, webApp } from '../../support/netns/served-cluster.ts';

const instances = 4;
const placement = '[{attribute: rack, operator: group-by, value: "2"}]';
const agents = { a1: 'rack:r1', a2: 'rack:r1', a3: 'rack:r2', a4: 'rack:r2' };
const file = 'apps/rack-1.yaml';

let served: ServedCluster;

/** It starts in ten minutes, and is prepared from now on, the whole rack at once. */
const rackOut = (): string => `apiVersion: meridian/v1
kind: Maintenance
metadata: {name: /rack-1}
spec:
  select: [{attribute: rack, operator: is, value: r1}]
  start: ${new Date(Date.now() + 600_000).toISOString()}
  drainBefore: 15m
  batch: 2
`;

/** Instances by rack. */
async function racks(): Promise<Readonly<Record<string, number>>> {
  const names = [...(await served.places()).values()];
  const of = (...those: readonly string[]): number =>
    names.filter((name) => those.includes(name)).length;
  return { r1: of('a1', 'a2'), r2: of('a3', 'a4') };
}

function suite(): void {
  beforeAll(async () => {
    const wish = { instances, placement };
    served = await ServedCluster.start({ agents, agentTimeoutSeconds: 10 }, wish);
  });

  afterAll(() => served.close());

  test('all agents of a rack are emptied by a commit, and no request fails', async () => {
    const { net } = served;
    expect(await racks()).toEqual({ r1: 2, r2: 2 });
    const atCommit = net.events.mark;
    await served.underLoad(instances, async () => {
      net.cluster.commit({ [file]: rackOut() });
      await net.cluster.waitFor('the rack is empty', async () => (await racks()).r1 === 0);
      await net.untilHealthy(webApp, instances);
      await served.traffic.untilServing(instances);
    });
    expect(await racks()).toEqual({ r1: 0, r2: 4 });
    expect(net.events.since(atCommit, 'instance-leaving').length).toBe(2);
    const { items } = await net.cluster.client.agents();
    const states = items.map(({ id, maintenance }) => `${id.slice(0, 2)} ${maintenance?.state}`);
    expect(states).toEqual(['a1 drained', 'a2 drained', 'a3 undefined', 'a4 undefined']);
  });

  test('without the document it is used again', async () => {
    const { net } = served;
    await served.underLoad(instances, async () => {
      net.cluster.commit({ [file]: null });
      served.commitWeb({ instances: 8, placement });
      await net.untilHealthy(webApp, 8);
      await served.traffic.untilServing(8);
    });
    expect(await racks()).toEqual({ r1: 4, r2: 4 });
  });
}

describeOnNetwork('a rack that is taken out', suite);
