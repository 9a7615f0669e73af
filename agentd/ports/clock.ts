// Time and randomness from outside.

export interface Clock {
  /** Wall and steady time, both in ms. */
  now(): { readonly nowMs: number; readonly steadyMs: number };
  /** Calls back once at (or soon after) a steady time; the returned function takes it back. */
  setTimer(atSteadyMs: number, callback: () => void): () => void;
}
