// A world written down: who is in it, what is committed, asked and broken, and when. Worked out
// from a seed (world-script.ts), cut down by the minimiser, kept in test/scenarios/sim/. One script
// gives one run, to the last event. All times are virtual ms since the begin.

import type { JobPlan } from './job-plan.ts';
import type { WindowPlan } from './maintenance/window-plan.ts';
import type { Program } from './program-plan.ts';
import type { FlagsPlan, QuotaPlan } from './quota/quota-plan.ts';
import type { MountPlan, VolumePlan } from './volumes/volume-plan.ts';

export interface Script {
  /** Of what isn't written down: how long things take, who is picked. */
  readonly seed: number;
  readonly settings: {
    readonly agentTimeoutMs: number;
    readonly agentReregistrationTimeoutMs: number;
    /** Absent: the engine's usual one. */
    readonly agentRemovalLimit?: { readonly agents: number; readonly perMs: number };
    /** What clocks show at virtual 0, in ms since 1970; absent: 2026-01-01T00:00:00Z. */
    readonly startMs?: number;
    /** What meridian.yaml says, in every commit. */
    readonly sync: SyncPlan;
  };
  readonly agents: readonly AgentPlan[];
  readonly commits: readonly CommitPlan[];
  readonly operations: readonly OperationPlan[];
  readonly faults: readonly FaultPlan[];
  /** Faults end, and the world heals, when this many events have occurred and all is done. */
  readonly events: number;
}

export interface SyncPlan {
  readonly intervalMs: number;
  readonly massDelete: { readonly fractionMilli: number; readonly count: number };
}

export interface AgentPlan extends FlagsPlan {
  /** Name of its machine: `a1`. */
  readonly machine: string;
  /** Host ports, both ends included. */
  readonly ports: readonly [number, number];
  readonly attributes: Readonly<Record<string, string>>;
  /** When its agent is first started. */
  readonly atMs: number;
  /** Absent: none. */
  readonly diskMib?: number;
  /** Beside what it has: may be taken back at any time. Absent: none. */
  readonly revocable?: { readonly cpusMilli: number; readonly memoryMib: number };
}

export interface AppPlan {
  readonly name: string;
  readonly role: string;
  readonly instances: number;
  readonly cpusMilli: number;
  readonly memoryMib: number;
  /** Host ports asked for; 0: any. */
  readonly ports: readonly number[];
  readonly program: Program;
  /** Makes another version of the same app: an environment value. */
  readonly version: number;
  readonly killGraceMs: number;
  readonly killDelayMs: number;
  /** `command` or `tcp` (needs a port); none: healthy when running. */
  readonly health?: CheckPlan;
  readonly readiness?: CheckPlan;
  readonly update: {
    /** 1/1000. */
    readonly minimumHealthMilli: number;
    readonly maximumOverMilli: number;
    readonly batch?: number;
    readonly watchMs: number;
    readonly maxFailuresPerInstance: number;
    readonly maxFailedInstances: number;
    readonly onFailure: 'rollback' | 'pause' | 'continue';
    readonly deadlineMs: number;
  };
  readonly backoff: {
    readonly initialMs: number;
    readonly factorMilli: number;
    readonly maxMs: number;
  };
  /** null: never. */
  readonly inactiveAfterMs: number | null;
  readonly expungeAfterMs: number | null;
  readonly killSelection: 'youngest-first' | 'oldest-first';
  readonly dependsOn: readonly string[];
  readonly placement: readonly {
    readonly attribute: string;
    readonly operator: string;
    readonly value?: string;
  }[];
  readonly packing: 'pack' | 'spread';
  /** Absent: none. */
  readonly volumes?: readonly MountPlan[];
  /** Absent: it takes nothing that may be taken back. */
  readonly tier?: 'revocable';
}

export interface CheckPlan {
  readonly kind: 'command' | 'tcp';
  readonly delayMs: number;
  readonly graceMs: number;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly maxConsecutiveFailures: number;
}

/** What a commit does to the tree of its parent. */
export interface CommitPlan {
  readonly atMs: number;
  /**
   * `edit`: a child of the ref's commit. `force`: the ref is put back to the commit of index `of`
   * first, so that what came after it is gone; a child is made of it if it changes anything or
   * has a trailer (trees.ts). `revert`: a child of the ref's commit with the tree of
   * commit `of`. `broken`: as `edit`, with `broken` texts added; what it asks for isn't applied.
   */
  readonly kind: 'edit' | 'force' | 'revert' | 'broken';
  /** Index into the script's commits; for `force` and `revert`. */
  readonly of?: number;
  /** New or changed apps; null removes one. */
  readonly apps: Readonly<Record<string, AppPlan | null>>;
  /** New or changed jobs; null removes one; absent: none. */
  readonly jobs?: Readonly<Record<string, JobPlan | null>>;
  /** Role to its weight in 1/1000; null removes it. */
  readonly weights: Readonly<Record<string, number | null>>;
  /** Role to what it is promised and limited to; null removes both; absent: none. */
  readonly quotas?: Readonly<Record<string, QuotaPlan | null>>;
  /** New or changed Volumes; null removes one; absent: none. */
  readonly volumes?: Readonly<Record<string, VolumePlan | null>>;
  /** New or changed windows; null removes one; absent: none. */
  readonly maintenance?: Readonly<Record<string, WindowPlan | null>>;
  /** Path to text that is no spec; null removes one. Kept in the tree until removed. */
  readonly broken: Readonly<Record<string, string | null>>;
  /** The trailer `Meridian-Allow-Delete`. */
  readonly allowDelete?: number;
  /** The trailer `Meridian-Allow-Quota`. */
  readonly allowQuota?: readonly string[];
}

