import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Timers } from '../../../engine/loop/timers.ts';
import { FakeClock } from '../../../engine/sim/clock-fake.ts';

function newTimers() {
  const clock = new FakeClock(0);
  const rung: string[] = [];
  const timers = new Timers(clock, (key) => rung.push(`${key} at ${clock.nowMs()}`));
  return { clock, rung, timers };
}

it('rings the earliest first, and keys of one instant in their order', () => {
  const { clock, rung, timers } = newTimers();
  timers.set('late', 30);
  timers.set('b', 10);
  timers.set('a', 10);
  clock.advance(50);
  expect(rung).toEqual(['a at 10', 'b at 10', 'late at 30']);
  expect(clock.waiting).toBe(0);
});

it('lets a later wish replace an earlier one, and the other way round', () => {
  const { clock, rung, timers } = newTimers();
  timers.set('later', 10);
  timers.set('later', 40);
  timers.set('sooner', 40);
  timers.set('sooner', 20);
  clock.advance(100);
  expect(rung).toEqual(['sooner at 20', 'later at 40']);
});

it('rings at the clock’s own time when it is put back, and soon when it is put forward', () => {
  const { clock, rung, timers } = newTimers();
  timers.set('key', 10_000);
  clock.advance(5_000);
  clock.jump(-5_000);
  clock.advance(9_999);
  expect(rung).toEqual([]);
  clock.advance(1);
  expect(rung).toEqual(['key at 10000']);
  timers.set('far', 50_000_000);
  clock.jump(50_000_000);
  clock.advance(60_000);
  expect(rung).toHaveLength(2);
});

it('rings no more once it is stopped, nor takes wishes', () => {
  const { clock, rung, timers } = newTimers();
  timers.set('key', 10);
  timers.stop();
  timers.set('other', 20);
  clock.advance(100);
  expect([rung, clock.waiting]).toEqual([[], 0]);
});

it('may be set anew from within a ring', () => {
  const clock = new FakeClock(0);
  let rings = 0;
  const timers: Timers = new Timers(clock, (key) => {
    rings += 1;
    if (rings < 3) timers.set(key, clock.nowMs());
  });
  timers.set('again', 5);
  clock.advance(5);
  expect(rings).toBe(3);
});

it('holds hundreds of thousands of wishes', () => {
  const { clock, rung, timers } = newTimers();
  for (let number = 0; number < 300_000; number += 1)
    timers.set(`k${number % 150_000}`, 1_000 + ((number * 7_919) % 150_000));
  expect(timers.size).toBe(150_000);
  clock.advance(200_000);
  expect(rung).toHaveLength(150_000);
});

it('rings each key at its last wish, in order, whatever is set', () => {
  const wish = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.integer({ min: 1, max: 90 }));
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 60 }), (wishes) => {
      const { clock, rung, timers } = newTimers();
      for (const [key, atMs] of wishes) timers.set(key, atMs);
      clock.advance(100);
      const last = [...new Map(wishes)].sort(([a, atA], [b, atB]) => atA - atB || (a < b ? -1 : 1));
      expect(rung).toEqual(last.map(([key, atMs]) => `${key} at ${atMs}`));
    }),
  );
});
