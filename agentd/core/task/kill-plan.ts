// Killing: wait `delay`, send the signal to the group, wait `grace`, then SIGKILL the group until
// it is empty. A second kill may only shorten (mesos.md 3.5). The plan is journalled with wall
// times, so a restarted agent carries on where it was.
//
//  saving ─► delay ─► grace ─► force (again and again, slower once it has not helped)
import type { KillPolicy } from '../../../schemas/generated/wire.ts';
import { type Now, steadyOf, wallOf } from '../now.ts';

export type KillCause = 'ordered' | 'unhealthy' | 'timeout' | 'start-timeout' | 'gone' | 'shutdown';

export interface KillPlan {
  readonly cause: KillCause;
  readonly reason: string;
  readonly signal: string;
  /** When it was begun, on the wall clock. */
  readonly beganMs: number;
  /** Steady ms. */
  readonly signalAtMs: number;
  readonly forceAtMs: number;
  readonly stage: 'saving' | 'delay' | 'grace' | 'force';
  /** SIGKILLs sent, and when to send the next. */
  readonly tries: number;
  readonly nextTryMs: number;
  /** Processes still alive after the last SIGKILL. */
  readonly left: number;
}

/** As it stands in the task's marks; times on the wall clock. */
export interface KillMark {
  readonly cause: KillCause;
  readonly reason: string;
  readonly signal: string;
  /** Absent: written by an agent that didn't note it. */
  readonly beganMs?: number;
  readonly signalAtMs: number;
  readonly forceAtMs: number;
  readonly signalled: boolean;
}

/** Between two SIGKILLs of the same group. */
export const forceEveryMs = 500;
/** After this many without effect, say so and go slower. */
export const forceTries = 20;
export const stuckEveryMs = 5_000;
/** So long after the first of them. */
export const stuckAfterMs = forceTries * forceEveryMs;
/** Times of files are behind the clock by up to this. */
const fileClockMs = 10;
/** No journalled deadline is believed to be further away than this (clock jumps). */
const maxWaitMs = 24 * 3_600_000;

export interface KillWish {
  readonly cause: KillCause;
  readonly reason: string;
  readonly policy: KillPolicy;
}

export function planKill(wish: KillWish, now: Now): KillPlan {
  const signalAtMs = now.steadyMs + wish.policy.delayMs;
  const forceAtMs = signalAtMs + wish.policy.graceMs;
  return {
    cause: wish.cause,
    reason: wish.reason.slice(0, 1024),
    signal: wish.policy.signal,
    beganMs: Math.round(now.nowMs),
    signalAtMs,
    forceAtMs,
    stage: 'saving',
    tries: 0,
    nextTryMs: forceAtMs,
    left: 0,
  };
}

/** The plan with another kill added: sooner, never later; undefined when that changes nothing. */
export function shorten(plan: KillPlan, wish: KillWish, now: Now): KillPlan | undefined {
  const other = planKill(wish, now);
  const signalAtMs = Math.min(plan.signalAtMs, other.signalAtMs);
  const forceAtMs = Math.min(plan.forceAtMs, other.forceAtMs);
  if (signalAtMs === plan.signalAtMs && forceAtMs === plan.forceAtMs) return undefined;
  return { ...plan, signalAtMs, forceAtMs, nextTryMs: Math.min(plan.nextTryMs, forceAtMs) };
}

export const markOf = (plan: KillPlan, now: Now): KillMark => ({
  cause: plan.cause,
  reason: plan.reason,
  signal: plan.signal,
  beganMs: plan.beganMs,
  signalAtMs: wallOf(plan.signalAtMs, now),
  forceAtMs: wallOf(plan.forceAtMs, now),
  signalled: isSignalled(plan),
});

/**
 * The plan of a restarted agent. A time that has passed is due now. An agent that died right after
 * its signal has not journalled that it was sent: a task that ended once it was due counts as
 * signalled.
 */
export function planOf(mark: KillMark, now: Now, endedMs = Number.NEGATIVE_INFINITY): KillPlan {
  const isSent = mark.signalled || endedMs >= mark.signalAtMs - fileClockMs;
  const forceAtMs = steadyOf(mark.forceAtMs, now, maxWaitMs);
  return {
    cause: mark.cause,
    reason: mark.reason,
    signal: mark.signal,
    beganMs: mark.beganMs ?? mark.signalAtMs,
    signalAtMs: steadyOf(mark.signalAtMs, now, maxWaitMs),
    forceAtMs,
    stage: isSent ? 'grace' : 'delay',
    tries: 0,
    nextTryMs: forceAtMs,
    left: 0,
  };
}

/** The signal has been sent, so what follows is our doing. */
export const isSignalled = (plan: KillPlan): boolean =>
  plan.stage === 'grace' || plan.stage === 'force';

/** `isLed`: its command leads a group, which a signal reaches; before that SIGKILL alone helps. */
export function killDeadline(plan: KillPlan, isLed: boolean): number | undefined {
  switch (plan.stage) {
    case 'saving':
      return undefined;
    case 'delay':
      return isLed ? plan.signalAtMs : plan.forceAtMs;
    case 'grace':
      return plan.forceAtMs;
    case 'force':
      return plan.nextTryMs;
  }
}
