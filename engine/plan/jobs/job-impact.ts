// What becomes of a job, in one sentence: in capitals where runs start, end or never come.
import { isoInstant } from '../../lib/time.ts';
import { consequencesOf, counted } from '../impact.ts';
import type { BaseJob } from '../standing.ts';
import { isResumed, isSuspended, type JobCase } from './job-case.ts';
import { timetableOf } from './job-timing.ts';

export function jobCreateImpact(job: JobCase): string {
  if (job.spec.suspended) return 'suspended: nothing of it is due until it is resumed';
  return startText(job, 'first due');
}

export function jobChangeImpact(job: JobCase): string {
  const has = consequencesOf(job.changes);
  const parts = [
    ...timeParts(job),
    ...(has.has('next-attempt') ? [nextAttemptText(job)] : []),
    ...(has.has('placement') ? ['bind new placements only'] : []),
  ];
  return parts.join('; ') || 'policy only: nothing that runs is touched';
}

export function jobDeleteImpact({ runs }: BaseJob, isLive: boolean): string {
  if (!isLive) return 'CANCEL its runs that are under way';
  if (runs.length === 0) return 'no run of it is under way';
  return `CANCEL ${counted(runs.length, 'run')} (${statesText(runs)})`;
}

/** What starts its runs from now on. */
function startText({ spec, timing }: JobCase, due: string): string {
  const { trigger } = spec;
  if (trigger.kind === 'manual') return 'runs only when somebody runs it';
  if (trigger.kind === 'after') return `runs after ${trigger.parents.join(' and ')}`;
  if (timing.isAtOnce) return 'RUN AT ONCE: its start is empty';
  const [first] = timing.dueMs;
  if (first !== undefined) return `${due} ${isoInstant(first)}`;
  return timing.isUnknown ? 'due as anchored by the engine' : 'NEVER DUE';
}

function timeParts(job: JobCase): readonly string[] {
  if (isSuspended(job)) return ['suspended: nothing of it is due until it is resumed'];
  const resumed = isResumed(job) ? ['resumed', ...catchUpParts(job)] : [];
  if (!job.isRetimed) return resumed;
  return job.spec.suspended ? ['retimed, and suspended'] : [...resumed, retimedText(job)];
}

function catchUpParts({ catchUp, spec }: JobCase): readonly string[] {
  if (catchUp === undefined || catchUp.runs.length === 0) return [];
  const count = catchUp.runs.length;
  const isInTurn = spec.concurrency === 'forbid' && count > 1;
  return [`RUN ${count} ${isInTurn ? 'IN TURN' : 'AT ONCE'} (catch-up)`];
}

function retimedText(job: JobCase): string {
  const [old] = job.was?.dueMs ?? [];
  const instead = old === undefined || job.timing.isAtOnce ? '' : ` instead of ${isoInstant(old)}`;
  const text = startText(job, 'next due');
  return timetableOf(job.spec) === undefined
    ? `from now on it ${text}`
    : `retimed: ${text}${instead}`;
}

function nextAttemptText({ before, isLive }: JobCase): string {
  const running = before?.instances.reduce((sum, { total }) => sum + total, 0) ?? 0;
  if (!isLive || running === 0) return 'the next attempt takes it';
  const goes = running === 1 ? 'one that runs goes on' : `${running} that run go on`;
  return `the next attempt takes it, ${goes}`;
}

const spokenStates = ['running', 'retrying', 'waiting'] as const;

function statesText(runs: BaseJob['runs']): string {
  const counts = spokenStates.map(
    (state) => [runs.filter((run) => run.state === state).length, state] as const,
  );
  const said = counts.filter(([count]) => count > 0).map(([count, state]) => `${count} ${state}`);
  return said.join(', ');
}
