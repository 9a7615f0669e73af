// A task that can't be killed is never waited for in silence (mesos.md 6, pain 10): its agent says
// where it hangs, or doesn't answer; either is told of once, shown for as long as it lasts, tried
// again, and over with its end.
import { describe, expect, it } from 'vitest';
import { agentList, agentView } from '../../../../engine/http/views/agent-view.ts';
import { taskWaitsOf } from '../../../../engine/http/views/task-view.ts';
import { waitsOfTask } from '../../../../engine/step/apps/instance-waits.ts';
import { waitsOf } from '../../../../engine/step/apps/waits.ts';
import { historyOf } from '../../../../engine/step/master/task/history.ts';
import type { Status } from '../../../../schemas/generated/wire.ts';
import { appSpec } from '../../../support/app-spec.ts';
import { CoreWorld } from '../../../support/core-world.ts';
import { apiFaults } from '../../../support/http/api-check.ts';

const id = '/shop/web#0.1';
const where = 'a process of it outlives SIGKILL: pid 12 (dd) is in state D, in nfs_wait';
const stuck: Partial<Status> = { state: 'killing', reason: 'unkillable', message: where };

/** An agent that does nothing about kills: `/shop/web#0.1` runs there and is scaled away. */
function leaving(): CoreWorld {
  const world = new CoreWorld();
  world.addAgent('a');
  world.commit(appSpec((draft) => ({ ...draft, instances: 1 })));
  world.isDeaf = true;
  world.commit(appSpec((draft) => ({ ...draft, instances: 0 })));
  return world;
}

const entryOf = (world: CoreWorld) => {
  const task = world.core.tables.tasks.get(id as never);
  if (!task) throw new Error('no task');
  return task;
};

const waits = (world: CoreWorld) => waitsOfTask(world.core.tables, entryOf(world), world.nowMs);
const waitsOfEnded = (world: CoreWorld) =>
  taskWaitsOf(world.core, entryOf(world), { nowMs: world.nowMs, wallMs: world.wallMs });
const kills = (world: CoreWorld): number =>
  world.sent.filter(({ order }) => order.kind === 'kill').length;
const notices = (world: CoreWorld, kind: string): readonly string[] =>
  world.notices.filter((text) => text.startsWith(`${kind} `));
const viewOf = (world: CoreWorld) => {
  const agent = world.core.tables.agents.get('a-000000' as never);
  if (!agent) throw new Error('no agent');
  return agentView(world.core, agent, world.nowMs);
};

describe('a task that its agent can’t kill', () => {
  it('is a wait that says where it hangs and what would help, of its app too', () => {
    const world = leaving();
    world.report('a', id, stuck);
    const [wait] = waits(world);
    expect(wait).toMatchObject({
      kind: 'unkillable',
      what: `${id} on a-000000 can't be killed: ${where}`,
      sinceMs: world.nowMs,
    });
    expect(wait?.remedy).toContain('`meridian gone a-000000`');
    const app = world.core.tables.apps.get('/shop/web' as never);
    const kinds = app && waitsOf(world.core, app, world.nowMs).map(({ kind }) => kind);
    expect(kinds).toContain('unkillable');
    expect(kinds).not.toContain('stopping');
    expect(viewOf(world).unkillable).toMatchObject([{ task: id, sinceMs: world.nowMs }]);
    expect(apiFaults('agent.json', agentList(world.core, {}, world.nowMs))).toEqual([]);
  });

  it('is told of once, however often its agent says so, over an engine start too', () => {
    const world = leaving();
    world.report('a', id, stuck);
    world.report('a', id, { ...stuck, message: `${where}; 1 more` });
    world.restart();
    world.connect('a');
    expect(notices(world, 'task-unkillable')).toEqual([
      `task-unkillable ${id} on a-000000 can't be killed: ${where}`,
    ]);
    expect(waits(world)).toMatchObject([{ kind: 'unkillable', sinceMs: 1_000_000 }]);
  });

  it('stays in its history when it has ended after all, and waits for nothing then', () => {
    const world = leaving();
    world.report('a', id, stuck);
    world.report('a', id, { state: 'killed', reason: 'killed', message: 'scaled' });
    const moments = historyOf(world.core.tables, entryOf(world));
    expect(moments.map(({ state, reason }) => `${state} ${reason ?? ''}`)).toEqual([
      ...['staging ', 'killing unkillable', 'killed killed'],
    ]);
    expect([waits(world), viewOf(world).unkillable]).toEqual([[], undefined]);
  });

  it('says so only while its agent is there to say it', () => {
    const world = leaving();
    world.report('a', id, stuck);
    world.disconnect('a');
    expect(waits(world).map(({ kind }) => kind)).toEqual(['disconnected']);
  });
});

