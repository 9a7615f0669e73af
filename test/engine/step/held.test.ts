// What is held (paused, failed, waiting for others), and what is forgotten.
import { describe, expect, it } from 'vitest';
import { type ObjectName, objectName } from '../../../engine/model/ids.ts';
import type { AppSpec, CheckSpec } from '../../../engine/model/wanted.ts';
import { appSpec, wantedOf } from '../../support/app-spec.ts';
import { CoreWorld } from '../../support/core-world.ts';

const web = objectName('/shop/web');
const app = (world: CoreWorld, name: ObjectName = web) => world.core.tables.apps.get(name);
const named = (name: string, change: Partial<AppSpec> = {}) =>
  appSpec(() => ({ name: objectName(name), instances: 1, ...change }));
const version = (env: string, change: Partial<AppSpec> = {}) =>
  appSpec(({ task }) => ({ ...change, task: { ...task, env: { V: env } } }));

function worldWith(...specs: readonly AppSpec[]): CoreWorld {
  const world = new CoreWorld();
  for (const name of ['a1', 'a2', 'a3']) world.addAgent(name);
  world.commit(...specs);
  return world;
}

function agentOf(world: CoreWorld, taskId: string): string {
  const found = [...world.agents].find(([, agent]) => agent.tasks.has(taskId));
  if (!found) throw new Error(`${taskId} runs nowhere`);
  return found[0];
}

describe('a paused app', () => {
  it('heals what dies with what was healthy last, in the slot that is empty', () => {
    const world = worldWith(version('1'));
    for (const agent of world.agents.values())
      agent.behave = (order) => (order.env.V === '2' ? { health: 'unknown' } : {});
    const one = { batch: { sizes: [1], wait: false, additions: false } };
    world.commit(version('2', { update: { ...appSpec().update, ...one } }));
    world.operate({ kind: 'pause', name: web });
    world.report(agentOf(world, '/shop/web#2.1'), '/shop/web#2.1', { state: 'failed' });
    world.advance(60_000);
    const slots = world.running().map((id) => id.split('.')[0]);
    expect(slots.sort()).toContain('/shop/web#1');
    expect(world.running().filter((id) => id.startsWith('/shop/web#0'))).toHaveLength(2);
  });

  it('heals only the slot that is empty, while a new version stands in another', () => {
    const world = worldWith(version('1'));
    const update = { ...appSpec().update, minimumHealthMilli: 0, maximumOverMilli: 0 };
    for (const agent of world.agents.values())
      agent.behave = (order) => (order.env.V === '2' ? { health: 'unknown' } : {});
    const batch = { sizes: [1], wait: true, additions: false };
    world.commit(version('2', { update: { ...update, batch } }));
    world.operate({ kind: 'pause', name: web });
    const before = world.running();
    expect(before).toHaveLength(3);
    const old = before.find((id) => id.endsWith('.1')) ?? '';
    world.report(agentOf(world, old), old, { state: 'failed' });
    world.advance(60_000);
    const slots = world.running().map((id) => id.split('.')[0]);
    expect(new Set(slots).size).toBe(3);
  });
});

