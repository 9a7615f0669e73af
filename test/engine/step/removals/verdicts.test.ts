// Who is declared unreachable when: at a limited rate, and not while the engine doubts its network.
import { describe, expect, it } from 'vitest';
import { waitsOf } from '../../../../engine/step/apps/waits.ts';
import { agentWaitOf } from '../../../../engine/step/master/agent-waits.ts';
import type { EngineSettings } from '../../../../engine/step/tables.ts';
import { waitText } from '../../../../engine/step/wait.ts';
import { appSpec } from '../../../support/app-spec.ts';
import { CoreWorld } from '../../../support/core-world.ts';

const second = 1_000;
const minute = 60 * second;

/** Agents a1 to aN, an app on them that is replaced as soon as an agent is unreachable. */
function worldOf(count: number, settings: Partial<EngineSettings> = {}): CoreWorld {
  const world = new CoreWorld(undefined, settings);
  for (let at = 1; at <= count; at += 1) world.addAgent(`a${at}`);
  const unreachable = { inactiveAfterMs: 0, expungeAfterMs: 0 };
  world.commit(appSpec(() => ({ instances: count, unreachable })));
  return world;
}

/** A letter an agent: registered is a plus. */
const presences = (world: CoreWorld): string =>
  [...world.core.tables.agents.values()]
    .map(({ presence: { kind } }) => (kind === 'registered' ? '+' : kind[0]))
    .join('');

const told = (world: CoreWorld, kind: string): readonly string[] =>
  world.notices.filter((one) => one.startsWith(`${kind} `)).map((one) => one.split(' ')[1] ?? '');

const declared = (world: CoreWorld) => told(world, 'agent-unreachable');

function waitOf(world: CoreWorld, name: string): string {
  const agent = world.core.tables.agents.get(world.agent(name).id as never);
  const wait = agent && agentWaitOf(world.core.tables, agent, world.nowMs);
  return wait ? waitText(wait) : '';
}

const waitOfInstances = (world: CoreWorld): string =>
  [...world.core.tables.apps.values()]
    .flatMap((app) => waitsOf(world.core, app, world.nowMs).map(waitText))
    .join('\n');

const connectionOf = (world: CoreWorld, name: string): number =>
  world.agent(name).connection ?? Number.NaN;

/** As the engine sees them when its cable is out: quiet, then silent. */
function goSilent(world: CoreWorld, names: readonly string[]): void {
  const connections = names.map((name) => connectionOf(world, name));
  world.advance(30 * second);
  world.post(...connections.map((connection) => ({ kind: 'quiet', connection }) as const));
  world.advance(45 * second);
  const forMs = 75 * second;
  world.post(...connections.map((connection) => ({ kind: 'silent', connection, forMs }) as const));
}

describe('the engine’s own network', () => {
  it('cut for two minutes: nothing is declared, replaced or killed, and all go on', () => {
    const world = worldOf(3);
    const before = world.running();
    const sent = world.sent.length;
    goSilent(world, ['a1', 'a2', 'a3']);
    expect(presences(world)).toBe('ddd');
    world.advance(45 * second);
    for (const name of ['a2', 'a3', 'a1']) {
      world.connect(name);
      world.advance(4 * second);
    }
    expect(presences(world)).toBe('+++');
    world.advance(60 * minute);
    expect(declared(world)).toEqual([]);
    expect(told(world, 'agent-verdict-held')).toHaveLength(1);
    expect(world.running()).toEqual(before);
    const orders = world.sent.slice(sent).map(({ order }) => order.kind);
    expect(orders.filter((kind) => kind === 'kill' || kind === 'launch')).toEqual([]);
  });

  it('is doubted at the first verdict, though the others have only been quiet so far', () => {
    const world = worldOf(3);
    world.disconnect('a1');
    world.advance(30 * second);
    for (const name of ['a2', 'a3'])
      world.post({ kind: 'quiet', connection: connectionOf(world, name) });
    world.advance(50 * second);
    expect(presences(world)).toBe('d++');
    expect(waitOf(world, 'a1')).toContain('not declared unreachable while no agent is connected');
    for (const name of ['a2', 'a3'])
      world.post({ kind: 'heard', connection: connectionOf(world, name) });
    world.advance(74 * second);
    expect(declared(world)).toEqual([]);
    world.advance(second);
    expect(declared(world)).toEqual(['a1-000000']);
  });

  it('out while the engine starts: all are waited for until one is back, then for the rest', () => {
    const world = worldOf(3);
    const before = world.running();
    world.restart();
    world.advance(120 * minute);
    expect(presences(world)).toBe('rrr');
    expect(waitOf(world, 'a1')).toBe(
      'not back since the engine started 2h ago, not declared unreachable while no agent is ' +
        'connected: start meridian-agentd on a1, or `meridian gone a1-000000` if it never ' +
        'comes back',
    );
    world.connect('a2');
    world.advance(9 * minute);
    expect(waitOf(world, 'a1')).toContain('for another 60s at most: 2 of 3 agents are away');
    world.connect('a3');
    world.advance(20 * second);
    world.connect('a1');
    world.advance(60 * minute);
    expect([declared(world), world.running()]).toEqual([[], before]);
  });

  it('isn’t doubted when half is away, nor when one is', () => {
    const world = worldOf(4);
    for (const name of ['a1', 'a2']) world.disconnect(name);
    world.advance(75 * second);
    expect(presences(world)).toBe('uu++');
    world.disconnect('a3');
    world.advance(75 * second);
    expect(presences(world)).toBe('uuu+');
  });
});

