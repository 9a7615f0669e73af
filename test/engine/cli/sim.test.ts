// Runs of many worlds as a terminal sees them: progress, Ctrl-C, and what isn't seen from a script.
import { expect, test } from 'vitest';
import type { ManyWorlds, SimTools } from '../../../engine/cli/sim/sim-tools.ts';
import { cannedOutcome, cannedWorlds } from '../../support/cli/canned-worlds.ts';
import { run } from '../../support/cli/fake-tools.ts';

/** Each world takes half a second. */
function slowWorlds(until = Number.POSITIVE_INFINITY) {
  const clock = { ms: 0 };
  const interrupt = { now: (): void => undefined };
  const interrupted = new Promise<void>((resolve) => {
    interrupt.now = resolve;
  });
  const runMany = async ({ first, last, onWorld, stopped }: ManyWorlds): Promise<void> => {
    for (let seed = first; seed <= last; seed += 1) {
      clock.ms += 500;
      onWorld(cannedOutcome(seed));
      if (seed === until) {
        interrupt.now();
        return stopped;
      }
    }
  };
  const simulate: Partial<SimTools> = { ...cannedWorlds(), runMany };
  return { simulate, nowMs: () => clock.ms, interrupted: () => interrupted };
}

const argv = (seeds: string) => ['sim', '--seeds', seeds];

test('on a terminal progress is one line, written over once a second', async () => {
  const { stderr } = await run(argv('1..6'), { ...slowWorlds(), isTerminal: true, columns: 80 });
  const shown = stderr.split('\r\u001b[K');
  expect(shown[0]).toBe('2/6 worlds, 4000 events/s of CPU, 0 failed, 2s left');
  expect(shown).toHaveLength(4);
  expect(shown.at(-1)).toBe('');
  expect(stderr).not.toContain('\n');
});

test('elsewhere it is a line every ten seconds', async () => {
  const { stderr } = await run(argv('100..150'), slowWorlds());
  expect(stderr.split('\n')).toHaveLength(3);
  expect(stderr).toMatch(/^20\/51 worlds, \d+ events\/s of CPU, 0 failed, 16s left\n/);
});

test('a failure is told where the progress stood', async () => {
  const world = { ...slowWorlds(), isTerminal: true, columns: 80 };
  const { stdout, stderr, code } = await run(argv('5..7'), world);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^seed 7 fails/);
  expect(stderr.endsWith('\r\u001b[K')).toBe(true);
});

test('Ctrl-C tells what was done so far', async () => {
  const { code, stdout } = await run(argv('100..200'), slowWorlds(103));
  expect(code).toBe(130);
  expect(stdout).toContain('stopped after 4 of 101 worlds\n');
  expect(stdout).toMatch(/\n4 worlds, 8000 events, \d+ events\/s of CPU, 0 violations\n$/);
});

test('no line of counts is wider than 80 columns, piped or not', async () => {
  for (const isTerminal of [true, false]) {
    const { stdout } = await run(argv('100..101'), { ...slowWorlds(), isTerminal, columns: 200 });
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  }
});

test('of many failures the first are told, and all are counted', async () => {
  const runMany = async ({ onWorld }: ManyWorlds): Promise<void> => {
    for (let times = 0; times < 100; times += 1) onWorld(cannedOutcome(7));
  };
  const { stdout } = await run(argv('1..100'), { simulate: { ...cannedWorlds(), runMany } });
  expect(stdout.match(/^seed 7 fails/gm)).toHaveLength(20);
  expect(stdout).toMatch(/, 100 violations\n$/);
});
