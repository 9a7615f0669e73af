import { describe, expect, it } from 'vitest';
import { objectName, type TaskId } from '../../../../engine/model/ids.ts';
import type { AppSpec } from '../../../../engine/model/wanted.ts';
import { dependencies } from '../../../../engine/sim/invariants/apps/dependencies.ts';
import { minimumHealth } from '../../../../engine/sim/invariants/apps/minimum-health.ts';
import { rolloutHonesty } from '../../../../engine/sim/invariants/apps/rollout-honesty.ts';
import type { MakeInvariant } from '../../../../engine/sim/invariants/sight.ts';
import type { Handled } from '../../../../engine/step/engine-core.ts';
import type { Tables } from '../../../../engine/step/tables.ts';
import { appSpec } from '../../../support/app-spec.ts';
import { CoreWorld } from '../../../support/core-world.ts';
import { RuleScene } from '../../../support/sim/rule-scene.ts';

const web = objectName('/shop/web');
const v2 = (change: Partial<AppSpec> = {}) =>
  appSpec(({ task }) => ({ ...change, task: { ...task, env: { V: '2' } } }));

function sceneOf(make: MakeInvariant): { readonly scene: RuleScene; readonly world: CoreWorld } {
  const world = new CoreWorld();
  const scene = new RuleScene(make).watch(world);
  for (const name of ['a1', 'a2', 'a3']) world.addAgent(name);
  return { scene, world };
}

/** As if the batch had decided it. */
function killNow({ effects }: Handled, tables: Tables, [id, reason]: readonly [string, string]) {
  const task = tables.tasks.get(id as TaskId);
  if (!task) throw new Error(`no task ${id}`);
  task.row = { ...task.row, kill: { reason, atMs: effects.nowMs } };
  effects.tasks.add(id as TaskId);
}

describe('minimum-health', () => {
  const half = { minimumHealthMilli: 600, maximumOverMilli: 0 };

  it('is silent while an app rolls and its minimum is kept', () => {
    const { scene, world } = sceneOf(minimumHealth);
    world.commit(appSpec(({ update }) => ({ update: { ...update, ...half } })));
    world.commit(v2({ update: { ...appSpec().update, ...half } }));
    world.advance(10_000);
    expect(world.running()).toEqual(['/shop/web#0.2', '/shop/web#1.2', '/shop/web#2.2']);
    expect(scene.said()).toEqual([]);
    expect(scene.times('the least that is allowed is left')).toBeGreaterThan(0);
  });

  it('says so when one more is stopped, and not when the app is removed', () => {
    const { scene, world } = sceneOf(minimumHealth);
    world.commit(appSpec(({ update }) => ({ update: { ...update, ...half } })));
    for (const [reason, said] of [
      ['replaced', 1],
      ['removed', 0],
    ] as const) {
      scene.tamper = (handled, tables) => {
        scene.tamper = () => {};
        for (const instance of [0, 1])
          killNow(handled, tables, [`/shop/web#${instance}.1`, reason]);
      };
      world.post({ kind: 'timer', key: 'none/' });
      expect(scene.said()).toHaveLength(said);
      world.restart();
      scene.watch(world);
    }
  });

  it('counts only those that were watched for long enough', () => {
    const { scene, world } = sceneOf(minimumHealth);
    const update = { ...appSpec().update, minimumHealthMilli: 334, watchMs: 5_000 };
    world.commit(appSpec(() => ({ update })));
    world.advance(4_000);
    scene.tamper = (handled, tables) => {
      scene.tamper = () => {};
      killNow(handled, tables, ['/shop/web#0.1', 'replaced']);
    };
    world.post({ kind: 'timer', key: 'none/' });
    expect(scene.said()).toEqual([
      '/shop/web#0.1 is stopped (replaced): 0 healthy ones are left of 2',
    ]);
  });
});