describe('a version that failed', () => {
  const failing = (world: CoreWorld) => {
    for (const agent of world.agents.values())
      agent.behave = (order) =>
        order.env.V?.startsWith('bad') ? { state: 'failed', reason: 'command-exit' } : {};
  };

  it('keeps the number of instances that Git wants while the old one is back', () => {
    const world = worldWith(version('1'));
    failing(world);
    world.commit(version('bad', { instances: 5 }));
    world.advance(60_000);
    expect(world.running()).toHaveLength(5);
    world.commit(version('bad', { instances: 2 }));
    expect(world.running()).toHaveLength(2);
  });

  it('isn’t launched again, though it was brought to no instances before', () => {
    const world = worldWith(version('1', { instances: 0 }));
    for (const agent of world.agents.values()) agent.behave = () => ({ health: 'unknown' });
    world.commit(version('1', { instances: 3 }));
    world.commit(version('2', { instances: 3 }));
    world.commit(version('1', { instances: 3 }));
    world.operate({ kind: 'abort', rollout: app(world)?.rollout?.id ?? '' });
    expect(app(world)?.row.quarantine).not.toEqual({});
    for (const id of world.running())
      world.report(agentOf(world, id), id, { state: 'failed', reason: 'command-exit' });
    world.advance(600_000);
    expect(world.running()).toEqual([]);
    world.operate({ kind: 'resume', name: web });
    world.advance(600_000);
    expect(world.running()).toHaveLength(3);
  });

  it('and was aborted on the first version ever is held without a rollout, until resumed', () => {
    const world = new CoreWorld();
    world.addAgent('a1').behave = () => ({ health: 'unknown' });
    world.commit(version('1', { instances: 1 }));
    world.operate({ kind: 'abort', rollout: '/shop/web!1' });
    expect(app(world)?.rollout).toBeUndefined();
    world.advance(3_600_000);
    expect(app(world)?.history.map(({ state }) => state)).toEqual(['aborted']);
    world.agent('a1').behave = () => ({});
    world.operate({ kind: 'resume', name: web });
    expect(app(world)?.rollout?.state).toBe('running');
  });

  it('is the one to go back to: then it pauses, for there is no other', () => {
    const batch = { sizes: [1], wait: true, additions: false };
    const update = { ...appSpec().update, minimumHealthMilli: 0, maximumOverMilli: 0, batch };
    const world = worldWith(version('1', { update }));
    for (const agent of world.agents.values())
      agent.behave = (order) =>
        order.env.V === '1' ? { state: 'failed', reason: 'command-exit' } : { health: 'unknown' };
    world.commit(version('2', { update }));
    world.commit(version('1', { update }));
    expect(app(world)?.rollout).toMatchObject({ kind: 'deploy', state: 'paused' });
    expect(app(world)?.history.map(({ kind }) => kind)).not.toContain('rollback');
  });

  it('gives its number of instances to the old one’s placement too', () => {
    const world = worldWith();
    world.addAgent('a4');
    const placement = [{ attribute: 'hostname', operator: 'group-by', value: '4' }] as const;
    world.commit(version('1', { instances: 4, placement }));
    world.operate({ kind: 'gone', agent: 'a4' });
    failing(world);
    world.commit(version('bad', { instances: 8, placement }));
    world.advance(60_000);
    const onThree = ['a1', 'a2', 'a3'].map((name) => world.agent(name).tasks.size);
    expect(onThree).toEqual([2, 2, 2]);
  });

  it('goes on by policy `continue`, and nothing is remembered against it', () => {
    const update = { ...appSpec().update, onFailure: 'continue' } as const;
    const world = worldWith(version('1', { update }));
    failing(world);
    world.commit(version('bad', { update }));
    world.advance(600_000);
    expect(app(world)?.rollout?.state).toBe('running');
    expect(app(world)?.row.quarantine).toEqual({});
    expect(world.running()).toEqual(expect.arrayContaining(['/shop/web#0.1']));
    const launches = world.sent.filter(({ order }) => order.kind === 'launch').length;
    expect(launches).toBeLessThan(200);
  });

  it('is remembered within a bound, as versions and ended tasks are', () => {
    const world = worldWith(version('1'));
    failing(world);
    for (let number = 0; number < 30; number += 1) {
      world.commit(version(`bad${number}`));
      world.advance(120_000);
    }
    expect(Object.keys(app(world)?.row.quarantine ?? {})).toHaveLength(20);
    expect(app(world)?.versions.size).toBeLessThanOrEqual(4);
    expect(app(world)?.tasks.size).toBeLessThanOrEqual(3 + 20);
    for (let number = 1; number < 30; number += 1)
      world.commit(version('1', { labels: { n: String(number) } }));
    expect(app(world)?.versions.size).toBeLessThanOrEqual(4);
    for (const prefix of ['version/', 'rollout/'])
      expect([...world.rows.keys()].filter((key) => key.startsWith(prefix)).length).toBeLessThan(
        40,
      );
  });
});

