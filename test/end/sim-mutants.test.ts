// The proof that the simulator sees: each planted bug is caught by some world, by a rule that is
// there for it. With MERIDIAN_RECORD=1 it looks longer, and notes the seeds that it found.
import { availableParallelism } from 'node:os';
import { afterAll, describe, expect, test } from 'vitest';
import { CopyPool } from '../sim/mutants/copy-pool.ts';
import { huntBug } from '../sim/mutants/hunt.ts';
import { KnownSeeds } from '../sim/mutants/known-seeds.ts';
import { plantedBugs } from '../sim/mutants/planted-bugs.ts';

const isRecording = process.env.MERIDIAN_RECORD === '1';
/** A bug that this many worlds don't catch is one that the simulator doesn't see. */
const mostWorlds = isRecording ? 400 : 40;
const timeoutMs = isRecording ? 7_200_000 : 600_000;

describe('a planted bug', () => {
  const copies = new CopyPool(availableParallelism());
  const known = new KnownSeeds();
  afterAll(() => copies.remove());

  const bugs = plantedBugs.map((bug) => [bug.name, bug] as const);
  test.concurrent.each(bugs)('is caught: %s', { timeout: timeoutMs }, async (name, bug) => {
    const seeds = known.for(name, mostWorlds);
    const caught = await copies.use((copy) => copy.with(bug, () => huntBug(bug, copy, seeds)));
    const { by, worlds, broken, text } = caught;
    if (isRecording) known.record(name, by);
    const others = broken.length === 0 ? 'no rule at all' : `${broken.join(', ')}: ${text}`;
    const missed = `${worlds} worlds broke ${others}, and none of ${bug.by.join(', ')}`;
    expect(by, `${bug.breaks}: ${missed}`).toBeDefined();
  });
});