export type OperationPlan = {
  readonly atMs: number;
} & (
  | { readonly kind: 'pause' | 'resume'; readonly app: string }
  /** Of the app's rollout under way, if there is one. */
  | { readonly kind: 'abort'; readonly app: string }
  | { readonly kind: 'run'; readonly job: string }
  /** Of a run of the job under way, or of its last that failed or was cancelled. */
  | { readonly kind: 'cancel' | 'retry'; readonly job: string }
  /** Of the agent on a machine that has lost its disk, or of any. */
  | { readonly kind: 'gone'; readonly machine: string }
  /** Runs that are still there after that are stopped; absent: waited for. */
  | {
      readonly kind: 'drain';
      readonly machines: readonly string[];
      readonly batch: number;
      readonly jobsAfterMs?: number;
    }
  | { readonly kind: 'undrain'; readonly machines: readonly string[] }
  /** What is kept for a slot of the app; a Volume; all that is kept on a machine and not in use. */
  | { readonly kind: 'release'; readonly app: string }
  | { readonly kind: 'release'; readonly volume: string }
  | { readonly kind: 'release'; readonly machine: string }
  /** The agent on a machine is ended, and started again with other flags. */
  | ({ readonly kind: 'refit'; readonly machine: string } & FlagsPlan)
);

/** `engine` or a machine's name. */
type Target = string;

/** Acts that a fault may hit, by the begin of their name: host.ts. */
export type FaultPlan = {
  readonly atMs: number;
} /** kill -9 at once; the process is started again `backMs` later. */ & (
  | { readonly kind: 'process-crash'; readonly at: Target; readonly backMs: number }
  /** kill -9 at the next act so named, before or after it has happened. */
  | {
      readonly kind: 'crash-at';
      readonly at: Target;
      readonly act: string;
      readonly when: 'before' | 'after';
      readonly backMs: number;
    }
  /** Nothing on it runs on; with its disk lost it comes back as a new agent. */
  | {
      readonly kind: 'machine-crash';
      readonly at: Target;
      readonly disk: 'kept' | 'lost';
      readonly backMs: number;
    }
  /** It (or its whole machine, tasks included) stands still; its clock has jumped when it wakes. */
  | {
      readonly kind: 'pause';
      readonly at: Target;
      readonly scope: 'process' | 'machine';
      readonly forMs: number;
    }
  /** The people's clock jumps. */
  | { readonly kind: 'clock-jump'; readonly at: Target; readonly byMs: number }
  /** The connection ends; what is under way on it is lost. `silent`: neither side is told. */
  | { readonly kind: 'cut'; readonly at: Target; readonly silent: boolean }
  /** No message gets through, either way or one way, and no connection. */
  | {
      readonly kind: 'partition';
      readonly at: Target;
      readonly way: 'both' | 'to-engine' | 'to-agent';
      readonly forMs: number;
    }
  /** Messages of the connection before are delivered once more on the present one, late. */
  | {
      readonly kind: 'replay';
      readonly at: Target;
      readonly way: 'to-engine' | 'to-agent';
      readonly count: number;
    }
  /** The next messages are delivered twice. */
  | {
      readonly kind: 'double';
      readonly at: Target;
      readonly way: 'to-engine' | 'to-agent';
      readonly count: number;
    }
  /** Messages take so much longer. */
  | {
      readonly kind: 'slow-network';
      readonly at: Target;
      readonly byMs: number;
      readonly forMs: number;
    }
  /** The next act so named fails: a write that the disk doesn't take, or the store. */
  | { readonly kind: 'fail-at'; readonly at: Target; readonly act: string }
  | { readonly kind: 'slow-at'; readonly at: Target; readonly act: string; readonly byMs: number }
  | { readonly kind: 'full-disk'; readonly at: Target; readonly forMs: number }
  /** Another engine is started on the same store; the first isn't told. */
  | { readonly kind: 'second-engine' }
  | {
      readonly kind: 'repository';
      readonly failure: 'unreachable' | 'denied' | 'corrupt' | 'missing-ref' | 'empty' | 'timeout';
      readonly forMs: number;
    }
  | { readonly kind: 'slow-repository'; readonly byMs: number; readonly forMs: number }
  /** Its agent ends; the disk that its volumes were on is another, empty one when it is back. */
  | { readonly kind: 'volumes-lost'; readonly at: Target; readonly backMs: number }
  /** A process of one task is killed by somebody else, or its supervisor is. */
  | {
      readonly kind: 'stranger-kills';
      readonly at: Target;
      readonly what: 'command' | 'supervisor';
    }
  /** Somebody else holds one of its ports. */
  | { readonly kind: 'port-taken'; readonly at: Target; readonly forMs: number }
);
