// What the snapshot has for the forecast of windows: those that are applied, agents that are
// emptied, and tasks of others' frameworks on them.
import { expect, it } from 'vitest';
import { SnapshotTexts } from '../../../../engine/http/snapshot/snapshot-texts.ts';
import { snapshotView } from '../../../../engine/http/views/snapshot-view.ts';
import { objectName } from '../../../../engine/model/ids.ts';
import type { CoreWorld } from '../../../support/core-world.ts';
import { FrameworkScene } from '../../../support/frameworks/framework-scene.ts';
import { taskInfo } from '../../../support/frameworks/scripted-framework.ts';
import { apiFaults } from '../../../support/http/api-check.ts';
import { app } from '../../../support/http/worlds.ts';
import { maintenanceSpec } from '../../../support/maintenance-spec.ts';
import { runOut } from '../../../support/run-out.ts';

const at = ({ nowMs, wallMs }: CoreWorld) => ({ nowMs, wallMs });

function viewOf(world: CoreWorld) {
  const view = snapshotView(world.core, at(world));
  expect(apiFaults('snapshot.json', view)).toEqual([]);
  return view;
}

it('has the windows that are applied, and what they close', () => {
  const { world } = new FrameworkScene();
  world.addAgent('a1');
  world.addAgent('a2');
  expect(viewOf(world).maintenance).toEqual([]);
  const window = maintenanceSpec({
    name: objectName('/window'),
    agents: ['a1'],
    startMs: world.wallMs,
  });
  world.commit(app('/shop/web', { instances: 1 }), window);
  const { maintenance, agents } = viewOf(world);
  expect(maintenance).toEqual([window]);
  expect(agents.map(({ isOffered }) => isOffered)).toEqual([false, true]);
});

it('counts the tasks of others’ frameworks of an agent, as long as they are there', () => {
  const scene = new FrameworkScene();
  const { world } = scene;
  scene.agent('a1', 'cpus:8; mem:16000; ports:31000-31009');
  const spark = scene.framework('spark');
  const texts = new SnapshotTexts();
  const counted = () => {
    const { agents } = viewOf(world);
    const text = runOut(texts.picture(world.core, at(world))).body.toString();
    expect(JSON.parse(text).agents).toEqual(JSON.parse(JSON.stringify(agents)));
    return agents[0]?.frameworkTasks;
  };
  expect(counted()).toBeUndefined();
  spark.launch('a1', taskInfo('t1', 'cpus:1; mem:100'));
  expect(counted()).toBe(1);
  scene.act(() => world.report('a1', 'spark.1:t1', { state: 'finished', exitCode: 0 }));
  expect(counted()).toBeUndefined();
});