describe('settings on trial', () => {
  const check: CheckSpec = {
    ...{ delayMs: 0, graceMs: 0, intervalMs: 1_000, timeoutMs: 500, maxConsecutiveFailures: 2 },
    probe: { kind: 'tcp', port: 0 },
  };
  const update = { ...appSpec().update, maxFailuresPerInstance: 1, maxFailedInstances: 0 };
  const changed = version('1', { instances: 1, update, health: [check] });
  const trial = { settingsDigest: changed.settingsDigest, failed: true };

  function onTrial(): CoreWorld {
    const world = new CoreWorld();
    world.addAgent('a1');
    world.commit(version('1', { instances: 1, update }));
    world.commit(changed);
    return world;
  }
  const state = (world: CoreWorld) => app(world)?.history.map((rollout) => rollout.state);

  it('are tried again after a failure within the budget, and then are in force', () => {
    const world = onTrial();
    world.report('a1', '/shop/web#0.1', { trial });
    world.advance(10_000);
    expect(state(world)).toEqual(['succeeded', 'succeeded']);
  });

  it('fail once, though a batch brings two words of the task', () => {
    const world = onTrial();
    const { order, status } = world.agent('a1').tasks.get('/shop/web#0.1') ?? {};
    const connection = world.agent('a1').connection ?? 0;
    const said = (seq: number, failed: boolean) => {
      if (!order || !status) throw new Error('it runs nowhere');
      const envelope = { clusterId: 'test', epoch: 1, connection, sequence: seq };
      const { taskId, taskDigest } = order;
      const task = { taskId, taskDigest, status: { ...status, seq, trial: { ...trial, failed } } };
      const message = { kind: 'report', envelope, task } as const;
      return { kind: 'reported', connection, message } as const;
    };
    world.post(said(11, false), said(12, true));
    expect(app(world)?.rollout?.failures).toEqual({ 0: 1 });
  });

  it('go on over an engine’s restart, and a failure counts once', () => {
    const world = onTrial();
    world.restart();
    world.connect('a1');
    world.advance(1_000);
    expect(state(world)).toEqual(['succeeded']);
    world.agent('a1').connection = undefined;
    world.report('a1', '/shop/web#0.1', { trial });
    world.restart();
    world.connect('a1');
    expect(app(world)?.rollout?.failures).toEqual({ 0: 1 });
    const task = world.agent('a1').tasks.get('/shop/web#0.1');
    if (task) task.status = { ...task.status, trial };
    world.restart();
    world.connect('a1');
    expect(app(world)?.rollout?.failures).toEqual({ 0: 1 });
    world.advance(10_000);
    expect(state(world)).toEqual(['succeeded', 'succeeded']);
  });

  it('stay where they are when the rollout pauses', () => {
    const world = new CoreWorld();
    for (const name of ['a1', 'a2']) world.addAgent(name);
    const pausing = { ...update, maxFailuresPerInstance: 0, onFailure: 'pause' } as const;
    world.commit(version('1', { instances: 2, update: pausing }));
    const tried = version('1', { instances: 2, update: pausing, health: [check] });
    world.commit(tried);
    world.advance(2_000);
    const bad = { settingsDigest: tried.settingsDigest, failed: true };
    world.report(agentOf(world, '/shop/web#1.1'), '/shop/web#1.1', { trial: bad });
    expect(app(world)?.rollout?.state).toBe('paused');
    const agent = world.agent(agentOf(world, '/shop/web#0.1'));
    expect(agent.tasks.get('/shop/web#0.1')?.status.settingsDigest).toBe(tried.settingsDigest);
  });
});

