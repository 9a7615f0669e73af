// The allocator's oracle: slow and obvious, written from mesos.md 1, the allocator's README and its
// face. It keeps lists of what was said (slow-world.ts) and works everything out from them, so that
// what it does can be read off the rules. Tests hold it against the real one.
import {
  type AllocationRound,
  type AllocatorAgent,
  type AllocatorFramework,
  type AllocatorSettings,
  defaultAllocatorSettings,
  type Holding,
  type InverseOffer,
  type MaintenanceWindow,
  type OfferAllocator,
  type RoleQuota,
  type RoundScope,
} from '../../../engine/allocate/offer-allocator.ts';
import type { AgentId, Role } from '../../../engine/model/ids.ts';
import {
  addBundles,
  type Bundle,
  containsBundle,
  subtractBundles,
} from '../../../engine/model/resources/bundle.ts';
import { Bindings } from './bindings.ts';
import { isAtOrBelow, shareOfLeaves } from './slow-order.ts';
import { countGiven, roleBasis, runRound } from './slow-round.ts';
import {
  clientKey,
  freeOn,
  membersOf,
  rolesOf,
  type SlowAgent,
  type SlowFramework,
  type SlowWorld,
  takeBack,
  unheldOn,
} from './slow-world.ts';

const daysMs = 86_400_000;

export class SlowAllocator implements OfferAllocator {
  readonly world: SlowWorld;
  #changed: Set<AgentId> | 'all' = new Set();
  #rounds = 0;

  constructor(settings: Partial<AllocatorSettings> = {}) {
    this.world = {
      settings: { ...defaultAllocatorSettings, ...settings },
      agents: new Map(),
      frameworks: new Map(),
      holdings: [],
      filters: [],
      weights: new Map(),
      quotas: new Map(),
      roleCounts: new Map(),
      clientCounts: new Map(),
      binds: new Bindings(),
    };
  }

  addFramework(info: AllocatorFramework, isActive = true): void {
    if (this.world.frameworks.has(info.id)) throw new RangeError(`${info.id} is there`);
    this.world.frameworks.set(info.id, { info, isActive, suppressed: suppressedIn(info) });
    if (isActive) this.#changed = 'all';
  }

  updateFramework(info: AllocatorFramework): void {
    const framework = this.#framework(info.id);
    const suppressed = suppressedIn(info);
    const revived = framework.suppressed.filter((role) => !suppressed.includes(role));
    const gone = [...framework.info.roles.keys()].filter((role) => !info.roles.has(role));
    framework.info = info;
    framework.suppressed = suppressed;
    this.#dropFilters(info.id, [...revived, ...gone]);
    this.#forgetGone();
  }

  removeFramework(id: string): void {
    this.#dropFilters(id);
    this.#dropInverse(id);
    this.world.frameworks.delete(id);
    this.#forgetGone();
  }

  activateFramework(id: string): void {
    this.#framework(id).isActive = true;
    this.#changed = 'all';
  }

  deactivateFramework(id: string): void {
    this.#framework(id).isActive = false;
    this.#dropFilters(id);
    this.#dropInverse(id);
  }

  addAgent(info: AllocatorAgent, held: readonly Omit<Holding, 'agentId'>[] = []): void {
    if (this.world.agents.has(info.id)) throw new RangeError(`${info.id} is there`);
    const agent = { info, isActive: true, window: undefined, asked: [], refusals: [] };
    this.world.agents.set(info.id, agent);
    for (const one of held) this.allocated({ ...one, agentId: info.id });
    this.#touch(info.id);
  }

  updateAgent(info: AllocatorAgent): void {
    const agent = this.#agent(info.id);
    const faceOf = ({ hostname, attributes }: AllocatorAgent): string =>
      JSON.stringify([hostname, Object.entries(attributes).sort()]);
    if (faceOf(agent.info) !== faceOf(info)) this.#dropFiltersOn(info.id);
    agent.info = info;
    this.#touch(info.id);
  }

  removeAgent(id: AgentId): void {
    this.world.agents.delete(id);
    this.#dropFiltersOn(id);
  }

  activateAgent(id: AgentId): void {
    const agent = this.#agent(id);
    if (!agent.isActive) this.#touch(id);
    agent.isActive = true;
  }

  deactivateAgent(id: AgentId): void {
    this.#agent(id).isActive = false;
  }

  setWeight(role: Role, weightMilli: number): void {
    this.world.weights.set(role, weightMilli);
  }

  setQuota(role: Role, quota: RoleQuota): void {
    this.world.quotas.set(role, quota);
  }

  suppress(id: string, roles?: readonly Role[]): void {
    const framework = this.#framework(id);
    framework.suppressed = [...framework.suppressed, ...(roles ?? framework.info.roles.keys())];
  }

  revive(id: string, roles?: readonly Role[]): void {
    const framework = this.#framework(id);
    const revived = [...(roles ?? framework.info.roles.keys())];
    framework.suppressed = framework.suppressed.filter((role) => !revived.includes(role));
    this.#dropFilters(id, revived);
    for (const agent of this.world.agents.values())
      agent.refusals = agent.refusals.filter((refusal) => refusal.framework !== id);
    this.#changed = 'all';
  }

