// A machine's own time: it goes on only while the machine is up and doesn't stand still. What is
// asked for on it happens when so much of it has passed, and never when the machine has gone down.
import type { Agenda, Life } from '../kernel/agenda.ts';

/** What sums of fractions of a ms may be off by. */
const roundingMs = 1e-3;

export class OwnTime {
  readonly #agenda: Agenda;
  #life: Life = { isAlive: true, stillUntilMs: 0 };
  /** Of all times it stood still before the last. */
  #stoodMs = 0;
  #stillSinceMs = 0;

  constructor(agenda: Agenda) {
    this.#agenda = agenda;
  }

  get nowMs(): number {
    const { nowMs } = this.#agenda;
    const lastMs = Math.min(nowMs, this.#life.stillUntilMs) - this.#stillSinceMs;
    return nowMs - this.#stoodMs - Math.max(0, lastMs);
  }

  /** Virtual ms until which it stands still; in the past when it doesn't. */
  get stillUntilMs(): number {
    return this.#life.stillUntilMs;
  }

  /** The returned function takes it back. */
  after(ms: number, act: () => void): () => void {
    const life = this.#life;
    const dueMs = this.nowMs + ms;
    let cancel: () => void;
    const arm = (): void => {
      cancel = this.#agenda.after(Math.max(0, dueMs - this.nowMs), 'process', come, life);
    };
    // It may have stood still on the way.
    const come = (): void => (dueMs - this.nowMs > roundingMs ? arm() : act());
    arm();
    return () => cancel();
  }

  /** Two that overlap end with the later; 0 ends it now. */
  standStill(ms: number): void {
    const { nowMs } = this.#agenda;
    if (ms === 0 || nowMs >= this.#life.stillUntilMs) this.#endStill(nowMs);
    const untilMs = nowMs + ms;
    this.#life.stillUntilMs = ms === 0 ? nowMs : Math.max(untilMs, this.#life.stillUntilMs);
  }

  /** Nothing that was asked for happens any more. */
  goDown(): void {
    this.#life.isAlive = false;
  }

  comeUp(): void {
    const { nowMs } = this.#agenda;
    this.#endStill(nowMs);
    this.#life = { isAlive: true, stillUntilMs: nowMs };
  }

  /** The last time of standing still is over, or counts only as far as now. */
  #endStill(nowMs: number): void {
    const lastMs = Math.min(nowMs, this.#life.stillUntilMs) - this.#stillSinceMs;
    this.#stoodMs += Math.max(0, lastMs);
    this.#stillSinceMs = nowMs;
  }
}
