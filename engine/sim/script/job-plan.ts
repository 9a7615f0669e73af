// A job as a script has it: when it runs, what its task does, and how it is dealt with.
import type { Program } from './program-plan.ts';
import type { MountPlan } from './volumes/volume-plan.ts';

export type TriggerPlan =
  /** ISO 8601 repeating interval, and the zone where it isn't UTC. */
  | { readonly kind: 'schedule'; readonly text: string; readonly zone?: string }
  | { readonly kind: 'cron'; readonly text: string; readonly zone?: string }
  /** Those that aren't in the tree are left out; with none left it is a manual one (trees.ts). */
  | { readonly kind: 'after'; readonly parents: readonly string[] }
  | { readonly kind: 'manual' };

export interface JobPlan {
  readonly name: string;
  readonly role: string;
  readonly trigger: TriggerPlan;
  readonly cpusMilli: number;
  readonly memoryMib: number;
  /** Host ports asked for, any. */
  readonly ports: number;
  /** Ends by itself: `livesMs` is 0 or more. */
  readonly program: Program;
  /** Makes another version of the same job: an environment value. */
  readonly version: number;
  readonly killGraceMs: number;
  /** null: none. */
  readonly startingDeadlineMs: number | null;
  readonly catchUp: 'none' | 'latest' | 'all';
  readonly catchUpWindowMs: number;
  readonly concurrency: 'forbid' | 'allow' | 'replace';
  readonly retries: {
    readonly count: number;
    readonly delayMs: number;
    readonly factorMilli: number;
    readonly maxMs: number;
  };
  /** null: none. */
  readonly timeoutMs: number | null;
  readonly softError: boolean;
  readonly unreachable: 'block' | 'replace';
  readonly suspended: boolean;
  /** Runs that the history keeps. */
  readonly keep: number;
  /** Of Volumes; absent: none. */
  readonly volumes?: readonly MountPlan[];
}
