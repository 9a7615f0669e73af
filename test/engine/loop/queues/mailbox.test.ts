import { describe, expect, it } from 'vitest';
import { Mailbox } from '../../../../engine/loop/queues/mailbox.ts';
import type { EngineEvent } from '../../../../engine/step/events.ts';
import { registerOf } from '../../../support/loop-world.ts';

const timer = (key: string): EngineEvent => ({ kind: 'timer', key });
const commit = { id: 'c1', subject: '', author: '', timeMs: 0, allowDelete: 0 };
const revision: EngineEvent = {
  kind: 'revision',
  revision: { kind: 'faulty', commit, faults: [], faultCount: 0 },
};
const words = (events: readonly EngineEvent[]): readonly string[] =>
  events.map((event) => (event.kind === 'timer' ? event.key : event.kind));

const status = { state: 'running', seq: 1, health: 'healthy', ready: true } as const;

function registration(connection: number, tasks: number): EngineEvent {
  const message = registerOf(`a${connection}`, {});
  const report = { taskId: '/web#0.1', taskDigest: '', status: { ...status, settingsDigest: '' } };
  return {
    kind: 'registered',
    connection,
    message: { ...message, tasks: Array.from({ length: tasks }, () => report) },
  };
}

function filled(...events: readonly EngineEvent[]): Mailbox {
  const box = new Mailbox();
  for (const event of events) box.add(event);
  return box;
}

describe('a mailbox', () => {
  it('gives what waits in one batch, 1,000 at most', () => {
    const box = filled(...Array.from({ length: 1_001 }, (_, at) => timer(`${at}`)));
    expect(box.next(false)).toHaveLength(1_000);
    expect(words(box.next(true))).toEqual(['1000']);
    expect(box.next(false)).toEqual([]);
  });

  it('gives fewer registrations, by the tasks they tell of, and one however many it has', () => {
    const few = Array.from({ length: 200 }, (_, at) => registration(at, 10));
    const box = filled(...few, registration(200, 5_000), timer('x'));
    const sizes: number[] = [];
    while (box.hasMore) sizes.push(box.next(false).length);
    expect(sizes).toEqual([50, 50, 50, 50, 1, 1]);
  });

  it('says that more waits, unless that is a revision’s turn', () => {
    const box = filled(timer('a'));
    expect(box.hasMore).toBe(true);
    box.add(revision);
    expect(box.hasMore).toBe(false);
  });

  it('gives a revision alone, behind what came before it and what is due', () => {
    const box = filled(timer('a'), revision, timer('b'), revision);
    const batches = [1, 2, 3, 4].map(() => words(box.next(false)));
    expect(batches).toEqual([['a', 'due'], ['revision'], ['b', 'due'], ['revision']]);
    expect(box.length).toBe(0);
  });

  it('lets a revision wait for what is owed, but not for ever', () => {
    const box = filled(revision);
    expect(words(box.next(true))).toEqual(['due']);
    for (let count = 0; count < 100; count += 1) expect(box.next(true)).toEqual([]);
    expect(words(box.next(true))).toEqual(['revision']);
  });
});
