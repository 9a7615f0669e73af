// A store restored from a backup: how it is told, and how --adopt-epoch goes on with it.
import { describe, expect, it } from 'vitest';
import { agentId } from '../../../engine/model/ids.ts';
import { unknownToStore } from '../../../engine/step/master/store-age.ts';
import { newAgentEntry, Tables } from '../../../engine/step/tables.ts';
import type { Register } from '../../../schemas/generated/wire.ts';
import { appSpec } from '../../support/app-spec.ts';
import { CoreWorld } from '../../support/core-world.ts';
import { registered } from '../../support/loop-world.ts';

describe('what an agent has heard and the store doesn’t hold', () => {
  const id = agentId('a1-000000');
  /** An engine in its epoch 5, whose store ended at event 100 when it started. */
  function unknown(
    epoch: number,
    stored: number,
    change: Partial<Tables> = {},
  ): string | undefined {
    const tables = new Tables({ agentTimeoutMs: 1, agentReregistrationTimeoutMs: 1 });
    Object.assign(tables, { epoch: 5, loadedNotice: 100, lastNotice: 900, ...change });
    const event = registered('a1', 1);
    if (event.kind !== 'registered') throw new Error('unreachable');
    const { envelope } = event.message;
    const message: Register = { ...event.message, envelope: { ...envelope, epoch, stored } };
    return unknownToStore(tables, message);
  }

  it.each([
    ['nothing: it has never registered', 0, 0, undefined],
    ['an event that was loaded', 4, 100, undefined],
    ['an event past those loaded, though the store has as many by now', 4, 101, 'event 101'],
    ['a newer epoch', 6, 0, 'epoch 6, where the store is at 5'],
    ['this epoch, from another engine', 5, 0, 'epoch 5 from another engine'],
  ])('%s', (_, epoch, stored, said) => {
    if (said === undefined) expect(unknown(epoch, stored)).toBeUndefined();
    else expect(unknown(epoch, stored)).toContain(said);
  });

  it('isn’t this epoch when it registered in it', () => {
    const entry = newAgentEntry({ id } as never, { kind: 'registered' });
    const agents = new Map([[id, { ...entry, hasRegistered: true }]]);
    expect(unknown(5, 901, { agents })).toBeUndefined();
  });

  it('doesn’t count from before an adoption', () => {
    expect(unknown(3, 5_000, { adoptedEpoch: 4 })).toBeUndefined();
    expect(unknown(4, 5_000, { adoptedEpoch: 4 })).toContain('event 5000');
  });
});

const web = (instances: number, version: string) =>
  appSpec(({ task }) => ({ instances, task: { ...task, env: { V: version } } }));

describe('an engine that starts', () => {
  /** Two agents, an engine that has started anew, one agent back, and two more instances wanted. */
  function halfBack(): { world: CoreWorld; launches: () => number } {
    const world = new CoreWorld();
    for (const name of ['a1', 'a2']) world.addAgent(name);
    world.commit(web(2, '1'));
    world.restart();
    const sent = world.sent.length;
    world.connect('a1');
    world.commit(web(4, '1'));
    const launches = () => world.sent.slice(sent).filter(({ order }) => order.kind === 'launch');
    return { world, launches: () => launches().length };
  }

  it('places nothing new before an agent that may know more is back', () => {
    const { world, launches } = halfBack();
    world.advance(5_000);
    expect(launches()).toBe(0);
    world.connect('a2');
    expect(launches()).toBe(2);
  });

  it('waits for it as long as one that lives takes to come back', () => {
    const { world, launches } = halfBack();
    world.advance(5_999);
    expect(launches()).toBe(0);
    world.advance(1);
    expect(launches()).toBe(2);
  });
});

describe('an adoption', () => {
  /** Two agents of which one has run more than the store, put back and adopted, knows. */
  function restored(): { world: CoreWorld; before: readonly string[]; sent: number } {
    const world = new CoreWorld();
    for (const name of ['a1', 'a2']) world.addAgent(name);
    world.commit(web(2, '1'));
    const copy = new Map(world.rows);
    world.commit(web(4, '2'));
    world.advance(60_000);
    const before = world.running();
    world.rows.clear();
    for (const [key, value] of copy) world.rows.set(key, value);
    const identity = { launchBase: 1_000_000, adoptedEpoch: 1, adoptedMs: world.nowMs };
    world.rows.set('meta/cluster', JSON.stringify({ clusterId: 'test', ...identity }));
    world.restart();
    world.commit(web(4, '2'));
    return { world, before, sent: world.sent.length };
  }

  const orders = ({ world, sent }: ReturnType<typeof restored>): readonly string[] =>
    world.sent.slice(sent).flatMap(({ order }) => (order.kind === 'ack' ? [] : [order.kind]));

  it('starts and stops nothing before all agents have said what they run', () => {
    const one = restored();
    one.world.connect('a1');
    one.world.advance(300_000);
    expect(orders(one)).toEqual(['registered']);
    one.world.connect('a2');
    expect(orders(one)).toEqual(['registered', 'registered']);
    expect(one.world.running()).toEqual(one.before);
  });

  it('waits for one agent timeout for agents that the store has never heard of', () => {
    const one = restored();
    for (const name of ['a1', 'a2']) one.world.connect(name);
    one.world.commit(web(5, '2'));
    expect(orders(one)).toEqual(['registered', 'registered']);
    one.world.advance(75_000);
    expect(orders(one)).toEqual(['registered', 'registered', 'launch']);
    expect(one.world.running().at(-1)).toBe('/shop/web#4.1000001');
  });

  it('goes on without an agent that hasn’t come back in its time', () => {
    const one = restored();
    one.world.connect('a1');
    one.world.advance(700_000);
    const started = one.world.running().filter((id) => !one.before.includes(id));
    expect(started.length).toBeGreaterThan(0);
    for (const id of started) expect(id).toMatch(/\.1000001$/);
  });

  it('goes on over a crash', () => {
    const one = restored();
    one.world.connect('a1');
    one.world.restart();
    one.world.commit(web(4, '2'));
    one.world.advance(300_000);
    one.world.connect('a1');
    one.world.connect('a2');
    expect(one.world.running()).toEqual(one.before);
  });
});
