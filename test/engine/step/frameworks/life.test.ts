// The life of a framework of others: subscription, failover, engine starts, teardown. Its tasks run
// on without it for a week, and are killed only when it is gone for good.
import { describe, expect, it } from 'vitest';
import type { FrameworkId } from '../../../../engine/model/ids.ts';
import type { FrameworkInfo } from '../../../../engine/model/scheduler-api/framework-info.ts';
import { FrameworkScene } from '../../../support/frameworks/framework-scene.ts';
import {
  type ScriptedFramework,
  taskInfo,
} from '../../../support/frameworks/scripted-framework.ts';

const weekMs = 7 * 24 * 3600 * 1000;

interface Running {
  readonly scene: FrameworkScene;
  readonly spark: ScriptedFramework;
}

/** One task, its update acknowledged. */
function running(more: Partial<FrameworkInfo> = {}): Running {
  const scene = new FrameworkScene();
  scene.agent('a1');
  const spark = scene.framework('spark', '*', more);
  spark.launch('a1', taskInfo('t1'));
  spark.acknowledge('t1');
  spark.clear();
  return { scene, spark };
}

const lastErrorOf = ({ heard }: ScriptedFramework): string =>
  heard
    .flatMap((event) => (event.kind === 'error' ? [`${event.what}; ${event.remedy}`] : []))
    .at(-1) ?? '';

const rowOf = (scene: FrameworkScene, id: string) =>
  scene.world.core.tables.frameworks.get(id as FrameworkId)?.row;

describe('what a framework says of itself', () => {
  const faulty: readonly (readonly [string, FrameworkInfo, string])[] = [
    ['a name with a dot', { name: 'a.b', roles: [{ role: '*' }] }, 'name "a.b"'],
    ['no role', { name: 'a', roles: [] }, '0 roles'],
    ['a role twice', { name: 'a', roles: [{ role: 'x' }, { role: 'x' }] }, 'named twice'],
    ['a role that is none', { name: 'a', roles: [{ role: 'x//y' }] }, 'role "x//y"'],
    ['a timeout below 0', { name: 'a', roles: [{ role: 'x' }], failoverTimeoutMs: -1 }, '-1'],
    [
      'constraints without a group',
      { name: 'a', roles: [{ role: 'x', constraints: [] }] },
      'role x: groups',
    ],
    [
      'a minimum that is no amount',
      { name: 'a', roles: [{ role: 'x', minAllocatable: [{ cpus: 0.5 }] }] },
      'minAllocatable',
    ],
  ];
  for (const [what, info, says] of faulty)
    it(`is refused with ${what}, and nothing is stored`, () => {
      const scene = new FrameworkScene();
      const stranger = scene.stranger(info);
      stranger.subscribe();
      expect(lastErrorOf(stranger)).toContain(says);
      expect(scene.world.hangUps.length).toBe(1);
      expect([...scene.keys('framework/'), ...scene.keys('incarnation/')]).toEqual([]);
    });

  it('may change, save the name', () => {
    const { scene, spark } = running();
    const roles = [{ role: 'x' }, { role: 'y', isSuppressed: true }];
    spark.call({ kind: 'update-framework', info: { name: 'spark', roles } });
    expect(rowOf(scene, 'spark.1')?.info.roles).toEqual(roles);
    spark.call({ kind: 'update-framework', info: { name: 'flink', roles } });
    expect(lastErrorOf(spark)).toContain('spark.1 is named spark');
  });
});

it('a call before the subscription ends the connection', () => {
  const scene = new FrameworkScene();
  const stranger = scene.stranger({ name: 'a', roles: [{ role: '*' }] });
  stranger.call({ kind: 'revive' });
  expect(stranger.heard).toEqual([
    { kind: 'error', what: expect.any(String), remedy: 'subscribe first', isEnd: true },
  ]);
});

describe('a framework whose connection ends', () => {
  it('keeps its tasks, and its offers go to others', () => {
    const { scene, spark } = running();
    scene.advance(7_000);
    expect(spark.offers.length).toBe(1);
    scene.close(spark);
    scene.advance(weekMs - 20_000);
    expect(scene.world.running()).toEqual(['spark.1:t1']);
    const other = scene.framework('other');
    expect(other.offered).toEqual(['a1 *: cpus:7; mem:15900']);
  });

  it('is gone for good after its failover timeout, and its tasks with it', () => {
    const { scene, spark } = running();
    scene.close(spark);
    scene.advance(weekMs + 1_000);
    expect(scene.world.running()).toEqual([]);
    expect([...scene.keys('framework/'), ...scene.keys('task/')]).toEqual([]);
    expect(scene.keys('incarnation/')).toEqual(['incarnation/spark']);
  });

  it('goes at once with a failover timeout of 0', () => {
    const { scene, spark } = running({ failoverTimeoutMs: 0 });
    scene.close(spark);
    expect(scene.world.running()).toEqual([]);
  });

  it('comes back with its id, hears what it missed, and is offered again', () => {
    const { scene, spark } = running({ failoverTimeoutMs: 60_000 });
    scene.close(spark);
    scene.act(() => scene.world.report('a1', 'spark.1:t1', { state: 'finished', exitCode: 0 }));
    const twin = scene.twin(spark);
    twin.subscribe();
    expect(twin.heard.map(({ kind }) => kind)).toEqual(['subscribed', 'update', 'offers']);
    expect(twin.told).toEqual(['t1 finished']);
    scene.advance(120_000);
    expect(rowOf(scene, 'spark.1')?.disconnectedMs).toBeUndefined();
    expect(rowOf(scene, 'spark.1')?.removal).toBeUndefined();
  });
});

