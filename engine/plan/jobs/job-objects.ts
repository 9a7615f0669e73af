// Jobs that differ: when they are due from now on, and what becomes of runs that are under way.
// Times are reckoned of what is new or changed alone, so that the work is in proportion to that.
import type { PlanJob, PlanObject } from '../../../schemas/generated/api.ts';
import { isoInstant, isUtc, localText } from '../../lib/time.ts';
import type { JobSpec, Origin, Placed } from '../../model/wanted.ts';
import { changesOf } from '../change-list.ts';
import { isUnread, type Planning, placeOf } from '../planning.ts';
import type { BaseJob } from '../standing.ts';
import { catchUpOf } from './catch-up.ts';
import { isResumed, isRetimed, isSuspended, type JobCase, timingsOf } from './job-case.ts';
import { addJobEdges, childrenOf } from './job-edges.ts';
import { jobChangeImpact, jobCreateImpact, jobDeleteImpact } from './job-impact.ts';
import { notesOf } from './job-notes.ts';
import { timetableOf } from './job-timing.ts';

const kind = 'Job';

export function planJobs(planning: Planning): PlanObject[] {
  const { base, wanted, summary } = planning;
  const differing: Placed<JobSpec>[] = [];
  const names = new Set<string>();
  for (const placed of wanted.jobs) {
    const { name, digest } = placed.spec;
    names.add(name);
    if (base.jobs.get(name)?.spec?.digest === digest) summary.jobs.unchanged += 1;
    else differing.push(placed);
  }
  const children = childrenOf(wanted, new Set(differing.map(({ spec }) => spec.name)));
  return [
    ...differing.map((placed) => planned(planning, placed, children.get(placed.spec.name) ?? [])),
    ...goneJobs(planning, names),
  ];
}

function planned(
  planning: Planning,
  { spec, origin }: Placed<JobSpec>,
  triggers: readonly string[],
): PlanObject {
  const before = planning.base.jobs.get(spec.name);
  const job = caseOf(planning, { spec, origin, before, triggers });
  const { old, changes } = job;
  addJobEdges(planning, old, spec);
  count(planning, job);
  if (asksForPlace(old, spec)) planning.placed.push(spec);
  const action = old === undefined ? 'create' : 'change';
  return {
    ...{ kind, name: spec.name, action, ...placeOf(origin) },
    impact: old === undefined ? jobCreateImpact(job) : jobChangeImpact(job),
    changes: [...changes],
    job: detailOf(job),
  };
}

interface Found {
  readonly spec: JobSpec;
  readonly origin: Origin;
  readonly before: BaseJob | undefined;
  readonly triggers: readonly string[];
}

function caseOf({ input, asOfMs }: Planning, { spec, origin, before, triggers }: Found): JobCase {
  const { name } = spec;
  const old = before?.spec;
  const isLive = input.against.kind === 'engine';
  const known = {
    spec,
    ...(old === undefined ? {} : { old }),
    ...(before === undefined ? {} : { before }),
  };
  const isOtherwise = old !== undefined && isRetimed(old, spec);
  const isMadeUp = isLive && isResumed(known) && !isOtherwise;
  const catchUp = isMadeUp ? catchUpOf(spec, before ?? {}, asOfMs) : undefined;
  return {
    ...{ ...known, triggers, asOfMs, isLive },
    ...timingsOf(known, asOfMs),
    changes: old === undefined ? [] : changesOf({ kind, name, old, new: spec, origin }, input),
    isRetimed: isOtherwise,
    ...(catchUp === undefined ? {} : { catchUp }),
  };
}

function count({ summary: { jobs } }: Planning, job: JobCase): void {
  jobs[job.old === undefined ? 'added' : 'changed'] += 1;
  if (isSuspended(job)) jobs.suspended += 1;
  if (isResumed(job)) jobs.resumed += 1;
  if (job.isRetimed) jobs.retimed += 1;
}

/** Of what it didn't ask before: only then is it judged whether it fits. */
const asksForPlace = (old: JobSpec | undefined, spec: JobSpec): boolean =>
  old === undefined ||
  old.taskDigest !== spec.taskDigest ||
  JSON.stringify(old.placement) !== JSON.stringify(spec.placement);

/** Due times listed of a catch-up. */
const listedRuns = 10;

function detailOf(job: JobCase): PlanJob {
  const { spec, old, timing, was, catchUp, triggers } = job;
  const zone = timetableOf(spec)?.zone;
  const isElsewhen = job.isRetimed || isSuspended(job);
  const oldDue = isElsewhen && old !== undefined && !old.suspended ? (was?.dueMs ?? []) : [];
  return {
    trigger: triggerText(spec),
    ...(zone === undefined ? {} : { timeZone: zone }),
    nextDue: spec.suspended ? [] : duesOf(timing.dueMs, zone),
    ...(oldDue.length === 0 || old === undefined
      ? {}
      : { wasDue: duesOf(oldDue, timetableOf(old)?.zone) }),
    triggers: [...triggers],
    ...(catchUp === undefined
      ? {}
      : {
          catchUp: {
            runs: duesOf(catchUp.runs.slice(0, listedRuns), zone),
            runCount: catchUp.runs.length,
            missed: catchUp.missed,
          },
        }),
    notes: notesOf(job),
  };
}

const duesOf = (dueMs: readonly number[], zone = 'UTC'): PlanJob['nextDue'] =>
  dueMs.map((ms) => ({
    at: isoInstant(ms),
    ...(isUtc(zone) ? {} : { local: localText(ms, zone) }),
  }));

function triggerText({ trigger }: JobSpec): string {
  if (trigger.kind === 'manual') return 'manual';
  if (trigger.kind === 'after') return `after ${trigger.parents.join(', ')}`;
  const { timetable } = trigger;
  return `${timetable.kind === 'cron' ? 'cron' : 'schedule'} ${timetable.text}`;
}

function goneJobs(planning: Planning, names: ReadonlySet<string>): PlanObject[] {
  const { base, input, summary, cancelled } = planning;
  const objects: PlanObject[] = [];
  for (const [name, before] of base.jobs) {
    if (names.has(name) || isUnread(input, before.origin)) continue;
    cancelled.push(name);
    if (before.spec === undefined) continue;
    summary.jobs.removed += 1;
    addJobEdges(planning, before.spec, undefined);
    const impact = jobDeleteImpact(before, input.against.kind === 'engine');
    const place = placeOf(before.origin);
    objects.push({ kind, name, action: 'delete', ...place, impact, changes: [] });
  }
  return objects;
}
