import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandOf, programOf } from '../../../../engine/sim/machine/program.ts';

const span = fc.integer({ min: -1, max: 1_000_000 });

test('a program is read back from its command as it was written', () => {
  const programs = fc.record({
    readyMs: span,
    livesMs: span,
    code: fc.integer({ min: 0, max: 255 }),
    sickMs: span,
    endsMs: span,
  });
  fc.assert(
    fc.property(programs, (program) => {
      expect(programOf(commandOf(program))).toEqual(program);
    }),
  );
});

test.each(['', 'exec sleep 1000', 'sim ready=1', 'sim ready=1 lives=2 code=x sick=0 ends=0'])(
  '%j can’t be run: exit code 127 at once',
  (command) => {
    expect(programOf(command)).toMatchObject({ livesMs: 0, code: 127, readyMs: -1 });
  },
);
