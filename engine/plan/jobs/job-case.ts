// One job that is created or changed, with all that its sentences are made of.
import type { PlanChange } from '../../../schemas/generated/api.ts';
import type { JobSpec } from '../../model/wanted.ts';
import { anchorKey } from '../../schedule/occurrences.ts';
import type { BaseJob } from '../standing.ts';
import type { CatchUp } from './catch-up.ts';
import {
  hasEmptyStart,
  isSameTimetable,
  type JobTiming,
  keptTiming,
  newTiming,
  timetableOf,
} from './job-timing.ts';

export interface JobCase {
  readonly spec: JobSpec;
  /** As applied; absent when it is created. */
  readonly old?: JobSpec;
  /** What is known of it; of a created one, what is remembered of an earlier life. */
  readonly before?: BaseJob;
  readonly changes: readonly PlanChange[];
  readonly timing: JobTiming;
  /** By what is applied. */
  readonly was?: JobTiming;
  /** It is due at other times, or something else triggers it. */
  readonly isRetimed: boolean;
  readonly catchUp?: CatchUp;
  readonly asOfMs: number;
  /** Jobs that run after it. */
  readonly triggers: readonly string[];
  /** Compared with an engine: what runs is known. */
  readonly isLive: boolean;
}

export const isResumed = ({ old, spec }: Pick<JobCase, 'old' | 'spec'>): boolean =>
  old?.suspended === true && !spec.suspended;

export const isSuspended = ({ old, spec }: Pick<JobCase, 'old' | 'spec'>): boolean =>
  old?.suspended === false && spec.suspended;

export function isRetimed(old: JobSpec, spec: JobSpec): boolean {
  if (old.trigger.kind !== spec.trigger.kind) return true;
  if (old.trigger.kind === 'after' && spec.trigger.kind === 'after')
    return old.trigger.parents.join(' ') !== spec.trigger.parents.join(' ');
  return !isSameTimetable(timetableOf(old), timetableOf(spec));
}

/** The anchor is the engine's to keep while the text stays, and over a deletion too. */
function isAnchorKept({ spec, old, before }: Known): boolean {
  const timetable = timetableOf(spec);
  if (old !== undefined) return isSameTimetable(timetableOf(old), timetable);
  if (!timetable || !hasEmptyStart(timetable)) return false;
  return before?.timetable === anchorKey(timetable);
}

type Known = Pick<JobCase, 'spec' | 'old' | 'before'>;

export function timingsOf(known: Known, asOfMs: number): Pick<JobCase, 'timing' | 'was'> {
  const { spec, old, before } = known;
  const was = old && keptTiming(old, before ?? {}, asOfMs);
  const timing = isAnchorKept(known)
    ? keptTiming(spec, before ?? {}, asOfMs)
    : newTiming(spec, asOfMs);
  return { timing, ...(was === undefined ? {} : { was }) };
}