describe('more than half of the agents are lost', () => {
  it('they are declared in the end, ten minutes after they became due', () => {
    const world = worldOf(3);
    world.disconnect('a1');
    world.advance(20 * second);
    world.disconnect('a2');
    world.advance(10 * minute + 54 * second);
    expect(presences(world)).toBe('dd+');
    expect(waitOf(world, 'a2')).toBe(
      'disconnected 11m ago, not declared unreachable for another 21s at most: 2 of 3 agents are ' +
        'away: start meridian-agentd on a2, or `meridian gone a2-000000` if it never comes back',
    );
    expect(waitOfInstances(world)).toContain(
      ' is on a2-000000, disconnected 11m ago, not declared unreachable for another 21s at most: ',
    );
    world.advance(second);
    expect(presences(world)).toBe('ud+');
    // One of two isn't more than half any more: what was held gets an agent timeout to come back.
    expect(waitOf(world, 'a2')).toContain('for another 20s: most agents were away until just now');
    world.advance(20 * second);
    expect(presences(world)).toBe('uu+');
    expect(world.running()).toHaveLength(3 + 2);
    expect(told(world, 'agent-verdict-held')).toHaveLength(1);
  });

  it('`gone` gives up at once, whatever is held', () => {
    const world = worldOf(3, { agentRemovalLimit: { agents: 1, perMs: minute } });
    for (const name of ['a1', 'a2']) world.disconnect(name);
    world.advance(80 * second);
    for (const agent of ['a1-000000', 'a2-000000']) world.operate({ kind: 'gone', agent });
    expect(presences(world)).toBe('gg+');
    expect(world.agent('a3').tasks.size).toBe(3);
  });
});

describe('the removal limit', () => {
  const limited = { agentRemovalLimit: { agents: 2, perMs: minute } };
  const names = ['a4', 'a1', 'a3', 'a2', 'a5'];

  it('lets so many through, in the order in which they became due', () => {
    const world = worldOf(11, limited);
    for (const name of names) {
      world.disconnect(name);
      world.advance(second);
    }
    world.advance(75 * second);
    expect(declared(world)).toEqual(['a4-000000', 'a1-000000']);
    expect(waitOf(world, 'a5')).toContain(
      'declared unreachable in 115s (2 agents in 60s at most, 2 before it)',
    );
    world.advance(minute);
    expect(declared(world).slice(2)).toEqual(['a3-000000', 'a2-000000']);
    world.advance(minute);
    expect(declared(world).slice(4)).toEqual(['a5-000000']);
    expect(told(world, 'agent-verdict-queued')).toHaveLength(1);
  });

  it('is no reason to declare one that has come back in the meantime', () => {
    const world = worldOf(11, limited);
    for (const name of names) world.disconnect(name);
    world.advance(80 * second);
    world.connect('a3');
    world.advance(60 * minute);
    expect(declared(world)).toEqual(['a1', 'a2', 'a4', 'a5'].map((name) => `${name}-000000`));
  });

  it('holds for those that aren’t back after an engine’s start, and starts anew with it', () => {
    const world = worldOf(11, { agentRemovalLimit: { agents: 2, perMs: 60 * minute } });
    for (const name of ['a1', 'a2', 'a3']) world.disconnect(name);
    world.advance(80 * second);
    expect(presences(world)).toBe('uud++++++++');
    world.restart();
    for (let at = 4; at <= 9; at += 1) world.connect(`a${at}`);
    world.advance(10 * minute - 1);
    expect(presences(world)).toBe('uur++++++rr');
    world.advance(1);
    expect(presences(world)).toBe('uur++++++uu');
    expect(waitOf(world, 'a3')).toContain('declared unreachable in 60m (2 agents in 60m at most)');
  });
});

describe('a late word', () => {
  it('cancels a verdict that is due, when it comes before anyone has looked', () => {
    const world = worldOf(3);
    world.disconnect('a1');
    world.advance(74 * second);
    world.nowMs += 10 * second;
    world.connect('a1');
    world.advance(minute);
    expect(declared(world)).toEqual([]);
  });

  it('on a connection that was called silent, or is another by now, changes nothing', () => {
    const world = worldOf(3);
    const old = connectionOf(world, 'a1');
    world.connect('a1');
    for (const kind of ['quiet', 'heard'] as const) world.post({ kind, connection: old });
    world.post({ kind: 'silent', connection: old, forMs: 75 * second });
    expect(presences(world)).toBe('+++');
    const { attendance } = world.core.tables;
    expect(attendance).toMatchObject({ expected: 3, connected: 3 });
  });
});
