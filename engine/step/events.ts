// Everything that happens to the engine, as one closed union in one ordered mailbox.

import type { Refusal, Register, Report, VolumeDestroyed } from '../../schemas/generated/wire.ts';
import type { Fault } from '../model/fault.ts';
import type { AgentId, ObjectName, RunId } from '../model/ids.ts';
import type { SchedulerCall } from '../model/scheduler-api/scheduler-call.ts';
import type { Wanted } from '../model/wanted.ts';

/** A commit that the engine looked at. */
export interface SeenCommit {
  readonly id: string;
  readonly subject: string;
  readonly author: string;
  readonly timeMs: number;
  /** N of the trailer `Meridian-Allow-Delete: N`, when it has one. */
  readonly allowDelete?: number;
  /** Roles of its trailers `Meridian-Allow-Quota: ROLE`, when it has any. */
  readonly allowQuota?: readonly string[];
}

export type SeenRevision =
  | { readonly kind: 'wanted'; readonly commit: SeenCommit; readonly wanted: Wanted }
  | {
      readonly kind: 'faulty';
      readonly commit: SeenCommit;
      readonly faults: readonly Fault[];
      readonly faultCount: number;
    };

export type Operation =
  | { readonly kind: 'pause' | 'resume'; readonly name: ObjectName }
  | { readonly kind: 'abort'; readonly rollout: string }
  | { readonly kind: 'gone'; readonly agent: string }
  /** Empties agents, by id, name or `ATTRIBUTE=VALUE`; runs there are stopped after that time. */
  | {
      readonly kind: 'drain';
      readonly agents: readonly string[];
      readonly batch: number;
      readonly jobsAfterMs?: number;
    }
  | { readonly kind: 'undrain'; readonly agents: readonly string[] }
  /** Gives up what is kept for a slot or a Volume, or a volume that nobody knows of. */
  | { readonly kind: 'release'; readonly name: string }
  | {
      readonly kind: 'run';
      readonly name: ObjectName;
      readonly env: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'cancel' | 'retry'; readonly run: RunId };

export type EngineEvent =
  | { readonly kind: 'registered'; readonly connection: number; readonly message: Register }
  | { readonly kind: 'reported'; readonly connection: number; readonly message: Report }
  | { readonly kind: 'refused'; readonly connection: number; readonly message: Refusal }
  | {
      readonly kind: 'volume-destroyed';
      readonly connection: number;
      readonly message: VolumeDestroyed;
    }
  | { readonly kind: 'disconnected'; readonly connection: number }
  /** Connected, but silent for the agent timeout. */
  | { readonly kind: 'silent'; readonly connection: number; readonly forMs: number }
  /** Registered, and silent for two pings; said once, and so is that it is heard again. */
  | { readonly kind: 'quiet' | 'heard'; readonly connection: number }
  | { readonly kind: 'timer'; readonly key: string }
  | { readonly kind: 'revision'; readonly revision: SeenRevision }
  | {
      readonly kind: 'repo';
      readonly describe: string;
      readonly head?: string;
      readonly failure?: { readonly code: string; readonly message: string };
    }
  /** Of a framework of others, whose connections are numbered apart. */
  | {
      readonly kind: 'framework-call';
      readonly connection: number;
      readonly call: SchedulerCall;
    }
  | { readonly kind: 'framework-closed'; readonly connection: number }
  | { readonly kind: 'delivered'; readonly outbox: readonly number[] }
  | {
      readonly kind: 'operation';
      readonly operation: Operation;
      readonly who: string;
      /** Answered with an OperationAnswer once stored. */
      readonly call: number;
    };

export type OperationAnswer =
  | {
      readonly ok: true;
      readonly message: string;
      readonly run?: string;
      /** Of a drain: those that it means. */
      readonly agents?: readonly AgentId[];
    }
  | {
      readonly ok: false;
      readonly code: 'not-found' | 'conflict' | 'bad-request';
      readonly what: string;
      readonly hint: string;
    };
