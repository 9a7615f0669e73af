import { describe, expect, it } from 'vitest';
import { agentId, digestOf, objectName, type TaskId } from '../../../../engine/model/ids.ts';
import { indexes } from '../../../../engine/sim/invariants/engine/indexes.ts';
import { reload } from '../../../../engine/sim/invariants/engine/reload.ts';
import { fullRound } from '../../../../engine/sim/invariants/full-round.ts';
import type { MakeInvariant } from '../../../../engine/sim/invariants/sight.ts';
import { verdicts } from '../../../../engine/sim/invariants/tasks/verdicts.ts';
import { heardEnds } from '../../../../engine/sim/invariants/words/heard-ends.ts';
import type { Handled } from '../../../../engine/step/engine-core.ts';
import type { Tables } from '../../../../engine/step/tables.ts';
import { appSpec } from '../../../support/app-spec.ts';
import { CoreWorld } from '../../../support/core-world.ts';
import { RuleScene } from '../../../support/sim/rule-scene.ts';

const web = objectName('/shop/web');
const a1 = agentId('a1-000000');

function sceneOf(make: MakeInvariant): { readonly scene: RuleScene; readonly world: CoreWorld } {
  const world = new CoreWorld();
  const scene = new RuleScene(make).watch(world);
  for (const name of ['a1', 'a2', 'a3']) world.addAgent(name);
  return { scene, world };
}

describe('reload', () => {
  it('is silent when each change is written, and all of it comes back', () => {
    const { scene, world } = sceneOf(reload);
    world.commit(appSpec());
    world.commit(appSpec(() => ({ instances: 1 })));
    world.disconnect('a1');
    world.restart();
    scene.watch(world);
    expect(scene.said()).toEqual([]);
    expect(scene.times('an engine starts with tasks')).toBe(1);
  });

  /** Stored as a later revision wants it, which hasn't come to be applied. */
  const halfApplied = (world: CoreWorld): void => {
    const key = `app/${web}`;
    const row = JSON.parse(world.rows.get(key) ?? '{}');
    const { wanted, ...rest } = row;
    world.rows.set(key, JSON.stringify({ ...rest, before: { revision: 9, wanted } }));
  };

  it('wants what was wanted before half a revision', () => {
    const { scene, world } = sceneOf(reload);
    world.commit(appSpec());
    halfApplied(world);
    const half = new Map(world.rows);
    world.restart();
    expect(world.core.tables.apps.get(web)?.row.wanted).toBe(appSpec().digest);
    // It is looked at as it was loaded, before its first batch has put that right.
    for (const [key, value] of half) world.rows.set(key, value);
    scene.watch(world);
    expect(scene.said()).toEqual([]);
    const app = world.core.tables.apps.get(web);
    if (app) app.row = { ...app.row, wanted: digestOf('later') };
    scene.watch(world);
    expect(scene.said()[0]).toContain(`app/${web} is loaded as`);
  });

  it('says so when a change is in memory alone', () => {
    const { scene, world } = sceneOf(reload);
    world.commit(appSpec());
    scene.tamper = (_, tables) => {
      const app = tables.apps.get(web);
      if (app) app.row = { ...app.row, rollouts: 9 };
    };
    world.post({ kind: 'timer', key: 'none/' });
    expect(scene.said()).toEqual(['app//shop/web has changed in memory, and isn’t written']);
  });

  it('says so when a start loses a row, or loads it otherwise', () => {
    const { scene, world } = sceneOf(reload);
    world.commit(appSpec());
    world.restart();
    world.core.tables.tasks.delete('/shop/web#0.1' as TaskId);
    world.core.tables.launches.clear();
    scene.watch(world);
    expect(scene.said()).toContain('task//shop/web#0.1 is loaded as nothing');
    expect(scene.said()).toEqual([]);
  });
});

describe('indexes', () => {
  it('is silent while tasks come and go', () => {
    const { scene, world } = sceneOf(indexes);
    world.commit(appSpec());
    world.commit(appSpec(() => ({ instances: 1 })));
    expect(scene.said()).toEqual([]);
    expect(scene.times('a task ends and its room is free')).toBeGreaterThan(0);
  });

  it('says so when room isn’t given back, or an agent’s list is wrong', () => {
    const { scene, world } = sceneOf(indexes);
    world.commit(appSpec(() => ({ instances: 1 })));
    const [task] = world.core.tables.tasks.values();
    const agent = task?.row.agentId ?? a1;
    scene.tamper = ({ effects }, tables) => {
      scene.tamper = () => {};
      tables.agents.get(agent)?.tasks.clear();
      effects.tasks.add('/shop/web#0.1' as TaskId);
    };
    world.post({ kind: 'timer', key: 'none/' });
    expect(scene.said()).toEqual([
      `/shop/web#0.1 isn’t among the tasks of ${agent}`,
      `${agent} has 8000 cpus left, 7900 is offered`,
      `${agent} has 16000000 mem left, 15968000 is offered`,
    ]);
  });
});

