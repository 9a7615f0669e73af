// One agent of three is drained while people use the app that runs there: its instances are
// replaced before they stop, not one request fails, and nothing is placed there until the drain is
// taken back. The engine may be killed in the middle of it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EventView } from '../../../schemas/generated/api.ts';
import { describeOnNetwork } from '../../support/netns/net-cluster.ts';
import { ServedCluster, webApp } from '../../support/netns/served-cluster.ts';

const instances = 4;
let served: ServedCluster;

/** Ids of the instances on one agent, and the others. */
async function around(agent: string) {
  const places = [...(await served.places())];
  const ids = (isThere: boolean): readonly string[] =>
    places.filter(([, at]) => (at === agent) === isThere).map(([id]) => id);
  return { there: ids(true), elsewhere: ids(false) };
}

function suite(): void {
  beforeAll(async () => {
    const agents = { a1: '', a2: '', a3: '' };
    served = await ServedCluster.start({ agents, agentTimeoutSeconds: 10 }, { instances });
  });

  afterAll(() => served.close());

  test('`drain --wait` of one of three fails no request', async () => {
    const { net } = served;
    const { there, elsewhere } = await around('a1');
    expect(there.length).toBeGreaterThan(0);
    const before = net.starts.pids();
    const atDrain = net.events.mark;
    await served.underLoad(instances, async () => {
      const { code, stderr } = await served.type('drain', 'a1', '--wait');
      expect(`${code} ${stderr}`).toMatch(/^0 /);
      expect((await around('a1')).there).toEqual([]);
      await net.untilHealthy(webApp, instances);
    });
    // Those were replaced and no others.
    const left = net.events.since(atDrain, 'instance-leaving').map(({ subject }) => subject);
    expect([...left].sort()).toEqual([...there].sort());
    for (const id of elsewhere) expect(net.starts.pids().get(id)).toBe(before.get(id));
    expect([...net.starts.alive()].sort()).toEqual([...(await served.places()).keys()].sort());
  });

  test('nothing is placed on it until the drain is taken back', async () => {
    const { net } = served;
    await served.underLoad(instances, async () => {
      served.commitWeb({ instances: 6 });
      await net.untilHealthy(webApp, 6);
      expect((await around('a1')).there).toEqual([]);
      expect((await served.type('undrain', 'a1')).code).toBe(0);
      served.commitWeb({ instances: 8 });
      await net.untilHealthy(webApp, 8);
      await served.traffic.untilServing(8);
    });
    expect((await around('a1')).there.length).toBe(2);
  });

  test('a drain goes on when the engine is killed in the middle of it', async () => {
    const { net } = served;
    const { there } = await around('a2');
    expect(there.length).toBeGreaterThan(1);
    const atDrain = net.events.mark;
    // What a new engine knows of health it has yet to hear: the requests alone say who serves.
    await served.underLoad(0, async () => {
      await net.cluster.client.operate({ kind: 'drain', agents: ['a2'] });
      await net.cluster.kill('engine');
      const atStart = net.events.mark;
      await net.cluster.startEngine();
      const isLeaving = ({ kind }: EventView): boolean => kind === 'instance-leaving';
      await net.events.until('one leaves', isLeaving, { mark: atStart, boundMs: 60_000 });
      await net.cluster.kill('engine');
      await net.cluster.startEngine();
      const { code, stderr } = await served.type('drain', 'a2', '--wait');
      expect(`${code} ${stderr}`).toMatch(/^0 /);
      await net.untilHealthy(webApp, 8);
    });
    expect((await around('a2')).there).toEqual([]);
    const left = net.events.since(atDrain, 'instance-leaving').map(({ subject }) => subject);
    expect([...left].sort()).toEqual([...there].sort());
    expect([...net.starts.alive()].sort()).toEqual([...(await served.places()).keys()].sort());
  });
}

describeOnNetwork('an agent that is drained', suite);
