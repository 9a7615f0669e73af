// The way between one machine and the engine: how long messages take, which way is blocked, and
// what was lately said on it.

import type { Random } from '../../lib/random.ts';
import type { Kernel } from '../kernel/kernel.ts';

export type Way = 'to-engine' | 'to-agent';

/** Messages of earlier connections that may come back. */
const keptTexts = 40;
const idle = /^{"kind":"(ping|pong|ack)"/;
/** One in so many messages takes long. */
const rarelySlow = 0.01;

interface Said {
  readonly text: string;
  /** The connection. */
  readonly on: object;
}

export class Line {
  readonly machine: string;
  readonly #kernel: Kernel;
  readonly #random: Random;
  readonly #blockedUntilMs: Record<Way, number> = { 'to-engine': 0, 'to-agent': 0 };
  readonly #doubles: Record<Way, number> = { 'to-engine': 0, 'to-agent': 0 };
  #slowUntilMs = 0;
  #slowByMs = 0;
  /** What was said on connections that have ended, newest last. */
  readonly said: Record<Way, Said[]> = { 'to-engine': [], 'to-agent': [] };
  /** How many messages of earlier connections come behind the next registration. */
  readonly late: Record<Way, number> = { 'to-engine': 0, 'to-agent': 0 };

  constructor(kernel: Kernel, machine: string) {
    this.machine = machine;
    this.#kernel = kernel;
    this.#random = kernel.random.fork(`line ${machine}`);
  }

  block(way: Way, forMs: number): void {
    this.#blockedUntilMs[way] = this.#kernel.agenda.nowMs + forMs;
  }

  slowDown(byMs: number, forMs: number): void {
    this.#slowByMs = byMs;
    this.#slowUntilMs = this.#kernel.agenda.nowMs + forMs;
  }

  double(way: Way, count: number): void {
    this.#doubles[way] = count;
  }

  isBlocked(way: Way): boolean {
    return this.#blockedUntilMs[way] > this.#kernel.agenda.nowMs;
  }

  /** All faults of it end. */
  heal(): void {
    for (const way of ['to-engine', 'to-agent'] as const) {
      this.#blockedUntilMs[way] = 0;
      this.#doubles[way] = 0;
    }
    this.#slowUntilMs = 0;
  }

  /** When a message that is sent now arrives: what is blocked waits (it is TCP). */
  arrivalMs(way: Way): number {
    const { nowMs } = this.#kernel.agenda;
    const slowMs = this.#slowUntilMs > nowMs ? this.#random.between(0, this.#slowByMs) : 0;
    const tripMs = this.#random.chance(rarelySlow)
      ? this.#random.between(50, 900)
      : this.#random.between(0, 4);
    return Math.max(nowMs, this.#blockedUntilMs[way]) + tripMs + slowMs;
  }

  /** Whether this message is one that arrives twice. */
  takeDouble(way: Way): boolean {
    if (this.#doubles[way] === 0) return false;
    this.#doubles[way] -= 1;
    return true;
  }

  /** Pings and acknowledgements aren't kept: they do nothing when they come late. */
  remember(way: Way, text: string, on: object): void {
    if (idle.test(text)) return;
    const texts = this.said[way];
    texts.push({ text, on });
    if (texts.length > keptTexts) texts.shift();
  }
}
