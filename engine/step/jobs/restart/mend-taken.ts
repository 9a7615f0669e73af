// Which occurrences of timetables are taken. A batch stores records first, then runs, and last the
// row that says how far due times are decided; one that was cut may have left the first without the
// last. What has a record has had its turn all the same: else it would be counted twice, or run
// though it was skipped. Nothing of such a record was told to anyone; what was due before it, and
// was to run, gets its run now.
import type { JobRow, RunRow } from '../../../model/jobs.ts';
import type { Timetable } from '../../../model/timetable.ts';
import { anchorKey } from '../../../schedule/occurrences.ts';
import { type JobEntry, wantedJob } from '../../tables.ts';
import type { Turn } from '../../turn.ts';
import { putRun } from '../run-ends.ts';
import { createDue, lookUp } from '../take-due.ts';

export function mendTaken(turn: Turn): void {
  const { jobs, recorded } = turn.tables;
  for (const job of jobs.values())
    for (const run of job.runs.values())
      if (run.origin.kind === 'timetable') noteTaken(turn, job, run.dueMs);
  const records = recorded.splice(0).filter((record) => keepRecord(turn, record));
  for (const record of records) {
    const job = jobs.get(record.name);
    if (job && record.dueMs > (job.row.throughMs ?? -1)) takeRecorded(turn, job, record);
  }
}

/** A run that is over, as if its row had been stored: what follows from it is looked at again. */
function keepRecord(turn: Turn, record: RunRow): boolean {
  const job = turn.tables.jobs.get(record.name);
  if (!job || job.runs.has(record.id) || record.dueMs <= (job.row.throughMs ?? -1)) return false;
  putRun(turn, job, record);
  turn.tables.endedRuns.push(record);
  return true;
}

/** As of when it was recorded: what was to run and was due before it has its run, or gets it. */
function takeRecorded(turn: Turn, job: JobEntry, record: RunRow): void {
  const version = wantedJob(job);
  const timetable = timetableOf(job);
  if (version && timetable && job.row.timetable === anchorKey(timetable)) {
    const { runs } = lookUp(job, version.spec, timetable, record.createdMs);
    for (const run of runs) if (run.dueMs < record.dueMs) createDue(turn, job, run);
  }
  noteTaken(turn, job, record.dueMs);
}

/** Its occurrence is taken; that of a timetable which has only begun is its first. */
function noteTaken(turn: Turn, job: JobEntry, dueMs: number): void {
  if (dueMs <= (job.row.throughMs ?? -1)) return;
  const timetable = timetableOf(job);
  const { anchorMs: _, suspendedMs: __, ...row } = job.row;
  if (!timetable || job.row.timetable === anchorKey(timetable))
    putRow(turn, job, { ...job.row, throughMs: dueMs });
  else
    putRow(turn, job, {
      ...row,
      timetable: anchorKey(timetable),
      throughMs: dueMs,
      anchorMs: dueMs,
    });
}

function timetableOf(job: JobEntry): Timetable | undefined {
  const trigger = wantedJob(job)?.spec.trigger;
  return trigger?.kind === 'timetable' ? trigger.timetable : undefined;
}

export function putRow(turn: Turn, job: JobEntry, row: JobRow): void {
  if (JSON.stringify(row) === JSON.stringify(job.row)) return;
  job.row = row;
  turn.effects.jobs.add(row.name);
}
