// What a framework says of itself when it subscribes (mesos.md 2.5), and what is stored of it.
import type { FrameworkId } from '../ids.ts';
import type { Scalars } from '../resources/amounts.ts';
import type { OfferConstraints } from './offer-constraint.ts';

/** Agents with gpus, and what may be taken back at any time, are for these alone. */
export type FrameworkCapability = 'gpu-resources' | 'revocable-resources';

/** A framework in one of its roles. */
export interface FrameworkRole {
  readonly role: string;
  /** Nothing is offered in it, what it has stays its own. */
  readonly isSuppressed?: boolean;
  /** What makes an offer worth making: one of these in full, in 1/1000; absent: the engine's. */
  readonly minAllocatable?: readonly Scalars[];
  /** Agents that it wants offers of; absent: all. */
  readonly constraints?: OfferConstraints;
}

export interface FrameworkInfo {
  /** Letters, digits, `_` and `-`. */
  readonly name: string;
  /** Each once. */
  readonly roles: readonly FrameworkRole[];
  readonly capabilities?: readonly FrameworkCapability[];
  /** How long its tasks run on without it before they are killed; absent: a week. */
  readonly failoverTimeoutMs?: number;
}

/** Mesos has 0 here, so that a scheduler's restart kills all that it runs (mesos.md 6, pain 6). */
export const defaultFailoverTimeoutMs = 7 * 24 * 3600 * 1000;

export interface FrameworkRow {
  readonly id: FrameworkId;
  readonly info: FrameworkInfo;
  /** When it first came. */
  readonly subscribedMs: number;
  /** Absent: connected. */
  readonly disconnectedMs?: number;
  /** It comes no more: its tasks are killed, and the row goes when they have ended. */
  readonly removal?: { readonly reason: string; readonly atMs: number };
}
