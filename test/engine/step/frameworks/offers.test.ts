// Offers to frameworks of others: who is made which, and what becomes of one that is answered,
// taken back, or named wrongly.
import { describe, expect, it } from 'vitest';
import { FrameworkScene } from '../../../support/frameworks/framework-scene.ts';
import { taskInfo } from '../../../support/frameworks/scripted-framework.ts';

const sceneOf = (...agents: readonly string[]): FrameworkScene => {
  const scene = new FrameworkScene();
  for (const name of agents) scene.agent(name);
  return scene;
};

const lastError = (heard: readonly { readonly kind: string }[]): string | undefined =>
  heard
    .flatMap((event) => (event.kind === 'error' && 'what' in event ? [event.what] : []))
    .at(-1) as string | undefined;

describe('a framework that subscribes', () => {
  it('is offered all that is free of each agent', () => {
    const spark = sceneOf('a1', 'a2').framework('spark');
    expect(spark.heard[0]).toEqual({ kind: 'subscribed', frameworkId: 'spark.1' });
    expect(spark.offered).toEqual(['a1 *: cpus:8; mem:16000', 'a2 *: cpus:8; mem:16000']);
  });

  it('is offered an agent that comes, in the same batch', () => {
    const scene = sceneOf();
    const spark = scene.framework('spark');
    scene.agent('a1');
    expect(spark.offered).toEqual(['a1 *: cpus:8; mem:16000']);
  });

  it('is offered nothing twice, and what another has not at all', () => {
    const scene = sceneOf('a1');
    const spark = scene.framework('spark');
    const other = scene.framework('other');
    scene.advance(10_000);
    expect([spark.offers.length, other.offers.length]).toEqual([1, 0]);
  });
});

describe('an offer that is accepted', () => {
  it('is launched on, and the rest goes to another at once', () => {
    const scene = sceneOf('a1');
    const spark = scene.framework('spark');
    const other = scene.framework('other');
    spark.launch('a1', taskInfo('t1', 'cpus:2; mem:1000'));
    expect(scene.world.running()).toEqual(['spark.1:t1']);
    expect(spark.told).toEqual(['t1 running']);
    expect(other.offered).toEqual(['a1 *: cpus:6; mem:15000']);
  });

  it('is refused for five seconds as far as it was left, then offered again', () => {
    const scene = sceneOf('a1');
    const spark = scene.framework('spark');
    spark.launch('a1', taskInfo('t1', 'cpus:2; mem:1000'));
    scene.advance(3_000);
    expect(spark.offers).toEqual([]);
    scene.advance(4_000);
    expect(spark.offered).toEqual(['a1 *: cpus:6; mem:15000']);
  });

  it('launches what fits of several tasks, and says of the other why not', () => {
    const scene = sceneOf('a1');
    const spark = scene.framework('spark');
    spark.launch('a1', taskInfo('t1', 'cpus:6; mem:10'), taskInfo('t2', 'cpus:6; mem:10'));
    expect(spark.told.toSorted()).toEqual(['t1 running', 't2 error']);
    const update = spark.updates.find(({ taskId }) => taskId === 't2');
    expect(update).toMatchObject({ reason: 'task-invalid', message: expect.stringMatching(/2/) });
    expect(update?.uuid).toBeUndefined();
  });

  it('can be one of several of the same agent', () => {
    const scene = sceneOf('a1');
    const spark = scene.framework('spark');
    spark.launch('a1', taskInfo('t1', 'cpus:4; mem:8000'));
    scene.advance(7_000);
    scene.act(() => scene.world.report('a1', 'spark.1:t1', { state: 'finished' }));
    const offerIds = spark.offers.map(({ id }) => id);
    expect(spark.offered).toEqual(['a1 *: cpus:4; mem:8000', 'a1 *: cpus:4; mem:8000']);
    const tasks = [taskInfo('t2', 'cpus:8; mem:16000')];
    spark.call({ kind: 'accept', offerIds, operations: [{ kind: 'launch', tasks }] });
    expect(scene.world.running()).toEqual(['spark.1:t2']);
  });
});

