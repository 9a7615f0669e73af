// Where an app's instances stand now, by attribute value: what unique, cluster, group-by and
// max-per look at. Counts all that exist of the app, whatever their version.
import { type AgentTraits, traitOf } from './agent-view.ts';

type Agents = readonly AgentTraits[] | (() => readonly AgentTraits[]);

/** Instances by value of one attribute, the value placed first coming first. */
type Values = Map<string, number>;

export class InstanceCounts {
  /** Agents of the app's instances, in launch order. */
  readonly #placed: AgentTraits[] = [];
  readonly #byAgent = new Map<string, number>();
  /** By attribute, reckoned when it is first asked for. */
  readonly #byValue = new Map<string, Values>();
  readonly #eligibleValues = new Map<string, ReadonlySet<string>>();
  readonly #eligible: Agents;

  /** All agents that could be chosen: group-by spreads over their values, and nothing else asks. */
  constructor(eligible: Agents) {
    this.#eligible = eligible;
  }

  add(agentId: string, agent: AgentTraits): void {
    this.#placed.push(agent);
    this.#byAgent.set(agentId, (this.#byAgent.get(agentId) ?? 0) + 1);
    for (const [attribute, values] of this.#byValue) count(values, traitOf(agent, attribute));
  }

  onAgent(agentId: string): number {
    return this.#byAgent.get(agentId) ?? 0;
  }

  withValue(attribute: string, value: string): number {
    return this.#valuesOf(attribute).get(value) ?? 0;
  }

  /** Value of the instance placed first: what `cluster` without a value pins. */
  firstValue(attribute: string): string | undefined {
    const [first] = this.#valuesOf(attribute).keys();
    return first;
  }

  /** Values that eligible agents and placed instances have, sorted. */
  values(attribute: string): readonly string[] {
    const values = new Set([...this.#eligibleOf(attribute), ...this.#valuesOf(attribute).keys()]);
    return [...values].sort();
  }

  #valuesOf(attribute: string): Values {
    let values = this.#byValue.get(attribute);
    if (!values) {
      values = new Map();
      for (const agent of this.#placed) count(values, traitOf(agent, attribute));
      this.#byValue.set(attribute, values);
    }
    return values;
  }

  #eligibleOf(attribute: string): ReadonlySet<string> {
    let values = this.#eligibleValues.get(attribute);
    if (!values) {
      const agents = typeof this.#eligible === 'function' ? this.#eligible() : this.#eligible;
      values = new Set(agents.flatMap((agent) => traitOf(agent, attribute) ?? []));
      this.#eligibleValues.set(attribute, values);
    }
    return values;
  }
}

function count(values: Values, value: string | undefined): void {
  if (value !== undefined) values.set(value, (values.get(value) ?? 0) + 1);
}
