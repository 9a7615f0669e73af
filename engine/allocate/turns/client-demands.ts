// What frameworks have asked for by REQUEST and not got yet: by client, in the order in which it
// was first asked for. What found no place is set aside, and is open again when something is free
// that it would fit, or when anything else that it may have waited for has changed.
import type { Demand } from '../../model/framework.ts';
import type { ObjectName } from '../../model/ids.ts';
import { type Scalars, scalarsFit } from '../../model/resources/amounts.ts';

export class ClientDemands {
  readonly #open = new Map<ObjectName, Demand>();
  readonly #aside = new Map<ObjectName, Demand>();
  /** Of those: what quotas kept from them. */
  readonly #denied = new Set<ObjectName>();

  get isOpen(): boolean {
    return this.#open.size > 0;
  }

  get isEmpty(): boolean {
    return this.#open.size + this.#aside.size === 0;
  }

  open(): IterableIterator<Demand> {
    return this.#open.values();
  }

  *all(): IterableIterator<Demand> {
    yield* this.#open.values();
    yield* this.#aside.values();
  }

  /** A count of 0 withdraws it. The same demand again stays where it is. */
  set(demand: Demand): void {
    const aside = this.#aside.get(demand.name);
    if (aside !== undefined && isSame(aside, demand)) return;
    this.#aside.delete(demand.name);
    this.#denied.delete(demand.name);
    if (demand.count > 0) this.#open.set(demand.name, demand);
    else this.#open.delete(demand.name);
  }

  /** No agent takes it as things stand; `quota`: as quotas stand. */
  setAside(name: ObjectName, why?: 'quota'): void {
    const demand = this.#open.get(name);
    if (demand === undefined) return;
    this.#open.delete(name);
    this.#aside.set(name, demand);
    if (why === 'quota') this.#denied.add(name);
  }

  get hasDenied(): boolean {
    return this.#denied.size > 0;
  }

  /** Something was taken: what is promised to others may be less now. */
  reopenDenied(): void {
    for (const name of this.#denied) {
      const demand = this.#aside.get(name);
      if (demand) this.#bringBack(name, demand);
    }
  }

  /** What of the demands set aside may fit one of these. */
  reopen(free: readonly Scalars[]): void {
    for (const [name, demand] of this.#aside)
      if (isUnseen(demand) || free.some((one) => scalarsFit(demand.scalars, one)))
        this.#bringBack(name, demand);
  }

  reopenAll(): void {
    for (const [name, demand] of this.#aside) this.#bringBack(name, demand);
  }

  #bringBack(name: ObjectName, demand: Demand): void {
    this.#aside.delete(name);
    this.#denied.delete(name);
    this.#open.set(name, demand);
  }
}

/** It takes what the role's other tasks and its quotas don't see. */
export const isUnseen = ({ tier, isPinned }: Demand): boolean =>
  tier !== undefined || isPinned === true;

const isSame = (a: Demand, b: Demand): boolean =>
  a.count === b.count &&
  a.version === b.version &&
  a.isPinned === b.isPinned &&
  scalarsFit(a.scalars, b.scalars) &&
  scalarsFit(b.scalars, a.scalars);
