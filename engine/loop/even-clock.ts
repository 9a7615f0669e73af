// The engine's time: the machine's, without its jumps. All that the engine waits for is a length
// of time (timeouts, deadlines, backoff, watch), and an engine whose clock is put forward must not
// take every agent for lost, nor wait an hour longer because it was put back. So a step of the
// machine's clock is caught up with evenly: a tenth faster or slower than time passes, until both
// agree.
import type { Clock } from '../ports/clock.ts';

/** What of the time that passes is gained or lost while catching up. */
const slewPart = 0.1;

export class EvenClock implements Clock {
  readonly #clock: Clock;
  #nowMs: number;
  #monotonicMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#nowMs = clock.nowMs();
    this.#monotonicMs = clock.monotonicMs();
  }

  /** Milliseconds since 1970; never goes back, and never jumps. */
  nowMs(): number {
    const monotonicMs = this.#clock.monotonicMs();
    const passedMs = monotonicMs - this.#monotonicMs;
    const behindMs = this.#clock.nowMs() - (this.#nowMs + passedMs);
    const mostMs = passedMs * slewPart;
    this.#monotonicMs = monotonicMs;
    this.#nowMs += passedMs + Math.min(mostMs, Math.max(-mostMs, behindMs));
    return Math.floor(this.#nowMs);
  }

  monotonicMs(): number {
    return this.#clock.monotonicMs();
  }

  after(delayMs: number, act: () => void): () => void {
    return this.#clock.after(delayMs, act);
  }

  turn(): Promise<void> {
    return this.#clock.turn();
  }
}