describe('a second connection with the same id', () => {
  it('takes over: the first hears why, and ends', () => {
    const { scene, spark } = running();
    const twin = scene.twin(spark);
    twin.subscribe();
    expect(lastErrorOf(spark)).toContain('another connection has subscribed as spark.1');
    expect(scene.world.hangUps.length).toBe(1);
    scene.close(spark);
    scene.advance(6_000);
    expect(twin.offers.length).toBe(1);
    expect(scene.world.running()).toEqual(['spark.1:t1']);
  });

  it('uses none of the offers of the first', () => {
    const scene = new FrameworkScene();
    scene.agent('a1');
    const spark = scene.framework('spark');
    const offerIds = [spark.offerOn('a1').id];
    const twin = scene.twin(spark);
    twin.subscribe();
    const tasks = [taskInfo('t1')];
    twin.call({ kind: 'accept', offerIds, operations: [{ kind: 'launch', tasks }] });
    expect(twin.told).toEqual(['t1 dropped']);
  });
});

describe('a framework that is torn down', () => {
  it('loses its tasks at once, and its id for ever', () => {
    const { scene, spark } = running();
    spark.call({ kind: 'teardown' });
    expect(scene.world.running()).toEqual([]);
    expect([...scene.keys('framework/'), ...scene.keys('task/')]).toEqual([]);
    const twin = scene.twin(spark);
    twin.subscribe();
    expect(lastErrorOf(twin)).toMatch(/torn down.*without an id/);
  });

  it('leaves no end that was never acknowledged', () => {
    const { scene, spark } = running();
    scene.act(() => scene.world.report('a1', 'spark.1:t1', { state: 'finished', exitCode: 0 }));
    expect(scene.keys('task/')).toEqual(['task/spark.1:t1']);
    spark.call({ kind: 'teardown' });
    expect([...scene.keys('framework/'), ...scene.keys('task/')]).toEqual([]);
  });

  it('has its name, and the next number', () => {
    const { scene, spark } = running();
    spark.call({ kind: 'teardown' });
    const next = scene.framework('spark');
    expect(next.id).toBe('spark.2');
    next.call({ kind: 'teardown' });
    scene.restart();
    expect(scene.framework('spark').id).toBe('spark.3');
  });

  it('is remembered until its tasks have ended, over an engine start', () => {
    const { scene, spark } = running();
    scene.act(() => scene.world.disconnect('a1'));
    spark.call({ kind: 'teardown' });
    expect(scene.keys('framework/')).toEqual(['framework/spark.1']);
    scene.restart();
    const twin = scene.twin(spark);
    twin.subscribe();
    expect(lastErrorOf(twin)).toContain('torn down');
    scene.connect('a1');
    expect(scene.world.running()).toEqual([]);
    expect([...scene.keys('framework/'), ...scene.keys('task/')]).toEqual([]);
  });
});

describe('an engine that starts', () => {
  it('knows its frameworks and their tasks, which run on', () => {
    const { scene, spark } = running();
    scene.restart();
    scene.connect('a1');
    expect(scene.world.running()).toEqual(['spark.1:t1']);
    const twin = scene.twin(spark);
    twin.subscribe();
    expect(twin.told).toEqual(['t1 running']);
    expect(twin.offered).toEqual(['a1 *: cpus:7; mem:15900']);
  });

  it('counts the failover timeout from its start where the framework was there before', () => {
    const { scene } = running();
    scene.restart();
    scene.connect('a1');
    scene.advance(weekMs - 60_000);
    expect(scene.world.running()).toEqual(['spark.1:t1']);
    scene.restart();
    scene.connect('a1');
    scene.advance(30_000);
    expect(scene.world.running()).toEqual(['spark.1:t1']);
    scene.advance(660_000);
    expect(scene.world.running()).toEqual([]);
  });

  it('gives ids of offers that no earlier one gave', () => {
    const scene = new FrameworkScene();
    scene.agent('a1');
    const spark = scene.framework('spark');
    const before = spark.offerOn('a1').id;
    scene.restart();
    scene.world.core.tables.epoch = 2;
    scene.connect('a1');
    const twin = scene.twin(spark);
    twin.subscribe();
    expect(twin.offerOn('a1').id).not.toBe(before);
  });

  it('offers nothing while agents that live come back', () => {
    const { scene, spark } = running();
    scene.agent('a2');
    scene.restart();
    scene.connect('a1');
    const twin = scene.twin(spark);
    twin.subscribe();
    expect(twin.offers).toEqual([]);
    scene.connect('a2');
    expect(twin.offers.length).toBe(2);
  });
});
