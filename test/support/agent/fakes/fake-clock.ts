// A clock that a test moves: timers fire in order while it does.
import type { Clock } from '../../../../agentd/ports/clock.ts';

interface Timer {
  readonly atMs: number;
  readonly callback: () => void;
}

export class FakeClock implements Clock {
  steadyMs = 0;
  /** Wall minus steady time; a clock jump changes it. */
  wallMs = 1_000_000;
  readonly #timers = new Set<Timer>();

  now(): { readonly nowMs: number; readonly steadyMs: number } {
    return { nowMs: this.wallMs + this.steadyMs, steadyMs: this.steadyMs };
  }

  setTimer(atMs: number, callback: () => void): () => void {
    const timer = { atMs, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  advance(ms: number): void {
    const untilMs = this.steadyMs + ms;
    for (let due = this.#due(untilMs); due !== undefined; due = this.#due(untilMs)) {
      this.#timers.delete(due);
      this.steadyMs = Math.max(this.steadyMs, due.atMs);
      due.callback();
    }
    this.steadyMs = untilMs;
  }

  /** As when the process that set them has died. */
  clear(): void {
    this.#timers.clear();
  }

  #due(untilMs: number): Timer | undefined {
    const due = [...this.#timers].filter((timer) => timer.atMs <= untilMs);
    return due.sort((a, b) => a.atMs - b.atMs)[0];
  }
}
