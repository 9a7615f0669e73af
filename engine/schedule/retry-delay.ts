// How long a run waits before its next attempt: the first retry `delay`, each further one `factor`
// times as long, `max` at most. Each step is rounded up to a millisecond, as an app's backoff is.
import type { JobSpec } from '../model/wanted.ts';

/** Of a run with so many failed attempts, from 1. */
export function retryDelayMs(retries: JobSpec['retries'], failures: number): number {
  const { factorMilli, maxMs } = retries;
  let delayMs = Math.min(retries.delayMs, maxMs);
  for (let step = 1; step < failures; step += 1) {
    const next = Math.min(Math.ceil((delayMs * factorMilli) / 1000), maxMs);
    // At the end, or where it stands still.
    if (next === delayMs) break;
    delayMs = next;
  }
  return delayMs;
}
