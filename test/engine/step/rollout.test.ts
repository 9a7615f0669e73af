import { describe, expect, it } from 'vitest';
import { objectName, type TaskId } from '../../../engine/model/ids.ts';
import type { AppSpec, CheckSpec } from '../../../engine/model/wanted.ts';
import type { EngineEvent } from '../../../engine/step/events.ts';
import { appSpec, wantedOf } from '../../support/app-spec.ts';
import { CoreWorld } from '../../support/core-world.ts';

const check: CheckSpec = {
  delayMs: 0,
  graceMs: 1000,
  intervalMs: 1000,
  timeoutMs: 500,
  maxConsecutiveFailures: 2,
  probe: { kind: 'http', port: 0, path: '/health' },
};

function worldWith(...specs: readonly AppSpec[]): CoreWorld {
  const world = new CoreWorld();
  for (const name of ['a1', 'a2', 'a3']) world.addAgent(name);
  world.commit(...specs);
  return world;
}

const first = ['/shop/web#0.1', '/shop/web#1.1', '/shop/web#2.1'];
const web = objectName('/shop/web');
const rollouts = (world: CoreWorld) =>
  world.core.tables.apps.get(web)?.history.map((one) => `${one.kind} ${one.state}`);
const configured = (world: CoreWorld) =>
  world.sent.flatMap(({ order }) =>
    order.kind === 'configure' ? [`${order.taskId} ${order.trial ? 'trial' : 'force'}`] : [],
  );
const v2 = (change: Partial<AppSpec> = {}) =>
  appSpec(({ task }) => ({ ...change, task: { ...task, env: { V: '2' } } }));

describe('settings', () => {
  it('go on trial one instance at a time, and then are in force, without a restart', () => {
    const world = worldWith(appSpec());
    world.commit(appSpec(() => ({ health: [check] })));
    expect(configured(world)).toEqual(['/shop/web#0.1 trial']);
    world.advance(2_000);
    expect(configured(world)).toEqual([
      '/shop/web#0.1 trial',
      '/shop/web#0.1 force',
      '/shop/web#1.1 trial',
    ]);
    world.advance(10_000);
    expect(world.running()).toEqual(first);
    expect(rollouts(world)).toEqual(['deploy succeeded', 'deploy succeeded']);
  });

  it('that fail on trial are taken back everywhere, and nothing is restarted', () => {
    const world = worldWith(appSpec());
    const changed = appSpec(() => ({ health: [check] }));
    world.commit(changed);
    world.advance(2_000);
    const trial = { settingsDigest: changed.settingsDigest, failed: true, message: 'refused' };
    const [agent] = [...world.agents].find(([, one]) => one.tasks.has('/shop/web#1.1')) ?? [];
    world.report(agent ?? '', '/shop/web#1.1', { trial });
    world.advance(10_000);
    expect(world.running()).toEqual(first);
    expect(rollouts(world)?.slice(1)).toEqual(['deploy failed', 'rollback succeeded']);
    const before = appSpec().settingsDigest;
    const now = [...world.agents.values()].flatMap((one) =>
      [...one.tasks.values()].map((task) => task.status.settingsDigest),
    );
    expect(now).toEqual([before, before, before]);
  });

  it('of killing are in force at once, outside any rollout', () => {
    const world = worldWith(appSpec());
    world.commit(
      appSpec(({ task }) => ({ task: { ...task, kill: { ...task.kill, graceMs: 9 } } })),
    );
    expect(configured(world)).toEqual(first.map((id) => `${id} force`));
    expect(rollouts(world)).toEqual(['deploy succeeded']);
  });
});

