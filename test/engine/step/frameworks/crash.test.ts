// kill -9 of the engine between any two writes: what a framework of others has heard still holds,
// and what it has said and seen stored isn't asked of it again.
import { expect, it } from 'vitest';
import { agentId, role } from '../../../../engine/model/ids.ts';
import { bundle } from '../../../support/allocate/resource-words.ts';
import { FrameworkScene } from '../../../support/frameworks/framework-scene.ts';
import {
  type ScriptedFramework,
  taskInfo,
} from '../../../support/frameworks/scripted-framework.ts';

type Act = (scene: FrameworkScene, spark: ScriptedFramework) => void;

const script: readonly Act[] = [
  (_, spark) => spark.subscribe(),
  (_, spark) => {
    const resources = bundle('cpus:1; mem:100');
    const reserve = { kind: 'reserve', operationId: 'r', resources, role: role('db') } as const;
    const tasks = [taskInfo('t1'), taskInfo('t2')];
    spark.accept('a1', [reserve, { kind: 'launch', tasks }]);
  },
  (_, spark) => spark.acknowledge('t1'),
  (scene) =>
    scene.act(() => scene.world.report('a1', 'spark.1:t1', { state: 'finished', exitCode: 0 })),
  (_, spark) => spark.acknowledge('t1'),
  (_, spark) => spark.call({ kind: 'kill', taskId: 't2' }),
];

interface Play {
  readonly scene: FrameworkScene;
  readonly spark: ScriptedFramework;
  /** Steps that were stored, with all that follows. */
  readonly done: number;
}

function play(killedAfter: number): Play {
  const scene = new FrameworkScene();
  scene.agent('a1');
  const spark = scene.stranger({ name: 'spark', roles: [{ role: 'db' }] });
  scene.world.crashAfter = scene.world.writes + killedAfter;
  for (const [done, act] of script.entries())
    if (!scene.world.survives(() => act(scene, spark))) return { scene, spark, done };
  return { scene, spark, done: script.length };
}

const isEnd = (state: string): boolean => state === 'finished' || state === 'killed';

/** The engine starts again; what the framework heard before is what it is held to. */
function expectHeld({ scene, spark, done }: Play, at: string): void {
  scene.world.crashAfter = Infinity;
  scene.restart();
  scene.connect('a1');
  if (spark.id === undefined) {
    expect(scene.framework('spark', 'db').id, at).toMatch(/^spark\.[12]$/);
    return;
  }
  const twin = scene.twin(spark);
  twin.subscribe();
  expect(twin.heard[0], at).toEqual({ kind: 'subscribed', frameworkId: spark.id });
  const wasAcknowledged = done > 4;
  for (const id of ['t1', 't2']) {
    const last = spark.updates.findLast(({ taskId }) => taskId === id);
    const told = twin.updates.findLast(({ taskId }) => taskId === id);
    if (last && isEnd(last.state) && (id === 't2' || !wasAcknowledged) && done !== 4)
      expect(told?.state, `${at}: the end of ${id}`).toBe(last.state);
    if (last?.state === 'running')
      expect(['running', 'finished', 'killed'], `${at}: ${id}`).toContain(told?.state);
  }
  if (wasAcknowledged) expect(twin.told.join(), at).not.toContain('t1');
  if (spark.heard.some(({ kind }) => kind === 'operation-done')) {
    const made = scene.world.core.tables.conversions.get(agentId('a1-000000')) ?? [];
    expect(
      made.map(({ name }) => name),
      at,
    ).toEqual(['cpus', 'mem']);
  }
}

/** And it can go on: all ends are told, acknowledged, and forgotten. */
function expectGoesOn({ scene, spark }: Play, at: string): void {
  if (spark.id === undefined) return;
  const third = scene.twin(spark);
  third.subscribe();
  for (const id of ['t1', 't2']) third.call({ kind: 'kill', taskId: id });
  for (const { taskId, uuid, state } of [...third.updates])
    if (uuid !== undefined && isEnd(state)) third.call({ kind: 'acknowledge', taskId, uuid });
  expect(scene.keys('task/'), at).toEqual([]);
  third.call({ kind: 'teardown' });
  expect(scene.keys('framework/'), at).toEqual([]);
}

it('holds what was heard, from a crash after any write', () => {
  const calm = play(Infinity);
  const writes = calm.scene.world.writes;
  expect(writes).toBeGreaterThan(12);
  expect(calm.done).toBe(script.length);
  for (let write = 0; write < writes; write += 1) {
    const at = `killed after write ${write}`;
    const played = play(write);
    expectHeld(played, at);
    expectGoesOn(played, at);
  }
});

it('forgets a framework that was torn down, from a crash after any write', () => {
  for (let write = 0; write < 12; write += 1) {
    const at = `killed after write ${write}`;
    const scene = new FrameworkScene();
    scene.agent('a1');
    const spark = scene.framework('spark');
    spark.launch('a1', taskInfo('t1'));
    scene.world.crashAfter = scene.world.writes + write;
    const isThrough = scene.world.survives(() => spark.call({ kind: 'teardown' }));
    scene.world.crashAfter = Infinity;
    scene.restart();
    scene.connect('a1');
    const twin = scene.twin(spark);
    twin.subscribe();
    const isThere = twin.heard.some(({ kind }) => kind === 'subscribed');
    expect(isThere && isThrough, at).toBe(false);
    expect(scene.world.running(), at).toEqual(isThere ? ['spark.1:t1'] : []);
    expect(scene.keys('framework/').length, at).toBe(isThere ? 1 : 0);
  }
});
