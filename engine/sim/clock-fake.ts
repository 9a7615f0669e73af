// A clock that moves when told, for the simulator and for tests. What is due on the way is called
// in order of time, then in the order in which it was asked for.
import type { Clock } from '../ports/clock.ts';

interface Alarm {
  readonly atMs: number;
  readonly act: () => void;
}

export class FakeClock implements Clock {
  #wallMs: number;
  #monotonicMs = 0;
  readonly #alarms = new Set<Alarm>();

  /** `nowMs`: what people's clocks show at first. */
  constructor(nowMs = 1_700_000_000_000) {
    this.#wallMs = nowMs;
  }

  nowMs(): number {
    return this.#wallMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  /** Nothing else is ready. */
  turn(): Promise<void> {
    return Promise.resolve();
  }

  after(delayMs: number, act: () => void): () => void {
    const alarm = { atMs: this.#monotonicMs + Math.max(0, delayMs), act };
    this.#alarms.add(alarm);
    return () => void this.#alarms.delete(alarm);
  }

  /** Alarms that are set. */
  get waiting(): number {
    return this.#alarms.size;
  }

  /** Milliseconds until the next alarm, if any is set. */
  get nextMs(): number | undefined {
    const next = this.#next();
    return next && next.atMs - this.#monotonicMs;
  }

  /** Lets time pass, and calls what falls due on the way. */
  advance(ms: number): void {
    const untilMs = this.#monotonicMs + ms;
    for (let next = this.#next(); next && next.atMs <= untilMs; next = this.#next()) {
      this.#pass(Math.max(0, next.atMs - this.#monotonicMs));
      this.#alarms.delete(next);
      next.act();
    }
    this.#pass(untilMs - this.#monotonicMs);
  }

  /** The process stands still while time passes: what was due on the way is called after it. */
  stall(ms: number): void {
    this.#pass(ms);
    this.advance(0);
  }

  /** Puts the clock that people see forward, or back; no time passes. */
  jump(ms: number): void {
    this.#wallMs += ms;
  }

  #pass(ms: number): void {
    this.#monotonicMs += ms;
    this.#wallMs += ms;
  }

  #next(): Alarm | undefined {
    let next: Alarm | undefined;
    for (const alarm of this.#alarms) if (!next || alarm.atMs < next.atMs) next = alarm;
    return next;
  }
}
