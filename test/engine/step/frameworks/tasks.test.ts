// Tasks of frameworks of others: how they are ordered, told of, acknowledged, killed, and asked
// after; and what becomes of them with their agents.
import { describe, expect, it } from 'vitest';
import type { TaskInfo } from '../../../../engine/model/scheduler-api/task-info.ts';
import { FrameworkScene } from '../../../support/frameworks/framework-scene.ts';
import {
  type ScriptedFramework,
  taskInfo,
} from '../../../support/frameworks/scripted-framework.ts';

interface Scene {
  readonly scene: FrameworkScene;
  readonly spark: ScriptedFramework;
}

function sceneOf(resources = 'cpus:8; mem:16000; ports:31000-31009'): Scene {
  const scene = new FrameworkScene();
  scene.agent('a1', resources);
  return { scene, spark: scene.framework('spark') };
}

const finish = (scene: FrameworkScene, own: string): void =>
  scene.act(() => scene.world.report('a1', `spark.1:${own}`, { state: 'finished', exitCode: 0 }));

it('orders a task as it was described, host ports among it', () => {
  const { scene, spark } = sceneOf();
  spark.launch('a1', {
    taskId: 't1',
    command: { args: ['/bin/echo', '{{not a template}}'] },
    env: { A: '1' },
    user: 'nobody',
    resources: taskInfo('', 'cpus:1; mem:100; ports:31003-31004').resources,
    kill: { delayMs: 10, graceMs: 20, signal: 'SIGINT' },
  });
  const sent = scene.world.sent.find(({ order }) => order.kind === 'launch');
  expect(sent?.order).toMatchObject({
    order: {
      taskId: 'spark.1:t1',
      processes: [{ name: 'main', args: ['/bin/echo', '{{not a template}}'] }],
      env: { A: '1', MERIDIAN_TASK: 'spark.1:t1', PORT: '31003', PORTS: '31003,31004' },
      ports: [{ port: 31_003 }, { port: 31_004 }],
      resources: { scalars: { cpus: 1000, mem: 100_000 }, ranges: { ports: [[31_003, 31_004]] } },
      settings: { kill: { delayMs: 10, graceMs: 20, signal: 'SIGINT' } },
      user: 'nobody',
    },
  });
  spark.call({ kind: 'kill', taskId: 't1' });
  const kill = scene.world.sent.find(({ order }) => order.kind === 'kill');
  expect(kill?.order).toMatchObject({ policy: { signal: 'SIGINT' } });
});

