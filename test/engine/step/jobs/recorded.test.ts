// What a batch has recorded of a timetable is so, though the engine died before the rest of it was
// stored: it isn't counted twice, and what was skipped doesn't run.
import { describe, expect, it } from 'vitest';
import { isRunOver, type RunRow } from '../../../../engine/model/jobs.ts';
import type { JobSpec } from '../../../../engine/model/wanted.ts';
import { CoreWorld } from '../../../support/core-world.ts';
import { every, jobSpec } from '../../../support/job-spec.ts';

const startMs = Date.parse('2026-01-01T00:00:00Z');
const stepMs = 10_000;
const trigger = every('R/2026-01-01T00:00:10Z/PT10S');

class Play {
  readonly world = new CoreWorld();

  constructor(change: Partial<JobSpec>) {
    this.world.nowMs = startMs;
    this.world.commit(jobSpec('/a', { trigger, ...change }));
  }

  /** The engine is down meanwhile; its start may be cut after so many writes. */
  startAfter(ms: number, writes = Infinity): boolean {
    const { world } = this;
    world.nowMs += ms;
    world.crashAfter = world.writes + writes;
    const isAlive = world.survives(() => world.restart());
    world.crashAfter = Infinity;
    return isAlive;
  }

  runs(): readonly RunRow[] {
    const { tables } = this.world.core;
    return [...(tables.jobs.get(jobSpec('/a').name)?.runs.values() ?? [])];
  }

  /** How many occurrences its runs and their records stand for. */
  taken(): number {
    const known = new Map<string, RunRow>(this.world.history);
    for (const run of this.runs()) known.set(run.id, run);
    let count = 0;
    for (const { missed } of known.values()) count += missed?.count ?? 1;
    return count;
  }
}

const policies: Readonly<Record<string, Partial<JobSpec>>> = {
  latest: { catchUp: 'latest' },
  none: { catchUp: 'none' },
  all: { catchUp: 'all' },
  'all within a window': { catchUp: 'all', catchUpWindowMs: 20_000, startingDeadlineMs: 15_000 },
  'latest, each in the place of the one before': { catchUp: 'latest', concurrency: 'replace' },
  'all, each in the place of the one before': { catchUp: 'all', concurrency: 'replace' },
};

describe.each(Object.entries(policies))('of what was due while it was down (%s)', (_, change) => {
  it('each has one record, wherever the next start is cut', () => {
    let isKilled = true;
    let writes = 0;
    for (; isKilled; writes += 1) {
      const play = new Play(change);
      play.startAfter(45_000);
      expect(play.taken()).toBe(4);
      isKilled = !play.startAfter(40_000, writes);
      const told = [...play.world.history.values()].filter(({ state }) => state === 'skipped');
      play.startAfter(30_000);
      expect(play.taken(), `cut after ${writes}`).toBe(115_000 / stepMs - 0.5);
      const again = play.runs().filter(({ id, state }) => !isRunOver(state) && isIn(told, id));
      expect(again, `cut after ${writes}`).toEqual([]);
    }
    expect(writes).toBeGreaterThan(3);
  });
});

const isIn = (runs: readonly RunRow[], id: string): boolean => runs.some((run) => run.id === id);
