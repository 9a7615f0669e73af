// What follows from a job's creation or change, each in a sentence; warnings where it is easily
// overlooked and maybe not meant: a run at once, no run ever, a first run in more than a year.
import type { PlanNote } from '../../../schemas/generated/api.ts';
import { isoInstant } from '../../lib/time.ts';
import type { JobSpec } from '../../model/wanted.ts';
import { counted } from '../impact.ts';
import { isResumed, isSuspended, type JobCase } from './job-case.ts';
import { hasEmptyStart, timetableOf } from './job-timing.ts';

type Kind = PlanNote['kind'];

export const notesOf = (job: JobCase): PlanNote[] => [
  ...anchorNotes(job),
  ...triggerNotes(job),
  ...dueNotes(job),
  ...suspendNotes(job),
  ...catchUpNotes(job),
  ...concurrencyNotes(job),
  ...historyNotes(job),
];

const note = (kind: Kind, text: string): PlanNote => ({ kind, text });
const warning = (kind: Kind, text: string): PlanNote => ({ kind, warning: true, text });

function anchorNotes(job: JobCase): readonly PlanNote[] {
  const { spec, old, before, timing } = job;
  if (!hasEmptyStart(timetableOf(spec))) return [];
  if (timing.isAtOnce) return spec.suspended ? [] : [atOnceNote(job)];
  const since = before?.anchorMs;
  const from =
    since === undefined
      ? 'from when the engine first applied it, which only the engine knows'
      : `from ${isoInstant(since)}, when it was first applied`;
  const same = old === undefined ? 'it had this schedule before' : 'its schedule is the same';
  return [note('keeps-anchor', `its start is empty and ${same}: it counts ${from}; no run is new`)];
}

function atOnceNote({ old }: JobCase): PlanNote {
  const why = old === undefined ? 'the schedule is new' : 'the schedule is another one';
  const text = `it runs as soon as it is applied: its start is empty and ${why}`;
  return warning('fires-at-once', `${text}; give it a start to have it run later`);
}

function triggerNotes({ spec, old, isRetimed }: JobCase): readonly PlanNote[] {
  if (old === undefined || !isRetimed) return [];
  const kinds = [old.trigger.kind, spec.trigger.kind];
  if (spec.trigger.kind === 'timetable') {
    const text = 'nothing that the new one was due at before it is applied runs';
    if (kinds[0] === 'timetable') return [note('retimed', `another timetable: ${text}`)];
    const was = old.trigger.kind === 'after' ? 'no run of a parent starts it any more' : '';
    return [note('trigger', `a timetable from now on: ${[was, text].filter(Boolean).join('; ')}`)];
  }
  if (kinds[0] === 'timetable') {
    const only =
      spec.trigger.kind === 'after' ? 'only its parents start it' : 'only people start it';
    return [note('trigger', `its timetable ends, so no run is doubled: from now on ${only}`)];
  }
  return [];
}

/** A first run later than that is maybe a mistyped start. */
const farMs = 366 * 86_400_000;

function dueNotes({ spec, old, timing, isRetimed, asOfMs }: JobCase): readonly PlanNote[] {
  if (timetableOf(spec) === undefined || timing.isUnknown) return [];
  const [first] = timing.dueMs;
  const say = old === undefined || isRetimed ? warning : note;
  if (first !== undefined)
    return first - asOfMs > farMs && !timing.isAtOnce
      ? [say('due-late', `more than a year passes before it is due: ${isoInstant(first)}`)]
      : [];
  if (timing.isAtOnce) return [note('never-due', 'after the run at once it is never due again')];
  const was = timing.lastMs === undefined ? '' : `: its last was ${isoInstant(timing.lastMs)}`;
  return [say('never-due', `its timetable has no occurrence any more${was}`)];
}

function suspendNotes(job: JobCase): readonly PlanNote[] {
  const { spec, old, before, triggers, isLive } = job;
  if (!spec.suspended || (old !== undefined && !isSuspended(job))) return [];
  const runs = before?.runs.length ?? 0;
  const goOn = isLive && runs > 0 ? [`${counted(runs, 'run')} under way ${goText(runs)} on`] : [];
  const skips =
    spec.trigger.kind === 'after' ? ['what its parents would start is recorded as skipped'] : [];
  const below =
    triggers.length > 0 ? [`nothing starts ${triggers.join(', ')} through it meanwhile`] : [];
  const parts = ['a commit with `suspended: false` resumes it', ...goOn, ...skips, ...below];
  return [note('suspended', parts.join('; '))];
}

const goText = (count: number): string => (count === 1 ? 'goes' : 'go');

function catchUpNotes(job: JobCase): readonly PlanNote[] {
  const { catchUp, spec, before, isLive, isRetimed } = job;
  if (!isResumed(job) || timetableOf(spec) === undefined) return [];
  const rule = `catchUp is ${spec.catchUp}`;
  if (!isLive || isRetimed)
    return isRetimed
      ? [note('resumed', 'its timetable is another one: nothing is caught up')]
      : [note('resumed', `what it catches up is the engine's to know; ${rule}`)];
  const { runs, missed } = catchUp ?? { runs: [], missed: 0 };
  if (runs.length + missed === 0)
    return [note('resumed', 'nothing was due while it was suspended')];
  const meets = spec.concurrency === 'forbid' && (before?.runs.length ?? 0) > 0;
  const skipped = meets ? '; skipped where one is still under way' : '';
  const how = runs.length > 1 ? inTurn[spec.concurrency] : 'at once';
  const text = `${rule}: ${counted(runs.length, 'run')} ${how}, ${spanText(runs)}${skipped}`;
  return [
    ...(runs.length === 0 ? [] : [warning('catch-up', text)]),
    ...(missed === 0
      ? []
      : [note('missed', `${counted(missed, 'occurrence')} recorded as missed; ${rule}`)]),
  ];
}

const inTurn: Readonly<Record<JobSpec['concurrency'], string>> = {
  forbid: 'one after the other',
  allow: 'at once, side by side',
  replace: 'at once, each CANCELLING the one before it',
};

function spanText(runs: readonly number[]): string {
  const [first = 0] = runs;
  const last = runs.at(-1) ?? first;
  const due = `due ${isoInstant(first)}`;
  return first === last ? due : `${due} to ${isoInstant(last)}`;
}

const overlap: Readonly<Record<JobSpec['concurrency'], string>> = {
  forbid: 'a due run that meets one under way is skipped',
  allow: 'its runs may go side by side',
  replace: 'a due run CANCELS the one under way',
};

function concurrencyNotes({ spec, old }: JobCase): readonly PlanNote[] {
  if (old === undefined || old.concurrency === spec.concurrency) return [];
  const say = spec.concurrency === 'replace' ? warning : note;
  return [say('concurrency', `from now on ${overlap[spec.concurrency]}`)];
}

function historyNotes({ spec, old, before }: JobCase): readonly PlanNote[] {
  if (old !== undefined || before === undefined) return [];
  const parts = [
    'it was here before: its history and counters go on',
    ...(timetableOf(spec) === undefined ? [] : ['what was due while it was away does not run']),
    ...(before.isGoing ? ['runs of it are still being ended'] : []),
  ];
  return [note('history', parts.join('; '))];
}
