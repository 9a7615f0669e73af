// Agents that are away, and what becomes of their tasks when they are back.
import { describe, expect, it } from 'vitest';
import { objectName } from '../../../engine/model/ids.ts';
import type { AppSpec } from '../../../engine/model/wanted.ts';
import { appSpec } from '../../support/app-spec.ts';
import { CoreWorld } from '../../support/core-world.ts';

const web = objectName('/shop/web');

function worldWith(...specs: readonly AppSpec[]): CoreWorld {
  const world = new CoreWorld();
  for (const name of ['a1', 'a2', 'a3']) world.addAgent(name);
  world.commit(...specs);
  return world;
}

const onAgent = (world: CoreWorld, name: string) => [...world.agent(name).tasks.keys()];

describe('unreachable', () => {
  const patient = (inactiveAfterMs: number | null, expungeAfterMs: number | null) =>
    appSpec(() => ({ unreachable: { inactiveAfterMs, expungeAfterMs } }));

  it('never: what ran there is kept and counts again when the agent is back', () => {
    const world = worldWith(patient(null, null));
    const [kept] = onAgent(world, 'a1');
    world.disconnect('a1');
    world.advance(86_400_000);
    expect(world.running()).toHaveLength(3);
    world.restart();
    for (const name of ['a2', 'a3']) world.connect(name);
    world.advance(86_400_000);
    expect(world.running()).toHaveLength(3);
    world.connect('a1');
    expect(onAgent(world, 'a1')).toEqual([kept]);
    expect(world.core.tables.apps.get(web)?.isSettled).toBe(true);
    expect(world.sent.filter(({ order }) => order.kind === 'kill')).toEqual([]);
  });

  it('expunged on time by what is wanted now, though the app is held at an older spec', () => {
    const world = worldWith(patient(null, null));
    world.operate({ kind: 'pause', name: web });
    world.commit(
      appSpec(({ task }) => ({
        unreachable: { inactiveAfterMs: null, expungeAfterMs: 3_000 },
        task: { ...task, command: { shell: 'another' } },
      })),
    );
    world.disconnect('a1');
    const isLost = (): boolean => world.notices.some((notice) => notice.startsWith('task-lost'));
    world.advance(77_900);
    expect(isLost()).toBe(false);
    world.advance(200);
    expect(isLost()).toBe(true);
  });

  it('inactive and replaced, but not expunged: the old one dies when its agent is back', () => {
    const world = worldWith(patient(10_000, 86_400_000));
    const [old] = onAgent(world, 'a1');
    world.disconnect('a1');
    world.advance(84_000);
    expect(world.core.tables.tasks.size).toBe(3);
    world.advance(2_000);
    const replacement = world.running().find((id) => id.endsWith('.2'));
    expect(replacement?.split('.')[0]).toBe(old?.split('.')[0]);
    world.connect('a1');
    expect(world.running()).toHaveLength(3);
    expect(world.running()).toContain(replacement);
    expect(world.running()).not.toContain(old);
  });

  it('inactive and replaced: the engine’s crash in between changes nothing of that', () => {
    const world = worldWith(patient(0, 86_400_000));
    const [old] = onAgent(world, 'a1');
    world.disconnect('a1');
    world.advance(80_000);
    world.restart();
    for (const name of ['a2', 'a3', 'a1']) world.connect(name);
    expect(world.running()).toHaveLength(3);
    expect(world.running()).not.toContain(old);
  });
});

describe('a busy port', () => {
  it('is tried again when its time is up, though nothing else happens', () => {
    const world = new CoreWorld();
    const agent = world.addAgent('a1');
    let isBusy = true;
    agent.behave = () => (isBusy ? { state: 'failed', reason: 'port-busy' } : {});
    world.commit(
      appSpec(({ task }) => ({
        instances: 1,
        task: { ...task, ports: task.ports.map((port) => ({ ...port, host: 31_500 })) },
      })),
    );
    expect(world.core.unmet()).toEqual([web]);
    isBusy = false;
    world.advance(59_000);
    expect(world.running()).toEqual([]);
    world.advance(2_000);
    expect(world.running()).toEqual(['/shop/web#0.2']);
  });
});

describe('what fits nowhere', () => {
  it('is tried again when a commit asks for less, or for less of a place', () => {
    const world = new CoreWorld();
    world.addAgent('a1');
    const sized = (cpusMilli: number) =>
      appSpec(({ task }) => ({ instances: 1, task: { ...task, cpusMilli } }));
    world.commit(sized(64_000));
    expect(world.running()).toEqual([]);
    world.commit(sized(1_000));
    expect(world.running()).toEqual(['/shop/web#0.1']);
    const rack = { attribute: 'rack', operator: 'is', value: '1' } as const;
    const db = (placement: AppSpec['placement']) =>
      appSpec(() => ({ name: objectName('/shop/db'), instances: 1, placement }));
    world.commit(sized(1_000), db([rack]));
    expect(world.core.unmet()).toEqual(['/shop/db']);
    world.commit(sized(1_000), db([]));
    expect(world.core.unmet()).toEqual([]);
  });
});

describe('an agent', () => {
  it('that runs something else by an id of ours has it killed, the slot launched anew', () => {
    const world = worldWith(appSpec(() => ({ instances: 1 })));
    const [name] = [...world.agents].find(([, agent]) => agent.tasks.size > 0) ?? [];
    const agent = world.agent(name ?? '');
    const task = agent.tasks.get('/shop/web#0.1');
    if (!task) throw new Error('no task');
    world.disconnect(name ?? '');
    agent.tasks.set('/shop/web#0.1', {
      ...task,
      order: { ...task.order, taskDigest: 'f'.repeat(64) },
    });
    world.connect(name ?? '');
    expect(world.running()).toEqual(['/shop/web#0.2']);
  });

  it('whose facts no store could hold is turned away', () => {
    const world = new CoreWorld();
    world.addAgent('a1');
    const big = Object.fromEntries(
      Array.from({ length: 256 }, (_, number) => [`k${number}`, 'x'.repeat(1_024)]),
    );
    const envelope = { clusterId: 'test', epoch: 1, connection: 0, sequence: 0 };
    const facts = { hostname: 'b', version: '0', resources: [], attributes: big, capabilities: [] };
    const message = {
      ...{ envelope, facts, bootId: 'b', tasks: [], volumes: [] },
      kind: 'register',
      agentId: 'b-000000',
    } as const;
    world.post({ kind: 'registered', connection: 99, message });
    expect(world.core.tables.agents.size).toBe(1);
  });
});
