// One reason why something isn't as wanted: what is, and what would change it (house.md 16); how
// long that has been so, and what comes next without anybody's doing.
import { spokenAge, spokenDuration } from '../lib/text/spoken-duration.ts';
import type { NextStep } from '../place/why.ts';

export interface Wait {
  readonly kind:
    | 'paused'
    | 'quarantined'
    | 'dependency'
    | 'backoff'
    | 'unplaceable'
    | 'quota'
    | 'volume'
    | 'disconnected'
    | 'recovering'
    | 'unreachable'
    | 'gone'
    | 'avoided'
    | 'zombies'
    | 'no-resources'
    | 'draining'
    | 'drained'
    | 'unhealthy'
    | 'starting'
    | 'rolling'
    | 'stopping'
    | 'unkillable'
    | 'parent-failed'
    | 'parent-running'
    | 'deadline'
    | 'suspended'
    | 'concurrency'
    | 'retry'
    | 'repository'
    | 'revision'
    /** A framework of others: it wants no offers, or none is made to it. */
    | 'suppressed'
    | 'offers';
  /** What is. */
  readonly what: string;
  /** What would change it; empty where only time does. */
  readonly remedy: string;
  /** Since when, by the engine's time; absent where nobody noted it. */
  readonly sinceMs?: number;
  /** What comes next by itself, and when, by the engine's time. */
  readonly next?: NextStep;
}

/** Of what comes by itself, the first that is still ahead. */
export function nextOf(
  nowMs: number,
  ...steps: readonly (NextStep | undefined)[]
): Pick<Wait, 'next'> {
  let next: NextStep | undefined;
  for (const step of steps)
    if (step && step.atMs > nowMs && (next === undefined || step.atMs < next.atMs)) next = step;
  return next === undefined ? {} : { next };
}

export const sinceOf = (sinceMs: number | undefined): Pick<Wait, 'sinceMs'> =>
  sinceMs === undefined ? {} : { sinceMs };

/** The same, with how long it has waited and what comes next. */
export function timedText(wait: Wait, nowMs: number): string {
  const { sinceMs, next } = wait;
  const times = [
    ...(sinceMs === undefined ? [] : [`for ${spokenAge(nowMs - sinceMs)}`]),
    ...(next === undefined ? [] : [`next, in ${spokenDuration(next.atMs - nowMs)}: ${next.what}`]),
  ];
  return times.length === 0 ? waitText(wait) : `${waitText(wait)} (${times.join('; ')})`;
}

/** `what is: what would change it` */
export const waitText = (wait: Wait): string =>
  wait.remedy === '' ? wait.what : `${wait.what}: ${wait.remedy}`;
