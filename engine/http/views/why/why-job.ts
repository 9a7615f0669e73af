// Why a job or a run is as it is: what it waits for; else how its last run ended, and what comes
// next.
import type { FailureView, WhyView } from '../../../../schemas/generated/api.ts';
import { counted, spokenAge, spokenDuration } from '../../../lib/text/spoken-duration.ts';
import { isoInstant, localText } from '../../../lib/time.ts';
import { type Attempt, isRunOver, type RunRow } from '../../../model/jobs.ts';
import { short } from '../../../step/apps/rollout.ts';
import type { Cluster } from '../../../step/cluster.ts';
import { endText } from '../../../step/end-text.ts';
import { jobState } from '../../../step/jobs/job-state.ts';
import type { Now } from '../../../step/jobs/now.ts';
import { isDone, notOver } from '../../../step/jobs/run-ends.ts';
import { jobWaits, runWaits, unplacedRun } from '../../../step/jobs/waits.ts';
import { countsOf } from '../../../step/offers/agent-counts.ts';
import { type JobEntry, wantedJob } from '../../../step/tables.ts';
import { timetableOf } from '../jobs/due-view.ts';
import { runEndRemedy, runEndText } from '../jobs/run-words.ts';
import { triggerView } from '../jobs/trigger-view.ts';
import { jobSpecOf } from '../list-query.ts';
import { packingOf } from './packing-view.ts';
import {
  failureText,
  placementView,
  ruledOutText,
  toldFailures,
  unappliedTexts,
  whyAnswer,
} from './why-answer.ts';

export function whyJob(cluster: Cluster, job: JobEntry, now: Now): WhyView {
  const about = { name: job.row.name, subject: 'job', state: jobState(job) } as const;
  const found = { waits: jobWaits(cluster, job, now), fine: restText(job, now) };
  const why = whyAnswer(about, { ...found, nowMs: now.nowMs });
  const placement = placementOf(cluster, job, now);
  const failures = [...job.runs.values()].flatMap(attemptFailures).sort(byNewest);
  const { succeeded, failed } = job.row;
  const revision = wantedJob(job)?.revision;
  const spec = jobSpecOf(job);
  const counts = countsOf(cluster.tables, job);
  const packing = spec && packingOf(cluster, spec, counts, now.nowMs);
  const ended = lastFailure(job);
  return {
    ...why,
    evidence: [
      ...why.evidence,
      ...(placement?.ruledOut.map(ruledOutText) ?? []),
      ...(why.waits.length > 0 ? endTexts(job, now) : []),
      ...failures.slice(0, toldFailures).map(failureText),
      `starts ${triggerView(spec?.trigger ?? { kind: 'manual' }).words}`,
      ...(why.waits.length > 0 ? dueTexts(job, now) : []),
      `${counted(succeeded, 'run')} succeeded, ${failed} failed`,
      ...(packing?.evidence ?? []),
      ...(revision === undefined ? [] : [`wanted by revision ${short(revision)}`]),
      ...unappliedTexts(cluster.tables),
    ],
    remedy: why.remedy === '' && ended ? runEndRemedy(ended) : why.remedy,
    ...(placement ? { placement } : {}),
    ...(packing ? { packing: packing.packing } : {}),
    failures,
  };
}

export function whyRun(cluster: Cluster, run: RunRow, now: Now): WhyView {
  const about = { name: run.id, subject: 'run', state: run.state } as const;
  const job = cluster.tables.jobs.get(run.name);
  const isOver = isRunOver(run.state);
  const fine = isOver ? runEndText(run) : underWayText(run, now);
  const waits = job ? runWaits(cluster, job, run, now) : [];
  const why = whyAnswer(about, { waits, fine, nowMs: now.nowMs });
  const isUnplaced = why.waits.some((wait) => wait.kind === 'unplaceable');
  const placement = job && isUnplaced ? placementOf(cluster, job, now) : undefined;
  const failures = attemptFailures(run).sort(byNewest);
  return {
    ...why,
    evidence: [
      ...why.evidence,
      ...(placement?.ruledOut.map(ruledOutText) ?? []),
      ...failures.slice(0, toldFailures).map(failureText),
      ...originTexts(run),
    ],
    remedy: isOver ? runEndRemedy(run) : why.remedy,
    ...(placement ? { placement } : {}),
    failures,
  };
}

