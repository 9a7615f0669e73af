// How long a refusal holds (mesos.md 1.7). Kept in whole seconds, rounded up.

const defaultMs = 5_000;
const mostMs = 365 * 86_400_000;

/** The second until which it holds; undefined: not at all. */
export function refusedUntilSec(
  { refuseMs, nowMs }: { readonly refuseMs: number; readonly nowMs: number },
  leastMs: number,
): number | undefined {
  if (refuseMs === 0) return undefined;
  const meant = Number.isNaN(refuseMs) || refuseMs < 0 ? defaultMs : Math.min(refuseMs, mostMs);
  return Math.ceil((nowMs + Math.max(meant, leastMs)) / 1000);
}
