// Every state that there is reaches a framework of others, by the road that leads there.
import { describe, expect, it } from 'vitest';
import type { taskStates } from '../../../../engine/model/task/task-states.ts';
import type { Status } from '../../../../schemas/generated/wire.ts';
import { FrameworkScene } from '../../../support/frameworks/framework-scene.ts';
import {
  type ScriptedFramework,
  taskInfo,
} from '../../../support/frameworks/scripted-framework.ts';

interface Scene {
  readonly scene: FrameworkScene;
  readonly spark: ScriptedFramework;
}

function sceneOf(): Scene {
  const scene = new FrameworkScene();
  // So that one that is away is no crowd; nothing fits there.
  for (const name of ['a1', 'b1', 'b2']) scene.agent(name, 'cpus:8; mem:16000');
  return { scene, spark: scene.framework('spark') };
}

/** It is launched, and then its agent says so of it. */
const said =
  (...changes: readonly Partial<Status>[]) =>
  ({ scene, spark }: Scene): void => {
    spark.launch('a1', taskInfo('t1'));
    for (const change of changes) scene.act(() => scene.world.report('a1', 'spark.1:t1', change));
  };

const away = ({ scene }: Scene): void => {
  scene.act(() => scene.world.disconnect('a1'));
  scene.advance(80_000);
};

const roads: Readonly<Record<keyof typeof taskStates, readonly [string, (scene: Scene) => void]>> =
  {
    staging: [
      'its agent has said nothing of it',
      (world) => {
        world.scene.world.agent('a1').behave = () => ({ state: 'staging' });
        said()(world);
      },
    ],
    starting: ['its agent is at it', said({ state: 'starting' })],
    running: ['its command has begun', said()],
    killing: ['its kill is under way', said({ state: 'killing' })],
    finished: ['it ended well', said({ state: 'finished', reason: 'command-exit' })],
    failed: ['it ended badly', said({ state: 'failed', reason: 'command-exit' })],
    killed: ['it was killed', said({ state: 'killed', reason: 'killed' })],
    error: ['it asks for nothing', ({ spark }) => spark.launch('a1', taskInfo('t1', []))],
    lost: ['its agent says no more than that', said({ state: 'lost' })],
    dropped: [
      'what it was to be launched on isn’t there',
      ({ spark }) =>
        spark.call({
          ...{ kind: 'accept', offerIds: ['none'] },
          operations: [{ kind: 'launch', tasks: [taskInfo('t1')] }],
        }),
    ],
    unreachable: [
      'its agent is unreachable',
      (world) => {
        said()(world);
        away(world);
      },
    ],
    gone: ['its machine was rebooted', said({ state: 'lost', reason: 'agent-rebooted' })],
    'gone-by-operator': [
      'its agent is declared gone',
      (world) => {
        said()(world);
        world.scene.act(() => world.scene.world.operate({ kind: 'gone', agent: 'a1-000000' }));
      },
    ],
    unknown: [
      'nobody has heard of it',
      ({ spark }) => spark.call({ kind: 'reconcile', tasks: [{ taskId: 't1' }] }),
    ],
  };

describe('a task of a framework of others', () => {
  for (const [state, [when, take]] of Object.entries(roads))
    it(`is ${state} when ${when}`, () => {
      const world = sceneOf();
      take(world);
      expect(world.spark.told.at(-1)).toBe(`t1 ${state}`);
    });
});
