// The allocator that shares by dominant resources: Mesos' hierarchical one (mesos.md 1), with
// quotas on every level of roles.
import type { ChangeLog } from '../lib/collections/change-log.ts';
import type { Demand } from '../model/framework.ts';
import type { AgentId, Role } from '../model/ids.ts';
import type { Scalars } from '../model/resources/amounts.ts';
import type { Bundle } from '../model/resources/bundle.ts';
import { AllocationLedger } from './allocation-ledger.ts';
import type { Client, Clients } from './clients.ts';
import { InverseOffers } from './inverse-offers.ts';
import {
  type AllocationRound,
  type Allocator,
  type AllocatorAgent,
  type AllocatorFramework,
  type AllocatorSettings,
  defaultAllocatorSettings,
  type HeldBack,
  type Holding,
  type InverseOffer,
  type MaintenanceWindow,
  type OfferCensus,
  type RoleQuota,
  type RoleStanding,
  type RoundScope,
} from './offer-allocator.ts';
import { refusedUntilSec } from './refusal.ts';
import { Round } from './round/round.ts';
import { whyNotOffered } from './round/why-not-offered.ts';
import { heldBack } from './turns/held-back.ts';
import type { OfferTurn } from './turns/offer-turn.ts';
import { Turns } from './turns/turns.ts';

interface FrameworkEntry {
  info: AllocatorFramework;
  isActive: boolean;
}

export class HierarchicalAllocator implements Allocator {
  readonly #settings: AllocatorSettings;
  readonly #ledger: AllocationLedger;
  readonly #clients: Clients;
  readonly #frameworks = new Map<string, FrameworkEntry>();
  readonly #inverse = new InverseOffers();
  readonly #turns: Turns;
  #rounds = 0;

  constructor(settings: Partial<AllocatorSettings> = {}) {
    this.#settings = { ...defaultAllocatorSettings, ...settings };
    this.#ledger = new AllocationLedger(this.#settings);
    this.#clients = this.#ledger.clients;
    this.#turns = new Turns(this.#ledger);
  }

  get changes(): ChangeLog<AgentId> {
    return this.#ledger.changes;
  }

