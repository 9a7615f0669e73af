import { describe, expect, it } from 'vitest';
import { Mailbox } from '../../../engine/loop/mailbox.ts';
import type { EngineEvent } from '../../../engine/step/events.ts';

const timer = (key: string): EngineEvent => ({ kind: 'timer', key });
const commit = { id: 'c1', subject: '', author: '', timeMs: 0, allowDelete: 0 };
const revision: EngineEvent = {
  kind: 'revision',
  revision: { kind: 'faulty', commit, faults: [], faultCount: 0 },
};
const words = (events: readonly EngineEvent[]): readonly string[] =>
  events.map((event) => (event.kind === 'timer' ? event.key : event.kind));

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