describe('a declined offer', () => {
  it('goes to another at once, and comes back when its time is over', () => {
    const scene = sceneOf('a1');
    const spark = scene.framework('spark');
    const other = scene.framework('other');
    spark.decline('a1', 30_000);
    expect(other.offers.length).toBe(1);
    other.decline('a1', 3_600_000);
    scene.advance(29_000);
    expect(spark.offers).toEqual([]);
    scene.advance(2_000);
    expect(spark.offers.length).toBe(1);
  });

  it('comes back with REVIVE, and with SUPPRESS none does', () => {
    const scene = sceneOf('a1');
    const spark = scene.framework('spark');
    spark.decline('a1', 3_600_000);
    spark.call({ kind: 'suppress' });
    scene.agent('a2');
    expect(spark.offers).toEqual([]);
    spark.call({ kind: 'revive' });
    expect(spark.offers.length).toBe(2);
  });
});

describe('offers that are named wrongly', () => {
  const named: readonly (readonly [string, readonly string[], string])[] = [
    ['none', [], 'no offer is named'],
    ['unknown', ['spark.1:o9-9'], "isn't outstanding with spark.1"],
    ['twice', ['$a1', '$a1'], 'named twice'],
    ['of two agents', ['$a1', '$a2'], 'of two agents'],
    ["another's", ['$other'], "isn't outstanding with spark.1"],
  ];
  for (const [what, ids, says] of named)
    it(`${what}: the tasks are dropped, never started, and what is held is free again`, () => {
      const scene = sceneOf('a1', 'a2');
      const spark = scene.framework('spark');
      scene.agent('a3');
      spark.decline('a3', 60_000);
      const other = scene.framework('other');
      const idOf: Readonly<Record<string, string>> = {
        $a1: spark.offerOn('a1').id,
        $a2: spark.offerOn('a2').id,
        $other: other.offerOn('a3').id,
      };
      const offerIds = ids.map((id) => idOf[id] ?? id);
      const tasks = [taskInfo('t1')];
      const before = spark.offers.length;
      spark.call({ kind: 'accept', offerIds, operations: [{ kind: 'launch', tasks }] });
      expect(spark.updates).toEqual([
        {
          taskId: 't1',
          state: 'dropped',
          reason: 'invalid-offers',
          message: expect.stringContaining(says),
        },
      ]);
      expect(scene.world.running()).toEqual([]);
      const { offers } = scene.world.core.tables;
      expect(offers.withFramework('spark.1' as never).length).toBeLessThanOrEqual(before);
      const held = [...offers.all()].filter(({ agentId }) => agentId === 'a1-000000');
      expect(held.length).toBe(1);
    });

  it('without any task are an error', () => {
    const spark = sceneOf('a1').framework('spark');
    spark.call({ kind: 'accept', offerIds: ['spark.1:o1-77'], operations: [] });
    expect(lastError(spark.heard)).toContain("isn't outstanding");
  });
});

describe('an offer is rescinded', () => {
  it('when its agent goes away, and made again when it is back', () => {
    const scene = sceneOf('a1');
    const spark = scene.framework('spark');
    scene.act(() => scene.world.disconnect('a1'));
    expect(spark.offers).toEqual([]);
    expect(spark.heard.at(-1)).toMatchObject({ kind: 'rescind', why: 'its agent is disconnected' });
    scene.connect('a1');
    expect(spark.offers.length).toBe(1);
  });

  it('when its agent is declared gone', () => {
    const scene = sceneOf('a1');
    const spark = scene.framework('spark');
    scene.act(() => scene.world.operate({ kind: 'gone', agent: 'a1-000000' }));
    expect(spark.offers).toEqual([]);
    expect(spark.heard.map(({ kind }) => kind)).toContain('failure');
  });

  it('when its role leaves the framework', () => {
    const scene = sceneOf('a1', 'a2');
    const spark = scene.framework('spark', 'x y');
    const info = { name: 'spark', roles: [{ role: 'x' }] };
    spark.call({ kind: 'update-framework', info });
    expect(spark.offers.every(({ role }) => role === 'x')).toBe(true);
    expect(spark.heard.map(({ kind }) => kind)).toContain('rescind');
  });

  it('when it is older than the offer timeout, oldest first', () => {
    const scene = new FrameworkScene({ offerTimeoutMs: 10_000 });
    scene.agent('a1');
    const spark = scene.framework('spark', '*', { failoverTimeoutMs: 0 });
    scene.advance(5_000);
    scene.agent('a2');
    const first = spark.offerOn('a1').id;
    scene.advance(5_500);
    const rescinded = spark.heard.flatMap((one) => (one.kind === 'rescind' ? [one.offerId] : []));
    expect(rescinded).toEqual([first]);
    scene.advance(5_000);
    const later = spark.heard.filter(({ kind }) => kind === 'rescind');
    expect(later.length).toBe(2);
  });
});
