import { describe, expect, it } from 'vitest';
import { Agenda, type Life } from '../../../../engine/sim/kernel/agenda.ts';

function run(agenda: Agenda): void {
  while (agenda.step() !== undefined);
}

describe('the agenda', () => {
  it('keeps order of time, then the order in which it was asked', () => {
    const agenda = new Agenda();
    const done: string[] = [];
    for (const [atMs, name] of [
      [5, 'c'],
      [1, 'a'],
      [5, 'd'],
      [2, 'b'],
    ] as const)
      agenda.at(atMs, 'timer', () => done.push(`${name}${agenda.nowMs}`));
    run(agenda);
    expect(done).toEqual(['a1', 'b2', 'c5', 'd5']);
  });

  it('forgets what is taken back, and what belongs to a life that is over', () => {
    const agenda = new Agenda();
    const done: string[] = [];
    const life: Life = { isAlive: true, stillUntilMs: 0 };
    agenda.at(1, 'timer', () => done.push('taken back'))();
    agenda.at(2, 'timer', () => done.push('dead'), life);
    agenda.at(1, 'fault', () => {
      life.isAlive = false;
    });
    run(agenda);
    expect(done).toEqual([]);
  });

  it('puts off what stands still, in order, until it wakes', () => {
    const agenda = new Agenda();
    const done: string[] = [];
    const life: Life = { isAlive: true, stillUntilMs: 10 };
    agenda.at(1, 'timer', () => done.push(`first${agenda.nowMs}`), life);
    agenda.at(2, 'timer', () => done.push(`second${agenda.nowMs}`), life);
    agenda.at(5, 'timer', () => done.push(`other${agenda.nowMs}`));
    run(agenda);
    expect(done).toEqual(['other5', 'first10', 'second10']);
  });

  it('lets what was put off happen at once when it wakes early', () => {
    const agenda = new Agenda();
    const done: string[] = [];
    const life: Life = { isAlive: true, stillUntilMs: 100 };
    agenda.at(1, 'timer', () => done.push(`late${agenda.nowMs}`), life);
    agenda.at(4, 'fault', () => {
      life.stillUntilMs = 0;
      agenda.wake();
    });
    run(agenda);
    expect(done).toEqual(['late4']);
  });
});
