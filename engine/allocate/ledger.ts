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
  readonly #usedPorts = new Set<number>();
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

  get usedPorts(): ReadonlySet<number> {
    return this.#usedPorts;
  }

  take(scalars: Scalars, ports: readonly number[]): void {
    addScalars(this.#used, scalars, 1);
    for (const port of ports) this.#usedPorts.add(port);
    this.#freePorts = undefined;
  }

  giveBack(scalars: Scalars, ports: readonly number[]): void {
    addScalars(this.#used, scalars, -1);
    for (const port of ports) this.#usedPorts.delete(port);
    this.#freePorts = undefined;
  }

  /** What is left. Never negative: an agent that came back smaller has nothing to offer. */
  free(): Resources {
    const scalars: Record<string, number> = {};
    for (const [name, total] of Object.entries(this.#total.scalars))
      scalars[name] = Math.max(0, total - (this.#used[name] ?? 0));
    this.#freePorts ??= withoutPorts(this.#total.ranges.ports ?? [], this.#usedPorts);
    return {
      scalars,
      ranges: { ...this.#total.ranges, ports: this.#freePorts },
      sets: this.#total.sets,
    };
  }
}
