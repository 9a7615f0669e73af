import { describe, expect, it } from 'vitest';
import { appSpec } from '../../support/app-spec.ts';
import { CoreWorld } from '../../support/core-world.ts';

function worldOfThree(): CoreWorld {
  const world = new CoreWorld();
  for (const name of ['a1', 'a2', 'a3']) world.addAgent(name);
  return world;
}

const versionTwo = appSpec(({ task }) => ({ task: { ...task, env: { V: '2' } } }));

describe('the life of an app', () => {
  it('starts what is wanted, spread over the agents', () => {
    const world = worldOfThree();
    world.commit(appSpec());
    expect(world.running()).toEqual(['/shop/web#0.1', '/shop/web#1.1', '/shop/web#2.1']);
    expect([...world.agents.values()].map((agent) => agent.tasks.size)).toEqual([1, 1, 1]);
  });

  it('scales up and down without touching the others', () => {
    const world = worldOfThree();
    world.commit(appSpec());
    world.commit(appSpec(() => ({ instances: 5 })));
    expect(world.running()).toHaveLength(5);
    world.commit(appSpec(() => ({ instances: 2 })));
    expect(world.running()).toEqual(['/shop/web#0.1', '/shop/web#1.1']);
    world.commit(appSpec(() => ({ instances: 0 })));
    expect(world.running()).toEqual([]);
    world.commit(appSpec(() => ({ instances: 2 })));
    expect(world.running()).toEqual(['/shop/web#0.2', '/shop/web#1.2']);
  });

  it('rolls a new version out, and a revert in the middle reuses the old instances', () => {
    const world = worldOfThree();
    world.commit(appSpec());
    for (const agent of world.agents.values()) agent.behave = () => ({ health: 'unknown' });
    world.commit(versionTwo);
    expect(world.running()).toHaveLength(6);
    world.commit(appSpec());
    expect(world.running()).toEqual(['/shop/web#0.1', '/shop/web#1.1', '/shop/web#2.1']);
  });

  it('replaces every instance when the new ones are healthy', () => {
    const world = worldOfThree();
    world.commit(appSpec());
    world.commit(versionTwo);
    expect(world.running()).toEqual(['/shop/web#0.2', '/shop/web#1.2', '/shop/web#2.2']);
    expect(world.core.tables.apps.get(appSpec().name)?.rollout).toBeUndefined();
  });

  it('tells when an instance that runs becomes ready, and when it no longer is', () => {
    const world = worldOfThree();
    for (const agent of world.agents.values()) agent.behave = () => ({ ready: false });
    world.commit(appSpec(() => ({ instances: 1 })));
    const news = () => world.notices.filter((text) => /^task-(not-)?ready /.test(text));
    expect(news()).toEqual([]);
    world.report('a1', '/shop/web#0.1', { ready: true });
    world.report('a1', '/shop/web#0.1', { ready: true, health: 'unhealthy' });
    world.report('a1', '/shop/web#0.1', { ready: false });
    expect(news()).toEqual([
      'task-ready /shop/web#0.1 is ready',
      "task-not-ready /shop/web#0.1 isn't ready any more",
    ]);
  });

  it('gives up on a version that fails and goes back by itself', () => {
    const world = worldOfThree();
    world.commit(appSpec());
    for (const agent of world.agents.values())
      agent.behave = (order) =>
        order.env.V === '2' ? { state: 'failed', reason: 'command-exit', exitCode: 3 } : {};
    world.commit(versionTwo);
    world.advance(60_000);
    expect(world.running()).toEqual(['/shop/web#0.1', '/shop/web#1.1', '/shop/web#2.1']);
    const app = world.core.tables.apps.get(appSpec().name);
    expect(app?.history.map((rollout) => `${rollout.kind} ${rollout.state}`)).toEqual([
      'deploy succeeded',
      'deploy failed',
      'rollback succeeded',
    ]);
  });

  it('forgets an app whose file is deleted, and goes on counting when it is back', () => {
    const world = worldOfThree();
    world.commit(appSpec());
    world.commit();
    expect(world.running()).toEqual([]);
    expect([...world.rows.keys()].filter((key) => key.startsWith('app/'))).toEqual([]);
    world.commit(appSpec());
    expect(world.running()).toEqual(['/shop/web#0.2', '/shop/web#1.2', '/shop/web#2.2']);
  });

  it('goes on after an engine crash with the same tasks', () => {
    const world = worldOfThree();
    world.commit(appSpec());
    world.restart();
    expect(world.core.tables.apps.get(appSpec().name)?.isSettled).toBe(false);
    for (const name of world.agents.keys()) world.connect(name);
    expect(world.running()).toEqual(['/shop/web#0.1', '/shop/web#1.1', '/shop/web#2.1']);
    expect(world.core.tables.apps.get(appSpec().name)?.isSettled).toBe(true);
  });

  it('replaces what ran on an agent away for too long, and kills it when it is back', () => {
    const world = worldOfThree();
    world.commit(appSpec());
    world.disconnect('a1');
    world.advance(74_000);
    expect(world.core.tables.tasks.size).toBe(3);
    world.advance(2_000);
    expect(world.running()).toHaveLength(4);
    world.connect('a1');
    expect(world.running()).toHaveLength(3);
    expect(world.agent('a1').tasks.size).toBe(0);
  });
});