  allocate(nowMs: number, scope: RoundScope): AllocationRound {
    this.#rounds += 1;
    const changed = scope === 'all' ? 'all' : this.#changed;
    this.#changed = new Set();
    const agents = [...this.world.agents.values()]
      .filter(({ info }) => changed === 'all' || changed.has(info.id))
      .sort((a, b) => (a.info.id < b.info.id ? -1 : 1));
    const nowSec = nowMs / 1000;
    const open = agents.filter(({ isActive }) => isActive);
    const offers = runRound(this.world, open, { number: this.#rounds, nowSec });
    return { offers, inverseOffers: agents.flatMap((agent) => this.#askToLeave(agent, nowSec)) };
  }

  #askToLeave(agent: SlowAgent, nowSec: number): readonly InverseOffer[] {
    const { window, info } = agent;
    if (window === undefined) return [];
    const there = this.world.holdings.filter(({ agentId }) => agentId === info.id);
    const due = [...new Set(there.map(({ framework }) => framework))].sort().filter((id) => {
      const isRefused = agent.refusals.some(
        ({ framework, untilSec }) => framework === id && untilSec > nowSec,
      );
      const isActive = this.world.frameworks.get(id)?.isActive === true;
      return isActive && !isRefused && !agent.asked.includes(id);
    });
    agent.asked.push(...due);
    return due.map((framework) => ({ framework, agentId: info.id, window }));
  }

  allocated(holding: Holding): void {
    this.world.holdings.push(holding);
    countGiven(this.world, holding);
  }

  recover(holding: Holding, refuse?: { readonly refuseMs: number; readonly nowMs: number }): void {
    const { framework, role, agentId, bundle } = holding;
    takeBack(this.world, holding);
    const isThere = this.world.agents.has(agentId);
    if (isThere) this.#touch(agentId);
    const isMember = this.world.frameworks.get(framework)?.info.roles.has(role) === true;
    const untilSec = refuse && this.#untilSec(refuse);
    if (isThere && isMember && untilSec !== undefined)
      this.world.filters.push({ framework, role, agentId, bundle, untilSec });
    this.#forgetGone();
  }

  /** A filter runs out at a whole second, and outlives one batch at least. */
  #untilSec({ refuseMs, nowMs }: { refuseMs: number; nowMs: number }): number | undefined {
    if (refuseMs === 0) return undefined;
    const meantMs = refuseMs > 0 ? Math.min(refuseMs, 365 * daysMs) : 5000;
    return Math.ceil((nowMs + Math.max(meantMs, this.world.settings.allocationIntervalMs)) / 1000);
  }

  convert(holding: Omit<Holding, 'bundle'>, before: Bundle, after: Bundle): void {
    takeBack(this.world, { ...holding, bundle: before });
    if (after.length > 0) this.world.holdings.push({ ...holding, bundle: after });
    this.#convertTotal(holding.agentId, before, after);
  }

  convertFree(agentId: AgentId, before: Bundle, after: Bundle): boolean {
    if (!containsBundle(unheldOn(this.world, agentId), before)) return false;
    this.#convertTotal(agentId, before, after);
    this.#touch(agentId);
    return true;
  }

  #convertTotal(id: AgentId, before: Bundle, after: Bundle): void {
    const agent = this.#agent(id);
    const total = addBundles(subtractBundles(agent.info.total, before), after);
    agent.info = { ...agent.info, total };
  }

  setMaintenance(agentId: AgentId, window: MaintenanceWindow | undefined): void {
    Object.assign(this.#agent(agentId), { window, asked: [], refusals: [] });
    this.#touch(agentId);
  }

  answerInverseOffer(
    { framework, agentId }: Pick<InverseOffer, 'framework' | 'agentId'>,
    answer: { readonly isAccepted: boolean; readonly refuseMs: number; readonly nowMs: number },
  ): void {
    const agent = this.world.agents.get(agentId);
    if (agent === undefined) return;
    agent.asked = agent.asked.filter((id) => id !== framework);
    const untilSec = this.#untilSec(answer);
    if (untilSec !== undefined) agent.refusals.push({ framework, untilSec });
  }

  shareOf(role: Role): number {
    const basis = roleBasis(this.world);
    const leaves = basis.leaves.filter(({ path }) => isAtOrBelow(path, role));
    return shareOfLeaves(basis, leaves, this.world.weights.get(role) ?? 1000);
  }

  freeOn(agentId: AgentId): Bundle | undefined {
    return this.world.agents.has(agentId) ? freeOn(this.world, agentId) : undefined;
  }

  /** Who left and has nothing any more is forgotten, with its count. */
  #forgetGone(): void {
    const roles = rolesOf(this.world);
    for (const role of this.world.roleCounts.keys())
      if (!roles.includes(role)) this.world.roleCounts.delete(role);
    const clients = roles.flatMap((role) =>
      membersOf(this.world, role).map((framework) => clientKey(role, framework)),
    );
    for (const key of this.world.clientCounts.keys())
      if (!clients.includes(key)) this.world.clientCounts.delete(key);
  }

  #dropFilters(framework: string, roles?: readonly Role[]): void {
    this.world.filters = this.world.filters.filter(
      (filter) =>
        filter.framework !== framework || (roles !== undefined && !roles.includes(filter.role)),
    );
  }

  #dropFiltersOn(id: AgentId): void {
    this.world.filters = this.world.filters.filter(({ agentId }) => agentId !== id);
  }

  #dropInverse(id: string): void {
    for (const agent of this.world.agents.values()) {
      agent.asked = agent.asked.filter((framework) => framework !== id);
      agent.refusals = agent.refusals.filter(({ framework }) => framework !== id);
    }
  }

  #touch(id: AgentId): void {
    if (this.#changed !== 'all') this.#changed.add(id);
  }

  #framework(id: string): SlowFramework {
    const framework = this.world.frameworks.get(id);
    if (framework === undefined) throw new RangeError(`no framework ${id}`);
    return framework;
  }

  #agent(id: AgentId): SlowAgent {
    const agent = this.world.agents.get(id);
    if (agent === undefined) throw new RangeError(`no agent ${id}`);
    return agent;
  }
}

const suppressedIn = ({ roles }: AllocatorFramework): Role[] =>
  [...roles].filter(([, wish]) => wish.isSuppressed === true).map(([role]) => role);
