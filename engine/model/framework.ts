// The framework interface: Mesos' calls and events (mesos.md 7 row 86) between the master and the
// schedulers in its own process. A scheduler is a reducer (state, event) -> calls; the master runs
// calls and events to a fixed point inside a batch. Offers are never written.
import type { TaskRow, TaskStatus } from './actual.ts';
import type { AgentId, Digest, ObjectName, Role, RunId, TaskId } from './ids.ts';
import type { Resources } from './resources.ts';

/** What one kind of task needs, and how many of it are wanted: REQUEST states these. */
export interface Demand {
  readonly name: ObjectName;
  readonly role: Role;
  readonly scalars: Readonly<Record<string, number>>;
  readonly count: number;
  /** What is asked for by its digest: another one may fit where this one doesn't. */
  readonly version?: Digest;
}

export interface Offer {
  readonly id: string;
  readonly agentId: AgentId;
  readonly role: Role;
  readonly resources: Resources;
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
  readonly resources: Resources;
  readonly ports: readonly number[];
}

export type FrameworkCall =
  /** The whole unmet demand of the framework; nobody without demand is offered anything. */
  | { readonly kind: 'request'; readonly demands: readonly Demand[] }
  /** Launch on an offer; what isn't taken goes back. */
  | { readonly kind: 'accept'; readonly offerId: string; readonly launches: readonly Launch[] }
  | { readonly kind: 'decline'; readonly offerId: string }
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
  /**
   * Offers of one role. `atMost` bounds what may be accepted of them in all (1/1000 of each unit),
   * so that roles that compete stay within one task of their fair share; absent: no bound.
   */
  | {
      readonly kind: 'offers';
      readonly role: Role;
      readonly offers: readonly Offer[];
      readonly atMost?: Readonly<Record<string, number>>;
    }
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
