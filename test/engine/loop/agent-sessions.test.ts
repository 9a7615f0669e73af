import { describe, expect, it } from 'vitest';
import { AgentSessions } from '../../../engine/loop/agent-sessions.ts';
import { Problem } from '../../../engine/model/problem.ts';
import { FakeClock } from '../../../engine/sim/clock-fake.ts';
import type { EngineEvent } from '../../../engine/step/events.ts';
import { FakeDoor } from '../../support/loop/fake-door.ts';
import { KeptLog, registerOf } from '../../support/loop-world.ts';

function newSessions() {
  const [clock, log, door] = [new FakeClock(), new KeptLog(), new FakeDoor()];
  const events: EngineEvent[] = [];
  const world = { clock, log, door, events, isBusy: false };
  const sessions = new AgentSessions({
    ...{ door, clock, log, agentTimeoutMs: 10_000 },
    identity: () => ({ clusterId: 'c', epoch: 3, stored: 3 }),
    post: (event) => {
      if (world.isBusy) throw new Problem('busy', { where: 'engine', what: 'full', hint: '' });
      events.push(event);
    },
  });
  const kinds = () => events.map(({ kind }) => kind);
  return { ...world, world, sessions, kinds };
}

type World = ReturnType<typeof newSessions>;

/** A peer that has registered as connection 1. */
function registeredPeer({ door, sessions }: World) {
  const one = door.come();
  one.handler.message(JSON.stringify(registerOf('a1')));
  sessions.order(1, { kind: 'registered', agentTimeoutMs: 10_000 });
  return one;
}

const pong = (change: object = {}) =>
  JSON.stringify({
    kind: 'pong',
    envelope: { clusterId: 'c', epoch: 3, connection: 1, sequence: 1, ...change },
  });
const refusal = (sequence: number, change: object = {}) =>
  JSON.stringify({
    ...{ kind: 'refusal', taskId: '/x#0.1', message: 'no' },
    envelope: { clusterId: 'c', epoch: 3, connection: 1, sequence, ...change },
  });

describe('registering', () => {
  it('comes first', () => {
    const world = newSessions();
    const { peer, handler } = world.door.come();
    handler.message(pong());
    expect([peer.closings, world.kinds()]).toEqual([['1008 not registered'], []]);
  });

  it('happens once, even before the first is answered', () => {
    const world = newSessions();
    const { peer, handler } = world.door.come();
    const message = (sequence: number) =>
      JSON.stringify({
        ...registerOf('a1'),
        envelope: { clusterId: '', epoch: 0, connection: 0, sequence },
      });
    handler.message(message(0));
    handler.message(message(1));
    expect([peer.closings, world.kinds()]).toEqual([['1008 registered already'], ['registered']]);
  });

  it('that meets a full mailbox is turned away, to come back', () => {
    const world = newSessions();
    world.world.isBusy = true;
    const { peer, handler } = world.door.come();
    handler.message(JSON.stringify(registerOf('a1')));
    expect(peer.closings).toEqual(['1013 full']);
  });

  it('is answered under the connection’s number, with sequences from 0', () => {
    const world = newSessions();
    const { peer } = registeredPeer(world);
    world.sessions.order(1, { kind: 'ack', taskId: '/x#0.1', seq: 1 });
    world.sessions.order(7, { kind: 'ack', taskId: '/x#0.1', seq: 1 });
    expect(peer.sent.map((text) => JSON.parse(text).envelope)).toEqual([
      { clusterId: 'c', epoch: 3, connection: 1, sequence: 0, stored: 3 },
      { clusterId: 'c', epoch: 3, connection: 1, sequence: 1, stored: 3 },
    ]);
  });
});