describe('dependsOn', () => {
  const [group, db] = [objectName('/db'), objectName('/db/one')];

  it('on a group waits for apps that were added to it after, until the gate has opened', () => {
    const world = new CoreWorld();
    const agent = world.addAgent('a1');
    agent.behave = (order) => (order.taskId.startsWith('/db') ? { health: 'unknown' } : {});
    const api = named('/api', { dependsOn: [group] });
    world.commit(named('/db/one'), api);
    world.commit(named('/db/one'), named('/db/two'), api);
    world.report('a1', '/db/one#0.1', { health: 'healthy' });
    expect(world.running()).not.toContain('/api#0.1');
    world.report('a1', '/db/two#0.1', { health: 'healthy' });
    expect(world.running()).toContain('/api#0.1');
  });

  it('waits for what is paused, while an older version of that is kept up', () => {
    const update = { ...appSpec().update, watchMs: 0 };
    const one = (env: string, instances: number) => version(env, { name: db, instances, update });
    const world = worldWith(one('1', 2));
    world.commit(one('2', 0));
    world.operate({ kind: 'pause', name: db });
    world.commit(one('2', 2), named('/api', { dependsOn: [db] }));
    world.advance(60_000);
    const versions = () =>
      world.running().map((id) => {
        const { order } = world.agent(agentOf(world, id)).tasks.get(id) ?? {};
        return `${order?.env.MERIDIAN_APP} ${order?.env.V}`;
      });
    expect(versions()).toEqual(['/db/one 1', '/db/one 1']);
    world.operate({ kind: 'resume', name: db });
    world.advance(60_000);
    expect(versions()).toEqual(['/api undefined', '/db/one 2', '/db/one 2']);
  });

  it('opens when what was waited for is no longer wanted', () => {
    const world = new CoreWorld();
    const agent = world.addAgent('a1');
    agent.behave = (order) => (order.taskId.startsWith('/db/two') ? { health: 'unknown' } : {});
    const api = named('/api', { dependsOn: [group] });
    world.commit(named('/db/one'), named('/db/two'), api);
    expect(world.running()).not.toContain('/api#0.1');
    world.commit(named('/db/one'), api);
    expect(world.running()).toEqual(['/api#0.1', '/db/one#0.1']);
  });

  it('lets an app go at once when those that needed it are gone, or never were', () => {
    const world = worldWith(named('/db/one'), named('/api', { dependsOn: [db] }));
    world.commit(named('/db/one'));
    world.commit();
    expect(world.running()).toEqual([]);
    expect(world.core.tables.going.size).toBe(0);
  });

  it('of two that have needed each other, by turns, lets both go', () => {
    const world = worldWith(named('/a', { dependsOn: [objectName('/b')] }), named('/b'));
    world.operate({ kind: 'pause', name: objectName('/a') });
    world.commit(named('/a'), named('/b', { dependsOn: [objectName('/a')] }));
    world.commit();
    expect(world.running()).toEqual([]);
    expect(world.core.tables.apps.size).toBe(0);
  });

  it('holds in reverse over a crash of the engine', () => {
    const world = worldWith(named('/db/one'), named('/api', { dependsOn: [group] }));
    for (const name of world.agents.keys()) world.disconnect(name);
    world.commit();
    world.restart();
    expect([...world.core.tables.going].sort()).toEqual(['/api', '/db/one']);
    const before = world.sent.length;
    for (const name of world.agents.keys()) world.connect(name);
    const kills = world.sent
      .slice(before)
      .flatMap(({ order }) => (order.kind === 'kill' ? [order.taskId] : []));
    expect([...new Set(kills)]).toEqual(['/api#0.1', '/db/one#0.1']);
    expect(world.core.tables.apps.size).toBe(0);
  });
});

describe('a revision', () => {
  const commit = { id: 'e'.repeat(40), subject: 's', author: 'a', timeMs: 0 };

  it('that only moves an app in its file is where it is looked up, after a restart too', () => {
    const world = worldWith(appSpec());
    const wanted = wantedOf(appSpec());
    const moved = wanted.apps.map((one) => ({ ...one, origin: { ...one.origin, line: 40 } }));
    const revision = { kind: 'wanted', commit, wanted: { ...wanted, apps: moved } } as const;
    world.post({ kind: 'revision', revision });
    world.restart();
    expect(world.core.tables.applied.get(web)?.origin.line).toBe(40);
    expect(world.core.tables.revisions.get(2)?.changed).toMatchObject({ added: 0, changed: 0 });
  });

  it('with an object that no store could hold is faulty, and stops nothing', () => {
    const world = worldWith(appSpec());
    const env = { BIG: '漢'.repeat(400_000) };
    world.commit(appSpec(({ task }) => ({ task: { ...task, env } })));
    expect(world.running()).toHaveLength(3);
    const last = world.core.tables.revisions.get(2);
    expect(last).toMatchObject({ state: 'faulty', faultCount: 1 });
    expect(last?.faults[0]).toMatchObject({ code: 'too-large', file: 'app.yaml', line: 1 });
  });

  it('by someone who writes very long subjects is kept short', () => {
    const world = worldWith();
    const long = { ...commit, subject: 's'.repeat(3_000_000) };
    const revision = { kind: 'faulty', commit: long, faults: [], faultCount: 0 } as const;
    world.post({ kind: 'revision', revision });
    for (const value of world.rows.values()) expect(value.length).toBeLessThan(5_000);
  });
});