describe('rollout-honesty', () => {
  const update = { ...appSpec().update, maxFailuresPerInstance: 5 };
  const count = (handled: Handled, tables: Tables): void => {
    const rollout = tables.apps.get(web)?.rollout;
    if (!rollout) return;
    tables.rollouts.set(rollout.id, { ...rollout, failures: { 0: 1 } });
    handled.effects.rollouts.add(rollout.id);
  };

  it('is silent when a task that ended by itself counts', () => {
    const { scene, world } = sceneOf(rolloutHonesty);
    world.addAgent('a4').behave = () => ({ state: 'staging', health: 'unknown', ready: false });
    world.commit(appSpec(() => ({ instances: 1, update })));
    world.commit(v2({ instances: 1, update: { ...update, watchMs: 60_000 } }));
    scene.began('a1', '/shop/web#0.2').over('a1', '/shop/web#0.2', 'itself');
    const holder = [...world.agents].find(([, one]) => one.tasks.has('/shop/web#0.2'))?.[0] ?? '';
    world.report(holder, '/shop/web#0.2', { state: 'failed', reason: 'command-exit' });
    expect(scene.said()).toEqual([]);
    expect(scene.times('a failure counts')).toBe(1);
  });

  it('says so when one counts whose machine crashed, or that hasn’t ended', () => {
    const { scene, world } = sceneOf(rolloutHonesty);
    world.commit(appSpec(() => ({ instances: 1, update: { ...update, watchMs: 60_000 } })));
    scene.tamper = (handled, tables) => {
      scene.tamper = () => {};
      count(handled, tables);
    };
    world.post({ kind: 'timer', key: 'none/' });
    expect(scene.said()[0]).toContain('counts 1 failures of 0, 0 are its own');
  });

  it('says so when a version that has failed is launched again', () => {
    const { scene, world } = sceneOf(rolloutHonesty);
    world.commit(appSpec(() => ({ instances: 1 })));
    const next = v2({ instances: 1 });
    scene.tamper = ({ effects }, tables) => {
      const app = tables.apps.get(web);
      // The batch of the commit alone leaves the row as it is stored below.
      if (effects.tasks.size === 0) effects.apps.delete(web);
      if (!app || effects.tasks.size === 0) return;
      const verdict = { reason: 'it failed', policy: 'pause' as const };
      app.row = { ...app.row, quarantine: { [next.versionDigest]: verdict } };
    };
    scene.store({
      'app//shop/web': {
        name: web,
        rollouts: 1,
        quarantine: { [next.versionDigest]: { reason: 'it failed', policy: 'pause' } },
      },
    });
    world.commit(next);
    expect(scene.said()[0]).toContain('of a version that has failed');
  });

  it('says so when an app is replaced while it is paused, not when it heals', () => {
    const { scene, world } = sceneOf(rolloutHonesty);
    world.commit(appSpec());
    world.operate({ kind: 'pause', name: web });
    const holder = [...world.agents].find(([, one]) => one.tasks.has('/shop/web#0.1'))?.[0] ?? '';
    world.report(holder, '/shop/web#0.1', { state: 'lost', reason: 'supervisor-lost' });
    expect(scene.said()).toEqual([]);
    expect(scene.times('an instance is made up while its app is paused')).toBe(1);
    scene.tamper = (handled, tables) => killNow(handled, tables, ['/shop/web#1.1', 'replaced']);
    world.post({ kind: 'timer', key: 'none/' });
    expect(scene.said()).toEqual(['/shop/web#1.1 is to be replaced while /shop/web is paused']);
  });
});

describe('dependencies', () => {
  const db = appSpec(() => ({ name: objectName('/shop/db'), instances: 1 }));
  const needsDb = appSpec(() => ({ instances: 1, dependsOn: [objectName('/shop/db')] }));
  const slow = () => ({ health: 'unknown' as const });

  it('is silent when the app starts once what it needs is there', () => {
    const { scene, world } = sceneOf(dependencies);
    for (const agent of world.agents.values()) agent.behave = slow;
    world.commit(db, needsDb);
    expect(scene.times('a rollout waits')).toBeGreaterThan(0);
    const holder = [...world.agents].find(([, one]) => one.tasks.has('/shop/db#0.1'))?.[0] ?? '';
    world.report(holder, '/shop/db#0.1', { health: 'healthy' });
    expect(scene.said()).toEqual([]);
    expect(scene.times('a rollout that depends on something opens')).toBe(1);
  });

  it('says so when it opens, or is launched, before', () => {
    const { scene, world } = sceneOf(dependencies);
    for (const agent of world.agents.values()) agent.behave = slow;
    scene.tamper = (handled, tables) => {
      const rollout = tables.apps.get(web)?.rollout;
      if (!rollout) return;
      tables.rollouts.set(rollout.id, { ...rollout, opened: true });
      handled.effects.rollouts.add(rollout.id);
      scene.tamper = () => {};
    };
    world.commit(db, needsDb);
    expect(scene.said()).toEqual(['/shop/web!1 opens, and /shop/db, which it needs, has 0 of 1']);
  });
});