describe('a connection that doesn’t register', () => {
  it('is cut off in time, told why, and let go of', () => {
    const world = newSessions();
    const idle = world.door.come();
    world.clock.advance(9_999);
    expect(idle.peer.closings).toEqual([]);
    world.clock.advance(1);
    expect(idle.peer.closings).toEqual(['1008 no registration within 10 s: send register first']);
    expect(world.log.lines).toEqual(['an agent was cut off']);
    expect(world.kinds()).toEqual([]);
  });

  it('makes room for newer ones when too many wait, and agents get in', () => {
    const world = newSessions();
    const idle = Array.from({ length: 3_000 }, () => world.door.come());
    const agents = Array.from({ length: 10 }, (_, at) => {
      const one = world.door.come();
      one.handler.message(JSON.stringify(registerOf(`a${at}`)));
      return one;
    });
    const isCut = idle.map(({ peer }) => peer.closings.length > 0);
    expect(isCut).toEqual(idle.map((_, at) => at <= 1_000));
    expect(idle[0]?.peer.closings).toEqual(['1013 2000 others wait to register: try again']);
    expect(agents.flatMap(({ peer }) => peer.closings)).toEqual([]);
    expect(world.kinds()).toHaveLength(10);
    expect(world.log.lines).toHaveLength(1);
  });

  it('leaves no alarm behind when it goes by itself', () => {
    const world = newSessions();
    const before = world.clock.waiting;
    world.door.come().handler.closed();
    expect(world.clock.waiting).toBe(before);
  });
});

it('an agent that is refused is in the log with the reason', () => {
  const world = newSessions();
  const { handler } = world.door.come();
  handler.message(JSON.stringify(registerOf('a1')));
  world.sessions.order(1, { kind: 'rejected', code: 'cluster', message: 'agent of cluster x' });
  expect(world.log.lines).toEqual(['an agent was refused']);
});

describe('fencing', () => {
  it('drops what bears another connection, epoch or cluster', () => {
    const world = newSessions();
    const { peer, handler } = registeredPeer(world);
    handler.message(refusal(1, { connection: 2 }));
    handler.message(refusal(2, { epoch: 2 }));
    handler.message(refusal(3, { clusterId: 'other' }));
    handler.message(refusal(4));
    expect([world.kinds(), peer.closings]).toEqual([['registered', 'refused'], []]);
  });

  it('takes each sequence once, and none that is older', () => {
    const world = newSessions();
    const { handler } = registeredPeer(world);
    for (const sequence of [5, 5, 4, 6]) handler.message(refusal(sequence));
    expect(world.kinds()).toEqual(['registered', 'refused', 'refused']);
  });

  it('takes no sequence from what is of an earlier connection', () => {
    const world = newSessions();
    const { handler } = registeredPeer(world);
    handler.message(refusal(900, { connection: 7 }));
    handler.message(refusal(901, { epoch: 2 }));
    handler.message(refusal(1));
    expect(world.kinds()).toEqual(['registered', 'refused']);
  });
});

describe('what is wrong', () => {
  const wrong: readonly (readonly [string, string, string])[] = [
    ['no JSON', '{', '1007 not JSON'],
    ['an unknown kind', '{"kind":"hello"}', '1007 unknown kind of message hello'],
    ['no kind', '[]', '1007 unknown kind of message none'],
    ['a field of the wrong type', pong({ epoch: 'x' }), '1007 envelope.epoch'],
    ['a kind in another script', JSON.stringify({ kind: '漢'.repeat(60) }), '1007 unknown kind'],
  ];
  for (const [what, text, closing] of wrong)
    it(`is cut off: ${what}`, () => {
      const world = newSessions();
      const { peer, handler } = registeredPeer(world);
      handler.message(text);
      handler.message(text);
      handler.message(refusal(9));
      expect(peer.closings).toEqual([expect.stringContaining(closing)]);
      expect(world.log.lines).toHaveLength(1);
      expect(world.kinds()).toEqual(['registered']);
    });

  it('is cut off: more messages than an agent can have to say', () => {
    const world = newSessions();
    const { peer, handler } = registeredPeer(world);
    for (let number = 0; number < 60_000; number += 1) handler.message(pong({ sequence: 1 }));
    expect(peer.closings).toEqual(['1008 too many messages']);
    expect(world.log.lines).toHaveLength(1);
  });
});