describe('a kill that an agent doesn’t answer', () => {
  it('is asked again after the grace and 30 s, and told of once', () => {
    const world = leaving();
    expect(kills(world)).toBe(1);
    world.advance(30_000);
    expect([kills(world), waits(world)[0]?.kind]).toEqual([1, 'stopping']);
    world.advance(60_000);
    const late = `kill-unanswered a-000000 hasn't answered that ${id} is to be killed`;
    expect(notices(world, 'kill-unanswered')).toEqual([`${late}: it is asked again`]);
    expect(waits(world)).toMatchObject([
      {
        ...{ kind: 'unkillable', sinceMs: 1_000_000 },
        what: `${id} is to be killed (surplus), and a-000000 hasn't answered`,
      },
    ]);
    expect(viewOf(world).unkillable).toMatchObject([{ task: id }]);
    const before = kills(world);
    world.advance(600_000);
    expect(kills(world) - before).toBe(20);
    expect(notices(world, 'kill-unanswered')).toHaveLength(1);
  });

  it('is nobody’s news once it is answered, late or at once', () => {
    const late = leaving();
    late.advance(90_000);
    late.report('a', id, { state: 'killing' });
    expect(waits(late).map(({ kind }) => kind)).toEqual(['stopping']);
    const soon = leaving();
    soon.report('a', id, { state: 'killing' });
    soon.advance(600_000);
    expect([kills(soon), notices(soon, 'kill-unanswered')]).toEqual([1, []]);
  });

  it('is not late while its agent is away, and asked for again when that is back', () => {
    const world = leaving();
    world.disconnect('a');
    world.advance(60_000);
    expect(notices(world, 'kill-unanswered')).toEqual([]);
    const before = kills(world);
    world.connect('a');
    expect(kills(world) - before).toBe(1);
    world.advance(20_000);
    expect(notices(world, 'kill-unanswered')).toEqual([]);
    world.advance(60_000);
    expect(notices(world, 'kill-unanswered')).toHaveLength(1);
  });
});

describe('a task that its agent runs and the engine has given up', () => {
  /** The engine has forgotten it, and its agent can't kill it. */
  function orphaned(): CoreWorld {
    const world = leaving();
    world.rows.delete(`task/${id}`);
    world.restart();
    world.connect('a');
    return world;
  }

  it('is shown with its agent, with what that says of it, until it has ended', () => {
    const world = orphaned();
    expect(viewOf(world).orphans).toMatchObject([
      { task: id, state: 'running', sinceMs: 1_000_000 },
    ]);
    world.advance(5_000);
    world.report('a', id, stuck);
    world.report('a', id, { ...stuck, message: `${where}; 1 more` });
    expect(viewOf(world).orphans).toEqual([
      { task: id, ...stuck, message: `${where}; 1 more`, sinceMs: 1_000_000 },
    ]);
    expect(notices(world, 'task-unkillable')).toHaveLength(1);
    world.report('a', id, { state: 'killed', reason: 'killed' });
    expect(viewOf(world)).not.toHaveProperty('orphans');
  });

  it('is told of once, over reconnections of its agent', () => {
    const world = orphaned();
    world.disconnect('a');
    world.advance(5_000);
    world.connect('a');
    expect(notices(world, 'task-superseded')).toHaveLength(1);
    expect(viewOf(world).orphans).toMatchObject([{ sinceMs: 1_000_000 }]);
  });

  it('that is remembered as lost says that it is still there', () => {
    const world = new CoreWorld();
    for (const name of ['a', 'b', 'c']) world.addAgent(name);
    world.commit(appSpec((draft) => ({ ...draft, instances: 1 })));
    world.isDeaf = true;
    world.disconnect('a');
    world.advance(80_000);
    expect(waitsOfEnded(world)).toEqual([]);
    world.connect('a');
    expect(waitsOfEnded(world)).toMatchObject([
      { kind: 'zombies', what: 'it was given up, and is still running on a-000000', remedy: '' },
    ]);
    world.report('a', id, stuck);
    expect(waitsOfEnded(world)[0]?.what).toContain(where);
    expect(waitsOfEnded(world)[0]?.remedy).toContain('`meridian gone a-000000`');
    expect(apiFaults('agent.json', agentList(world.core, {}, world.nowMs))).toEqual([]);
  });

  it('that its agent no longer knows isn’t waited for', () => {
    const world = orphaned();
    world.disconnect('a');
    world.agent('a').tasks.clear();
    world.connect('a');
    expect(viewOf(world)).not.toHaveProperty('orphans');
  });
});
