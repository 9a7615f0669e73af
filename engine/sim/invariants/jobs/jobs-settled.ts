// At rest each job that goes by a timetable and isn't suspended is to be looked at when it is next
// due, no run waits without a named reason that is so, and nothing that was to be looked at is
// left.
import { isRunOver, type RunRow } from '../../../model/jobs.ts';
import { runWaits } from '../../../step/jobs/waits.ts';
import { type JobEntry, wantedJob } from '../../../step/tables.ts';
import type { Wait } from '../../../step/wait.ts';
import { falsePlaceWait } from '../rest/true-place.ts';
import { type Look, rule } from '../rule.ts';
import type { SeenEngine } from '../sight.ts';
import { falseVolumeWait } from '../volumes/true-volume-wait.ts';
import { dueIn } from './due-oracle.ts';

const tense = [
  'its next due time is set',
  'suspended',
  'a run waits',
  'a run waits for a quota',
  'a run is under way',
] as const;

export const jobsSettled = rule({ name: 'jobs-settled', tense }, (look) => ({
  atRest: () => {
    const { engine } = look.sight;
    if (!engine) return;
    const { dirtyJobs, endedRuns, jobs } = engine.core.tables;
    for (const name of dirtyJobs) look.violate(`${name} is still to be looked at`);
    for (const { id } of endedRuns) look.violate(`${id} has ended, and nothing has followed`);
    for (const job of jobs.values()) {
      judgeNext(look, engine, job);
      judgeTasks(look, job);
      for (const run of job.runs.values())
        if (!isRunOver(run.state)) judgeRun(look, engine, { job, run });
    }
  },
}));

/** What is due now may not have been handled. */
const lateMs = 2_000;
/** As far as the next due time is looked for. */
const furthestMs = 32 * 86_400_000;
/** How long what is stopped may take at most. */
const mostStopMs = 60_000;

function judgeNext(look: Look, { machineMs }: SeenEngine, { row, nextDueMs, ...job }: JobEntry) {
  const { violate, tense: near } = look;
  const spec = wantedJob({ ...job, row, nextDueMs })?.spec;
  if (spec?.trigger.kind !== 'timetable') {
    if (nextDueMs !== undefined) violate(`${row.name} is next due at ${nextDueMs}: it never is`);
    return;
  }
  if (spec.suspended) {
    near('suspended');
    if (nextDueMs !== undefined) violate(`${row.name} is suspended, and due at ${nextDueMs}`);
    if (row.suspendedMs === undefined) violate(`${row.name} is suspended, and not since when`);
    return;
  }
  const { timetable } = spec.trigger;
  const fromMs = (row.throughMs ?? 0) + 1;
  const toMs =
    Math.max(fromMs, machineMs) + (timetable.kind === 'cron' ? 2 * 86_400_000 : furthestMs);
  const isShort = timetable.text.includes('PT') && timetable.kind === 'interval';
  const span = { fromMs, toMs: isShort ? Math.max(fromMs, machineMs) + 86_400_000 : toMs };
  const [next] = dueIn(timetable, row.anchorMs ?? 0, span);
  if (next !== nextDueMs && (next !== undefined || (nextDueMs ?? 0) <= span.toMs))
    violate(`${row.name} is next due at ${next}, and ${nextDueMs} is set`);
  else if (nextDueMs !== undefined && nextDueMs < machineMs - lateMs)
    violate(`${row.name} was due at ${nextDueMs}, and hasn’t been looked at`);
  else near('its next due time is set');
}

/** Whatever isn't over belongs to the last attempt of a run under way. */
function judgeTasks({ violate }: Look, { tasks, runs }: JobEntry): void {
  for (const { row } of tasks.values()) {
    if (row.end || row.run === undefined) continue;
    const run = runs.get(row.run);
    if (run?.state !== 'running' || run.attempts.at(-1)?.taskId !== row.id)
      violate(`${row.id} isn’t over, and its run is ${run?.state ?? 'forgotten'}`);
  }
}

function judgeRun(
  look: Look,
  engine: SeenEngine,
  { job, run }: { readonly job: JobEntry; readonly run: RunRow },
): void {
  const { violate, tense: near } = look;
  const { core, wallMs, machineMs } = engine;
  const waits = runWaits(core, job, run, { nowMs: wallMs, wallMs: machineMs });
  const task = job.tasks.get(run.attempts.at(-1)?.taskId ?? ('' as never));
  if (run.state === 'running' && task?.status?.state === 'running') near('a run is under way');
  else if (waits.length === 0) violate(`${run.id} is ${run.state}, and waits for nothing`);
  else near('a run waits');
  const spec = job.unmet?.version.spec;
  for (const { kind, what } of waits) {
    if (kind !== 'unplaceable' && kind !== 'quota' && kind !== 'volume') continue;
    const why =
      kind === 'volume'
        ? spec && falseVolumeWait(look, engine, { spec, slots: undefined })
        : falsePlaceWait(look, engine, { kind, spec });
    if (why !== undefined) violate(`${run.id} is said to wait (${what}), and ${why}`);
    else if (kind === 'quota') near('a run waits for a quota');
  }
  const late = lateness(run, waits, { nowMs: wallMs, wallMs: machineMs });
  if (late !== undefined) violate(`${run.id} ${late}`);
  if (run.state === 'waiting' && waits.every(({ kind }) => kind === 'deadline'))
    violate(`${run.id} waits for its deadline alone`);
}

function lateness(
  { state, retryAtMs = 0, deadlineMs, failures, cancel }: RunRow,
  waits: readonly Wait[],
  { nowMs, wallMs }: { readonly nowMs: number; readonly wallMs: number },
): string | undefined {
  if (state === 'retrying' && retryAtMs < nowMs - lateMs) return 'should have been tried again';
  if (state === 'waiting' && failures === 0 && (deadlineMs ?? Infinity) < wallMs - lateMs)
    return 'should have expired';
  if (cancel && nowMs - cancel.atMs > mostStopMs) return `isn’t over since ${cancel.reason}`;
  const bad = waits.find(({ kind }) => never.has(kind));
  return bad && `waits for ${bad.kind} (${bad.what}), and every agent is there`;
}

const never: ReadonlySet<Wait['kind']> = new Set(['disconnected', 'recovering', 'unreachable']);
