// The framework interface: Mesos' calls and events (mesos.md 7 row 86) between the master and the
// schedulers in its own process. A scheduler is a reducer (state, event) -> calls; the master runs
// calls and events to a fixed point inside a batch. Offers are never written.
import type { ReservationRow, TaskRow, TaskStatus } from './actual.ts';
import type { AgentId, Digest, ObjectName, Role, RunId, TaskId } from './ids.ts';
import type { Resources, Scalars } from './resources/amounts.ts';
import type { Bundle } from './resources/bundle.ts';
import type { Operation } from './resources/operations/operation.ts';
import type { Claim, Need } from './resources/takeable.ts';
import type { Tier } from './wanted.ts';

/** What one kind of task needs, and how many of it are wanted: REQUEST states these. */
export interface Demand {
  readonly name: ObjectName;
  readonly role: Role;
  readonly scalars: Scalars;
  readonly count: number;
  /** What is asked for by its digest: another one may fit where this one doesn't. */
  readonly version?: Digest;
  readonly tier?: Tier;
  /** It has reservations of its own: where it fits can't be told by what is free for its role. */
  readonly isPinned?: true;
}

/** An agent as an offer shows it. */
export interface OfferedAgent {
  readonly agentId: AgentId;
  readonly hostname: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** What is free there for the role of the offer. */
  readonly free: Resources;
}

/** Agents that have a value of an attribute; another spelling of the same number is among them. */
export interface OnlyWith {
  readonly attribute: string;
  readonly value: string;
}

/**
 * What a role is offered when it is its framework's turn: all agents at once, to be looked at in
 * the order of how full they are, and taken from piece by piece.
 */
export interface OfferBook {
  readonly framework: string;
  readonly role: Role;
  /** What the turn is about, in the order in which it was asked for. */
  demands(): Iterable<Demand>;
  emptiestFirst(only?: OnlyWith): Iterable<{ readonly agentId: AgentId }>;
  fullestFirst(only?: OnlyWith): Iterable<{ readonly agentId: AgentId }>;
  /** One of them, as it is now. */
  look(agentId: AgentId, claim?: Claim): OfferedAgent;
  /** All that is free there, whoever it is for. */
  free(agentId: AgentId): Bundle;
  /** As much was taken as is the framework's turn to take. */
  isOver(): boolean;
  /** Another task of that size would be within what the role may take. */
  mayTake(scalars: Scalars, claim?: Claim): boolean;
  /** Within the role's limit, and what others are promised, if it is on this agent. */
  mayTakeOn(agentId: AgentId, scalars: Scalars, claim?: Claim): boolean;
  /** RESERVE and its like on what is free there, now; false, and nothing done: one is refused. */
  operate(agentId: AgentId, operations: readonly Operation[]): boolean;
  /** Takes it now: what is left shows it. Gives the very resources that were taken. */
  take(agentId: AgentId, need: Need, claim?: Claim): Bundle;
  /** So much of what is nobody's would be. */
  isWithinQuotas(scalars: Scalars): boolean;
  /** None of the agents will do for this demand. `quota`: one might, if quotas let it. */
  pass(name: ObjectName, why?: 'quota'): void;
}

/** One task to start with what an offer holds. */
export interface Launch {
  readonly taskId: TaskId;
  readonly name: ObjectName;
  /** 0 for an attempt of a run. */
  readonly instance: number;
  readonly launch: number;
  readonly run?: RunId;
  readonly taskDigest: Digest;
  readonly specDigest: Digest;
  /** Taken from the offer. */
  readonly taken: Bundle;
  readonly ports: readonly number[];
}

export type FrameworkCall =
  /**
   * What of the framework's unmet demand has changed, by name; a count of 0 withdraws one. Nobody
   * without demand is offered anything.
   */
  | { readonly kind: 'request'; readonly changes: readonly Demand[] }
  /** Launch what was taken from the offer under way; reservations as its operations left them. */
  | {
      readonly kind: 'accept';
      readonly agentId: AgentId;
      readonly launches: readonly Launch[];
      readonly reservations: readonly ReservationRow[];
    }
  | { readonly kind: 'kill'; readonly taskId: TaskId; readonly reason: string }
  /** Settings of a version for a running task; on trial they only report. */
  | {
      readonly kind: 'configure';
      readonly taskId: TaskId;
      readonly specDigest: Digest;
      readonly trial: boolean;
    }
  /**
   * Its agent is unreachable for too long: it counts as lost, and is killed if it comes back. With
   * an end: it is known to have ended so, though its own row doesn't say it.
   */
  | {
      readonly kind: 'expunge';
      readonly taskId: TaskId;
      readonly end?: NonNullable<TaskRow['end']>;
    }
  /** An ended task's record is no longer needed. */
  | { readonly kind: 'forget'; readonly taskId: TaskId };

export type FrameworkEvent =
  /** It is the framework's turn, in one of its roles. */
  | { readonly kind: 'offers'; readonly book: OfferBook }
  /**
   * A task's status changed to `status`, and may have changed again since: a batch brings several
   * words. `before` is what was known until then.
   */
  | {
      readonly kind: 'update';
      readonly taskId: TaskId;
      readonly status: TaskStatus;
      readonly before?: TaskStatus;
    }
  /** It has ended, for good: told once a task. */
  | { readonly kind: 'ended'; readonly taskId: TaskId }
  /** An agent's presence changed: its tasks may now count for more or for less. */
  | { readonly kind: 'agent'; readonly agentId: AgentId };
