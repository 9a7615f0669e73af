import { describe, expect, it } from 'vitest';
import { EvenClock } from '../../../engine/loop/even-clock.ts';
import { FakeClock } from '../../../engine/sim/clock-fake.ts';

const startMs = 1_700_000_000_000;

function clocks() {
  const machine = new FakeClock(startMs);
  return { machine, even: new EvenClock(machine) };
}

describe('the engine’s time', () => {
  it('is the machine’s while that doesn’t jump', () => {
    const { machine, even } = clocks();
    machine.advance(12_345);
    expect(even.nowMs()).toBe(startMs + 12_345);
  });

  it('doesn’t jump when the machine’s clock is put an hour forward', () => {
    const { machine, even } = clocks();
    machine.jump(3_600_000);
    expect(even.nowMs()).toBe(startMs);
    machine.advance(1_000);
    expect(even.nowMs()).toBe(startMs + 1_100);
  });

  it('never goes back when the machine’s clock is put an hour back', () => {
    const { machine, even } = clocks();
    machine.jump(-3_600_000);
    expect(even.nowMs()).toBe(startMs);
    machine.advance(1_000);
    expect(even.nowMs()).toBe(startMs + 900);
  });

  it.each([[30_000], [-30_000]])('agrees with the machine’s again %i ms later', (jumpMs) => {
    const { machine, even } = clocks();
    machine.jump(jumpMs);
    for (let look = 0; look < 301; look += 1) {
      machine.advance(1_000);
      even.nowMs();
    }
    expect(even.nowMs()).toBe(machine.nowMs());
  });
});
