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
  #order: Place<T>[] = [];
  /** The agents of `#order`: what is looked through, again and again. */
  #agents: T[] = [];
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

  /** Not to be gone on with after a `touch`. */
  emptiestFirst(): readonly T[] {
    this.#settle();
    return this.#agents;
  }

  /** Those equally full by id, as the other way round. */
  *fullestFirst(): Generator<T> {
    this.#settle();
    const order = this.#order;
    for (let end = order.length; end > 0; ) {
      const fill = order[end - 1]?.fill;
      let from = end - 1;
      while (from > 0 && order[from - 1]?.fill === fill) from -= 1;
      for (let at = from; at < end; at += 1) {
        const place = order[at];
        if (place !== undefined) yield place.agent;
      }
      end = from;
    }
  }

  #settle(): void {
    if (this.#isStale) this.#sort();
    else if (this.#changed.size > 0) for (const agent of this.#changed) this.#put(agent);
    this.#changed.clear();
  }

  #sort(): void {
    this.#places.clear();
    for (const agent of this.#parts.all()) {
      const fill = this.#parts.fillOf(agent);
      if (fill !== undefined) this.#places.set(agent, { agent, fill });
    }
    this.#order = [...this.#places.values()].sort(compare);
    this.#agents = this.#order.map(({ agent }) => agent);
    this.#isStale = false;
  }

  #put(agent: T): void {
    const place = this.#places.get(agent);
    const fill = this.#parts.fillOf(agent);
    if (place?.fill === fill) return;
    if (place !== undefined) {
      const at = this.#lowerBound(place);
      this.#order.splice(at, 1);
      this.#agents.splice(at, 1);
    }
    if (fill === undefined) this.#places.delete(agent);
    else this.#insert(place, agent, fill);
  }

  #insert(known: Place<T> | undefined, agent: T, fill: number): void {
    const place = known ?? { agent, fill };
    place.fill = fill;
    const at = this.#lowerBound(place);
    this.#order.splice(at, 0, place);
    this.#agents.splice(at, 0, agent);
    if (known === undefined) this.#places.set(agent, place);
  }

  #lowerBound(place: Place<T>): number {
    let [from, to] = [0, this.#order.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      const other = this.#order[middle];
      if (other !== undefined && compare(other, place) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
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
