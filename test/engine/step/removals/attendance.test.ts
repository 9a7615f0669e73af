// Who is there, and when so many are away that the engine doubts its own network.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentId } from '../../../../engine/model/ids.ts';
import { Attendance, type Standing } from '../../../../engine/step/master/removals/attendance.ts';

const ofLetter: Readonly<Record<string, Standing>> = {
  c: { kind: 'connected' },
  q: { kind: 'quiet' },
  a: { kind: 'awaited', dueMs: 100 },
  o: { kind: 'out' },
};

/** A letter an agent: connected, quiet, away, out. */
function attendanceOf(letters: string): Attendance {
  const attendance = new Attendance();
  for (const [at, letter] of [...letters].entries())
    attendance.note(agentId(`a${at}-000000`), ofLetter[letter] ?? { kind: 'out' }, 0);
  return attendance;
}

describe('the engine doubts its own network', () => {
  const rows: readonly (readonly [letters: string, isDoubtful: boolean, why: string])[] = [
    ['c', false, 'all are there'],
    ['a', true, 'none is connected'],
    ['q', true, 'none is heard'],
    ['o', false, 'there is nobody to doubt'],
    ['ca', false, 'half isn’t more than half'],
    ['aa', true, 'none is connected'],
    ['cca', false, 'one of three'],
    ['caa', true, 'two of three'],
    ['caq', true, 'one of two hasn’t been noticed yet'],
    ['cqq', true, 'neither has been noticed yet'],
    ['ccaa', false, 'half'],
    ['caaa', true, 'three of four'],
    ['coa', false, 'those given up don’t count: one of two'],
    ['cooa', false, 'nor do many'],
    ['ooa', true, 'the last one that was left'],
    ['ccaaaoooo', true, 'three of five'],
    ['cccaaaoooo', false, 'three of six'],
  ];
  for (const [letters, isDoubtful, why] of rows)
    it(`${letters}: ${isDoubtful} (${why})`, () => {
      expect(attendanceOf(letters).isDoubtful).toBe(isDoubtful);
    });
});

const ids = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => agentId(`${name}-000000`));
const standings: fc.Arbitrary<Standing> = fc.oneof(
  fc.constantFrom<Standing>({ kind: 'connected' }, { kind: 'quiet' }, { kind: 'out' }),
  fc.integer({ min: 0, max: 9 }).map((dueMs): Standing => ({ kind: 'awaited', dueMs })),
);
const notes = fc.array(fc.tuple(fc.constantFrom(...ids), standings), { maxLength: 60 });

it('says what a count of all of them would, and who comes before whom', () => {
  fc.assert(
    fc.property(notes, (all) => {
      const attendance = new Attendance();
      const known = new Map<string, Standing>();
      const wasDoubtful: boolean[] = [];
      let doubtEndedMs = -Infinity;
      for (const [nowMs, [id, standing]] of all.entries()) {
        attendance.note(id, standing, nowMs);
        known.set(id, standing);
        const there = [...known.values()].filter(({ kind }) => kind !== 'out');
        const connected = there.filter(({ kind }) => kind === 'connected').length;
        const away = there.length - connected;
        expect(attendance).toMatchObject({ expected: there.length, connected, away });
        const isAlone = away > 0 && connected === 0;
        const isDoubtful = isAlone || (away > 1 && away > there.length / 2);
        expect(attendance.isDoubtful).toBe(isDoubtful);
        if (wasDoubtful.at(-1) && !isDoubtful) doubtEndedMs = nowMs;
        wasDoubtful.push(isDoubtful);
        expect(attendance.doubtEndedMs).toBe(doubtEndedMs);
        const queue = [...known]
          .flatMap(([one, { ...at }]) => (at.kind === 'awaited' ? [{ id: one, ...at }] : []))
          .sort((a, b) => a.dueMs - b.dueMs || (a.id < b.id ? -1 : 1))
          .map(({ id: one, dueMs }) => ({ id: agentId(one), dueMs }));
        expect(attendance.first).toEqual(queue[0]);
        expect(queue.map((one) => attendance.before(one))).toEqual(queue.map((_, at) => at));
        expect(attendance.dueBy(4)).toBe(queue.filter(({ dueMs }) => dueMs <= 4).length);
      }
    }),
  );
});
