// Agents by how full they are, all of them or only those that have one value of an attribute: a
// constraint that only one value meets is answered without looking at the others. An attribute is
// indexed when it is first asked for.
import type { OnlyWith } from '../model/framework.ts';
import { type AgentTraits, traitOf } from './agent-view.ts';
import { type Fillable, FillOrder, type FillOrderParts } from './fill-order.ts';

interface FillIndexParts<T> extends FillOrderParts<T> {
  traitsOf(agent: T): AgentTraits;
}

/** Attributes indexed at a time; beyond it the index of the one asked for first is dropped. */
const mostAttributes = 8;

type Orders<T extends Fillable> = ReadonlyMap<string, FillOrder<T>>;

export class FillIndex<T extends Fillable> {
  readonly #parts: FillIndexParts<T>;
  readonly #all: FillOrder<T>;
  readonly #byAttribute = new Map<string, Orders<T>>();
  readonly #none: FillOrder<T>;

  constructor(parts: FillIndexParts<T>) {
    this.#parts = parts;
    this.#all = new FillOrder(parts);
    this.#none = new FillOrder({ ...parts, all: () => [] });
  }

  /** What is free there has changed, or whether it is offered. */
  touch(agent: T): void {
    this.#all.touch(agent);
    for (const [attribute, orders] of this.#byAttribute) {
      const value = traitOf(this.#parts.traitsOf(agent), attribute);
      if (value !== undefined) orders.get(keyOf(value))?.touch(agent);
    }
  }

  /** It came, went, or has other attributes. */
  refile(agent: T): void {
    this.#all.touch(agent);
    this.#byAttribute.clear();
  }

  emptiestFirst(only?: OnlyWith): Iterable<T> {
    return this.#orderOf(only).emptiestFirst();
  }

  fullestFirst(only?: OnlyWith): Iterable<T> {
    return this.#orderOf(only).fullestFirst();
  }

  #orderOf(only: OnlyWith | undefined): FillOrder<T> {
    if (only === undefined) return this.#all;
    const orders = this.#byAttribute.get(only.attribute) ?? this.#index(only.attribute);
    return orders.get(keyOf(only.value)) ?? this.#none;
  }

  #index(attribute: string): Orders<T> {
    const members = new Map<string, T[]>();
    for (const agent of this.#parts.all()) {
      const value = traitOf(this.#parts.traitsOf(agent), attribute);
      if (value === undefined) continue;
      const key = keyOf(value);
      const known = members.get(key);
      if (known) known.push(agent);
      else members.set(key, [agent]);
    }
    const orders = new Map<string, FillOrder<T>>();
    for (const [key, agents] of members)
      orders.set(key, new FillOrder({ ...this.#parts, all: () => agents }));
    const [oldest] = this.#byAttribute.keys();
    if (this.#byAttribute.size >= mostAttributes && oldest !== undefined)
      this.#byAttribute.delete(oldest);
    this.#byAttribute.set(attribute, orders);
    return orders;
  }
}

/** Numbers are equal to three decimals, however they are written (constraint.ts, `is`). */
function keyOf(value: string): string {
  const number = value.trim() === '' ? Number.NaN : Number(value);
  return Number.isNaN(number) ? value : `#${Math.round(number * 1000)}`;
}
