// Attempts of jobs after --adopt-epoch: a store put back from a backup, agents that know more.
import { describe, expect, it } from 'vitest';
import { objectName } from '../../../../engine/model/ids.ts';
import type { JobSpec } from '../../../../engine/model/wanted.ts';
import { CoreWorld } from '../../../support/core-world.ts';
import { every, after as follow, jobSpec } from '../../../support/job-spec.ts';

const startMs = Date.parse('2026-01-01T00:00:00Z');
const hourMs = 3_600_000;
const retries = { count: 2, delayMs: 1_000, factorMilli: 1_000, maxMs: 1_000 };

const hourly = (command = 'one'): JobSpec =>
  jobSpec('/a', {
    trigger: every('R/2026-01-01T00:00:00Z/PT1H'),
    retries,
    task: { ...jobSpec('/x').task, command: { shell: command } },
  });
const child = jobSpec('/b', { trigger: follow('/a') });

/** Plays on after a copy of the store was made, which is then put back and adopted. */
function restored(playOn: (world: CoreWorld) => void, before = (_: CoreWorld) => {}): CoreWorld {
  const world = new CoreWorld();
  world.nowMs = startMs;
  world.addAgent('a1');
  world.commit(hourly(), child, jobSpec('/m'));
  before(world);
  const copy = new Map(world.rows);
  playOn(world);
  world.rows.clear();
  for (const [key, value] of copy) world.rows.set(key, value);
  const identity = { launchBase: 1_000_000, adoptedEpoch: 1, adoptedMs: world.nowMs };
  world.rows.set('meta/cluster', JSON.stringify({ clusterId: 'test', ...identity }));
  world.history.clear();
  world.restart();
  world.connect('a1');
  world.advance(80_000);
  return world;
}

const ends = (w: CoreWorld): readonly string[] =>
  [...w.history.values()].map(({ id, state, reason }) => `${id} ${state} ${reason ?? ''}`.trim());

describe('an adoption', () => {
  it('takes over an attempt of a timetable’s run, whose occurrence is not due again', () => {
    const w = restored((world) => world.advance(hourMs));
    expect(w.running()).toEqual(['/a@t20260101T010000Z.1']);
    w.report('a1', '/a@t20260101T010000Z.1', { state: 'finished' });
    expect(ends(w)).toEqual(['/a@t20260101T010000Z succeeded']);
    expect(w.running()).toEqual([expect.stringMatching(/^\/b@a/)]);
    w.advance(hourMs);
    expect(w.running()[0]).toBe('/a@t20260101T020000Z.1000001');
  });

  it('records nothing else of an occurrence whose attempt it takes over', () => {
    const w = restored((world) => world.advance(2 * hourMs + 600_000));
    expect(w.running()).toEqual(['/a@t20260101T010000Z.1']);
    expect(ends(w).filter((end) => end.startsWith('/a@'))).toEqual([
      '/a@t20260101T020000Z skipped running',
    ]);
  });

  it('goes on counting its failures, and its launches above the base', () => {
    const w = restored((world) => world.advance(hourMs));
    w.report('a1', '/a@t20260101T010000Z.1', { state: 'failed', reason: 'command-exit' });
    w.advance(1_000);
    expect(w.running()).toEqual(['/a@t20260101T010000Z.1000001']);
  });

  it('takes over a later attempt of a run that the store knows: the earlier one was lost', () => {
    const fail = (world: CoreWorld): void => {
      world.report('a1', '/a@t20260101T010000Z.1', { state: 'failed', reason: 'command-exit' });
      world.advance(1_000);
    };
    const w = restored(fail, (world) => world.advance(hourMs));
    expect(w.running()).toEqual(['/a@t20260101T010000Z.2']);
    w.report('a1', '/a@t20260101T010000Z.2', { state: 'finished' });
    const run = w.history.get('/a@t20260101T010000Z');
    expect(run?.attempts.map(({ launch, end }) => [launch, end?.state])).toEqual([
      [1, 'lost'],
      [2, 'finished'],
    ]);
    expect(run?.failures).toBe(1);
  });

  it('kills what no timetable started, and what is of another version', () => {
    const w = restored((world) => {
      world.commit(hourly('two'), child, jobSpec('/m'));
      world.advance(hourMs);
      world.operate({ kind: 'run', name: objectName('/m'), env: {} });
      expect(world.running()).toHaveLength(2);
    });
    expect(w.notices.filter((notice) => notice.startsWith('task-superseded'))).toHaveLength(2);
    // Its occurrence is due by what the store knows, and caught up.
    expect(w.running()).toEqual(['/a@t20260101T010000Z.1000001']);
  });

  it('ends an attempt as lost that its agent doesn’t know, which uses up a retry', () => {
    const finish = (world: CoreWorld): void =>
      world.report('a1', '/a@t20260101T010000Z.1', { state: 'finished' });
    const w = restored(finish, (world) => world.advance(hourMs));
    expect(w.running()).toEqual(['/a@t20260101T010000Z.1000001']);
    w.report('a1', '/a@t20260101T010000Z.1000001', { state: 'finished' });
    expect(w.history.get('/a@t20260101T010000Z')?.failures).toBe(1);
  });
});
