// What a task went through is told with times, reasons and who said so: as its agent repeats it, as
// the store keeps it, over engine starts, bounded.
import { describe, expect, it } from 'vitest';
import { taskDetail } from '../../../../engine/http/views/task/task-detail.ts';
import type { TaskMoment } from '../../../../engine/model/actual.ts';
import { historyOf } from '../../../../engine/step/master/task/history.ts';
import type { Status } from '../../../../schemas/generated/wire.ts';
import { appSpec } from '../../../support/app-spec.ts';
import { CoreWorld } from '../../../support/core-world.ts';
import { apiFaults } from '../../../support/http/api-check.ts';

const id = '/shop/web#0.1';
/** By the agent's clock, which is 40 s ahead of the engine's. */
const begun = { startingMs: 1_040_001, startedMs: 1_040_300 };

/** One instance on a; b and c are there so that one that is away is no crowd. */
function running(): CoreWorld {
  const world = new CoreWorld();
  const agent = world.addAgent('a');
  agent.behave = () => begun;
  const unreachable = { inactiveAfterMs: null, expungeAfterMs: null };
  world.commit(appSpec((draft) => ({ ...draft, instances: 1, unreachable })));
  for (const name of ['b', 'c']) world.addAgent(name);
  return world;
}

const momentsOf = (world: CoreWorld, task = id): readonly TaskMoment[] => {
  const entry = world.core.tables.tasks.get(task as never);
  return entry ? historyOf(world.core.tables, entry) : [];
};

/** `staging engine`, with its reason. */
const words = ({ state, by, reason }: TaskMoment): string =>
  reason === undefined ? `${state} ${by}` : `${state} ${by}: ${reason}`;

const told = (world: CoreWorld): readonly string[] => momentsOf(world).map(words);

const rowOf = (world: CoreWorld, task = id) =>
  JSON.parse(world.rows.get(`task/${task}`) ?? '{}') as { readonly history?: TaskMoment[] };

const ended = (state: Status['state'], reason: string): Partial<Status> => ({
  ...{ state, reason, message: `${reason}\nstderr: oh no`, endedMs: 1_050_000, health: 'unknown' },
});

describe('the history of a task', () => {
  it('has its launch by the engine’s clock, and what its agent says by that one’s', () => {
    expect(momentsOf(running())).toEqual([
      { state: 'staging', atMs: 1_000_000, by: 'engine' },
      { state: 'starting', atMs: begun.startingMs, by: 'agent' },
      { state: 'running', atMs: begun.startedMs, by: 'agent' },
    ]);
  });

  it('costs no row while it lives', () => {
    expect(rowOf(running())).not.toHaveProperty('history');
  });

  it('says why it was killed, and how it ended', () => {
    const world = running();
    world.report('a', id, { state: 'killing', killingMs: 1_045_000, message: 'check failed' });
    world.report('a', id, ended('failed', 'unhealthy'));
    expect(momentsOf(world).slice(3)).toEqual([
      { state: 'killing', atMs: 1_045_000, by: 'agent' },
      {
        ...{ state: 'failed', atMs: 1_050_000, by: 'agent', reason: 'unhealthy' },
        message: 'unhealthy\nstderr: oh no',
      },
    ]);
  });

  it('is stored with its end, whose words it doesn’t repeat', () => {
    const world = running();
    world.report('a', id, ended('failed', 'command-exit'));
    const before = momentsOf(world);
    expect(rowOf(world).history?.at(-1)).toEqual({ state: 'failed', atMs: 1_050_000, by: 'agent' });
    world.restart();
    expect(momentsOf(world)).toEqual(before);
  });

  it('is known again over an engine start, once its agent is back', () => {
    const world = running();
    const before = momentsOf(world);
    world.restart();
    expect(told(world)).toEqual(['staging engine']);
    world.connect('a');
    expect(momentsOf(world)).toEqual(before);
  });

  it('tells that its agent was unreachable, and came back, over an engine start too', () => {
    const world = running();
    world.disconnect('a');
    world.advance(80_000);
    const away = ['staging engine', 'starting agent', 'running agent'];
    const lost = [...away, 'unreachable engine: agent-unreachable'];
    expect(told(world)).toEqual(lost);
    const detail = taskDetail(world.core, id, { nowMs: world.nowMs, wallMs: world.wallMs });
    expect(apiFaults('task.json#/$defs/TaskDetail', detail)).toEqual([]);
    world.connect('a');
    const back = [...lost, 'running engine: agent-returned'];
    expect(told(world)).toEqual(back);
    world.restart();
    expect(told(world)).toEqual(back);
    world.connect('a');
    expect(told(world)).toEqual(back);
  });

  it('puts what an agent tells of before its absence in front of that', () => {
    const world = running();
    world.disconnect('a');
    world.advance(80_000);
    world.restart();
    world.connect('a');
    expect(told(world)).toEqual([
      ...['staging engine', 'starting agent', 'running agent'],
      ...['unreachable engine: agent-unreachable', 'running engine: agent-returned'],
    ]);
  });

  it('ends with its agent, by the engine’s word', () => {
    const world = running();
    world.disconnect('a');
    world.advance(80_000);
    world.operate({ kind: 'gone', agent: 'a-000000' });
    expect(told(world).slice(3)).toEqual([
      'unreachable engine: agent-unreachable',
      'lost engine: agent-gone',
    ]);
  });

  it('is bounded: the first three beside its launch, and the newest thirteen', () => {
    const world = running();
    for (let n = 0; n < 12; n += 1) {
      world.disconnect('a');
      world.advance(80_000);
      world.connect('a');
    }
    world.report('a', id, ended('finished', 'command-exit'));
    const moments = momentsOf(world);
    expect(moments).toHaveLength(17);
    expect(moments.slice(0, 4).map(words)).toEqual([
      ...['staging engine', 'starting agent', 'running agent'],
      'unreachable engine: agent-unreachable',
    ]);
    expect(moments.slice(-2).map(words)).toEqual([
      'running engine: agent-returned',
      'finished agent: command-exit',
    ]);
    expect(rowOf(world).history).toHaveLength(16);
  });

  it('of a row that was stored without one has its launch and its end', () => {
    const world = running();
    world.report('a', id, ended('failed', 'command-exit'));
    const { history: _, ...row } = rowOf(world);
    world.rows.set(`task/${id}`, JSON.stringify(row));
    world.restart();
    expect(told(world)).toEqual(['staging engine', 'failed engine: command-exit']);
  });
});