  addFramework(info: AllocatorFramework, isActive = true): void {
    if (this.#frameworks.has(info.id)) throw new RangeError(`bug: framework ${info.id} is there`);
    this.#frameworks.set(info.id, { info, isActive });
    this.#setClients(info, isActive);
    if (isActive) this.#ledger.touchAll();
  }

  updateFramework(info: AllocatorFramework): void {
    const entry = this.#framework(info.id);
    for (const role of entry.info.roles.keys())
      if (!info.roles.has(role)) this.#leave(this.#clients.ensure(info.id, role));
    const before = entry.info;
    entry.info = info;
    this.#setClients(info, entry.isActive, before);
  }

  /** A role that leaves the suppressed ones is revived (mesos.md 1.8). */
  #setClients(info: AllocatorFramework, isActive: boolean, before?: AllocatorFramework): void {
    for (const [role, wish] of info.roles) {
      const client = this.#clients.ensure(info.id, role);
      const wasSuppressed = before?.roles.has(role) === true && client.isSuppressed;
      this.#clients.change(client, {
        info,
        isFrameworkActive: isActive,
        isSuppressed: wish.isSuppressed === true,
        minAllocatable: wish.minAllocatable ?? this.#settings.minAllocatable,
        hasOwnMinimum: wish.minAllocatable !== undefined,
      });
      if (wasSuppressed && !client.isSuppressed) this.#dropFilters([client]);
    }
  }

  removeFramework(id: string): void {
    for (const client of this.#clientsOf(id)) this.#leave(client);
    this.#frameworks.delete(id);
    for (const agent of this.#ledger.agents()) this.#inverse.forget(agent, id);
  }

  #leave(client: Client): void {
    this.#dropFilters([client]);
    this.#part(client);
  }

  /** Gone from its role, save for what it holds. */
  #part(client: Client): void {
    this.#turns.forget(client);
    this.#clients.change(client, { info: undefined });
    this.#clients.forgetIdle(client);
  }

  activateFramework(id: string): void {
    this.#setFrameworkActive(id, true);
    this.#ledger.touchAll();
  }

  deactivateFramework(id: string): void {
    this.#setFrameworkActive(id, false);
    this.#dropFilters(this.#clientsOf(id));
    for (const agent of this.#ledger.agents()) this.#inverse.forget(agent, id);
  }

  #setFrameworkActive(id: string, isActive: boolean): void {
    this.#framework(id).isActive = isActive;
    for (const client of this.#clientsOf(id))
      this.#clients.change(client, { isFrameworkActive: isActive });
  }

  addAgent(info: AllocatorAgent, held: readonly Omit<Holding, 'agentId'>[] = []): void {
    this.#ledger.add(info);
    for (const holding of held) this.allocated({ ...holding, agentId: info.id });
    this.#turns.stir();
  }

  updateAgent(info: AllocatorAgent): void {
    const agent = this.#ledger.agent(info.id);
    const before = agent.info;
    this.#ledger.replace(agent, info);
    this.#turns.stir();
    const isOther = (name: string): boolean => before.attributes[name] !== info.attributes[name];
    const names = [...Object.keys(before.attributes), ...Object.keys(info.attributes)];
    if (before.hostname !== info.hostname || names.some(isOther)) agent.filters.clear();
  }

  removeAgent(id: AgentId): void {
    const agent = this.#ledger.find(id);
    if (agent) this.#ledger.remove(agent);
  }

  activateAgent(id: AgentId): void {
    this.#ledger.setActive(this.#ledger.agent(id), true);
    this.#turns.stir();
  }

  deactivateAgent(id: AgentId): void {
    this.#ledger.setActive(this.#ledger.agent(id), false);
  }

  setWeight(role: Role, weightMilli: number): void {
    this.#ledger.roleSorter.setWeight(role, weightMilli);
  }

  setQuota(role: Role, quota: RoleQuota): void {
    this.#ledger.quotas.setQuota(role, quota);
    this.#turns.stir();
  }

  suppress(framework: string, roles?: readonly Role[]): void {
    for (const client of this.#clientsOf(framework, roles))
      this.#clients.change(client, { isSuppressed: true });
  }

  revive(framework: string, roles?: readonly Role[]): void {
    const clients = this.#clientsOf(framework, roles);
    for (const client of clients) this.#clients.change(client, { isSuppressed: false });
    this.#dropFilters(clients);
    for (const agent of this.#ledger.agents()) this.#inverse.allow(agent, framework);
    this.#ledger.touchAll();
  }

  allocate(nowMs: number, scope: RoundScope): AllocationRound {
    this.#rounds += 1;
    const nowSec = Math.floor(nowMs / 1000);
    const agents = this.#ledger.takeCandidates(scope);
    const { seed } = this.#settings;
    const round = new Round({ seed, number: this.#rounds, nowSec, ledger: this.#ledger });
    round.run(agents.filter(({ isActive }) => isActive));
    const inverseOffers = agents.flatMap((agent) =>
      this.#inverse.due(agent, nowSec, (id) => this.#frameworks.get(id)?.isActive === true),
    );
    return { offers: round.offers, inverseOffers };
  }

  request(framework: string, changes: readonly Demand[]): void {
    const { info, isActive } = this.#framework(framework);
    for (const demand of changes) {
      const client = this.#clients.ensure(framework, demand.role);
      if (client.info === undefined)
        this.#clients.change(client, { info, isFrameworkActive: isActive, isWanting: false });
      this.#turns.request(client, demand);
      // It was there for its demand alone.
      if (client.demands?.isEmpty === true && !info.roles.has(demand.role)) this.#part(client);
    }
  }

  nextTurn(mostTasks: number): OfferTurn | undefined {
    return this.#turns.next(mostTasks);
  }

  endTurn(turn: OfferTurn): void {
    this.#turns.end(turn);
  }

  stir(): void {
    this.#turns.stir();
  }

  allocated(holding: Holding): void {
    const { framework, role, agentId, bundle } = holding;
    const client = this.#clients.ensure(framework, role);
    this.#ledger.take(this.#ledger.find(agentId), client, bundle);
    this.#ledger.charge(client, bundle, 1);
  }

  recover(holding: Holding, refuse?: { readonly refuseMs: number; readonly nowMs: number }): void {
    const { framework, role, agentId, bundle } = holding;
    const client = this.#clients.ensure(framework, role);
    const agent = this.#ledger.find(agentId);
    this.#ledger.giveBack(agent, client, bundle);
    this.#ledger.charge(client, bundle, -1);
    const untilSec = refuse && refusedUntilSec(refuse, this.#settings.allocationIntervalMs);
    if (agent) this.#turns.freed(agent);
    if (agent && untilSec !== undefined && client.info)
      agent.filters.add(client.index, bundle, untilSec);
    this.#clients.forgetIdle(client);
  }

  convert(holding: Omit<Holding, 'bundle'>, before: Bundle, after: Bundle): void {
    this.#ledger.convert(holding, before, after);
  }

  convertFree(agentId: AgentId, before: Bundle, after: Bundle): boolean {
    return this.#ledger.convertFree(this.#ledger.agent(agentId), [{ before, after }]);
  }

  setMaintenance(agentId: AgentId, window: MaintenanceWindow | undefined): void {
    const agent = this.#ledger.agent(agentId);
    this.#inverse.plan(agent, window);
    this.#ledger.touch(agent);
  }

  answerInverseOffer(
    inverse: Pick<InverseOffer, 'framework' | 'agentId'>,
    answer: { readonly isAccepted: boolean; readonly refuseMs: number; readonly nowMs: number },
  ): void {
    const agent = this.#ledger.find(inverse.agentId);
    if (agent === undefined) return;
    const untilSec = refusedUntilSec(answer, this.#settings.allocationIntervalMs);
    this.#inverse.answer(agent, inverse.framework, untilSec);
  }

  roles(): readonly RoleStanding[] {
    return [...this.#clients.roles.keys()].sort().map((role) => {
      const allocated = this.#ledger.roleSorter.allocatedTo(role);
      return { role, allocated, share: dominantShare(allocated, this.#ledger.totals) };
    });
  }

  heldBack(role: Role, scalars: Scalars, agentId?: AgentId): HeldBack | undefined {
    const on = agentId === undefined ? undefined : this.#ledger.find(agentId);
    return heldBack(this.#ledger, role, { scalars, on });
  }

  whyNotOffered(framework: string, role: Role, nowMs: number): OfferCensus {
    return whyNotOffered(this.#ledger, { framework, role, nowMs });
  }

  shareOf(role: Role): number {
    return this.#ledger.roleSorter.shareOf(role);
  }

  freeOn(agentId: AgentId): Bundle | undefined {
    return this.#ledger.find(agentId)?.stock.free;
  }

  #dropFilters(clients: readonly Client[]): void {
    for (const agent of this.#ledger.agents())
      for (const { index } of clients) agent.filters.drop(index);
  }

  #clientsOf(framework: string, roles?: readonly Role[]): readonly Client[] {
    this.#framework(framework);
    return [...(roles ?? this.#clients.roles.keys())].flatMap(
      (role) => this.#clients.find(framework, role) ?? [],
    );
  }

  #framework(id: string): FrameworkEntry {
    const entry = this.#frameworks.get(id);
    if (entry === undefined) throw new RangeError(`bug: no framework ${id}`);
    return entry;
  }
}

function dominantShare(allocated: Scalars, totals: Scalars): number {
  let share = 0;
  for (const name in allocated) {
    const total = totals[name] ?? 0;
    if (total > 0) share = Math.max(share, (allocated[name] ?? 0) / total);
  }
  return share;
}