describe('a rollout', () => {
  it('of a first version that fails pauses, and resume tries again', () => {
    const world = new CoreWorld();
    const agent = world.addAgent('a1');
    agent.behave = () => ({ state: 'failed', reason: 'command-exit', exitCode: 1 });
    world.commit(appSpec(() => ({ instances: 1 })));
    world.advance(60_000);
    const app = world.core.tables.apps.get(web);
    expect(app?.rollout).toMatchObject({
      state: 'paused',
      reason: 'instance 0 failed: exit code 1',
    });
    const launches = world.sent.filter(({ order }) => order.kind === 'launch').length;
    expect(launches).toBe(1);
    agent.behave = () => ({});
    world.operate({ kind: 'resume', name: web });
    expect(world.running()).toEqual(['/shop/web#0.2']);
  });

  it('that a commit has just overtaken counts no failure for the next version', () => {
    const world = worldWith(appSpec());
    for (const agent of world.agents.values()) agent.behave = () => ({ health: 'unknown' });
    const patient = { ...appSpec().update, maxFailuresPerInstance: 3 };
    world.commit(v2({ update: patient }));
    const { connection = 0, tasks } = world.agent('a1');
    const [[taskId = '', task] = []] = [...tasks].filter(([id]) => id.endsWith('.2'));
    if (!task) throw new Error('nothing of the new version on a1');
    const { taskDigest } = task.order;
    const status = { ...task.status, state: 'failed' as const, exitCode: 1, seq: 100 };
    const envelope = { clusterId: 'test', epoch: 1, connection, sequence: 1 };
    const said = { taskId: taskId as TaskId, taskDigest, status };
    const commit = { id: '7'.repeat(40), subject: 'next', author: 'a', timeMs: world.nowMs };
    const events: readonly EngineEvent[] = [
      { kind: 'revision', revision: { kind: 'wanted', commit, wanted: wantedOf(v2()) } },
      { kind: 'reported', connection, message: { kind: 'report', envelope, task: said } },
    ];
    let { isUnfinished } = world.core.handle(events, world.nowMs, world.wallMs);
    while (isUnfinished) ({ isUnfinished } = world.core.handle([], world.nowMs, world.wallMs));
    expect(rollouts(world)).toEqual(['deploy succeeded', 'deploy superseded']);
    expect(world.core.tables.apps.get(web)?.row.quarantine).toEqual({});
  });

  it('fails at its deadline, whose clock stands while the app is paused', () => {
    const world = worldWith(appSpec());
    for (const agent of world.agents.values()) agent.behave = () => ({ health: 'unknown' });
    world.commit(v2());
    world.advance(300_000);
    world.operate({ kind: 'pause', name: web });
    world.advance(3_600_000);
    expect(rollouts(world)).toEqual(['deploy succeeded']);
    world.operate({ kind: 'resume', name: web });
    world.advance(299_000);
    expect(rollouts(world)).toEqual(['deploy succeeded']);
    world.advance(2_000);
    expect(rollouts(world)?.slice(1, 2)).toEqual(['deploy failed']);
    expect(world.running()).toEqual(first);
  });

  it('waits while nothing fits, and its clock stands', () => {
    const world = worldWith(appSpec());
    world.commit(
      v2({}),
      appSpec(() => ({ name: objectName('/x') })),
    );
    const big = appSpec(({ task }) => ({ task: { ...task, cpusMilli: 64_000 } }));
    world.commit(big);
    world.advance(3_600_000);
    expect(world.core.tables.apps.get(web)?.rollout?.state).toBe('running');
    expect(world.core.unmet()).toEqual([web]);
  });

  it('is superseded by a newer commit', () => {
    const world = worldWith(appSpec());
    for (const agent of world.agents.values()) agent.behave = () => ({ health: 'unknown' });
    world.commit(v2());
    for (const agent of world.agents.values()) agent.behave = () => ({});
    world.commit(appSpec(({ task }) => ({ task: { ...task, env: { V: '3' } } })));
    expect(rollouts(world)).toEqual(['deploy succeeded', 'deploy superseded', 'deploy succeeded']);
    expect(world.running()).toHaveLength(3);
  });

  it('that is aborted goes back, and a revert after that changes nothing', () => {
    const world = worldWith(appSpec());
    for (const agent of world.agents.values()) agent.behave = () => ({ health: 'unknown' });
    world.commit(v2());
    world.operate({ kind: 'abort', rollout: '/shop/web!2' });
    expect(world.running()).toEqual(first);
    world.commit(appSpec());
    expect(world.running()).toEqual(first);
    expect(world.core.tables.apps.get(web)?.isSettled).toBe(true);
  });

  it('does not try a failed version again when the engine starts anew', () => {
    const world = worldWith(appSpec());
    for (const agent of world.agents.values())
      agent.behave = (order) =>
        order.env.V === '2' ? { state: 'failed', reason: 'command-exit' } : {};
    world.commit(v2());
    const launches = world.sent.length;
    world.restart();
    for (const name of world.agents.keys()) world.connect(name);
    world.advance(600_000);
    expect(world.sent.slice(launches).filter(({ order }) => order.kind === 'launch')).toEqual([]);
    expect(world.running()).toEqual(first);
  });
});

describe('dependsOn', () => {
  const db = (change: Partial<AppSpec> = {}) =>
    appSpec(() => ({ name: objectName('/shop/db'), instances: 1, ...change }));
  const api = () => appSpec(() => ({ instances: 1, dependsOn: [objectName('/shop/db')] }));

  it('starts an app when what it needs is healthy, and removes it first', () => {
    const world = new CoreWorld();
    const agent = world.addAgent('a1');
    agent.behave = () => ({ health: 'unknown' });
    world.commit(db(), api());
    expect(world.running()).toEqual(['/shop/db#0.1']);
    world.report('a1', '/shop/db#0.1', { health: 'healthy' });
    expect(world.running()).toEqual(['/shop/db#0.1', '/shop/web#0.1']);
    world.commit();
    const kills = world.sent.flatMap(({ order }) => (order.kind === 'kill' ? [order.taskId] : []));
    expect(kills).toEqual(['/shop/web#0.1', '/shop/db#0.1']);
  });

  it('counts an app with no instances as there', () => {
    const world = new CoreWorld();
    world.addAgent('a1');
    world.commit(db({ instances: 0 }), api());
    expect(world.running()).toEqual(['/shop/web#0.1']);
  });
});

describe('agents', () => {
  it('that are gone give their slots up at once', () => {
    const world = worldWith(appSpec());
    world.disconnect('a1');
    world.operate({ kind: 'gone', agent: 'a1' });
    expect(world.running().filter((id) => id.endsWith('.2'))).toHaveLength(1);
  });

  it('that find a port busy get another one, and nothing counts as failed', () => {
    const world = new CoreWorld();
    const agent = world.addAgent('a1');
    let refusals = 2;
    agent.behave = () => (refusals-- > 0 ? { state: 'failed', reason: 'port-busy' } : {});
    world.commit(appSpec(() => ({ instances: 1 })));
    expect(world.running()).toEqual(['/shop/web#0.3']);
    expect(world.core.tables.apps.get(web)?.row.backoff).toBeUndefined();
  });

  it('that never got an order are sent it again, with the same id', () => {
    const world = new CoreWorld();
    world.addAgent('a1');
    world.disconnect('a1');
    world.connect('a1');
    world.commit(appSpec(() => ({ instances: 1 })));
    world.agent('a1').tasks.clear();
    world.restart();
    world.connect('a1');
    const launches = world.sent.flatMap(({ order }) =>
      order.kind === 'launch' ? [order.order] : [],
    );
    expect(launches).toHaveLength(2);
    expect(launches[1]).toEqual(launches[0]);
  });
});
