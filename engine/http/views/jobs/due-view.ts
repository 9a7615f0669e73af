// When a job is due next, by the machine's clock: instants in UTC and on the timetable's own clock.
import type { DueView, NextDueList } from '../../../../schemas/generated/api.ts';
import { isoInstant, localText } from '../../../lib/time.ts';
import type { Timetable } from '../../../model/timetable.ts';
import { anchorOf, nextOccurrence } from '../../../schedule/occurrences.ts';
import { type JobEntry, wantedJob } from '../../../step/tables.ts';

export function nextDueList(job: JobEntry, afterMs: number, count: number): NextDueList {
  const timetable = timetableOf(job);
  return {
    formatVersion: 1,
    job: job.row.name,
    ...(timetable ? { timeZone: timetable.zone } : {}),
    items: dueViews(job, afterMs, count),
  };
}

/** Strictly after an instant, ascending, whether the job is suspended or not. */
export function dueViews(job: JobEntry, afterMs: number, count: number): DueView[] {
  const timetable = timetableOf(job);
  if (!timetable) return [];
  const anchorMs = anchorOf(timetable, job.row.anchorMs);
  const dues: DueView[] = [];
  let atMs = nextOccurrence(timetable, anchorMs, afterMs);
  while (atMs !== undefined && dues.length < count) {
    dues.push({ atMs, utc: isoInstant(atMs), local: localText(atMs, timetable.zone) });
    atMs = nextOccurrence(timetable, anchorMs, atMs);
  }
  return dues;
}

export function timetableOf(job: JobEntry): Timetable | undefined {
  const trigger = wantedJob(job)?.spec.trigger;
  return trigger?.kind === 'timetable' ? trigger.timetable : undefined;
}
