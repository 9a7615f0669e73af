// Until when each client's filter holds, by the client's number, in whole seconds. Few are kept in
// a map, many in one array: with every framework refusing every agent there are tens of millions.

import type { Bits } from './bits.ts';

const fewMax = 16;

export class Expiries {
  #few: Map<number, number> | undefined = new Map();
  #many: Uint32Array = new Uint32Array(0);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** 0 when there is none. */
  untilSec(client: number): number {
    return this.#few === undefined ? (this.#many[client] ?? 0) : (this.#few.get(client) ?? 0);
  }

  set(client: number, untilSec: number): void {
    if (this.untilSec(client) === 0) this.#size += 1;
    if (this.#few !== undefined && this.#few.size >= fewMax && !this.#few.has(client))
      this.#spread();
    if (this.#few !== undefined) this.#few.set(client, untilSec);
    else {
      if (client >= this.#many.length) this.#grow(client + 1);
      this.#many[client] = untilSec;
    }
  }

  delete(client: number): void {
    if (this.untilSec(client) === 0) return;
    this.#size -= 1;
    if (this.#few !== undefined) this.#few.delete(client);
    else this.#many[client] = 0;
  }

  /** Sets the number of each client that has one. */
  markIn(clients: Bits): void {
    if (this.#few !== undefined) for (const client of this.#few.keys()) clients.set(client);
    else
      for (let client = 0; client < this.#many.length; client += 1)
        if (this.#many[client] !== 0) clients.set(client);
  }

  /** Drops what has run out by `nowSec`; the earliest of the rest, or Infinity. */
  expire(nowSec: number): number {
    let next = Number.POSITIVE_INFINITY;
    const look = (client: number, untilSec: number): void => {
      if (untilSec <= nowSec) this.delete(client);
      else if (untilSec < next) next = untilSec;
    };
    if (this.#few !== undefined) for (const [client, untilSec] of this.#few) look(client, untilSec);
    else
      for (let client = 0; client < this.#many.length; client += 1) {
        const untilSec = this.#many[client] ?? 0;
        if (untilSec > 0) look(client, untilSec);
      }
    return next;
  }

  #spread(): void {
    const few = this.#few ?? new Map<number, number>();
    this.#few = undefined;
    this.#grow(Math.max(...few.keys()) + 1);
    for (const [client, untilSec] of few) this.#many[client] = untilSec;
  }

  #grow(least: number): void {
    const larger = new Uint32Array(Math.max(least, Math.ceil(this.#many.length * 1.5), 64));
    larger.set(this.#many);
    this.#many = larger;
  }
}
