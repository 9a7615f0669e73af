// The machine's clocks.
import { performance } from 'node:perf_hooks';
import type { Clock } from '../ports/clock.ts';

/** setTimeout fires at once beyond this. */
const longestMs = 2_147_483_647;

export class SystemClock implements Clock {
  now(): { readonly nowMs: number; readonly steadyMs: number } {
    return { nowMs: Date.now(), steadyMs: performance.now() };
  }

  setTimer(atSteadyMs: number, callback: () => void): () => void {
    const waitMs = Math.max(0, Math.ceil(atSteadyMs - performance.now()));
    const timer = setTimeout(callback, Math.min(waitMs, longestMs));
    return () => clearTimeout(timer);
  }
}