describe('heard-ends', () => {
  it('is silent when an agent has said so, or is gone', () => {
    const { scene, world } = sceneOf(heardEnds);
    world.commit(appSpec());
    world.operate({ kind: 'gone', agent: a1 });
    world.commit(appSpec(() => ({ instances: 1 })));
    expect(scene.said()).toEqual([]);
    expect(scene.times('with its agent')).toBe(1);
    expect(scene.times('as its agent has said')).toBeGreaterThan(0);
  });

  it('says so when a launch is given up that its agent has only never heard of', () => {
    const { scene, world } = sceneOf(heardEnds);
    world.commit(appSpec(() => ({ instances: 1 })));
    scene.tamper = ({ effects }, tables) => {
      scene.tamper = () => {};
      const [task] = tables.tasks.values();
      if (!task) return;
      task.row = { ...task.row, end: { state: 'lost', reason: 'agent-gone', atMs: 1 } };
      effects.tasks.add(task.row.id);
    };
    world.post({ kind: 'timer', key: 'none/' });
    expect(scene.said()).toEqual(['/shop/web#0.1 ends (lost agent-gone), and nobody has said so']);
  });
});

describe('full-round', () => {
  it('finds nothing right after a batch, and changes nothing', () => {
    const { world } = sceneOf(reload);
    world.commit(appSpec());
    const before = [...world.rows];
    expect(fullRound(world.core, world, new Set())).toBeUndefined();
    expect([...world.rows]).toEqual(before);
  });

  it('finds what was passed over, unless its timer is still due', () => {
    const { world } = sceneOf(reload);
    world.commit(appSpec());
    const { tables } = world.core;
    const app = tables.apps.get(web);
    if (app) app.tasks.delete('/shop/web#0.1' as TaskId);
    expect(fullRound(world.core, world, new Set(['app//shop/web']))).toBeUndefined();
    expect(fullRound(world.core, world, new Set())).toContain('task /shop/web#0.2');
  });
});

describe('verdicts', () => {
  const declare = (kind: 'unreachable' | 'gone') => (handled: Handled, tables: Tables) => {
    const entry = tables.agents.get(a1);
    if (!entry) return;
    entry.row = { ...entry.row, verdict: { kind, atMs: handled.effects.nowMs } };
    handled.effects.agents.add(a1);
  };

  /** Both clocks. */
  const pass = ({ scene, world }: ReturnType<typeof sceneOf>, ms: number): void => {
    scene.wait(ms);
    world.advance(ms);
  };

  it('is silent when an agent was away for long enough, and its tasks are given up', () => {
    const stage = sceneOf(verdicts);
    const { scene, world } = stage;
    world.restart();
    scene.watch(world);
    for (const name of ['a1', 'a2', 'a3']) world.connect(name);
    world.commit(appSpec());
    world.disconnect('a1');
    pass(stage, 80_000);
    expect(world.notices.filter((line) => line.startsWith('agent-unreachable'))).toHaveLength(1);
    expect(scene.said()).toEqual([]);
    expect(scene.times('disconnected for too long')).toBe(1);
    expect(scene.times('given up with its agent')).toBeGreaterThan(0);
  });

  it('says so when one is declared too soon: connected, disconnected or recovering', () => {
    for (const [how, said] of [
      ['connected', '(it was connected)'],
      ['disconnected', '(it was disconnected)'],
      ['recovering', '(it was recovering)'],
    ] as const) {
      const stage = sceneOf(verdicts);
      const { scene, world } = stage;
      world.restart();
      scene.watch(world);
      if (how !== 'recovering') world.connect('a1');
      scene.wait(70_000).heardMs.set(a1, scene.kernel.agenda.nowMs);
      if (how === 'disconnected') world.disconnect('a1');
      pass(stage, 70_000);
      scene.tamper = declare('unreachable');
      world.post({ kind: 'timer', key: 'none/' });
      expect(scene.said()).toEqual([`${a1} is declared unreachable too soon ${said}`]);
    }
  });

  it('says so when an agent is declared gone and nobody has asked for it', () => {
    const { scene, world } = sceneOf(verdicts);
    world.operate({ kind: 'gone', agent: 'a2-000000' });
    expect(scene.said()).toEqual([]);
    scene.tamper = declare('gone');
    world.post({ kind: 'timer', key: 'none/' });
    expect(scene.said()).toEqual([`${a1} is declared gone, and nobody has asked for it`]);
  });
});
