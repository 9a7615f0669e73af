// An operator's drain: instances move, replacements first; runs are waited for; taken back.
import { describe, expect, it } from 'vitest';
import { objectName, type TaskId } from '../../../../engine/model/ids.ts';
import type { AppSpec } from '../../../../engine/model/wanted.ts';
import { fullRound } from '../../../../engine/sim/invariants/full-round.ts';
import { waitsOf } from '../../../../engine/step/apps/waits.ts';
import { appSpec } from '../../../support/app-spec.ts';
import { CoreWorld } from '../../../support/core-world.ts';
import { jobSpec } from '../../../support/job-spec.ts';
import { maintenanceSpec } from '../../../support/maintenance-spec.ts';

const web = objectName('/shop/web');
const load = objectName('/etl/load');

function worldWith(...specs: readonly AppSpec[]): CoreWorld {
  const world = new CoreWorld();
  for (const name of ['a1', 'a2', 'a3']) world.addAgent(name);
  world.commit(...specs);
  return world;
}

const drain = (world: CoreWorld, agents: readonly string[], more: object = {}): void =>
  world.operate({ kind: 'drain', agents, batch: 1, ...more });
const on = (world: CoreWorld, name: string): readonly string[] => [
  ...world.agent(name).tasks.keys(),
];
const told = (world: CoreWorld, kind: string): readonly string[] =>
  world.notices.filter((notice) => notice.startsWith(kind));
const standing = (world: CoreWorld, name: string) =>
  world.core.tables.agents.get(`${name}-000000` as never)?.standing?.kind;
const proven = (world: CoreWorld): number => world.core.tables.apps.get(web)?.proven ?? 0;
const kills = (world: CoreWorld): readonly string[] =>
  world.sent.flatMap(({ order }) =>
    order.kind === 'kill' ? `${order.taskId} ${order.reason}` : [],
  );

describe('an app', () => {
  it('moves: its instance is stopped once another is healthy in its place', () => {
    const world = worldWith(appSpec());
    const [old = ''] = on(world, 'a1');
    for (const name of ['a2', 'a3'])
      world.agent(name).behave = () => ({ health: 'unknown', ready: false });
    drain(world, ['a1']);
    expect(on(world, 'a1')).toEqual([old]);
    expect(world.running()).toHaveLength(4);
    expect(kills(world)).toEqual([]);
    const next = world.running().find((id) => id.endsWith('.2')) ?? '';
    const where = on(world, 'a2').includes(next) ? 'a2' : 'a3';
    world.report(where, next, { health: 'healthy', ready: true });
    expect(kills(world)).toEqual([`${old} drained`]);
    expect(on(world, 'a1')).toEqual([]);
    expect(proven(world)).toBe(3);
    expect(world.core.tables.apps.get(web)?.isSettled).toBe(true);
    expect(told(world, 'agent-drain')).toEqual([
      'agent-draining a1-000000 is drained (drain 1 by test): 1 task there',
      'agent-drained a1-000000 is drained (drain 1): nothing runs there any more',
    ]);
  });

  it('waits where nothing else has room, and goes on when something has', () => {
    const world = worldWith(
      appSpec(({ task }) => ({
        task: { ...task, cpusMilli: 8_000 },
        update: { ...appSpec().update, minimumHealthMilli: 0 },
      })),
    );
    drain(world, ['a1']);
    expect(on(world, 'a1')).toHaveLength(1);
    expect(world.core.tables.apps.get(web)?.unmet?.slots).toHaveLength(1);
    world.addAgent('a4');
    expect(on(world, 'a1')).toEqual([]);
    expect(on(world, 'a4')).toHaveLength(1);
  });

  it('whose agent is away has no room of its own, told to stop or not', () => {
    const never = { inactiveAfterMs: null, expungeAfterMs: 600_000 };
    const update = { ...appSpec().update, minimumHealthMilli: 500, maximumOverMilli: 0 };
    const world = worldWith(appSpec(() => ({ unreachable: never, update })));
    const [old = ''] = on(world, 'a1');
    world.disconnect('a1');
    world.advance(world.core.tables.settings.agentTimeoutMs + 1_000);
    drain(world, ['a1']);
    const next = ({ task }: Pick<AppSpec, 'task'>) => ({
      task: { ...task, command: { shell: 'next' } },
    });
    for (const name of ['a2', 'a3'])
      world.agent(name).behave = () => ({ health: 'unknown', ready: false });
    world.commit(appSpec((spec) => ({ unreachable: never, update, ...next(spec) })));
    expect(world.core.tables.tasks.get(old as TaskId)?.row.kill?.reason).toBe('replaced');
    const { nowMs, wallMs } = world;
    expect(fullRound(world.core, { nowMs, wallMs }, new Set())).toBeUndefined();
  });

  it('goes without a successor where fewer are wanted by then', () => {
    const full = (instances: number): AppSpec =>
      appSpec(({ task }) => ({ instances, task: { ...task, cpusMilli: 8_000 } }));
    const world = worldWith(full(3));
    drain(world, ['a1']);
    world.commit(full(2));
    expect(on(world, 'a1')).toEqual([]);
    expect(world.running()).toHaveLength(2);
  });

  it('goes on after an engine start, which knows of it', () => {
    const world = worldWith(appSpec());
    for (const name of ['a2', 'a3'])
      world.agent(name).behave = () => ({ health: 'unknown', ready: false });
    drain(world, ['a1']);
    world.restart();
    for (const name of ['a1', 'a2', 'a3']) world.connect(name);
    expect(standing(world, 'a1')).toBe('closed');
    expect(on(world, 'a1')).toHaveLength(1);
    const next = world.running().find((id) => id.endsWith('.2')) ?? '';
    const where = on(world, 'a2').includes(next) ? 'a2' : 'a3';
    world.report(where, next, { health: 'healthy', ready: true });
    expect(on(world, 'a1')).toEqual([]);
  });
});

