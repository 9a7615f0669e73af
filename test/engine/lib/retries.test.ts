// When what isn't acknowledged is sent again: against a list that is looked through whole.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Retries, retryDelaysMs } from '../../../engine/lib/retry/retries.ts';

describe('what isn’t acknowledged', () => {
  it('is due after 10 s, then after twice as long each time, at last every 10 min', () => {
    const retries = new Retries<string>();
    retries.sent('a', 0);
    const waits: number[] = [];
    let nowMs = 0;
    for (let times = 0; times < 9; times += 1) {
      const dueMs = retries.nextMs() ?? 0;
      expect(retries.due(dueMs - 1)).toEqual([]);
      expect(retries.due(dueMs)).toEqual(['a']);
      waits.push((dueMs - nowMs) / 1000);
      nowMs = dueMs;
      retries.sentAgain('a', nowMs);
    }
    expect(waits).toEqual([10, 20, 40, 80, 160, 320, 600, 600, 600]);
  });

  it('begins anew with something new, and ends with its acknowledgement', () => {
    const retries = new Retries<string>();
    retries.sent('a', 0);
    retries.sentAgain('a', 10_000);
    retries.sent('a', 20_000);
    expect(retries.nextMs()).toBe(30_000);
    retries.settle('a');
    expect([retries.nextMs(), retries.due(1e9)]).toEqual([undefined, []]);
  });
});

it('says for any course of events what a list looked through whole says', () => {
  const act = fc.record({
    kind: fc.constantFrom('sent', 'settle', 'due', 'clear'),
    key: fc.integer({ min: 0, max: 5 }),
    afterMs: fc.constantFrom(0, 1, 4_000, 10_000, 300_000),
  });
  const course = fc.array(act, { maxLength: 60 });
  fc.assert(
    fc.property(course, (acts) => {
      const retries = new Retries<number>();
      const slow = new Map<number, { times: number; dueMs: number }>();
      const put = (key: number, times: number, nowMs: number): void => {
        const delayMs = retryDelaysMs[Math.min(times, retryDelaysMs.length - 1)] ?? 0;
        slow.set(key, { times, dueMs: nowMs + delayMs });
      };
      let nowMs = 0;
      for (const { kind, key, afterMs } of acts) {
        nowMs += afterMs;
        if (kind === 'sent') {
          retries.sent(key, nowMs);
          put(key, 0, nowMs);
        } else if (kind === 'settle') {
          retries.settle(key);
          slow.delete(key);
        } else if (kind === 'clear' && key === 0) {
          retries.clear();
          slow.clear();
        } else {
          const due = retries.due(nowMs);
          const late = [...slow].filter(([, { dueMs }]) => dueMs <= nowMs).map(([one]) => one);
          expect([...due].sort()).toEqual(late.sort());
          for (const one of due) {
            retries.sentAgain(one, nowMs);
            put(one, (slow.get(one)?.times ?? 0) + 1, nowMs);
          }
        }
        const times = [...slow.values()].map(({ dueMs }) => dueMs);
        expect(retries.nextMs()).toBe(times.length === 0 ? undefined : Math.min(...times));
      }
    }),
  );
});
