// The allocator's face: the steps of mesos.md 1 one by one, so that it can be driven and checked
// alone (README.md shows how), and so that another one may stand in its place by name. Everything
// is synchronous and deterministic; time is an argument; amounts are integers of 1/1000.
import type { ChangeLog } from '../lib/collections/change-log.ts';
import type { Demand, OfferBook } from '../model/framework.ts';
import type { AgentId, Role } from '../model/ids.ts';
import type { Scalars } from '../model/resources/amounts.ts';
import type { Bundle } from '../model/resources/bundle.ts';

export interface AllocatorAgent {
  readonly id: AgentId;
  readonly hostname: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly total: Bundle;
}

/** In one role. */
export interface RoleWish {
  /** Nothing is offered, what it has stays its own (mesos.md 1.8). */
  readonly isSuppressed?: boolean;
  /**
   * What makes an offer worth making: one of these in full. Absent: the allocator's own; none in
   * the list: anything that isn't empty (mesos.md 1.6).
   */
  readonly minAllocatable?: readonly Scalars[];
  /** Agents that it wants no offers of, known without looking at resources (mesos.md 1.8). */
  excludes?(agent: Pick<AllocatorAgent, 'hostname' | 'attributes'>): boolean;
}

export interface AllocatorFramework {
  readonly id: string;
  /** It may be offered turns in any role that it asks for something in. */
  readonly roles: ReadonlyMap<Role, RoleWish>;
  /** Agents with gpus are for these alone (mesos.md 1.10). */
  readonly takesGpus?: boolean;
  /** What may be taken back at any time is for these alone. */
  readonly takesRevocable?: boolean;
}

/** Scalars that a role can count on, and those that it never gets over; of the names given. */
export interface RoleQuota {
  readonly guarantee: Scalars;
  readonly limit: Scalars;
}

/** What a framework holds of an agent: offered to it, or in use by it. */
export interface Holding {
  readonly framework: string;
  readonly role: Role;
  readonly agentId: AgentId;
  readonly bundle: Bundle;
}

export interface AllocatorSettings {
  /** Names the draws of a round: equal seeds give equal rounds. */
  readonly seed: number;
  readonly roleSorter: 'drf' | 'random';
  readonly frameworkSorter: 'drf' | 'random';
  /** = cpus 0.01 or mem 32. */
  readonly minAllocatable: readonly Scalars[];
  /** Resources that don't count for shares; = none. */
  readonly excludedFromShares: readonly string[];
  /** A filter outlives at least one batch (mesos.md 1.7); = 1 s. */
  readonly allocationIntervalMs: number;
}

export const defaultAllocatorSettings: AllocatorSettings = {
  seed: 0,
  roleSorter: 'drf',
  frameworkSorter: 'drf',
  minAllocatable: [{ cpus: 10 }, { mem: 32_000 }],
  excludedFromShares: [],
  allocationIntervalMs: 1000,
};

/** A time without the agent, planned by an operator. */
export interface MaintenanceWindow {
  readonly startMs: number;
  /** Absent: until further notice. */
  readonly durationMs?: number;
}

/** Asks a framework to give up what it has of an agent. */
export interface InverseOffer {
  readonly framework: string;
  readonly agentId: AgentId;
  readonly window: MaintenanceWindow;
}

export interface AllocationRound {
  /** By agent in the order in which they were visited, stage after stage: one for each commit. */
  readonly offers: readonly Holding[];
  readonly inverseOffers: readonly InverseOffer[];
}

/** Which agents a round looks at: all (the batch), or those that something happened to since. */
export type RoundScope = 'all' | 'changed';

export interface RoleStanding {
  readonly role: Role;
  /** To the role itself, not to those below it. In 1/1000. */
  readonly allocated: Scalars;
  /** The largest part that it has of any one resource of all agents, 0 to 1; by no weight. */
  readonly share: number;
}

/** What keeps a role from being given more, though it is free. */
export type HeldBack =
  /** It would be over this limit: its own, or that of a role above it. */
  | {
      readonly kind: 'limit';
      readonly role: Role;
      /** By that role with all below it; what is reserved for these counts, used or not. */
      readonly used: Scalars;
      readonly limit: Scalars;
    }
  /** What is free is kept for the guarantees of these. */
  | { readonly kind: 'guarantee'; readonly roles: readonly Role[] };

/** What keeps a framework from any offer in a role. */
export type RoleRefusal = 'not-subscribed' | 'inactive' | 'suppressed';

/** What keeps an agent from being offered. */
export type OfferRefusal =
  /** It is closed; those who closed it know why. */
  | { readonly kind: 'closed' }
  /** All of it is in use, or offered. */
  | { readonly kind: 'taken' }
  /** What is free is reserved for others. */
  | { readonly kind: 'reserved' }
  /** The framework's offer constraints. */
  | { readonly kind: 'constraint' }
  /** Less is free than makes an offer worth it. */
  | { readonly kind: 'minimum' }
  /** It has gpus, and the framework didn't say that it takes them. */
  | { readonly kind: 'gpus' }
  /** The framework refused it. */
  | { readonly kind: 'filter'; readonly untilMs: number }
  | { readonly kind: 'quota'; readonly held: HeldBack };