describe('agents', () => {
  it('are emptied so many at a time; those that wait are placed on last', () => {
    const world = worldWith(appSpec(() => ({ instances: 6 })));
    const slow = (): object => ({ health: 'unknown', ready: false });
    world.addAgent('a4');
    world.agent('a3').behave = slow;
    world.agent('a4').behave = slow;
    drain(world, ['a1', 'a2']);
    expect([standing(world, 'a1'), standing(world, 'a2')]).toEqual(['closed', 'scheduled']);
    expect(on(world, 'a2')).toHaveLength(2);
    world.agent('a3').behave = () => ({});
    world.agent('a4').behave = () => ({});
    for (const name of ['a3', 'a4'])
      for (const id of on(world, name)) world.report(name, id, { health: 'healthy', ready: true });
    expect([...on(world, 'a1'), ...on(world, 'a2')]).toEqual([]);
    expect([standing(world, 'a1'), standing(world, 'a2')]).toEqual(['closed', 'closed']);
    expect(world.running()).toHaveLength(6);
  });

  it('are named by an attribute, too', () => {
    const world = new CoreWorld();
    world.addAgent('a1', 8, { rack: 'r1' });
    world.addAgent('a2', 8, { rack: 'r2' });
    world.addAgent('a3', 8, { rack: 'r2' });
    drain(world, ['rack=r2'], { batch: 2 });
    expect(['a1', 'a2', 'a3'].map((name) => standing(world, name))).toEqual([
      ...[undefined, 'closed', 'closed'],
    ]);
  });

  it('that are taken back are placed on again, and keep what is still there', () => {
    const world = worldWith(appSpec());
    for (const name of ['a2', 'a3'])
      world.agent(name).behave = () => ({ health: 'unknown', ready: false });
    drain(world, ['a1']);
    world.operate({ kind: 'undrain', agents: ['a1'] });
    expect(standing(world, 'a1')).toBeUndefined();
    expect(on(world, 'a1')).toHaveLength(1);
    expect(world.running()).toHaveLength(3);
    expect([...world.rows.keys()].filter((key) => key.startsWith('drain/'))).toEqual([]);
    expect(world.answers.at(-1)).toEqual({ ok: true, message: 'a1-000000: placed on again' });
  });

  it('that are more than a row holds are refused, and nothing is drained', () => {
    const world = worldWith();
    const ids = Array.from({ length: 15_000 }, (_, at) => `${'n'.repeat(70)}${at}`);
    for (const id of ids) {
      const entry = world.core.tables.agents.get('a1-000000' as never);
      if (entry)
        world.core.tables.agents.set(id as never, {
          ...entry,
          row: { ...entry.row, id: id as never },
        });
    }
    drain(world, ids);
    expect(world.answers.at(-1)).toMatchObject({
      ...{ ok: false, what: '15000 agents are too many for one drain' },
    });
    expect(world.core.tables.planned.drains.size).toBe(0);
  });

  it('that nobody knows are refused by name', () => {
    const world = worldWith();
    drain(world, ['a9']);
    expect(world.answers.at(-1)).toMatchObject({ ok: false, what: 'no agent a9' });
    drain(world, ['rack=r9']);
    expect(world.answers.at(-1)).toMatchObject({
      ...{ ok: false, what: 'no agent has the attribute rack with the value r9' },
    });
  });

  it('that are gone leave their drain, and nobody says that they are placed on', () => {
    const world = worldWith();
    drain(world, ['a1', 'a2'], { batch: 2 });
    world.operate({ kind: 'gone', agent: 'a1' });
    expect(world.core.tables.planned.drains.get(1)?.agents).toEqual(['a2-000000']);
    expect(told(world, 'agent-open')).toEqual([]);
  });

  it('stay drained over an engine start, which tells of none again, whatever the time', () => {
    const world = worldWith();
    drain(world, ['a1', 'a2'], { batch: 2 });
    world.wallAheadMs = -3_600_000;
    world.restart();
    for (const name of ['a1', 'a2', 'a3']) world.connect(name);
    world.advance(20_000);
    expect([standing(world, 'a1'), standing(world, 'a2')]).toEqual(['closed', 'closed']);
    expect(told(world, 'agent-drain')).toHaveLength(4);
    expect(told(world, 'agent-open')).toEqual([]);
  });

  it('that a window means, too, are told of as such when their drain is taken back', () => {
    const world = new CoreWorld();
    world.addAgent('a1');
    const startMs = world.wallMs + 600_000;
    world.commit(maintenanceSpec({ agents: ['a1'], startMs }));
    drain(world, ['a1']);
    world.operate({ kind: 'undrain', agents: ['a1'] });
    expect(world.answers.at(-1)).toEqual({
      ok: true,
      message: 'a1-000000: placed on again, but for the Maintenance /window',
    });
  });
});

