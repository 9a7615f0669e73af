import { describe, expect, it } from 'vitest';
import { objectName } from '../../../../engine/model/ids.ts';
import type { AppSpec } from '../../../../engine/model/wanted.ts';
import { wanted } from '../../../../engine/sim/invariants/apps/wanted.ts';
import { settled } from '../../../../engine/sim/invariants/rest/settled.ts';
import type { MakeInvariant } from '../../../../engine/sim/invariants/sight.ts';
import type { AppPlan, CommitPlan } from '../../../../engine/sim/script/script.ts';
import { appSpec } from '../../../support/app-spec.ts';
import { CoreWorld } from '../../../support/core-world.ts';
import { orderOf, RuleScene } from '../../../support/sim/rule-scene.ts';

const plan: AppPlan = {
  name: '/shop/web',
  role: '*',
  instances: 2,
  cpusMilli: 100,
  memoryMib: 32,
  ports: [],
  program: { readyMs: 0, livesMs: -1, code: 0, sickMs: -1, endsMs: 0 },
  version: 1,
  killGraceMs: 0,
  killDelayMs: 0,
  update: {
    minimumHealthMilli: 1000,
    maximumOverMilli: 1000,
    watchMs: 0,
    maxFailuresPerInstance: 0,
    maxFailedInstances: 0,
    onFailure: 'rollback',
    deadlineMs: 600_000,
  },
  backoff: { initialMs: 1000, factorMilli: 1000, maxMs: 1000 },
  inactiveAfterMs: 0,
  expungeAfterMs: 0,
  killSelection: 'youngest-first',
  dependsOn: [],
  placement: [],
  packing: 'spread',
};

const edit = (apps: CommitPlan['apps'], broken: CommitPlan['broken'] = {}): CommitPlan => ({
  atMs: 0,
  kind: 'edit',
  apps,
  weights: {},
  broken,
});

const specOf = ({ name, instances, version }: AppPlan, change: Partial<AppSpec> = {}): AppSpec =>
  appSpec(({ task }) => ({
    name: objectName(name),
    instances,
    task: { ...task, ports: [], env: { VERSION: String(version) } },
    ...change,
  }));

const idOf = (index: number): string => `c${index + 1}`.padEnd(40, '0');

interface Stage {
  readonly scene: RuleScene;
  readonly world: CoreWorld;
}

function stageOf(make: MakeInvariant, commits: readonly CommitPlan[], cpus = 8): Stage {
  const world = new CoreWorld();
  const scene = new RuleScene(make);
  scene.script = { ...scene.script, commits };
  scene.watch(world);
  for (const name of ['a1', 'a2']) world.addAgent(name, cpus);
  return { scene, world };
}

/** The script's next commit is made, and the engine is told of it as it is. */
function commit({ scene, world }: Stage, ...specs: readonly AppSpec[]): void {
  scene.commits.push(idOf(scene.commits.length));
  world.commit(...specs);
}

/** What agents run is true on their machines. */
function makeTrue({ scene, world }: Stage): void {
  for (const [name, { tasks }] of world.agents)
    for (const [id, { order }] of tasks) {
      const task = { taskId: id, order, runs: 0, command: 'running' as const, isGood: true };
      scene.machines.get(name)?.tasks.set(id, task);
      scene.began(name, id);
    }
}

function makeFaulty({ scene, world }: Stage, index: number): void {
  scene.commits.push(idOf(index));
  const seen = { id: idOf(index), subject: 's', author: 'a', timeMs: world.nowMs };
  const revision = { kind: 'faulty' as const, commit: seen, faults: [], faultCount: 1 };
  world.post({ kind: 'revision', revision });
}

