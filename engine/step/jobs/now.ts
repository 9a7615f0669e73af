// What time it is, by both clocks.

/** `wallMs`: the machine's clock. */
export interface Now {
  readonly nowMs: number;
  readonly wallMs: number;
}

/** An instant of the machine's clock, by the engine's time. */
export const byEngine = (wallMs: number | undefined, now: Now): number | undefined =>
  wallMs === undefined ? undefined : now.nowMs - (now.wallMs - wallMs);