it('is what the instance under way is, not what keeps it, once it is told to stop', () => {
  const world = worldWith(appSpec());
  world.isDeaf = true;
  drain(world, ['a1']);
  world.isDeaf = false;
  const app = world.core.tables.apps.get(web);
  const kinds = app && waitsOf(world.core, app, world.nowMs).map(({ kind }) => kind);
  expect(kinds).not.toContain('draining');
});

describe('a run', () => {
  const asked = { kind: 'run', name: load, env: {} } as const;
  const running = (): CoreWorld => {
    const world = new CoreWorld();
    world.addAgent('a1');
    world.commit(jobSpec('/etl/load'));
    world.operate(asked);
    world.addAgent('a2');
    return world;
  };

  it('is waited for, and no other is placed there', () => {
    const world = running();
    const [attempt = ''] = on(world, 'a1');
    drain(world, ['a1']);
    world.advance(3_600_000);
    expect(kills(world)).toEqual([]);
    expect(on(world, 'a1')).toEqual([attempt]);
    world.report('a1', attempt, { state: 'finished', exitCode: 0 });
    expect(told(world, 'agent-drained')).toHaveLength(1);
    world.operate(asked);
    expect(on(world, 'a2')).toHaveLength(1);
  });

  it('is stopped when its time is over, and tried again elsewhere without using up a retry', () => {
    const world = running();
    const [attempt = ''] = on(world, 'a1');
    drain(world, ['a1'], { jobsAfterMs: 60_000 });
    world.advance(59_000);
    expect(kills(world)).toEqual([]);
    world.advance(11_000);
    expect(kills(world)).toEqual([`${attempt} drained`]);
    expect(on(world, 'a1')).toEqual([]);
    expect(on(world, 'a2')).toHaveLength(1);
    const run = [...(world.core.tables.jobs.get(load)?.runs.values() ?? [])].at(-1);
    expect(run).toMatchObject({ state: 'running', failures: 0, launches: 2 });
  });
});
