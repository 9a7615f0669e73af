// Who has what: the agents' stocks, the roles' quotas and the shares of roles and frameworks, kept
// in step. Rounds and turns both take from it.
import { ChangeLog } from '../lib/collections/change-log.ts';
import type { AgentId, Role } from '../model/ids.ts';
import type { Scalars } from '../model/resources/amounts.ts';
import { type Bundle, quantitiesOf } from '../model/resources/bundle.ts';
import type { Conversion } from '../model/resources/operations/operation.ts';
import { reservedFor } from '../model/resources/resource.ts';
import { FillIndex } from '../place/fill-index.ts';
import { fillOf } from '../place/fill-order.ts';
import { AgentEntry } from './agents/agent-entry.ts';
import { type Client, Clients, type RoleEntry } from './clients.ts';
import type { AllocatorAgent, AllocatorSettings, Holding, RoundScope } from './offer-allocator.ts';
import { QuotaBook } from './quota/quota-book.ts';
import { partsOf } from './round/bundle-parts.ts';
import { DrfSorter } from './sorter/drf-sorter.ts';
import { RandomSorter } from './sorter/random-sorter.ts';
import type { Sorter } from './sorter/sorter.ts';

export class AllocationLedger {
  readonly quotas: QuotaBook;
  readonly roleSorter: Sorter<RoleEntry>;
  readonly clients: Clients;
  /** What is told of agents to those who keep count of them. */
  readonly changes = new ChangeLog<AgentId>();
  readonly #agents = new Map<AgentId, AgentEntry>();
  readonly fillOrder = new FillIndex<AgentEntry>({
    all: () => this.#agents.values(),
    traitsOf: ({ info }) => info,
    fillOf: ({ isActive, stock }) =>
      isActive ? fillOf(quantitiesOf(stock.total), stock.freeQuantities) : undefined,
  });
  /** What all agents have, by name: sorters that come later start with it. */
  readonly #totals: Record<string, number> = {};
  /** Agents by id, until one comes or goes. */
  #sorted: readonly AgentEntry[] | undefined;
  /** Agents that something happened to since the last round. */
  #changed: Set<AgentEntry> | 'all' = new Set();
  /** Of all active agents, what is free and firm; kept only while there are guarantees. */
  #firmFree: Record<string, number> | undefined;