describe('silence', () => {
  it('isn’t held against an agent when it was the engine that stood still', () => {
    const world = newSessions();
    const { peer } = registeredPeer(world);
    world.clock.stall(60_000);
    expect(world.kinds()).toEqual(['registered']);
    expect(peer.closings).toEqual([]);
    world.clock.advance(30_000);
    expect(world.kinds()).toEqual(['registered', 'quiet', 'silent']);
  });

  it('of the agent timeout is told once, and the connection closed', () => {
    const world = newSessions();
    const { peer, handler } = registeredPeer(world);
    world.clock.advance(6_000);
    handler.message(pong());
    world.clock.advance(9_000);
    expect(world.kinds()).toEqual(['registered', 'quiet', 'heard', 'quiet']);
    world.clock.advance(20_000);
    expect(world.events.slice(4)).toEqual([{ kind: 'silent', connection: 1, forMs: 10_000 }]);
    expect(peer.closings).toEqual(['1001 silent for too long']);
    handler.closed();
    expect(world.kinds().slice(4)).toEqual(['silent', 'disconnected']);
  });

  it('is five pings in a row that were missed: after four an answer is in time', () => {
    const world = newSessions();
    const { peer, handler } = registeredPeer(world);
    const pings = () => peer.sent.filter((text) => JSON.parse(text).kind === 'ping').length;
    world.clock.advance(2_100);
    handler.message(pong());
    expect(pings()).toBe(1);
    world.clock.advance(9_800);
    expect([pings(), world.kinds()]).toEqual([5, ['registered', 'quiet']]);
    handler.message(pong({ sequence: 2 }));
    world.clock.advance(10_000);
    expect([pings(), world.kinds().slice(2)]).toEqual([10, ['heard', 'quiet']]);
    world.clock.advance(2_000);
    expect([pings(), world.kinds().slice(4)]).toEqual([10, ['silent']]);
  });

  it('of two pings is told, once, and so is the word that ends it', () => {
    const world = newSessions();
    const { handler } = registeredPeer(world);
    world.clock.advance(3_900);
    expect(world.kinds()).toEqual(['registered']);
    world.clock.advance(4_000);
    expect(world.events.slice(1)).toEqual([{ kind: 'quiet', connection: 1 }]);
    for (const sequence of [1, 2]) handler.message(pong({ sequence }));
    expect(world.events.slice(2)).toEqual([{ kind: 'heard', connection: 1 }]);
  });

  it('is asked about by pings, five in one agent timeout, once it has registered', () => {
    const world = newSessions();
    world.door.come();
    const { peer } = registeredPeer({ ...world, door: world.door });
    expect(peer.sent).toHaveLength(0);
    world.sessions.order(2, { kind: 'registered', agentTimeoutMs: 10_000 });
    world.clock.advance(8_000);
    expect(peer.sent.map((text) => JSON.parse(text).kind)).toEqual([
      'registered',
      'ping',
      'ping',
      'ping',
      'ping',
    ]);
  });
});

describe('streams', () => {
  it('are asked for on the agent’s connection and come by their id', async () => {
    const world = newSessions();
    const { peer } = registeredPeer(world);
    const request = { taskId: '/x#0.1', file: 'stdout', follow: false } as const;
    const stream = await world.sessions.openStream(1, request);
    const asked = JSON.parse(peer.sent.at(-1) ?? '{}');
    expect(asked).toMatchObject({ kind: 'open-stream', streamId: '3-1', file: 'stdout' });
    expect(world.door.streams).toEqual(['3-1']);
    for await (const bytes of stream) expect([...bytes]).toEqual([1]);
  });

  it('of an agent that is away are a problem that says so', async () => {
    const request = { taskId: '/x#0.1', file: 'stdout', follow: false } as const;
    await expect(newSessions().sessions.openStream(4, request)).rejects.toThrow('agent is away');
  });
});

it('closes what is open when the engine stops, and sweeps no more', () => {
  const world = newSessions();
  const { peer } = registeredPeer(world);
  world.sessions.stop();
  expect([peer.closings, world.clock.waiting]).toEqual([['1001 the engine stops'], 0]);
});
