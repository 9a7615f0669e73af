// Agents by how full they are: by the largest part of any scalar that is taken, then by id. Changes
// are put in place when the order is next looked at, a few one by one, many by sorting anew.
import type { AgentId } from '../model/ids.ts';
import type { Scalars } from '../model/resources/amounts.ts';

export interface Fillable {
  readonly agentId: AgentId;
}

export interface FillOrderParts<T> {
  /** Every agent there is. */
  all(): Iterable<T>;
  /** 0 is empty, 1 has nothing left of something; undefined: it isn't offered. */
  fillOf(agent: T): number | undefined;
}

/** An agent where it stands. */
interface Place<T> {
  readonly agent: T;
  fill: number;
}

/** Above this part of all agents a sort is cheaper than moving them one by one. */
const sortAbove = 1 / 16;

export class FillOrder<T extends Fillable> {
  readonly #parts: FillOrderParts<T>;
  #order: T[] = [];
  /** By what each stands in the order. */
  readonly #places = new Map<T, Place<T>>();
  readonly #changed = new Set<T>();
  #isStale = true;

  constructor(parts: FillOrderParts<T>) {
    this.#parts = parts;
  }

  /** What is free there has changed, or whether it is there and offered at all. */
  touch(agent: T): void {
    if (this.#isStale) return;
    this.#changed.add(agent);
    if (this.#changed.size <= Math.max(1, this.#order.length * sortAbove)) return;
    this.#isStale = true;
    this.#changed.clear();
  }

  /** Not to be kept over a `touch`. */
  emptiestFirst(): readonly T[] {
    if (this.#isStale) this.#sort();
    else for (const agent of this.#changed) this.#put(agent);
    this.#changed.clear();
    return this.#order;
  }

  /** Those equally full by id, as the other way round. */
  *fullestFirst(): Generator<T> {
    const agents = this.emptiestFirst();
    for (let end = agents.length; end > 0; ) {
      const fill = this.#fillAt(agents, end - 1);
      let from = end - 1;
      while (from > 0 && this.#fillAt(agents, from - 1) === fill) from -= 1;
      for (let at = from; at < end; at += 1) {
        const agent = agents[at];
        if (agent !== undefined) yield agent;
      }
      end = from;
    }
  }

  #fillAt(agents: readonly T[], at: number): number {
    const agent = agents[at];
    return (agent && this.#places.get(agent)?.fill) ?? 0;
  }

  #sort(): void {
    this.#places.clear();
    for (const agent of this.#parts.all()) {
      const fill = this.#parts.fillOf(agent);
      if (fill !== undefined) this.#places.set(agent, { agent, fill });
    }
    this.#order = [...this.#places.values()].sort(compare).map(({ agent }) => agent);
    this.#isStale = false;
  }

  #put(agent: T): void {
    const before = this.#places.get(agent);
    const fill = this.#parts.fillOf(agent);
    if (before?.fill === fill) return;
    if (before !== undefined) this.#order.splice(this.#lowerBound(before), 1);
    if (fill === undefined) this.#places.delete(agent);
    else {
      const place = { agent, fill };
      this.#order.splice(this.#lowerBound(place), 0, agent);
      this.#places.set(agent, place);
    }
  }

  #lowerBound(place: Place<T>): number {
    let [from, to] = [0, this.#order.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      const other = this.#placeAt(middle);
      if (other !== undefined && compare(other, place) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  #placeAt(at: number): Place<T> | undefined {
    const agent = this.#order[at];
    return agent && this.#places.get(agent);
  }
}

const compare = <T extends Fillable>(a: Place<T>, b: Place<T>): number =>
  a.fill - b.fill ||
  (a.agent.agentId < b.agent.agentId ? -1 : Number(a.agent.agentId > b.agent.agentId));

/** Largest part of a scalar that is taken. */
export function fillOf(total: Scalars, free: Scalars): number {
  let most = 0;
  for (const name in total) {
    const all = total[name] ?? 0;
    if (all > 0) most = Math.max(most, 1 - (free[name] ?? 0) / all);
  }
  return most;
}
