// What came of many worlds, in as much memory as that of one.
import type { BrokenRule, WorldOutcome } from './sim-tools.ts';

/** Failed worlds that are kept with what they broke. */
const keptFailures = 50;
/** In fewer worlds than this, something that never occurred is chance. */
const worldsForZeros = 200;

export interface Failure {
  readonly seed: number;
  readonly events: number;
  /** The first rule that it broke, or the bug. */
  readonly rule: BrokenRule | undefined;
  readonly crash: string | undefined;
}

export class Tally {
  worlds = 0;
  events = 0;
  failed = 0;
  /** Rules broken, and bugs. */
  violations = 0;
  readonly failures: Failure[] = [];
  readonly #counts = new Map<string, number>();

  /** The failure, if it is one. */
  add({ seed, events, violations, counts, crash }: WorldOutcome): Failure | undefined {
    this.worlds += 1;
    this.events += events;
    for (const [name, times] of counts)
      this.#counts.set(name, (this.#counts.get(name) ?? 0) + times);
    const broken = violations.length + (crash === undefined ? 0 : 1);
    this.violations += broken;
    if (broken === 0) return undefined;
    this.failed += 1;
    const failure = { seed, events, rule: violations[0], crash };
    if (this.failures.length < keptFailures) this.failures.push(failure);
    return failure;
  }

  /** Sorted by name. */
  get counts(): readonly (readonly [name: string, times: number])[] {
    return [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** What can occur and never did, once there were worlds enough to tell. */
  get zeros(): readonly string[] {
    if (this.worlds < worldsForZeros) return [];
    return this.counts.filter(([, times]) => times === 0).map(([name]) => name);
  }

  get isSound(): boolean {
    return this.failed === 0 && this.zeros.length === 0;
  }
}
