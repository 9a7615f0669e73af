// Where an app's instances stand now, by attribute value: what unique, cluster, group-by and
// max-per look at. Counts all that exist of the app, whatever their version. Those that leave their
// agents count for what is never to be exceeded, and not for how the others are spread.
import { type AgentTraits, traitOf } from './agent-view.ts';

/** Who keeps the values of attributes: they needn't be gathered from all agents. */
export interface EligibleValues {
  valuesOf(attribute: string): ReadonlySet<string>;
}

type Agents = readonly AgentTraits[] | (() => readonly AgentTraits[]) | EligibleValues;

/** Instances by value of one attribute, the value placed first coming first. */
type Values = Map<string, number>;

export class InstanceCounts {
  /** Agents of the app's instances, in launch order. */
  readonly #placed: AgentTraits[] = [];
  readonly #byAgent = new Map<string, number>();
  /** Agents of those that leave. */
  readonly #left: AgentTraits[] = [];
  /** By attribute, reckoned when it is first asked for. */
  readonly #byValue = new Map<string, Values>();
  readonly #leftByValue = new Map<string, Values>();
  readonly #eligibleValues = new Map<string, ReadonlySet<string>>();
  readonly #knownValues = new Map<string, ReadonlySet<string>>();
  /** By attribute: of all values, sorted, and how many the value with the fewest has. */
  readonly #sorted = new Map<string, readonly string[]>();
  readonly #least = new Map<string, number>();
  readonly #eligible: Agents;
  readonly #known: Agents;

  /**
   * All agents that could be chosen: group-by spreads over their values, and nothing else asks. And
   * all that are there, closed ones too: the values that it waits for.
   */
  constructor(eligible: Agents, known = eligible) {
    this.#eligible = eligible;
    this.#known = known;
  }

  add(agentId: string, agent: AgentTraits): void {
    this.#placed.push(agent);
    this.#byAgent.set(agentId, (this.#byAgent.get(agentId) ?? 0) + 1);
    for (const [attribute, values] of this.#byValue) count(values, traitOf(agent, attribute));
    this.#sorted.clear();
    this.#least.clear();
  }

  /** It leaves that agent. */
  addLeaving(agentId: string, agent: AgentTraits): void {
    this.#left.push(agent);
    this.#byAgent.set(agentId, (this.#byAgent.get(agentId) ?? 0) + 1);
    for (const [attribute, values] of this.#leftByValue) count(values, traitOf(agent, attribute));
  }

  onAgent(agentId: string): number {
    return this.#byAgent.get(agentId) ?? 0;
  }

  /** All of them, those that leave too. */
  withValue(attribute: string, value: string): number {
    const left = this.#left.length === 0 ? 0 : (this.#leftValuesOf(attribute).get(value) ?? 0);
    return this.staying(attribute, value) + left;
  }

  staying(attribute: string, value: string): number {
    return this.#valuesOf(attribute).get(value) ?? 0;
  }

  /** How many values there are. */
  known(attribute: string): number {
    let values = this.#knownValues.get(attribute);
    if (!values) {
      values = valuesAmong(this.#known, attribute);
      this.#knownValues.set(attribute, values);
    }
    let more = 0;
    for (const value of this.#valuesOf(attribute).keys()) if (!values.has(value)) more += 1;
    return values.size + more;
  }

  /** Value of the instance placed first: what `cluster` without a value pins. */
  firstValue(attribute: string): string | undefined {
    const [first] = this.#valuesOf(attribute).keys();
    return first;
  }

  /** Values that eligible agents and placed instances have, sorted. */
  values(attribute: string): readonly string[] {
    let sorted = this.#sorted.get(attribute);
    if (!sorted) {
      const placed = this.#valuesOf(attribute).keys();
      sorted = [...new Set([...this.#eligibleOf(attribute), ...placed])].sort();
      this.#sorted.set(attribute, sorted);
    }
    return sorted;
  }

  /** How many instances the value with the fewest has; 0 where there is no value. */
  leastIn(attribute: string): number {
    let least = this.#least.get(attribute);
    if (least === undefined) {
      const values = this.values(attribute);
      least = values.reduce(
        (fewest, value) => Math.min(fewest, this.staying(attribute, value)),
        values.length === 0 ? 0 : Number.POSITIVE_INFINITY,
      );
      this.#least.set(attribute, least);
    }
    return least;
  }

  /** Values that have the fewest instances, sorted. */
  fewestIn(attribute: string): readonly string[] {
    const least = this.leastIn(attribute);
    return this.values(attribute).filter((value) => this.staying(attribute, value) === least);
  }

  /** Instances by value, and the value that came first: equal marks, equal answers. */
  markOf(attribute: string): string {
    const values = [...this.#valuesOf(attribute)];
    const left = [...this.#leftValuesOf(attribute)];
    const first = values[0]?.[0] ?? '';
    return JSON.stringify([first, values.sort(byValue), left.sort(byValue)]);
  }

  #valuesOf(attribute: string): Values {
    return counted(this.#byValue, this.#placed, attribute);
  }

  #leftValuesOf(attribute: string): Values {
    return counted(this.#leftByValue, this.#left, attribute);
  }

  #eligibleOf(attribute: string): ReadonlySet<string> {
    let values = this.#eligibleValues.get(attribute);
    if (!values) {
      values = valuesAmong(this.#eligible, attribute);
      this.#eligibleValues.set(attribute, values);
    }
    return values;
  }
}

const byValue = ([a]: readonly [string, number], [b]: readonly [string, number]): number =>
  a < b ? -1 : 1;

function counted(
  known: Map<string, Values>,
  agents: readonly AgentTraits[],
  attribute: string,
): Values {
  let values = known.get(attribute);
  if (!values) {
    values = new Map();
    for (const agent of agents) count(values, traitOf(agent, attribute));
    known.set(attribute, values);
  }
  return values;
}

function valuesAmong(eligible: Agents, attribute: string): ReadonlySet<string> {
  if ('valuesOf' in eligible) return eligible.valuesOf(attribute);
  const agents = typeof eligible === 'function' ? eligible() : eligible;
  return new Set(agents.flatMap((agent) => traitOf(agent, attribute) ?? []));
}

function count(values: Values, value: string | undefined): void {
  if (value !== undefined) values.set(value, (values.get(value) ?? 0) + 1);
}
