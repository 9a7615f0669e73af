// Whose turn is it? Dominant resource fairness between roles by weight (Ghodsi et al., NSDI 2011;
// mesos.md 1.3): the role with the smallest dominant share, divided by its weight, is offered next.
//
// Within a role the framework with the smallest dominant share is offered first, and where several
// compete, it is bound likewise to one task more than brings it level with the next.
//
// Only roles with unmet demand are offered anything. A role alone is offered all that is free;
// where several compete, what it may accept of it is bound to one task more than brings it level
// with the next, so that shares stay within one task of fair. What a role could take and doesn't
// is passed over until something changes, and the rest of its demand is offered for next: a task
// that fits nowhere keeps none of its role's others from their turn.

import type { Demand, Offer } from '../model/framework.ts';
import type { AgentId, ObjectName, Role } from '../model/ids.ts';
import { addScalars, type Resources, type Scalars, scalarsFit } from '../model/resources.ts';
import { AgentLedger } from './ledger.ts';

interface RoleEntry {
  weightMilli: number;
  readonly allocated: Record<string, number>;
  readonly allocatedBy: Map<string, Record<string, number>>;
  demands: readonly Wish[];
  /** Names of demands that weren't met in the generation below. */
  declined: Set<ObjectName>;
  generation: number;
}

/** A demand, and whose it is. */
type Wish = Demand & { readonly framework: string };

export interface Round {
  readonly role: Role;
  readonly framework: string;
  readonly offers: readonly Offer[];
  readonly atMost?: Scalars;
  /** What it is about: the role's demand without what was declined. */
  readonly demands: readonly Demand[];
}

export class Allocator {
  readonly #ledgers = new Map<AgentId, AgentLedger>();
  readonly #active = new Set<AgentId>();
  readonly #roles = new Map<Role, RoleEntry>();
  readonly #totals: Record<string, number> = {};
  /** Counts the times that something was freed: what was declined before is offered again. */
  #generation = 0;
  #offersMade = 0;