describe('wanted', () => {
  it('is silent when a revision brings what its commit asks for, a broken one nothing', () => {
    const more = { ...plan, instances: 3 };
    const commits = [
      edit({ [plan.name]: plan }),
      edit({}, { x: '{' }),
      edit({ [plan.name]: more }),
    ];
    const stage = stageOf(wanted, commits);
    commit(stage, specOf(plan));
    makeFaulty(stage, 1);
    expect(stage.scene.said()).toEqual([]);
    expect(stage.scene.times('faulty')).toBe(1);
  });

  it('says so when something else is wanted', () => {
    const stage = stageOf(wanted, [
      edit({ [plan.name]: plan }),
      edit({ '/b': { ...plan, name: '/b' } }),
    ]);
    commit(stage, specOf({ ...plan, instances: 5 }));
    expect(stage.scene.said()).toEqual([
      '/shop/web is wanted with 5, 100, 32, 1, not 2, 100, 32, 1',
    ]);
    commit(stage, specOf(plan));
    expect(stage.scene.said()).toHaveLength(1);
  });

  it('says so when a faulty revision is applied, or changes anything', () => {
    const stage = stageOf(wanted, [edit({ [plan.name]: plan }, { x: '{' }), edit({})]);
    commit(stage, specOf(plan));
    expect(stage.scene.said()).toEqual([
      `${idOf(0)} is wanted: it should not be`,
      `${idOf(0)} is applied, and is faulty`,
    ]);
    stage.scene.tamper = ({ effects }) => {
      effects.apps.add(objectName(plan.name));
    };
    makeFaulty(stage, 1);
    expect(stage.scene.said()).toContain('a faulty revision changes /shop/web');
  });
});

describe('settled', () => {
  const commits = [edit({ [plan.name]: plan })];

  it('is silent when all runs as asked', () => {
    const stage = stageOf(settled, commits);
    commit(stage, specOf(plan));
    makeTrue(stage);
    dropOutbox(stage);
    expect(stage.scene.rest().said()).toEqual([]);
    expect(stage.scene.times('exactly as wanted')).toBe(1);
  });

  it('says so when one is missing, one is too many, or what is deleted runs', () => {
    const stage = stageOf(settled, commits);
    commit(stage, specOf(plan));
    makeTrue(stage);
    dropOutbox(stage);
    stage.scene.began('a1', '/gone#0.1');
    stage.scene.over('a1', '/shop/web#0.1').over('a2', '/shop/web#0.1');
    const said = stage.scene.rest().said();
    expect(said).toContain('/gone#0.1 runs on a1, and its app is deleted');
    expect(said.at(-1)).toContain('/shop/web runs 1 of 2, and waits for nothing');
  });

  it('takes a pause for a reason only if an operator has asked for it', () => {
    const stage = stageOf(settled, commits);
    const { scene, world } = stage;
    commit(stage, specOf(plan));
    makeTrue(stage);
    dropOutbox(stage);
    world.operate({ kind: 'pause', name: objectName(plan.name) });
    scene.over('a1', '/shop/web#0.1').over('a2', '/shop/web#0.1');
    expect(scene.rest().said()[0]).toContain('nobody asked for it');
    const operations = [{ atMs: 0, kind: 'pause' as const, app: plan.name }];
    scene.script = { ...scene.script, operations };
    expect(scene.rest().said()).toEqual([]);
  });

  it('takes `fits nowhere` for a reason only if it fits nowhere', () => {
    const stage = stageOf(settled, commits, 0);
    const { scene } = stage;
    commit(stage, specOf(plan));
    dropOutbox(stage);
    expect(scene.rest().said()[0]).toContain('it fits on a1-000000');
    const agents = scene.script.agents.map((agent) => ({ ...agent, cpusMilli: 99 }));
    scene.script = { ...scene.script, agents };
    expect(scene.rest().said()).toEqual([]);
    expect(scene.times('unplaceable')).toBe(1);
  });

  it('says so when the ref has moved on, or something waits to be delivered', () => {
    const next = edit({ [plan.name]: { ...plan, instances: 3 } });
    const stage = stageOf(settled, [...commits, next]);
    commit(stage, specOf(plan));
    makeTrue(stage);
    stage.scene.commits.push(idOf(1));
    const said = stage.scene.rest().said();
    expect(said[0]).toContain(`${idOf(0)} is applied, the ref is at ${idOf(1)}`);
    expect(said[1]).toContain('outbox/');
  });

  it('says so when what was given up still runs', () => {
    const stage = stageOf(settled, commits);
    commit(stage, specOf(plan));
    makeTrue(stage);
    dropOutbox(stage);
    stage.scene.machines.get('a1')?.tasks.set('/shop/web#7.1', {
      taskId: '/shop/web#7.1',
      order: orderOf('/shop/web#7.1', specOf(plan).taskDigest),
      runs: 1,
      command: 'running',
      isGood: true,
    });
    stage.scene.began('a1', '/shop/web#7.1');
    expect(stage.scene.rest().said()[0]).toBe('/shop/web#7.1 runs on a1, and was given up');
  });
});

function dropOutbox({ scene }: Stage): void {
  for (const key of scene.rows.keys()) if (key.startsWith('outbox/')) scene.rows.delete(key);
}
