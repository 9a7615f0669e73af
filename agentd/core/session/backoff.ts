// How long to wait before the next attempt: random in [0, b x 2^n], capped (mesos.md 2.1).
// Registration has b = 1 s and a cap of 1 min. A connection that was lost or refused starts at 100
// ms, so that an engine's restart is noticed well within a second, and is capped at 5 s.
import type { Random } from '../random.ts';

export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

export const registrationBackoff: Backoff = { baseMs: 1_000, capMs: 60_000 };
export const connectionBackoff: Backoff = { baseMs: 100, capMs: 5_000 };

/** Wait before attempt `n` (from 0), in ms. */
export function backoffMs(backoff: Backoff, n: number, random: Random): number {
  const ceiling = Math.min(backoff.capMs, backoff.baseMs * 2 ** Math.min(n, 30));
  return Math.round(random() * ceiling);
}
