// A few worlds in every run of the tests; test/end/sim-worlds.test.ts runs many.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type Outcome, runSeed } from '../../engine/sim/run-world.ts';
import { worldScript } from '../../engine/sim/script/world-script.ts';
import { appNames } from '../../engine/sim/shrink/cuts.ts';

const seeds = Array.from({ length: 20 }, (_, at) => at + 1);
const timeoutMs = 120_000;

const replay = (seed: number): string => `npm run sim -- --seed ${seed} --trace`;

/** What went wrong, and the command that shows it; '' when nothing did. */
function failureOf({ seed, violations, crash }: Outcome): string {
  const broken = violations.map(({ invariant, text }) => `${invariant}: ${text}`);
  const all = crash === undefined ? broken : [...broken, crash];
  return all.length === 0 ? '' : [...all, replay(seed)].join('\n');
}

describe('a world', () => {
  test.each(seeds)('of seed %i breaks no rule', { timeout: timeoutMs }, async (seed) => {
    const outcome = await runSeed(seed);
    expect(failureOf(outcome)).toBe('');
    expect(outcome.events).toBeGreaterThanOrEqual(2_000);
  });

  test.each(seeds)('of seed %i is large enough to go wrong', (seed) => {
    const script = worldScript(seed);
    expect(script.agents.length).toBeGreaterThanOrEqual(3);
    expect(appNames(script).length).toBeGreaterThanOrEqual(8);
    expect(script.commits.length).toBeGreaterThanOrEqual(20);
    expect(script.events).toBeGreaterThanOrEqual(2_000);
  });
});

describe('a seed', () => {
  const traceOf = async (seed: number): Promise<string> => {
    const hash = createHash('sha256');
    await runSeed(seed, { events: 600, trace: (line) => hash.update(`${line}\n`) });
    return hash.digest('hex');
  };

  test(
    'gives the same world each time, to the last line of its trace',
    async () => {
      expect(await traceOf(5)).toBe(await traceOf(5));
    },
    timeoutMs,
  );

  test(
    'gives another world than the next seed',
    async () => {
      expect(await traceOf(5)).not.toBe(await traceOf(6));
    },
    timeoutMs,
  );

  test(
    'gives the same world whether it is traced or not',
    async () => {
      const quiet = await runSeed(7, { events: 600 });
      const traced = await runSeed(7, { events: 600, trace: () => undefined });
      expect(traced).toEqual(quiet);
    },
    timeoutMs,
  );
});