export interface OfferCensus {
  /** Set when nothing is offered in the role, on whichever agent. */
  readonly role?: RoleRefusal;
  /** Agents by id, each with what keeps it from being offered; undefined: nothing does. */
  readonly agents: readonly { readonly agentId: AgentId; readonly refusal?: OfferRefusal }[];
}

export interface OfferAllocator {
  /** RangeError when it is there. Roles come with it; inactive ones are offered nothing. */
  addFramework(framework: AllocatorFramework, isActive?: boolean): void;
  /** Roles, suppression, minimums and constraints anew. What it holds in a role that goes stays. */
  updateFramework(framework: AllocatorFramework): void;
  /** What it holds is still taken until it is recovered. */
  removeFramework(id: string): void;
  activateFramework(id: string): void;
  /** Its filters go. */
  deactivateFramework(id: string): void;

  /** Active at once. `held`: what is known to be taken there (after a restart). */
  addAgent(agent: AllocatorAgent, held?: readonly Omit<Holding, 'agentId'>[]): void;
  /** A total below what is taken leaves nothing to offer of that, and takes nothing back. */
  updateAgent(agent: AllocatorAgent): void;
  /** What is held there counts until it is recovered; the id must not come back before that. */
  removeAgent(id: AgentId): void;
  activateAgent(id: AgentId): void;
  /** Not offered; what is taken there stays taken. */
  deactivateAgent(id: AgentId): void;

  /** 1000 is 1; every role has that until told. Kept though nobody is in the role. */
  setWeight(role: Role, weightMilli: number): void;
  setQuota(role: Role, quota: RoleQuota): void;

  /** For the roles named, or all of the framework's. */
  suppress(framework: string, roles?: readonly Role[]): void;
  /** Its filters for these roles go too. */
  revive(framework: string, roles?: readonly Role[]): void;

  /** Offers what is free; the holdings in the answer are taken as of now. */
  allocate(nowMs: number, scope: RoundScope): AllocationRound;
  /** Taken though not by a round: what ran before a restart. */
  allocated(holding: Holding): void;
  /**
   * Given back. With `refuse`, offers contained in it aren't made again to the framework in this
   * role on this agent for that long (mesos.md 1.7): below 0 and NaN are 5 s, above 365 d are 365
   * d, 0 is no filter.
   */
  recover(holding: Holding, refuse?: { readonly refuseMs: number; readonly nowMs: number }): void;
  /** RESERVE and its like on what a framework holds: `after` stands for `before` from now on. */
  convert(holding: Omit<Holding, 'bundle'>, before: Bundle, after: Bundle): void;
  /** The same on what is free; false, and nothing done, when `before` isn't. */
  convertFree(agentId: AgentId, before: Bundle, after: Bundle): boolean;

  /** Answers and outstanding inverse offers of the window before are void. */
  setMaintenance(agentId: AgentId, window: MaintenanceWindow | undefined): void;
  /** A refusal is a filter for inverse offers, as with `recover`. */
  answerInverseOffer(
    inverse: Pick<InverseOffer, 'framework' | 'agentId'>,
    answer: { readonly isAccepted: boolean; readonly refuseMs: number; readonly nowMs: number },
  ): void;

  /** Dominant share of the role, 0 to 1, divided by its weight. */
  shareOf(role: Role): number;
  /** What is free there; undefined for an agent that it doesn't know. */
  freeOn(agentId: AgentId): Bundle | undefined;
}

/** And for frameworks in process, which say what they want: turns instead of rounds. */
export interface Allocator extends OfferAllocator {
  /** Agents on which something was taken, given back, made over, opened or closed, as it was. */
  readonly changes: ChangeLog<AgentId>;
  /**
   * What of a framework's demand has changed, by name (REQUEST). From then on it is offered turns
   * of what it asked for, and no rounds.
   */
  request(framework: string, changes: readonly Demand[]): void;
  /**
   * The next one's turn, for so many tasks at most; undefined: nobody's, until something changes.
   * It must be ended.
   */
  nextTurn(mostTasks: number): OfferBook | undefined;
  endTurn(turn: OfferBook): void;
  /** Anything may fit now that didn't, though nothing was freed: constraints look at more. */
  stir(): void;
  /**
   * Why quotas don't let a role take that much, if it is free: of what is unreserved, or of what is
   * free on an agent; undefined: they do.
   */
  heldBack(role: Role, scalars: Scalars, agentId?: AgentId): HeldBack | undefined;
  /** Why a framework is offered nothing in a role, agent by agent. */
  whyNotOffered(framework: string, role: Role, nowMs: number): OfferCensus;
  /**
   * Roles that have anything or may be offered anything, by name, and what is allocated to each.
   */
  roles(): readonly RoleStanding[];
}
