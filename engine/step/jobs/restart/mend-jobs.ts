// After an engine start. The engine may have died between any two rows of a batch; rows.ts has
// their order. Nothing of that batch was spoken, so what it decided may be decided again: what
// stands in the store without what it follows from is dropped, what a row in front says and the one
// behind it doesn't is said there too. After a whole batch nothing of this is to be done.
import type { TaskRow } from '../../../model/actual.ts';
import { parseRunId } from '../../../model/ids.ts';
import { type Attempt, isRunOver, type LineageRow, type RunRow } from '../../../model/jobs.ts';
import { retryDelayMs } from '../../../schedule/retry-delay.ts';
import { manualNumber } from '../../../schedule/run-ids.ts';
import { audit } from '../../notice.ts';
import { type JobEntry, jobFramework, runOf, type Tables, wantedJob } from '../../tables.ts';
import type { Turn } from '../../turn.ts';
import { makeRoom } from '../create-run.ts';
import { lineageRun, putLineage, putOutcome } from '../lineage/lineage-rows.ts';
import { closeLineage, outcomeOf } from '../lineage/lineages.ts';
import { inTurn, noteLast, notOver, putRun } from '../run-ends.ts';
import { mendTaken, putRow } from './mend-taken.ts';

export function mendJobs(turn: Turn): void {
  const { tables, effects } = turn;
  for (const id of tables.strayRuns.splice(0)) effects.forgottenRuns.add(id);
  mendTaken(turn);
  for (const job of tables.jobs.values()) noteEndings(turn, job);
  for (const job of tables.jobs.values()) {
    for (const run of notOver(job))
      if (isTooEarly(tables, job, run)) drop(turn, job, run);
      else noteBegun(turn, job, run);
    makeRoomAgain(turn, job);
  }
  dropStrayTasks(turn);
  auditRuns(turn);
  for (const lineage of [...tables.lineages.values()]) mendLineage(turn, lineage);
}

/** It came after a run whose end isn't stored: it comes again when that ends again. */
function isTooEarly(tables: Tables, job: JobEntry, run: RunRow): boolean {
  if (run.origin.kind !== 'after') return false;
  if (run.attempts.some(({ taskId }) => job.tasks.has(taskId))) return false;
  return run.origin.parents.some((parent) => {
    const row = runOf(tables, parent.run);
    return row && !isRunOver(row.state);
  });
}

function drop({ tables, effects }: Turn, job: JobEntry, run: RunRow): void {
  job.runs.delete(run.id);
  effects.forgottenRuns.add(run.id);
  const lineage = tables.lineages.get(run.lineage);
  const entry = lineage?.runs[run.name];
  if (!lineage || entry?.run !== run.id) return;
  const { [run.name]: _, ...runs } = lineage.runs;
  tables.lineages.set(lineage.id, { ...lineage, runs });
  effects.lineages.add(lineage.id);
}

/** A new run is stored before the rows that know of it. */
function noteBegun(turn: Turn, job: JobEntry, run: RunRow): void {
  const { tables } = turn;
  const lineage = tables.lineages.get(run.lineage);
  if (lineage && lineage.runs[run.name]?.outcome !== 'open') putOutcome(turn, lineage, run, 'open');
  const { origin } = run;
  shortenRetry(turn, job, run);
  if (origin.kind !== 'after' || run.lineage !== run.id) return;
  const joined = Object.fromEntries(
    origin.parents.flatMap((parent) => {
      const name = parseRunId(parent.run)?.name;
      // A later run of the child has used up what came after it.
      const isLast = name && tables.jobs.get(name)?.row.done?.run === parent.run;
      return isLast ? [[name, parent.run]] : [];
    }),
  );
  putRow(turn, job, { ...job.row, joined: { ...job.row.joined, ...joined } });
}

/** As `shortenDelays` does for apps: the clock has been put back since. */
function shortenRetry(turn: Turn, job: JobEntry, run: RunRow): void {
  const spec = wantedJob(job)?.spec;
  if (run.state !== 'retrying' || !spec) return;
  const retryAtMs = turn.nowMs + retryDelayMs(spec.retries, run.failures);
  if ((run.retryAtMs ?? 0) > retryAtMs) putRun(turn, job, { ...run, retryAtMs });
}

/** What the newest run puts out of the way is stored behind it. */
function makeRoomAgain(turn: Turn, job: JobEntry): void {
  const version = wantedJob(job);
  const runs = inTurn(job);
  const newest = runs.at(-1);
  if (!version || newest?.state !== 'waiting' || newest.launches > 0) return;
  makeRoom(turn, job, version, runs.slice(0, -1));
}

/** Ends that the job's row hasn't counted. */
function noteEndings(turn: Turn, job: JobEntry): void {
  const { endings = 0 } = job.row;
  const isNew = ({ ending = 0 }: RunRow): boolean => ending > endings;
  const found = [...job.runs.values()].filter(isNew);
  found.sort((a, b) => (a.ending ?? 0) - (b.ending ?? 0));
  for (const run of found) noteLast(turn, job, run);
}

/**
 * Attempts that no run knows: their run was never stored, or forgets them. One that has
 * ended by its run's row has ended, though its own row doesn't say so.
 */
function dropStrayTasks(turn: Turn): void {
  for (const { row } of turn.tables.tasks.values()) {
    if (row.framework !== jobFramework) continue;
    const run = row.run === undefined ? undefined : runOf(turn.tables, row.run);
    const attempt = run?.attempts.find(({ taskId }) => taskId === row.id);
    if (attempt && !attempt.end) continue;
    if (!row.end) turn.calls.push({ kind: 'expunge', taskId: row.id, ...endOf(attempt) });
    if (!attempt) turn.calls.push({ kind: 'forget', taskId: row.id });
  }
}

function endOf(attempt: Attempt | undefined): Pick<TaskRow, 'end'> {
  if (!attempt?.end) return {};
  const { isCounted: _, ...end } = attempt.end;
  return { end };
}

/** Runs that an operation asked for are audited, and its number isn't given again. */
function auditRuns(turn: Turn): void {
  const { tables, effects } = turn;
  const asked = [...tables.jobs.values()]
    .flatMap((job) => [...job.runs.values()])
    .map((run) => ({ run, number: manualNumber(parseRunId(run.id)?.key ?? '') ?? 0 }))
    .filter(({ number }) => number > tables.lastAudit)
    .sort((a, b) => a.number - b.number);
  for (const { run, number } of asked) {
    tables.lastAudit = number - 1;
    const who = run.origin.kind === 'manual' ? run.origin.who : '';
    const outcome = `${run.id} is due; the engine was stopped before it could answer`;
    audit(tables, effects, { who, operation: 'run', subject: run.name, outcome });
  }
}

/** What its runs' rows say holds; a run that there isn't is over and forgotten, or never was. */
function mendLineage(turn: Turn, lineage: LineageRow): void {
  let runs: LineageRow['runs'] = lineage.runs;
  for (const [name, entry] of Object.entries(lineage.runs)) {
    const row = runOf(turn.tables, entry.run);
    if (entry.outcome !== 'open' || (row && !isRunOver(row.state))) continue;
    const { [name]: _, ...others } = runs;
    runs = row ? { ...runs, [name]: lineageRun(row, outcomeOf(row)) } : others;
  }
  if (runs !== lineage.runs) putLineage(turn, { ...lineage, runs });
  closeLineage(turn, lineage.id);
}
