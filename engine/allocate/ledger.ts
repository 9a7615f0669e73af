// What one agent has, and what of it is taken.
import {
  addScalars,
  type Range,
  type Resources,
  type Scalars,
  withoutPorts,
} from '../model/resources.ts';

export class AgentLedger {
  readonly #total: Resources;
  readonly #used: Record<string, number> = {};
  /**
   * How many tasks hold each: two, where an engine was killed in a batch that gave one task what
   * another, whose end was not yet stored, had held.
   */
  readonly #usedPorts = new Map<number, number>();
  #freePorts: readonly Range[] | undefined;

  constructor(total: Resources) {
    this.#total = total;
  }

  get total(): Resources {
    return this.#total;
  }

  get used(): Scalars {
    return this.#used;
  }

  /** As often as they are held. */
  get usedPorts(): readonly number[] {
    return [...this.#usedPorts].flatMap(([port, times]) => new Array<number>(times).fill(port));
  }

  take(scalars: Scalars, ports: readonly number[]): void {
    addScalars(this.#used, scalars, 1);
    for (const port of ports) this.#usedPorts.set(port, (this.#usedPorts.get(port) ?? 0) + 1);
    this.#freePorts = undefined;
  }

  giveBack(scalars: Scalars, ports: readonly number[]): void {
    addScalars(this.#used, scalars, -1);
    for (const port of ports) {
      const times = (this.#usedPorts.get(port) ?? 0) - 1;
      if (times > 0) this.#usedPorts.set(port, times);
      else this.#usedPorts.delete(port);
    }
    this.#freePorts = undefined;
  }

  /** What is left. Never negative: an agent that came back smaller has nothing to offer. */
  free(): Resources {
    const scalars: Record<string, number> = {};
    for (const [name, total] of Object.entries(this.#total.scalars))
      scalars[name] = Math.max(0, total - (this.#used[name] ?? 0));
    this.#freePorts ??= withoutPorts(this.#total.ranges.ports ?? [], this.#usedPorts.keys());
    return {
      scalars,
      ranges: { ...this.#total.ranges, ports: this.#freePorts },
      sets: this.#total.sets,
    };
  }
}
