// What a framework of others says: the calls of Mesos' v1 scheduler API (mesos.md 7 row 86). There
// are no executors beside tasks, so SHUTDOWN isn't among them; ACKNOWLEDGE of an operation isn't
// either, for an operation is done, and stored, before it is told.
import type { Operation } from '../resources/operations/operation.ts';
import type { FrameworkInfo } from './framework-info.ts';
import type { TaskInfo } from './task-info.ts';

/** Of an object without an owner: what is reserved for an app or a Volume is its own. */
type Bare<O> = O extends unknown ? Omit<O, 'owner'> : never;

export type OfferOperation =
  | { readonly kind: 'launch'; readonly tasks: readonly TaskInfo[] }
  /** By `operationId` its outcome is told. */
  | ({ readonly operationId: string } & Bare<Operation>);

export type SchedulerCall =
  /** The first of a connection. `id`: it was there before, and takes up where it was. */
  | { readonly kind: 'subscribe'; readonly info: FrameworkInfo; readonly id?: string }
  /** All but the name may change. */
  | { readonly kind: 'update-framework'; readonly info: FrameworkInfo }
  /** For good: its tasks are killed, its id is never used again. */
  | { readonly kind: 'teardown' }
  /**
   * Uses what was offered of one agent to one role. Operations are done in their order; what they
   * leave is given back, refused for `refuseMs` (= 5 s).
   */
  | {
      readonly kind: 'accept';
      readonly offerIds: readonly string[];
      readonly operations: readonly OfferOperation[];
      readonly refuseMs?: number;
    }
  | { readonly kind: 'decline'; readonly offerIds: readonly string[]; readonly refuseMs?: number }
  | { readonly kind: 'accept-inverse'; readonly inverseOfferIds: readonly string[] }
  | {
      readonly kind: 'decline-inverse';
      readonly inverseOfferIds: readonly string[];
      readonly refuseMs?: number;
    }
  /** No offers in these roles from now on, or in any. */
  | { readonly kind: 'suppress' | 'revive'; readonly roles?: readonly string[] }
  | { readonly kind: 'kill'; readonly taskId: string }
  /** The update with that `uuid` was heard: it isn't sent again. */
  | { readonly kind: 'acknowledge'; readonly taskId: string; readonly uuid: string }
  /** How these stand; an empty list: all that are known. */
  | {
      readonly kind: 'reconcile';
      readonly tasks: readonly { readonly taskId: string; readonly agentId?: string }[];
    }
  /** For an executor. Tasks here have none that takes a message: it is answered by `failure`. */
  | { readonly kind: 'message'; readonly agentId: string; readonly taskId: string }
  /** Accepted, and without effect on what is offered, as with Mesos' own allocator. */
  | { readonly kind: 'request' };
