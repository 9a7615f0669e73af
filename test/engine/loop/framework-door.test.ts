// The door for frameworks of others: what is heard is stored, in order; a reader that is too slow
// or fails is let go with the reason, and nobody else is held up.
import { describe, expect, it } from 'vitest';
import { FrameworkDoor } from '../../../engine/loop/framework-door.ts';
import type { SchedulerEvent } from '../../../engine/model/scheduler-api/scheduler-event.ts';
import type { EngineEvent } from '../../../engine/step/events.ts';
import { calm, HeldCommits, LoopWorld } from '../../support/loop-world.ts';

const failure = (message: string): SchedulerEvent => ({ kind: 'failure', agentId: 'a1', message });

class Door {
  readonly posted: EngineEvent[] = [];
  readonly door: FrameworkDoor;
  readonly heard: string[] = [];
  readonly closed: string[] = [];
  release: () => void = () => undefined;

  constructor(mostQueued = 3) {
    this.door = new FrameworkDoor({
      settle: async (event) => {
        this.posted.push(event);
      },
      post: (event) => this.posted.push(event),
      mostQueued,
    });
  }

  /** `isSlow`: stays with its first event until released. */
  connect(isSlow = false) {
    const held = new Promise<void>((resolve) => {
      this.release = resolve;
    });
    return this.door.connect({
      handle: (event) => {
        this.heard.push(event.kind === 'failure' ? event.message : event.kind);
        return isSlow ? held : undefined;
      },
      closed: (reason) => this.closed.push(reason),
    });
  }

  say(...messages: readonly string[]): void {
    for (const message of messages) this.door.say(1, failure(message));
  }
}

describe('a connection', () => {
  it('brings calls into the mailbox under its number, and hears in order', async () => {
    const door = new Door();
    const connection = door.connect();
    await connection.call({ kind: 'revive' });
    expect(door.posted).toEqual([
      { kind: 'framework-call', connection: 1, call: { kind: 'revive' } },
    ]);
    door.say('a', 'b', 'c', 'd', 'e');
    expect(door.heard).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('whose reader is too slow is closed with the reason when its queue is full', async () => {
    const door = new Door();
    const connection = door.connect(true);
    door.say('a', 'b', 'c', 'd');
    expect(door.closed).toEqual([]);
    door.say('e');
    expect(door.closed).toEqual(['it reads too slowly: 3 events wait for it']);
    expect(door.posted).toEqual([{ kind: 'framework-closed', connection: 1 }]);
    door.release();
    await calm();
    expect(door.heard).toEqual(['a']);
    await expect(connection.call({ kind: 'revive' })).rejects.toThrow('closed');
  });

  it('hears what was said before it is hung up, and nothing behind', async () => {
    const door = new Door();
    door.connect(true);
    door.say('a', 'b');
    door.door.hangUp(1, 'taken over');
    door.say('c');
    expect(door.closed).toEqual([]);
    door.release();
    await calm();
    expect([door.heard, door.closed]).toEqual([['a', 'b'], ['taken over']]);
    expect(door.posted).toEqual([{ kind: 'framework-closed', connection: 1 }]);
  });

  it('whose reader fails is closed with what went wrong', async () => {
    const door = new Door();
    const closed: string[] = [];
    door.door.connect({
      handle: () => {
        throw new Error('no room');
      },
      closed: (reason) => closed.push(reason),
    });
    door.say('a');
    await calm();
    expect(closed).toEqual(['it failed to read an event: Error: no room']);
  });

  it('is closed once, by whoever is first', () => {
    const door = new Door();
    const connection = door.connect();
    connection.close();
    connection.close();
    door.door.shut('the engine stops');
    expect(door.closed).toEqual(['closed by the framework']);
    expect(door.posted.length).toBe(1);
  });

  it('ends with the engine, which then lets nobody in', () => {
    const door = new Door();
    door.connect();
    door.door.shut('the engine stops');
    door.connect();
    expect(door.closed).toEqual(['the engine stops', 'the engine stops']);
    expect(door.posted).toEqual([]);
  });
});

it('a framework hears nothing before it is stored', async () => {
  const commits = new HeldCommits();
  const world = new LoopWorld({ delayCommit: commits.delayCommit });
  await world.loop.start();
  commits.hold();
  const info = { name: 'spark', roles: [{ role: '*' }] };
  world.loop.post({ kind: 'framework-call', connection: 1, call: { kind: 'subscribe', info } });
  await calm();
  const said = () => world.spoken.filter((line) => line.startsWith('say'));
  expect(said()).toEqual([]);
  commits.release();
  await calm();
  expect(said()).toEqual(['say subscribed to 1']);
  expect(world.keys('framework/')).toEqual(['framework/spark.1']);
});
