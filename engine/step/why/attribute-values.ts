// Which values of an attribute there are among agents that something may be placed on: group-by
// spreads over them. Kept as agents change; the number says whether the values are still the same.
import type { AgentId } from '../../model/ids.ts';
import { traitOf } from '../../place/agent-view.ts';
import type { AgentEntry } from '../tables.ts';

/** Attributes that are kept. */
const mostAttributes = 16;

interface Index {
  readonly ofAgent: Map<AgentId, string>;
  readonly agents: Map<string, number>;
  values: ReadonlySet<string>;
  version: number;
}

export class AttributeValues {
  readonly #all: () => Iterable<AgentEntry>;
  readonly #isEligible: (agent: AgentEntry) => boolean;
  readonly #indexes = new Map<string, Index>();
  #versions = 0;

  constructor(all: () => Iterable<AgentEntry>, isEligible: (agent: AgentEntry) => boolean) {
    this.#all = all;
    this.#isEligible = isEligible;
  }

  valuesOf(attribute: string): ReadonlySet<string> {
    return this.#indexOf(attribute).values;
  }

  /** As long as it is the same, so are the values. */
  versionOf(attribute: string): number {
    return this.#indexOf(attribute).version;
  }

  /** It changed. */
  note(agent: AgentEntry): void {
    for (const [attribute, index] of this.#indexes) this.#noteIn(index, agent, attribute);
  }

  #indexOf(attribute: string): Index {
    let index = this.#indexes.get(attribute);
    if (index === undefined) {
      index = { ofAgent: new Map(), agents: new Map(), values: new Set(), version: 0 };
      const [oldest] = this.#indexes.keys();
      if (this.#indexes.size >= mostAttributes && oldest !== undefined)
        this.#indexes.delete(oldest);
      this.#indexes.set(attribute, index);
      for (const agent of this.#all()) this.#noteIn(index, agent, attribute);
    }
    if (index.version === 0) {
      this.#versions += 1;
      index.version = this.#versions;
      index.values = new Set(index.agents.keys());
    }
    return index;
  }

  #noteIn(index: Index, agent: AgentEntry, attribute: string): void {
    const { id, facts } = agent.row;
    const before = index.ofAgent.get(id);
    const now = this.#isEligible(agent) ? traitOf(facts, attribute) : undefined;
    if (before === now) return;
    if (before !== undefined) this.#count(index, before, -1);
    if (now === undefined) index.ofAgent.delete(id);
    else {
      index.ofAgent.set(id, now);
      this.#count(index, now, 1);
    }
  }

  #count(index: Index, value: string, by: 1 | -1): void {
    const agents = (index.agents.get(value) ?? 0) + by;
    if (agents === 0) index.agents.delete(value);
    else index.agents.set(value, agents);
    // It came, or is gone: who asks next has other values.
    if (agents === 0 || (agents === 1 && by === 1)) index.version = 0;
  }
}
