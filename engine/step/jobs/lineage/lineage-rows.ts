// What is remembered of a lineage, and what a child that joins without one has used up.
import type { ObjectName, RunId } from '../../../model/ids.ts';
import type { LineageOutcome, LineageRow, ParentRun, RunRow } from '../../../model/jobs.ts';
import { type JobEntry, type Tables, wantedJob } from '../../tables.ts';
import type { Turn } from '../../turn.ts';
import { attemptsOf, forgetEnded } from '../run-ends.ts';

/** Of why a run ended, in its lineage's row; all of it is in the run's. */
const keptChars = 200;
/** Jobs of one lineage at most, with the longest names and reasons: it is one row of the store. */
export const maxLineageJobs = 1_500;

export type LineageRun = LineageRow['runs'][string];

export const newLineage = (run: RunRow): LineageRow => ({
  id: run.lineage,
  root: run.lineage.slice(0, run.lineage.indexOf('@')) as ObjectName,
  startedMs: run.createdMs,
  runs: {},
});

export const bareParent = ({ run, dueMs, attempt }: ParentRun): ParentRun => ({
  run,
  dueMs,
  attempt,
});

export const lineageRun = (run: RunRow, outcome: LineageOutcome): LineageRun => ({
  run: run.id,
  dueMs: run.dueMs,
  attempt: attemptsOf(run),
  outcome,
  ...(run.reason === undefined ? {} : { reason: run.reason.slice(0, keptChars) }),
});

export function putLineage(turn: Turn, lineage: LineageRow): LineageRow {
  turn.tables.lineages.set(lineage.id, lineage);
  turn.tables.jobs.get(lineage.root)?.lineages.add(lineage.id);
  turn.effects.lineages.add(lineage.id);
  return lineage;
}

/** What has become of a job's run in its lineage. */
export function putOutcome(
  turn: Turn,
  lineage: LineageRow,
  run: RunRow,
  outcome: LineageOutcome,
): LineageRow {
  const runs = { ...lineage.runs, [run.name]: lineageRun(run, outcome) };
  return putLineage(turn, { ...lineage, runs });
}

export function dropLineage(turn: Turn, lineage: LineageRow): void {
  turn.tables.lineages.delete(lineage.id);
  turn.tables.jobs.get(lineage.root)?.lineages.delete(lineage.id);
  turn.effects.lineages.add(lineage.id);
  for (const [name, { outcome }] of Object.entries(lineage.runs)) {
    const job = outcome === 'failed' ? turn.tables.jobs.get(name as ObjectName) : undefined;
    if (job) forgetEnded(turn, job);
  }
}

/** The parents' successes that a child which joins without a lineage uses up by starting now. */
export function joinedNow(tables: Tables, job: JobEntry): Record<string, RunId> | undefined {
  const trigger = wantedJob(job)?.spec.trigger;
  if (trigger?.kind !== 'after' || tables.graph.joinsByLineage(job.row.name)) return undefined;
  const joined: Record<string, RunId> = {};
  for (const name of trigger.parents) {
    const done = tables.jobs.get(name)?.row.done;
    if (done) joined[name] = done.run;
  }
  return joined;
}
