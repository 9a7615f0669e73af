// One launch on this agent. It is known from the moment its order (or its kill) is being
// journalled, and forgotten when its end is acknowledged and its sandbox removed.
//
//  saving ─► preparing ─► launched ─► running ─► sweeping ─► ending ─► ended
//     │          │            │                     ▲          ▲
//     └──────────┴─► claiming ┴─────(claim held)────┘          │
//                        └──────────(claim taken)──────────────┘
//
// saving: order being journalled. preparing: volumes, ports, user, sandbox, fork of the supervisor.
// launched: the supervisor is on its way. From preparing until it runs it is in its phase
// `starting`, which has a timeout. claiming: we want it not to start, and ask for the claim
// ourselves. sweeping: it is over, we make sure that nothing is left of it. ending: its end is
// being journalled.
import type { AgentReason } from '../../../engine/model/task/task-reasons.ts';
import type { LogTail, Order, Settings, Status } from '../../../schemas/generated/wire.ts';
import type { CheckSet } from '../check/check-set.ts';
import type { KillPlan } from './kill-plan.ts';
import type { LaunchFault } from './order-fault.ts';

export type TaskState = Status['state'];
export type EndState = 'finished' | 'failed' | 'killed' | 'lost' | 'error';

/** Why it ended, before it has a number and is journalled. */
export interface End {
  readonly state: EndState;
  readonly reason: AgentReason;
  readonly message: string;
  readonly endedMs: number;
  readonly exitCode?: number;
  readonly signal?: string;
  readonly cpuMs?: number;
  readonly logTail?: LogTail;
}

/** What the supervisor's files and /proc say of a task. */
export interface Sighting {
  /** Someone holds the claim: the supervisor, or this agent. */
  readonly claimed: boolean;
  /** Present when it is this agent's: what it wrote there, the end it took the claim for. */
  readonly claimNote?: string;
  /** `none`: it has recorded no pid. */
  readonly supervisor: 'none' | 'alive' | 'dead';
  readonly child?: { readonly pid: number; readonly startedMs: number };
  /** The one that was to end it at its timeout isn't there any more, and there is no exit. */
  readonly watchdogGone?: true;
  readonly exit?: {
    /** As the shell reports it: 128 + n for a death by signal n. */
    readonly code: number;
    readonly timedOut: boolean;
    readonly endedMs: number;
    readonly cpuMs?: number;
  };
  /** The process that this agent process forked as supervisor has ended. */
  readonly launcherGone: boolean;
}

export type Phase =
  | { readonly kind: 'saving' }
  | { readonly kind: 'preparing' }
  | {
      readonly kind: 'launched';
      readonly sinceMs: number;
      readonly claimSeen: boolean;
      /** No such supervisor is in the process table. */
      readonly missing: boolean;
    }
  | { readonly kind: 'running' }
  | { readonly kind: 'claiming'; readonly end: End; readonly retryAtMs?: number }
  | { readonly kind: 'sweeping'; readonly end: End; readonly sweep: Sweep }
  | { readonly kind: 'ending'; readonly status: Status }
  | { readonly kind: 'ended'; readonly status: Status; readonly retryAtMs?: number };

/** Progress of killing what is left. */
export interface Sweep {
  readonly tries: number;
  readonly nextAtMs?: number;
}

/** What was said of it, and what of that the engine has stored. */
export interface Voice {
  /** Number of the last status made; 0: none yet in this life of the agent. */
  readonly seq: number;
  readonly ackedSeq: number;
  readonly status?: Status;
  /** Steady ms at which a held-back change of health may be said. */
  readonly heldUntilMs?: number;
  readonly tokens: number;
  readonly tokensAtMs: number;
}

/** New settings tried beside those in force; only checks that aren't in force already. */
export interface Trial {
  readonly settings: Settings;
  readonly checks: CheckSet;
  /** What failed first; it stays. */
  readonly failed?: string;
}

export interface Task {
  readonly taskId: string;
  readonly taskDigest: string;
  /** Absent: its kill came before its order. */
  readonly order?: Order;
  /** The boot under which it was journalled. */
  readonly bootId: string;
  readonly receivedMs: number;
  readonly phase: Phase;
  readonly kill?: KillPlan;
  /** What was wrong with the order from the start. */
  readonly fault?: LaunchFault;
  readonly settings: Settings;
  /** Settings differ from the order's, so they are in the marks. */
  readonly configured: boolean;
  readonly checks: CheckSet;
  readonly trial?: Trial;
  readonly probes: number;
  readonly startedMs?: number;
  /** Steady ms by which its command is to have begun. */
  readonly startByMs?: number;
  /** Steady ms at which it has outlived a timeout that nobody else sees to. */
  readonly overdueAtMs?: number;
  readonly healthySinceMs?: number;
  /** Why it is taking so long, for people. */
  readonly note?: string;
  /** It is to end and can't be ended: where it hangs. */
  readonly stuck?: string;
  readonly voice: Voice;
}

export const isLive = (task: Task): boolean => task.phase.kind !== 'ended';

export const isEndAcked = (task: Task): boolean =>
  task.phase.kind === 'ended' && task.voice.ackedSeq >= task.phase.status.seq;
