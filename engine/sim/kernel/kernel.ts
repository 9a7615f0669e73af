// What all parts of one world share: its time, its dice, its counters, its record, and who hears of
// what happens. Nothing in it comes from outside but the seed.
import { setImmediate } from 'node:timers';
import { Random } from '../../lib/random.ts';
import { Agenda } from './agenda.ts';
import { Counters } from './counters.ts';
import type { Moment } from './moment.ts';

/** A rule was broken: what the run ends with. */
export interface Violation {
  readonly invariant: string;
  readonly text: string;
  readonly atMs: number;
  /** Events so far. */
  readonly events: number;
}

export interface KernelOptions {
  readonly seed: number;
  /** Ms since 1970; absent: 2026-01-01T00:00:00Z. */
  readonly startMs?: number;
  /** Called with each line of the trace; absent: none is made. */
  readonly trace?: (line: string) => void;
}

const usualStartMs = 1_767_225_600_000;

export class Kernel {
  readonly agenda = new Agenda();
  readonly counters = new Counters();
  readonly random: Random;
  /** Wall time at the begin. */
  readonly startMs: number;
  /** Events so far. */
  events = 0;
  /** Faults have ended: nothing hangs, fails or gets lost any more. */
  isCalm = false;
  readonly violations: Violation[] = [];
  readonly #listeners: ((moment: Moment) => void)[] = [];
  readonly #trace: ((line: string) => void) | undefined;
  #hasActed = false;

  constructor({ seed, startMs = usualStartMs, trace }: KernelOptions) {
    this.startMs = startMs;
    this.random = new Random(seed);
    this.#trace = trace;
  }

  get isTracing(): boolean {
    return this.#trace !== undefined;
  }

  /** `where` is a process, a machine or `world`. */
  trace(where: string, text: string): void {
    if (!this.#trace) return;
    const at = (this.agenda.nowMs / 1000).toFixed(3).padStart(9);
    this.#trace(`${at} ${String(this.events).padStart(6)} ${where.padEnd(8)} ${text}`);
  }

  listen(listener: (moment: Moment) => void): void {
    this.#listeners.push(listener);
  }

  tell(moment: Moment): void {
    for (const listener of this.#listeners) listener(moment);
  }

  violate(invariant: string, text: string): void {
    const { nowMs } = this.agenda;
    this.violations.push({ invariant, text, atMs: nowMs, events: this.events });
    this.trace('world', `VIOLATION ${invariant}: ${text}`);
  }

  /** Something was done outside a process: what makes a timer's call an event. */
  noteAct(): void {
    this.#hasActed = true;
  }

  /**
   * Lets one thing happen, and all that follows from it at once. False when nothing is left. A
   * timer in which a process did nothing but look isn't an event.
   */
  async step(): Promise<boolean> {
    this.#hasActed = false;
    const kind = this.agenda.step();
    if (kind === undefined) return false;
    await turnEnd();
    if (kind === 'timer' && !this.#hasActed) return true;
    this.events += 1;
    this.counters.count('event', kind);
    return true;
  }
}

/** Promises that follow from one another are settled by then. */
const turnEnd = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
