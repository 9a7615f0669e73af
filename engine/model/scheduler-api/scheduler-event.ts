// What a framework of others hears: the events of Mesos' v1 scheduler API. None is kept for one
// that isn't connected: statuses are told anew when it subscribes, offers are made anew. Heartbeats
// are a matter of what carries the events.
import type { AgentId, FrameworkId, InverseOfferId, OfferId, Role } from '../ids.ts';
import type { Bundle } from '../resources/bundle.ts';
import type { SchedulerTaskState } from '../task/task-states.ts';

export interface Offer {
  readonly id: OfferId;
  readonly agentId: AgentId;
  readonly hostname: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly role: Role;
  readonly resources: Bundle;
}

export interface InverseOfferEvent {
  readonly id: InverseOfferId;
  readonly agentId: AgentId;
  /** When it is to be left; without a duration: until further notice. */
  readonly window: { readonly startMs: number; readonly durationMs?: number };
}

export interface TaskUpdate {
  /** As the framework named it. */
  readonly taskId: string;
  readonly agentId?: AgentId;
  readonly state: SchedulerTaskState;
  /** What its state is by now, where later updates wait for this one's acknowledgement. */
  readonly latestState?: SchedulerTaskState;
  /** A TaskReason, or what an agent of another version says. */
  readonly reason?: string;
  readonly message?: string;
  readonly exitCode?: number;
  readonly signal?: string;
  /** Since when its agent is; of `unreachable` alone. */
  readonly unreachableMs?: number;
  /**
   * To be acknowledged by it; told again until it is, and nothing later of the task before. Absent:
   * nothing to acknowledge.
   */
  readonly uuid?: string;
}

export type SchedulerEvent =
  | { readonly kind: 'subscribed'; readonly frameworkId: FrameworkId }
  | { readonly kind: 'offers'; readonly offers: readonly Offer[] }
  | { readonly kind: 'inverse-offers'; readonly inverseOffers: readonly InverseOfferEvent[] }
  | { readonly kind: 'rescind'; readonly offerId: OfferId; readonly why: string }
  | { readonly kind: 'rescind-inverse'; readonly inverseOfferId: InverseOfferId }
  | { readonly kind: 'update'; readonly update: TaskUpdate }
  | { readonly kind: 'operation-done'; readonly operationId: string }
  | {
      readonly kind: 'operation-failed';
      readonly operationId: string;
      readonly what: string;
      readonly remedy: string;
    }
  /** An agent is away for good or for long, or what was meant for it can't be delivered. */
  | { readonly kind: 'failure'; readonly agentId: string; readonly message: string }
  /** The call is refused. `isEnd`: the connection is closed behind it. */
  | {
      readonly kind: 'error';
      readonly what: string;
      readonly remedy: string;
      readonly isEnd: boolean;
    };