/** What is to be said of a job that waits for nothing. */
function restText(job: JobEntry, now: Now): string {
  const [active] = notOver(job);
  if (active) return `${active.id} ${underWayText(active, now)}`;
  return [...endTexts(job, now), ...dueTexts(job, now)].join('; ');
}

function endTexts(job: JobEntry, now: Now): readonly string[] {
  const { last } = job.row;
  if (!last)
    return [notOver(job).length === 0 ? 'it has not run yet' : 'no run of it has ended yet'];
  const run = job.runs.get(last.run);
  const ago = spokenAge(now.wallMs - last.atMs);
  const how = run ? runEndText(run) : last.state;
  return [`its last run, ${last.run}, ended ${ago} ago: ${how}`];
}

/** Its last run, where it failed for good. */
function lastFailure(job: JobEntry): RunRow | undefined {
  const { last } = job.row;
  if (!last || isDone(job.row)) return undefined;
  return job.runs.get(last.run);
}

function dueTexts(job: JobEntry, now: Now): readonly string[] {
  const timetable = timetableOf(job);
  const { nextDueMs } = job;
  if (!timetable || wantedJob(job)?.spec.suspended) return [];
  if (nextDueMs === undefined) return ['its timetable is at its end: nothing is due any more'];
  const inWords = spokenDuration(nextDueMs - now.wallMs);
  return [`due next at ${localText(nextDueMs, timetable.zone)}, in ${inWords}`];
}

function underWayText(run: RunRow, now: Now): string {
  const attempt = run.attempts.at(-1);
  if (run.state !== 'running' || !attempt) return `is ${run.state}`;
  const since = spokenDuration(now.nowMs - attempt.launchedMs);
  const which = run.failures > 0 ? `, after ${counted(run.failures, 'failed attempt')}` : '';
  return `runs on ${attempt.agentId} for ${since}${which}`;
}

function originTexts({ origin, dueMs }: RunRow): readonly string[] {
  switch (origin.kind) {
    case 'timetable':
      return [
        `due by its timetable at ${isoInstant(dueMs)}${origin.isCatchUp ? ', caught up' : ''}`,
      ];
    case 'after':
      return [`after ${origin.parents.map((parent) => parent.run).join(', ')}`];
    case 'manual': {
      const names = Object.keys(origin.env).sort();
      const given = names.length === 0 ? '' : `, with ${names.join(', ')}`;
      return [`asked for by ${origin.who}${given}`];
    }
  }
}

function placementOf(cluster: Cluster, job: JobEntry, now: Now): WhyView['placement'] {
  const why = unplacedRun(cluster, job, now.nowMs);
  if (!why || !job.unmet) return undefined;
  const { runs, sinceMs } = job.unmet;
  return placementView(why, { instances: [], runs: [...runs], sinceMs });
}

const byNewest = (a: FailureView, b: FailureView): number => b.atMs - a.atMs;

/** Attempts that ended otherwise than well. */
export const attemptFailures = (run: RunRow): FailureView[] =>
  run.attempts.flatMap((attempt) => {
    const { end } = attempt;
    return end && end.state !== 'finished' && !isStopped(run, attempt)
      ? [failureOf(attempt, end)]
      : [];
  });

/** By what cancelled the run. */
const isStopped = (run: RunRow, attempt: Attempt): boolean =>
  attempt.end?.state === 'killed' && (run.cancel !== undefined || run.state === 'cancelled');

const failureOf = (attempt: Attempt, end: NonNullable<Attempt['end']>): FailureView => ({
  task: attempt.taskId,
  agentId: attempt.agentId,
  atMs: end.atMs,
  how: endText({ end: { ...end, message: '' } }),
  message: end.message ?? '',
});
