// Since when a timetable is in force, by what is stored of the batch in which it began.
import { expect, it } from 'vitest';
import { Reigns } from '../../../../engine/sim/invariants/jobs/reigns.ts';
import { Effects } from '../../../../engine/step/effects.ts';
import { CoreWorld } from '../../../support/core-world.ts';
import { every, jobSpec } from '../../../support/job-spec.ts';

const spec = jobSpec('/a', { trigger: every('R//PT7S') });
const none = { tasks: [], agents: [], apps: [], rollouts: [], lineages: [], delivered: [] };
const kept = { reservations: [], leaving: [] };

/** The job's row, run and version, as an engine has them that began the timetable at 1,000. */
function begun() {
  const world = new CoreWorld();
  world.nowMs = 1_000;
  world.commit(spec);
  const job = world.core.tables.jobs.get(spec.name);
  const [version] = job?.versions.values() ?? [];
  const [run] = job?.runs.values() ?? [];
  if (!job || !version || !run) throw new Error('the job has not begun');
  return { row: job.row, version, run };
}

/** What is stored of the first batch, at 1,000; the rest is, by the next engine, at 2,000. */
function reignsOver(stored: 'nothing' | 'its run' | 'its record') {
  const { row, version, run } = begun();
  const reigns = new Reigns();
  const batchOf = (engine: number, wallMs: number) => {
    reigns.onBooted({ kind: 'engine-booted', engine, epoch: engine });
    const effects = new Effects(wallMs);
    reigns.onBatch({ kind: 'batch', engine, events: [], effects, isUnfinished: false, wallMs });
  };
  const store = (epoch: number, change: object) => {
    const changes = {
      ...none,
      ...kept,
      runs: [],
      jobs: [],
      ends: [],
      isApplied: false,
      isCut: false,
    };
    const moment = { kind: 'stored', epoch, writes: [], isMore: false } as const;
    const versionOf = () => version;
    reigns.onStored(moment, { changes: { ...changes, ...change }, cluster: undefined, versionOf });
  };
  batchOf(1, 1_000);
  const runs = stored === 'its run' ? [{ id: run.id, before: undefined, after: run }] : [];
  store(1, { isCut: true, runs, ends: stored === 'its record' ? [run] : [] });
  batchOf(2, 2_000);
  const { before: _, ...plain } = row;
  store(2, { jobs: [{ id: spec.name, before: undefined, after: plain }] });
  return reigns.all.map(({ anchorMs, afterMs }) => [anchorMs, afterMs]);
}

it('a timetable has begun with its first run, though its job’s row was stored later', () => {
  expect(reignsOver('nothing')).toEqual([[2_000, 1_999]]);
  expect(reignsOver('its run')).toEqual([[1_000, 999]]);
  expect(reignsOver('its record')).toEqual([[1_000, 999]]);
});
