// The launch delay after failures (Marathon's launch queue, marathon.md 7): the first failure of a
// version delays by `initial`, each further one by `factor` more, to `max`. It is forgotten when
// nothing failed for `max`, and with a new version. Kills of our own don't add to it.
import type { AppRow } from '../../model/actual.ts';
import type { AppSpec } from '../../model/wanted.ts';
import type { Turn } from '../turn.ts';

export type Backoff = NonNullable<AppRow['backoff']>;

export function backoffAfterFailure(
  before: Backoff | undefined,
  spec: AppSpec,
  nowMs: number,
): Backoff {
  const { initialMs, factorMilli, maxMs } = spec.backoff;
  const isFresh =
    before !== undefined &&
    before.version === spec.versionDigest &&
    nowMs - before.untilMs <= maxMs;
  const delayMs = isFresh
    ? Math.min(Math.ceil((before.delayMs * factorMilli) / 1000), maxMs)
    : Math.min(initialMs, maxMs);
  return { version: spec.versionDigest, delayMs, untilMs: nowMs + delayMs };
}

/** When launches of a version are allowed again; undefined when they are now. */
export function delayedUntilMs(
  backoff: Backoff | undefined,
  spec: AppSpec,
  nowMs: number,
): number | undefined {
  if (!backoff || backoff.version !== spec.versionDigest) return undefined;
  return backoff.untilMs > nowMs ? backoff.untilMs : undefined;
}

/**
 * At an engine's start: a delay that ends later than it is long was reckoned by a clock that has
 * been put back since. It begins anew.
 */
export function shortenDelays(turn: Turn): void {
  for (const app of turn.tables.apps.values()) {
    const { backoff } = app.row;
    if (!backoff || backoff.untilMs <= turn.nowMs + backoff.delayMs) continue;
    const untilMs = turn.nowMs + backoff.delayMs;
    app.row = { ...app.row, backoff: { ...backoff, untilMs } };
    turn.effects.apps.add(app.row.name);
  }
}
