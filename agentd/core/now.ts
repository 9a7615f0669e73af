// Two clocks. `nowMs` is the wall's (epoch milliseconds): for what people and the journal read. It
// may jump. `steadyMs` only goes forward, from an arbitrary origin: every wait is reckoned in it.

export interface Now {
  readonly nowMs: number;
  readonly steadyMs: number;
}

/** A wall time as a steady one, at most `spanMs` before or after now. */
export function steadyOf(wallMs: number, now: Now, spanMs: number): number {
  const offsetMs = Math.max(-spanMs, Math.min(spanMs, wallMs - now.nowMs));
  return now.steadyMs + offsetMs;
}

/** A steady time as the wall shows it now. */
export const wallOf = (steadyMs: number, now: Now): number =>
  Math.round(now.nowMs + (steadyMs - now.steadyMs));
