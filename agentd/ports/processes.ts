// Tasks as processes. A task's supervisor claims its start by an exclusive create, records pid,
// start time and boot id, then the command's, runs it in a session of its own, and leaves its exit
// as a file that appears by rename. It outlives the agent. No process is ever signalled whose start
// time (and boot) doesn't match what was recorded, or that isn't shown to be of the task's sandbox.
import type { KillPolicy, Order } from '../../schemas/generated/wire.ts';

export interface StartWish {
  readonly taskId: string;
  readonly order: Order;
  readonly policy: KillPolicy;
}

/** Kebab-case reason and words, when no supervisor was forked. */
export interface StartFailure {
  readonly reason:
    | 'port-busy'
    | 'user-unknown'
    | 'user-not-allowed'
    | 'sandbox-failed'
    | 'launch-failed';
  readonly message: string;
}

/** As `Sighting` of the agent's core. */
export interface TaskSight {
  readonly claimed: boolean;
  readonly claimNote?: string;
  readonly supervisor: 'none' | 'alive' | 'dead';
  readonly child?: { readonly pid: number; readonly startedMs: number };
  readonly watchdogGone?: true;
  readonly exit?: {
    readonly code: number;
    readonly timedOut: boolean;
    readonly endedMs: number;
    readonly cpuMs?: number;
  };
  readonly launcherGone: boolean;
}

export interface CommandWish {
  readonly taskId: string;
  readonly order: Order;
  readonly command: string;
  readonly timeoutMs: number;
}

export interface SignalWish {
  readonly signal: string;
  /** How long the group has until SIGKILL. */
  readonly graceMs: number;
  /** SIGKILL to the supervisor too, recorded or not; it counts as what is left. */
  readonly supervisor: boolean;
}

/** As `Left` of the agent's core: what of a task is alive after SIGKILL, some of it by name. */
export interface ProcessesLeft {
  readonly count: number;
  readonly shown: readonly {
    readonly pid: number;
    readonly name: string;
    /** The kernel's letter. */
    readonly state: string;
    /** The kernel's function that it sleeps in. */
    readonly waitsIn?: string;
  }[];
}

export interface Processes {
  /** Boot id of the running kernel. */
  readonly bootId: string;
  start(wish: StartWish): Promise<StartFailure | undefined>;
  /** Takes the claim in the supervisor's stead, with a note in it. Rejects when the disk won't. */
  takeClaim(taskId: string, note: string): Promise<'taken' | 'held'>;
  /** What files and process table say now; cheap. */
  look(taskId: string): TaskSight;
  /** Whether a supervisor of the task is anywhere in the process table. */
  search(taskId: string): Promise<boolean>;
  /** Signals the command's group; after SIGKILL what is left of it. */
  signal(taskId: string, wish: SignalWish): Promise<ProcessesLeft>;
  /** Processes of the task that are left; with `kill`, after SIGKILL to them. */
  sweep(taskId: string, kill: boolean): Promise<ProcessesLeft>;
  /** New kill policy for a supervisor's watchdog. */
  saveLimits(taskId: string, policy: KillPolicy): Promise<void>;
  /** Runs a check's command as the task would; undefined when it exits with 0. */
  runCommand(wish: CommandWish): Promise<string | undefined>;
  /** Called when a supervisor that this process forked has ended. */
  onLauncherEnd(callback: (taskId: string) => void): void;
  forget(taskId: string): void;
}
