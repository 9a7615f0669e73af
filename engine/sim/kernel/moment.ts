// What happens in a world, as its invariants hear of it: told the instant it happens, in order.

import type { RunRow } from '../../model/jobs.ts';
import type { Write } from '../../ports/store.ts';
import type { Effects } from '../../step/effects.ts';
import type { EngineEvent } from '../../step/events.ts';
import type { Register, ToAgentMessage } from './wire.ts';

export type Moment =
  /** An engine has loaded its tables, and its first batch is about to be handled. */
  | { readonly kind: 'engine-booted'; readonly engine: number; readonly epoch: number }
  /** kill -9, or it ended by itself; `why` is absent for kill -9. */
  | { readonly kind: 'engine-ended'; readonly engine: number; readonly why?: string }
  /** A batch has been handled; nothing of it is stored yet. */
  | {
      readonly kind: 'batch';
      readonly engine: number;
      readonly events: readonly EngineEvent[];
      readonly effects: Effects;
      readonly isUnfinished: boolean;
      /** A timer was due that hadn't rung yet: what it is for may have been done now. */
      readonly isOverdue?: boolean;
      /** The clock of the engine's machine; absent: its own time. */
      readonly wallMs?: number;
    }
  /** A commit has been applied to the store. */
  | {
      readonly kind: 'stored';
      readonly epoch: number;
      readonly writes: readonly Write[];
      /** More commits of the same batch are to come. */
      readonly isMore: boolean;
    }
  /** The history has taken runs. */
  | { readonly kind: 'recorded'; readonly runs: readonly RunRow[] }
  /** An engine hands a message to the network. */
  | {
      readonly kind: 'spoken';
      readonly engine: number;
      /** Undefined before its registration was heard. */
      readonly agentId: string | undefined;
      readonly message: ToAgentMessage;
    }
  /** An operation's answer has been given to its caller. */
  | {
      readonly kind: 'answered';
      readonly engine: number;
      readonly call: string;
      readonly ok: boolean;
    }
  /** A registration has reached an engine. */
  | { readonly kind: 'heard-register'; readonly engine: number; readonly message: Register }
  /** An agent process has begun, or ended (kill -9 when `exit` is absent). */
  | { readonly kind: 'agent-began'; readonly machine: string; readonly agentId: string }
  | { readonly kind: 'agent-ended'; readonly machine: string; readonly exit?: number }
  /** An agent has journalled an order: from then on it may start it. */
  | {
      readonly kind: 'order-kept';
      readonly machine: string;
      readonly taskId: string;
      /** Of the connection that the agent has now. */
      readonly epoch: number;
    }
  /** An agent has forgotten a task: its folder is gone. */
  | { readonly kind: 'task-forgotten'; readonly machine: string; readonly taskId: string }
  /** A task's command begins, or is over. */
  | { readonly kind: 'command-began'; readonly machine: string; readonly taskId: string }
  | {
      readonly kind: 'command-over';
      readonly machine: string;
      readonly taskId: string;
      readonly code: number;
      /** Its own doing; by a signal; with its machine. */
      readonly by: 'itself' | 'signal' | 'machine';
    }
  /** The machine has gone down; with `disk: 'lost'` it comes back as another agent. */
  | { readonly kind: 'machine-down'; readonly machine: string; readonly disk: 'kept' | 'lost' }
  /** An agent has destroyed a volume: its folder is gone. */
  | { readonly kind: 'volume-destroyed'; readonly machine: string; readonly volumeId: string }
  /** All volumes of a machine are gone, and nobody asked for it. */
  | { readonly kind: 'volumes-lost'; readonly machine: string }
  /** The remote's ref has moved to a commit of the script. */
  | { readonly kind: 'committed'; readonly commit: string; readonly index: number }
  /** Faults have ended: from now on the world heals. */
  | { readonly kind: 'faults-end' };
