// Agents by number, and in the order of their ids: what is kept of each of them is kept by number.
// One that is gone keeps its number.
import type { AgentId } from '../../model/ids.ts';

export class Roster {
  readonly #slots = new Map<AgentId, number>();
  readonly #ids: AgentId[] = [];
  /** Numbers by id. */
  readonly #order: number[] = [];

  /** Numbers given. */
  get size(): number {
    return this.#ids.length;
  }

  /** A new one gets the next number. */
  slotOf(id: AgentId): number {
    const known = this.#slots.get(id);
    if (known !== undefined) return known;
    const slot = this.#ids.length;
    this.#slots.set(id, slot);
    this.#ids.push(id);
    this.#order.splice(this.#placeOf(id), 0, slot);
    return slot;
  }

  idOf(slot: number): AgentId {
    const id = this.#ids[slot];
    if (id === undefined) throw new RangeError(`bug: no agent has number ${slot}`);
    return id;
  }

  /** By id. */
  inOrder(): readonly number[] {
    return this.#order;
  }

  isBefore(one: number, other: number): boolean {
    return this.idOf(one) < this.idOf(other);
  }

  #placeOf(id: AgentId): number {
    let [low, high] = [0, this.#order.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.idOf(this.#order[middle] ?? 0) < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
