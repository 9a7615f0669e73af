// Among the agents that fit, which one? `spread`: fewest instances of this app, then the emptiest;
// `pack`: the fullest, so that room for large tasks stays whole. The id breaks ties.
import type { OnlyWith } from '../model/framework.ts';
import type { AgentId } from '../model/ids.ts';
import { portsIn, type Range, type Resources, withoutPorts } from '../model/resources/amounts.ts';
import type { AgentView } from './agent-view.ts';
import type { InstanceCounts } from './instance-counts.ts';
import { fits, type PlaceRequest } from './misfit.ts';

/** Agents in both orders; those equally full by id. `only`: others needn't be among them. */
interface Ordered<T> {
  emptiestFirst(only?: OnlyWith): Iterable<T>;
  fullestFirst(only?: OnlyWith): Iterable<T>;
}

export interface Candidates extends Ordered<{ readonly agentId: AgentId }> {
  /** Those that are taken only where no other fits: they are soon to be emptied. Absent: none. */
  readonly last?: ReadonlySet<AgentId>;
  /** What is free there; undefined: nothing that may be taken. */
  look(agentId: AgentId): AgentView | undefined;
}

/** The best candidate that fits, or undefined when none does. */
export function chooseAgent(
  request: PackedRequest,
  agents: Ordered<AgentView>,
  counts: InstanceCounts,
): AgentView | undefined {
  const views = request.packing === 'spread' ? agents.emptiestFirst() : agents.fullestFirst();
  return new AgentChoice(request, counts).among(views, (agent) => agent);
}

type PackedRequest = PlaceRequest & { readonly packing: 'pack' | 'spread' };

/**
 * Agents for one instance after another of the same app. What is chosen must be counted and taken
 * before the next is asked for, and nothing given back between: an agent that had no room, or that
 * a constraint ruled out, stays out (group-by apart).
 */
export class AgentChoice {
  readonly #request: PackedRequest;
  readonly #counts: InstanceCounts;
  /** The same without what may yet let in more agents. */
  readonly #lasting: PlaceRequest;
  /** No agent that may be chosen has fewer instances. */
  #fewest = 0;
  /** The same for those that are taken last. */
  #amongLast: AgentChoice | undefined;

  constructor(request: PackedRequest, counts: InstanceCounts) {
    this.#request = request;
    this.#counts = counts;
    const lasting = request.constraints.filter(({ operator }) => operator !== 'group-by');
    const isLasting = lasting.length === request.constraints.length;
    this.#lasting = isLasting ? request : { ...request, constraints: lasting };
  }

  choose(candidates: Candidates): AgentView | undefined {
    const { last } = candidates;
    const look = ({ agentId }: { readonly agentId: AgentId }) => candidates.look(agentId);
    if (last === undefined || last.size === 0) return this.among(this.#inOrder(candidates), look);
    const isLast = ({ agentId }: { readonly agentId: AgentId }) => last.has(agentId);
    const others = this.among(which(this.#inOrder(candidates), isLast, false), look);
    if (others !== undefined) return others;
    this.#amongLast ??= new AgentChoice(this.#request, this.#counts);
    return this.#amongLast.among(which(this.#inOrder(candidates), isLast, true), look);
  }

  #inOrder(candidates: Candidates): Iterable<{ readonly agentId: AgentId }> {
    const only = onlyWith(this.#request, this.#counts);
    return this.#request.packing === 'spread'
      ? candidates.emptiestFirst(only)
      : candidates.fullestFirst(only);
  }

  /** In the order that the packing asks for. */
  among<T extends { readonly agentId: AgentId }>(
    agents: Iterable<T>,
    look: (agent: T) => AgentView | undefined,
  ): AgentView | undefined {
    if (this.#request.packing === 'spread') return this.#fewestFirst(agents, look);
    for (const agent of agents) {
      const view = look(agent);
      if (view !== undefined && fits(this.#request, view, this.#counts)) return view;
    }
    return undefined;
  }

  #fewestFirst<T extends { readonly agentId: AgentId }>(
    agents: Iterable<T>,
    look: (agent: T) => AgentView | undefined,
  ): AgentView | undefined {
    let best: AgentView | undefined;
    let least = Number.POSITIVE_INFINITY;
    let fewest = Number.POSITIVE_INFINITY;
    for (const agent of agents) {
      const there = this.#counts.onAgent(agent.agentId);
      if (there >= least) continue;
      const view = look(agent);
      if (view === undefined) continue;
      if (there < fewest && fits(this.#lasting, view, this.#counts)) fewest = there;
      if (fewest > there || !this.#fits(view)) continue;
      best = view;
      least = there;
      if (there <= this.#fewest) return best;
    }
    this.#fewest = fewest;
    return best;
  }

  #fits(agent: AgentView): boolean {
    return this.#lasting === this.#request || fits(this.#request, agent, this.#counts);
  }
}

function* which<T>(all: Iterable<T>, has: (one: T) => boolean, wanted: boolean): Generator<T> {
  for (const one of all) if (has(one) === wanted) yield one;
}

/** A value that an agent must have, where a constraint leaves but one; one host is the fewest. */
function onlyWith({ constraints }: PlaceRequest, counts: InstanceCounts): OnlyWith | undefined {
  let only: OnlyWith | undefined;
  for (const { attribute, operator, value } of constraints) {
    if (operator !== 'is' && operator !== 'cluster') continue;
    const pinned = value ?? (operator === 'is' ? '' : counts.firstValue(attribute));
    if (pinned === undefined) continue;
    if (only === undefined || attribute.endsWith('hostname')) only = { attribute, value: pinned };
  }
  return only;
}

/**
 * Host ports for a task's ports, fixed ones as asked and the others from the free ranges, starting
 * at a place that `seed` (the task's id) works out, so that a port just left isn't at once reused.
 * Undefined when they don't fit.
 */
export function choosePorts(
  wanted: readonly { readonly host: number }[],
  free: Resources,
  seed: string,
): readonly number[] | undefined {
  const ranges = free.ranges.ports ?? [];
  const fixed = wanted.filter((port) => port.host > 0).map((port) => port.host);
  const open = fixed.length === 0 ? ranges : withoutPorts(ranges, fixed);
  const count = portsIn(open);
  if (count < wanted.length - fixed.length) return undefined;
  let next = count === 0 ? 0 : hash(seed) % count;
  return wanted.map((port) => {
    if (port.host > 0) return port.host;
    const chosen = portAt(open, next % count);
    next += 1;
    return chosen;
  });
}

/** The port that has `index` others before it. */
function portAt(ranges: readonly Range[], index: number): number {
  let left = index;
  for (const range of ranges) {
    const size = range[1] - range[0] + 1;
    if (left < size) return range[0] + left;
    left -= size;
  }
  return 0;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value ^= text.charCodeAt(index);
    value = Math.imul(value, 0x01000193) >>> 0;
  }
  return value;
}