  constructor(settings: AllocatorSettings) {
    const { seed, excludedFromShares, minAllocatable } = settings;
    const excluded = new Set(excludedFromShares);
    const newSorter = <One>(kind: 'drf' | 'random'): Sorter<One> =>
      kind === 'drf' ? new DrfSorter(excluded) : new RandomSorter(seed, excluded);
    this.quotas = new QuotaBook(minAllocatable);
    this.roleSorter = newSorter(settings.roleSorter);
    this.clients = new Clients(this.roleSorter, this.quotas, () => {
      const sorter = newSorter<Client>(settings.frameworkSorter);
      sorter.addTotal(this.#totals);
      return sorter;
    });
  }

  get totals(): Scalars {
    return this.#totals;
  }

  agents(): IterableIterator<AgentEntry> {
    return this.#agents.values();
  }

  find(id: AgentId): AgentEntry | undefined {
    return this.#agents.get(id);
  }

  /** RangeError when it isn't there. */
  agent(id: AgentId): AgentEntry {
    const entry = this.#agents.get(id);
    if (entry === undefined) throw new RangeError(`bug: no agent ${id}`);
    return entry;
  }

  add(info: AllocatorAgent): void {
    if (this.#agents.has(info.id)) throw new RangeError(`bug: agent ${info.id} is there`);
    const agent = new AgentEntry(info);
    this.#agents.set(info.id, agent);
    this.#sorted = undefined;
    this.#countTotal(info.total, 1);
    this.#countFirm(agent, 1);
    this.fillOrder.refile(agent);
    this.touch(agent);
    this.changes.note(info.id);
  }

  replace(agent: AgentEntry, info: AllocatorAgent): void {
    this.#countTotal(agent.info.total, -1);
    this.#countTotal(info.total, 1);
    this.#change(agent, () => agent.stock.setTotal(info.total));
    const isRefiled = !hasSameTraits(agent.info, info);
    agent.info = info;
    if (isRefiled) this.fillOrder.refile(agent);
    this.touch(agent);
    this.changes.note(info.id);
  }

  remove(agent: AgentEntry): void {
    this.setActive(agent, false);
    this.#countTotal(agent.info.total, -1);
    this.#countOwed(agent, -1);
    this.#agents.delete(agent.info.id);
    this.fillOrder.refile(agent);
    this.#sorted = undefined;
    if (this.#changed !== 'all') this.#changed.delete(agent);
  }

  setActive(agent: AgentEntry, isActive: boolean): void {
    // It may be closed for another reason now.
    this.changes.note(agent.info.id);
    if (agent.isActive === isActive) return;
    this.#countFirm(agent, -1);
    agent.isActive = isActive;
    this.#countFirm(agent, 1);
    this.fillOrder.touch(agent);
    if (isActive) this.touch(agent);
  }

  /**
   * Of agents by id, those that a round looks at, closed ones too: it may, and then they aren't due
   * any more.
   */
  takeCandidates(scope: RoundScope): readonly AgentEntry[] {
    const changed = this.#changed;
    this.#changed = new Set();
    this.#sorted ??= byId([...this.#agents.values()]);
    return scope === 'all' || changed === 'all' ? this.#sorted : byId([...changed]);
  }

  touch(agent: AgentEntry): void {
    if (this.#changed !== 'all') this.#changed.add(agent);
  }

  touchAll(): void {
    this.#changed = 'all';
  }

  /** Anything on any agent is reserved for the role or for one above it. */
  hasReserved(role: Role): boolean {
    return this.quotas.hasReserved(role);
  }

  /**
   * How much of a task quotas look at depends on what is reserved where it goes: what is freed on
   * one agent may let it go to another.
   */
  isQuotaPerAgent(role: Role): boolean {
    return this.hasReserved(role) && (this.quotas.hasLimit(role) || this.quotas.hasGuarantees);
  }

  /**
   * Guarantees are met from it: the sum over active agents of what is free, unreserved and firm.
   */
  firmFree(): Scalars {
    if (!this.quotas.hasGuarantees) this.#firmFree = undefined;
    else if (this.#firmFree === undefined) {
      this.#firmFree = {};
      for (const agent of this.#agents.values()) this.#countFirm(agent, 1);
    }
    return this.#firmFree ?? {};
  }

  /** From the agent and for the quotas; shares are told apart, by `charge`. */
  take(agent: AgentEntry | undefined, client: Client, bundle: Bundle): void {
    const { firmQuantities, size } = partsOf(bundle);
    this.quotas.use(client.role, firmQuantities, 1);
    if (agent === undefined) return;
    this.#change(agent, () => agent.stock.take(bundle));
    agent.hold(client.framework, size);
  }

  giveBack(agent: AgentEntry | undefined, client: Client, bundle: Bundle): void {
    this.quotas.use(client.role, partsOf(bundle).firmQuantities, -1);
    if (agent === undefined) return;
    this.#change(agent, () => agent.stock.giveBack(bundle));
    agent.hold(client.framework, -partsOf(bundle).size);
    this.touch(agent);
  }

  charge(client: Client, bundle: Bundle, sign: 1 | -1): void {
    const { quantities, size } = partsOf(bundle);
    const sorter = this.clients.roles.get(client.role)?.sorter;
    client.held += sign * size;
    if (sign === 1) {
      this.roleSorter.allocated(client.role, quantities);
      sorter?.allocated(client.framework, quantities);
    } else {
      this.roleSorter.unallocated(client.role, quantities);
      sorter?.unallocated(client.framework, quantities);
    }
  }

  /** What a framework holds changes its form, never its amounts: shares stand. */
  convert(holding: Omit<Holding, 'bundle'>, before: Bundle, after: Bundle): void {
    const { framework, role, agentId } = holding;
    const agent = this.agent(agentId);
    this.#change(agent, () => agent.stock.convertTaken(before, after));
    this.#convertTotal(agent, before, after);
    this.quotas.use(role, partsOf(before).firmQuantities, -1);
    this.quotas.use(role, partsOf(after).firmQuantities, 1);
    agent.hold(framework, partsOf(after).size - partsOf(before).size);
  }

  /**
   * One after another. False, and nothing done, when what one of them is made of isn't free there:
   * what another frees may be owed.
   */
  convertFree(agent: AgentEntry, conversions: readonly Conversion[]): boolean {
    let isDone = false;
    this.#change(agent, () => {
      isDone = agent.stock.convertFree(conversions);
    });
    if (!isDone) return false;
    for (const { before, after } of conversions) this.#convertTotal(agent, before, after);
    this.touch(agent);
    return true;
  }

  #convertTotal(agent: AgentEntry, before: Bundle, after: Bundle): void {
    agent.info = { ...agent.info, total: agent.stock.total };
    this.#countReserved(before, -1);
    this.#countReserved(after, 1);
  }

  #change(agent: AgentEntry, change: () => void): void {
    this.#countFirm(agent, -1);
    this.#countOwed(agent, -1);
    change();
    this.#countOwed(agent, 1);
    this.#countFirm(agent, 1);
    this.fillOrder.touch(agent);
    this.changes.note(agent.info.id);
  }

  #countFirm({ isActive, stock }: AgentEntry, sign: 1 | -1): void {
    const sums = this.#firmFree;
    if (sums === undefined || !isActive) return;
    const { firmQuantities } = partsOf(stock.free);
    for (const name in firmQuantities)
      sums[name] = (sums[name] ?? 0) + sign * (firmQuantities[name] ?? 0);
  }

  /** What was reserved when it was taken counts as reserved as long as it is held. */
  #countOwed({ stock }: AgentEntry, sign: 1 | -1): void {
    for (const owed of stock.owed) this.#countReserved(owed, sign);
  }

  #countTotal(total: Bundle, sign: 1 | -1): void {
    const quantities = quantitiesOf(total);
    for (const name in quantities)
      this.#totals[name] = (this.#totals[name] ?? 0) + sign * (quantities[name] ?? 0);
    for (const { sorter } of this.clients.roles.values()) changeTotal(sorter, quantities, sign);
    changeTotal(this.roleSorter, quantities, sign);
    this.#countReserved(total, sign);
  }

  #countReserved(bundle: Bundle, sign: 1 | -1): void {
    if (!partsOf(bundle).hasSpecial) return;
    for (const resource of bundle) {
      const role: Role | undefined = reservedFor(resource);
      if (role !== undefined && resource.revocable === undefined)
        this.quotas.reserve(role, quantitiesOf([resource]), sign);
    }
  }
}

function hasSameTraits(a: AllocatorAgent, b: AllocatorAgent): boolean {
  const names = Object.keys(a.attributes);
  return (
    a.hostname === b.hostname &&
    names.length === Object.keys(b.attributes).length &&
    names.every((name) => a.attributes[name] === b.attributes[name])
  );
}

function changeTotal(sorter: Sorter<unknown>, quantities: Scalars, sign: 1 | -1): void {
  if (sign === 1) sorter.addTotal(quantities);
  else sorter.removeTotal(quantities);
}

const byId = (agents: AgentEntry[]): AgentEntry[] =>
  agents.sort((a, b) => (a.info.id < b.info.id ? -1 : 1));