describe('a task that can’t be started as described', () => {
  const faulty: readonly (readonly [string, Partial<TaskInfo>, RegExp])[] = [
    ['an id with a colon', { taskId: 'a:b' }, /task id "a:b" is none: letters/],
    ['an id in use', { taskId: 't0' }, /t0 is in use/],
    ['no resources', { resources: [] }, /takes no resources/],
    ['more than is held', { resources: taskInfo('', 'cpus:80').resources }, /80 isn't held/],
    ['a resource that isn’t there', { resources: taskInfo('', 'gpus:1').resources }, /gpus/],
    [
      'a resource twice',
      { resources: [...taskInfo('', 'cpus:1').resources, ...taskInfo('', 'cpus:2').resources] },
      /named twice/,
    ],
    ['a signal that is none', { kill: { delayMs: 0, graceMs: 0, signal: 'KILL' } }, /signal/],
    ['a user’s name too long', { user: 'u'.repeat(65) }, /user/],
    ['a description too large', { env: { A: 'a'.repeat(100_001) } }, /100000 at most/],
  ];
  for (const [what, change, says] of faulty)
    it(`is an error that says so: ${what}; another one in the same call starts`, () => {
      const { scene, spark } = sceneOf();
      spark.launch('a1', taskInfo('t0', 'cpus:1'));
      scene.advance(7_000);
      spark.clear();
      spark.launch('a1', { ...taskInfo('t1', 'cpus:1'), ...change }, taskInfo('t2', 'cpus:1'));
      expect(spark.updates.filter(({ state }) => state === 'error')).toEqual([
        expect.objectContaining({ reason: 'task-invalid', message: expect.stringMatching(says) }),
      ]);
      expect(scene.world.running()).toEqual(['spark.1:t0', 'spark.1:t2']);
    });
});

describe('an update', () => {
  it('is told again at each subscription until it is acknowledged', () => {
    const { scene, spark } = sceneOf();
    spark.isDutiful = false;
    spark.launch('a1', taskInfo('t1'));
    const twin = scene.twin(spark);
    twin.isDutiful = false;
    twin.subscribe();
    expect(twin.told).toEqual(['t1 running']);
    twin.acknowledge('t1');
    const third = scene.twin(spark);
    third.subscribe();
    expect(third.told).toEqual([]);
  });

  it('of an end is kept until it is acknowledged, over an engine start', () => {
    const { scene, spark } = sceneOf();
    spark.launch('a1', taskInfo('t1'));
    finish(scene, 't1');
    expect(spark.told).toEqual(['t1 running', 't1 finished']);
    scene.restart();
    scene.connect('a1');
    const twin = scene.twin(spark);
    twin.subscribe();
    expect(twin.updates).toMatchObject([{ taskId: 't1', state: 'finished', exitCode: 0 }]);
    twin.acknowledge('t1');
    expect(scene.keys('task/')).toEqual([]);
    scene.restart();
    const third = scene.twin(spark);
    third.subscribe();
    expect(third.told).toEqual([]);
  });

  it('isn’t acknowledged by the number of an earlier one', () => {
    const { scene, spark } = sceneOf();
    spark.launch('a1', taskInfo('t1'));
    const [{ uuid = '' } = {}] = spark.updates;
    finish(scene, 't1');
    spark.call({ kind: 'acknowledge', taskId: 't1', uuid });
    expect(scene.keys('task/')).toEqual(['task/spark.1:t1']);
  });

  it('of an end frees what the task took before it is acknowledged', () => {
    const { scene, spark } = sceneOf('cpus:8; mem:16000');
    spark.accept('a1', [{ kind: 'launch', tasks: [taskInfo('t1', 'cpus:8; mem:16000')] }]);
    expect(spark.offers).toEqual([]);
    finish(scene, 't1');
    expect(spark.offered).toEqual(['a1 *: cpus:8; mem:16000']);
  });
});

/** One task runs on a1, which is declared unreachable; what was heard before is forgotten. */
function awayScene(isDutiful = true): Scene {
  const { scene, spark } = sceneOf();
  for (const name of ['a2', 'a3']) scene.agent(name, 'cpus:8; mem:1');
  spark.isDutiful = isDutiful;
  spark.launch('a1', taskInfo('t1'));
  spark.clear();
  scene.act(() => scene.world.disconnect('a1'));
  scene.advance(80_000);
  return { scene, spark };
}

describe('a task whose agent is unreachable', () => {
  it('is told to be so, runs on, and is told to run when the agent is back', () => {
    const { scene, spark } = awayScene();
    expect(spark.told).toEqual(['t1 unreachable']);
    expect(spark.updates[0]).toMatchObject({ unreachableMs: expect.any(Number) });
    expect(spark.updates[0]?.uuid).toBeUndefined();
    expect(spark.heard.map(({ kind }) => kind)).toContain('failure');
    scene.connect('a1', 'cpus:8; mem:16000; ports:31000-31009');
    expect(spark.told).toEqual(['t1 unreachable', 't1 running']);
    expect(spark.updates[1]).toMatchObject({ reason: 'agent-returned' });
  });

  it('is told what has become of it meanwhile, once', () => {
    const { scene, spark } = awayScene();
    const task = scene.world.agent('a1').tasks.get('spark.1:t1');
    if (task) task.status = { ...task.status, state: 'failed', exitCode: 3, seq: 9 };
    scene.connect('a1', 'cpus:8; mem:16000; ports:31000-31009');
    expect(spark.told).toEqual(['t1 unreachable', 't1 failed']);
  });

  it('isn’t told meanwhile what it had not acknowledged, and is when its agent is back', () => {
    const { scene, spark } = awayScene(false);
    scene.advance(900_000);
    scene.connect('a1', 'cpus:8; mem:16000; ports:31000-31009');
    const since = spark.told.indexOf('t1 unreachable');
    expect(spark.told.slice(since)).toEqual(['t1 unreachable', 't1 running']);
    expect(spark.updates.at(-1)).not.toHaveProperty('reason');
  });

  it('is gone by its operator once the agent is, and that is to be acknowledged', () => {
    const { scene, spark } = sceneOf();
    spark.launch('a1', taskInfo('t1'));
    scene.act(() => scene.world.operate({ kind: 'gone', agent: 'a1-000000' }));
    expect(spark.updates.at(-1)).toMatchObject({ state: 'gone-by-operator', reason: 'agent-gone' });
    spark.acknowledge('t1');
    expect(scene.keys('task/')).toEqual([]);
  });
});

describe('KILL', () => {
  it('ends a task, once, and the end is told', () => {
    const { spark } = sceneOf();
    spark.launch('a1', taskInfo('t1'));
    spark.call({ kind: 'kill', taskId: 't1' });
    expect(spark.told).toEqual(['t1 running', 't1 killed']);
  });

  it('reaches a task whose agent is away when that is back', () => {
    const { scene, spark } = sceneOf();
    spark.launch('a1', taskInfo('t1'));
    scene.act(() => scene.world.disconnect('a1'));
    spark.call({ kind: 'kill', taskId: 't1' });
    expect(scene.world.running()).toEqual(['spark.1:t1']);
    scene.connect('a1');
    expect(scene.world.running()).toEqual([]);
    expect(spark.told.at(-1)).toBe('t1 killed');
  });

  it('of one that nobody knows is answered by how it stands', () => {
    const { spark } = sceneOf();
    spark.call({ kind: 'kill', taskId: 't9' });
    expect(spark.told).toEqual(['t9 unknown']);
  });

  it('reaches no task of another framework', () => {
    const { scene, spark } = sceneOf();
    const other = scene.framework('other');
    spark.launch('a1', taskInfo('t1'));
    other.call({ kind: 'kill', taskId: 't1' });
    expect(scene.world.running()).toEqual(['spark.1:t1']);
  });
});

describe('RECONCILE', () => {
  it('without tasks tells of all that are known, with nothing to acknowledge', () => {
    const { scene, spark } = sceneOf();
    spark.launch('a1', taskInfo('t1'), taskInfo('t2'));
    finish(scene, 't2');
    spark.clear();
    spark.call({ kind: 'reconcile', tasks: [] });
    expect(spark.told).toEqual(['t1 running', 't2 finished']);
    expect(spark.updates.every(({ uuid, reason }) => !uuid && reason === 'reconciliation')).toBe(
      true,
    );
  });

  it('says of tasks that aren’t known what their agents are', () => {
    const { scene, spark } = sceneOf();
    for (const name of ['a2', 'a3', 'a4']) scene.agent(name);
    scene.act(() => scene.world.operate({ kind: 'gone', agent: 'a3-000000' }));
    scene.act(() => scene.world.disconnect('a4'));
    scene.advance(80_000);
    spark.clear();
    const asked = ['a1', 'a3', 'a4', 'a5'].map((name) => ({
      taskId: `t-${name}`,
      agentId: `${name}-000000`,
    }));
    spark.call({ kind: 'reconcile', tasks: [...asked, { taskId: 't-nowhere' }] });
    expect(spark.updates.find(({ state }) => state === 'unreachable')).toMatchObject({
      unreachableMs: expect.any(Number),
    });
    expect(spark.told).toEqual([
      't-a1 gone',
      't-a3 gone-by-operator',
      't-a4 unreachable',
      't-a5 unknown',
      't-nowhere unknown',
    ]);
  });

  it('is silent where an agent may still know', () => {
    const { scene, spark } = sceneOf();
    scene.restart();
    const twin = scene.twin(spark);
    twin.subscribe();
    const tasks = [{ taskId: 't1' }, { taskId: 't2', agentId: 'a1-000000' }];
    twin.call({ kind: 'reconcile', tasks });
    expect(twin.told).toEqual([]);
    scene.connect('a1');
    twin.call({ kind: 'reconcile', tasks });
    expect(twin.told).toEqual(['t1 unknown', 't2 gone']);
  });

  it('is silent of a known task, too, until its agent has told the new engine of it', () => {
    const { scene, spark } = sceneOf();
    spark.launch('a1', taskInfo('t1'));
    scene.restart();
    const twin = scene.twin(spark);
    twin.subscribe();
    for (const tasks of [[], [{ taskId: 't1' }]]) twin.call({ kind: 'reconcile', tasks });
    expect(twin.told).toEqual([]);
    scene.connect('a1');
    expect(twin.told).toEqual(['t1 running']);
    twin.call({ kind: 'reconcile', tasks: [{ taskId: 't1' }] });
    expect(twin.updates.at(-1)).toMatchObject({ state: 'running', reason: 'reconciliation' });
  });
});

it('a message is answered by a failure that says why', () => {
  const { spark } = sceneOf();
  spark.call({ kind: 'message', agentId: 'a1-000000', taskId: 't1' });
  expect(spark.heard.at(-1)).toEqual({
    kind: 'failure',
    agentId: 'a1-000000',
    message: 'task t1 has no executor that takes messages',
  });
});

it('a REQUEST changes nothing', () => {
  const { spark } = sceneOf();
  const before = spark.offered;
  spark.clear();
  spark.call({ kind: 'request' });
  expect([spark.heard, spark.offered]).toEqual([[], before]);
});
