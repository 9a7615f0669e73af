// Time and waiting, so that the loops can be driven by a clock that isn't the machine's.

export interface Clock {
  /** Milliseconds since 1970, as people mean it; may jump. */
  nowMs(): number;
  /** Milliseconds since some fixed point; never goes back. */
  monotonicMs(): number;
  /** Calls once after the delay, unless cancelled. */
  after(delayMs: number, act: () => void): () => void;
  /** Once all else in this process that is ready has had its turn. */
  turn(): Promise<void>;
}