  /** Adds an agent, or replaces what it has; what is taken of it stays taken. */
  setAgent(id: AgentId, total: Resources): void {
    const before = this.#ledgers.get(id);
    if (before) addScalars(this.#totals, before.total.scalars, -1);
    addScalars(this.#totals, total.scalars, 1);
    const ledger = new AgentLedger(total);
    if (before) ledger.take(before.used, before.usedPorts);
    this.#ledgers.set(id, ledger);
    this.reoffer();
  }

  removeAgent(id: AgentId): void {
    const ledger = this.#ledgers.get(id);
    if (!ledger) return;
    addScalars(this.#totals, ledger.total.scalars, -1);
    this.#ledgers.delete(id);
    this.#active.delete(id);
  }

  /** Only active agents are offered. */
  setActive(id: AgentId, isActive: boolean): void {
    if (!isActive) this.#active.delete(id);
    else if (!this.#active.has(id)) {
      this.#active.add(id);
      this.reoffer();
    }
  }

  /** Weights by role in 1/1000; a role not named has 1. */
  setWeights(weights: readonly { readonly role: Role; readonly weightMilli: number }[]): void {
    for (const entry of this.#roles.values()) entry.weightMilli = 1000;
    for (const { role, weightMilli } of weights) this.#role(role).weightMilli = weightMilli;
  }

  /** Replaces a framework's demand; what is asked for otherwise than before is offered again. */
  request(framework: string, demands: readonly Demand[]): void {
    const byRole = new Map<Role, Wish[]>();
    for (const demand of demands) {
      const list = byRole.get(demand.role);
      if (list) list.push({ ...demand, framework });
      else byRole.set(demand.role, [{ ...demand, framework }]);
    }
    for (const name of byRole.keys()) this.#role(name);
    for (const [name, entry] of this.#roles) {
      const others = entry.demands.filter((demand) => demand.framework !== framework);
      replaceDemands(entry, [...others, ...(byRole.get(name) ?? [])]);
    }
  }

  allocated(role: Role, agent: AgentId, taken: Taken): void {
    this.#ledgers.get(agent)?.take(taken.scalars, taken.ports);
    this.#count(role, taken, 1);
  }

  recovered(role: Role, agent: AgentId, taken: Taken): void {
    this.#ledgers.get(agent)?.giveBack(taken.scalars, taken.ports);
    this.#count(role, taken, -1);
    this.reoffer();
  }

  #count(role: Role, taken: Taken, sign: 1 | -1): void {
    const { allocated, allocatedBy } = this.#role(role);
    addScalars(allocated, taken.scalars, sign);
    const own = allocatedBy.get(taken.framework) ?? {};
    allocatedBy.set(taken.framework, own);
    addScalars(own, taken.scalars, sign);
  }

  /** What was declined may fit now. */
  reoffer(): void {
    this.#generation += 1;
  }

  /** Nothing of the round was taken: what could have been isn't offered for until that changes. */
  declined(round: Round): void {
    const { declined } = this.#role(round.role);
    for (const demand of round.demands)
      if (!round.atMost || isPossible(demand, round.atMost, round.offers))
        declined.add(demand.name);
  }

  /** What is free on an agent; undefined when it isn't known. */
  free(agent: AgentId): Resources | undefined {
    return this.#ledgers.get(agent)?.free();
  }

  total(): Scalars {
    return this.#totals;
  }

  /** Dominant share of a role (0 to 1), not divided by its weight. */
  share(role: Role): number {
    const entry = this.#roles.get(role);
    return entry ? this.#dominantShare(entry.allocated) : 0;
  }

  roles(): readonly { role: Role; weightMilli: number; allocated: Scalars; share: number }[] {
    return [...this.#roles]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, entry]) => ({
        role: name,
        weightMilli: entry.weightMilli,
        allocated: entry.allocated,
        share: this.#dominantShare(entry.allocated),
      }));
  }

  /** Offers for the role whose turn it is; undefined when nobody has demand that may be met. */
  round(): Round | undefined {
    const waiting = [...this.#roles]
      .map(([name, entry]) => ({ name, entry, demands: this.#open(entry) }))
      .filter(({ demands }) => demands.length > 0)
      .map((role) => ({ ...role, share: this.#weighted(role.entry) }))
      .sort((a, b) => a.share - b.share || (a.name < b.name ? -1 : 1));
    const [first, next] = waiting;
    if (!first) return undefined;
    const { name: role, entry } = first;
    const [mine, other] = this.#frameworks(entry, first.demands);
    const framework = mine?.name ?? '';
    const demands = first.demands.filter((demand) => demand.framework === framework);
    const offers = this.#offersFor(role, demands);
    if (!next && !other) return { role, framework, offers, demands };
    const fitting = demands.filter((demand) => fitsSome(demand, offers));
    const until = { role: next?.share ?? Infinity, framework: other?.share ?? Infinity };
    const atMost = this.#bound(entry, framework, fitting, until);
    return { role, framework, offers, demands, atMost };
  }

  /** With open demand in a role, by their shares in it. */
  #frameworks(
    entry: RoleEntry,
    demands: readonly Wish[],
  ): readonly { readonly name: string; readonly share: number }[] {
    return [...new Set(demands.map((demand) => demand.framework))]
      .map((name) => ({ name, share: this.#dominantShare(entry.allocatedBy.get(name) ?? {}) }))
      .sort((a, b) => a.share - b.share || (a.name < b.name ? -1 : 1));
  }

  #open(entry: RoleEntry): readonly Wish[] {
    if (entry.generation !== this.#generation) entry.declined.clear();
    entry.generation = this.#generation;
    if (entry.declined.size === 0) return entry.demands;
    return entry.demands.filter((demand) => !entry.declined.has(demand.name));
  }

  #offersFor(role: Role, demands: readonly Demand[]): readonly Offer[] {
    const offers: Offer[] = [];
    for (const agentId of [...this.#active].sort()) {
      const free = this.#ledgers.get(agentId)?.free();
      if (!free || !demands.some((demand) => scalarsFit(demand.scalars, free.scalars))) continue;
      this.#offersMade += 1;
      offers.push({ id: `O${this.#offersMade}`, agentId, role, resources: free });
    }
    return offers;
  }

  /** As many tasks as bring the role, or the framework in it, to the next's share, and one more. */
  #bound(
    entry: RoleEntry,
    framework: string,
    demands: readonly Demand[],
    until: { readonly role: number; readonly framework: number },
  ): Scalars {
    const bound: Record<string, number> = {};
    const allocated = { ...entry.allocated };
    const own = { ...entry.allocatedBy.get(framework) };
    for (const demand of demands) {
      for (let left = demand.count; left > 0; left -= 1) {
        addScalars(bound, demand.scalars, 1);
        addScalars(allocated, demand.scalars, 1);
        addScalars(own, demand.scalars, 1);
        if (this.#weighted({ ...entry, allocated }) >= until.role) return bound;
        if (this.#dominantShare(own) >= until.framework) return bound;
      }
    }
    return bound;
  }

  #weighted(entry: RoleEntry): number {
    return (this.#dominantShare(entry.allocated) * 1000) / entry.weightMilli;
  }

  #dominantShare(allocated: Scalars): number {
    let share = 0;
    for (const [name, total] of Object.entries(this.#totals))
      if (total > 0) share = Math.max(share, (allocated[name] ?? 0) / total);
    return share;
  }

  #role(name: Role): RoleEntry {
    let entry = this.#roles.get(name);
    if (!entry) {
      const declined = new Set<ObjectName>();
      const allocatedBy = new Map();
      const demands: Wish[] = [];
      entry = { weightMilli: 1000, allocated: {}, allocatedBy, demands, declined, generation: 0 };
      this.#roles.set(name, entry);
    }
    return entry;
  }
}

function replaceDemands(entry: RoleEntry, demands: readonly Wish[]): void {
  const before = new Map(entry.demands.map((demand) => [demand.name, demand]));
  entry.demands = demands;
  const same = demands.filter((demand) => isSameDemand(before.get(demand.name), demand));
  const declined = same.filter(({ name }) => entry.declined.has(name));
  entry.declined = new Set(declined.map(({ name }) => name));
}

const isSameDemand = (a: Demand | undefined, b: Demand): boolean =>
  a !== undefined &&
  a.count === b.count &&
  a.version === b.version &&
  scalarsFit(a.scalars, b.scalars) &&
  scalarsFit(b.scalars, a.scalars);

const fitsSome = (demand: Demand, offers: readonly Offer[]): boolean =>
  offers.some((offer) => scalarsFit(demand.scalars, offer.resources.scalars));

/** It could have been taken within the bound, or can't be by anyone. */
const isPossible = (demand: Demand, atMost: Scalars, offers: readonly Offer[]): boolean =>
  scalarsFit(demand.scalars, atMost) || !fitsSome(demand, offers);

/** What one task takes. */
export interface Taken {
  readonly framework: string;
  readonly scalars: Scalars;
  readonly ports: readonly number[];
}
