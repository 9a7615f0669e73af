// A run comes to be, under the job's concurrency policy (spec-language.md): what `forbid` makes of
// a run that meets one which isn't over depends on what started it.
import { type RunId, runId } from '../../model/ids.ts';
import { isRunOver, type JobVersion, type RunOrigin, type RunRow } from '../../model/jobs.ts';
import { type JobEntry, wantedJob } from '../tables.ts';
import type { Turn } from '../turn.ts';
import { joinedNow, putOutcome } from './lineage/lineage-rows.ts';
import { cancelRun, endRun, notOver, putRun, say, skipRun } from './run-ends.ts';

export interface RunWish {
  readonly key: string;
  readonly origin: RunOrigin;
  /** Absent: it starts one. */
  readonly lineage?: RunId;
  /** Absent: now. */
  readonly dueMs?: number;
  readonly deadlineMs?: number;
}

export function newRun(turn: Turn, version: JobVersion, wish: RunWish): RunRow {
  const { name, digest } = version.spec;
  const id = runId(name, wish.key);
  return {
    id,
    name,
    origin: wish.origin,
    lineage: wish.lineage ?? id,
    dueMs: wish.dueMs ?? turn.wallMs,
    createdMs: turn.wallMs,
    ...(wish.deadlineMs === undefined ? {} : { deadlineMs: wish.deadlineMs }),
    state: 'waiting',
    specDigest: digest,
    launches: 0,
    failures: 0,
    attempts: [],
  };
}

/** Only noted where the run exists: an engine may have died right after it was stored. */
export function createRun(turn: Turn, job: JobEntry, wish: RunWish): void {
  const version = wantedJob(job);
  if (!version) return;
  const known = job.runs.get(runId(job.row.name, wish.key));
  const run = known ?? newRun(turn, version, withDeadline(turn, version, wish));
  const lineage = turn.tables.lineages.get(run.lineage);
  if (lineage && !isRunOver(run.state)) putOutcome(turn, lineage, run, 'open');
  if (known) return;
  const others = notOver(job);
  const skipped = skipReason(version, run, others);
  if (skipped !== undefined) {
    skipRun(turn, job, run, skipped);
    return;
  }
  putRun(turn, job, run);
  turn.tables.dirtyJobs.add(job.row.name);
  noteJoined(turn, job);
  say(turn, run, 'run-due', `${run.id} is due ${originWords(run.origin)}`);
  makeRoom(turn, job, version, others);
}

/** A run that no timetable made due is given its deadline here. */
function withDeadline(turn: Turn, version: JobVersion, wish: RunWish): RunWish {
  const { startingDeadlineMs } = version.spec;
  if (wish.origin.kind === 'timetable' || startingDeadlineMs === null) return wish;
  return { ...wish, deadlineMs: turn.wallMs + startingDeadlineMs };
}

/** Why it doesn't even wait; undefined: it does. */
function skipReason(
  version: JobVersion,
  run: RunRow,
  others: readonly RunRow[],
): string | undefined {
  const { concurrency, suspended } = version.spec;
  const { origin } = run;
  if (origin.kind === 'after') return suspended ? 'suspended' : undefined;
  if (origin.kind === 'manual' || concurrency !== 'forbid' || others.length === 0) return undefined;
  // What is caught up waits in order behind what is caught up with it.
  return origin.isCatchUp && others.every(isCaughtUp) ? undefined : 'running';
}

const isCaughtUp = ({ origin }: RunRow): boolean => origin.kind === 'timetable' && origin.isCatchUp;

/** Whom the newest run, which waits, puts out of the way. */
export function makeRoom(
  turn: Turn,
  job: JobEntry,
  version: JobVersion,
  others: readonly RunRow[],
): void {
  const { concurrency, history } = version.spec;
  if (concurrency === 'replace') {
    for (const other of others) cancelRun(turn, job, other, 'replaced');
    return;
  }
  // One `after` run may wait behind the one that is under way; a newer one takes its place. Where
  // they may all run, no more wait for a place than are kept when they are over.
  const behind = concurrency === 'forbid' ? others.slice(1) : others;
  const idle = behind.filter(isIdleAfter);
  const most = concurrency === 'forbid' ? 0 : history.keep;
  for (const other of idle.slice(0, Math.max(0, idle.length - most)))
    endRun(turn, job, other, { state: 'skipped', reason: 'superseded' });
}

const isIdleAfter = ({ origin, state, launches }: RunRow): boolean =>
  origin.kind === 'after' && state === 'waiting' && launches === 0;

function noteJoined(turn: Turn, job: JobEntry): void {
  const joined = joinedNow(turn.tables, job);
  if (!joined) return;
  job.row = { ...job.row, joined };
  turn.effects.jobs.add(job.row.name);
}

function originWords(origin: RunOrigin): string {
  switch (origin.kind) {
    case 'timetable':
      return origin.isCatchUp ? 'by its timetable, caught up' : 'by its timetable';
    case 'manual':
      return `on the word of ${origin.who}`;
    case 'after':
      return `after ${origin.parents.map((parent) => parent.run).join(', ')}`;
  }
}
