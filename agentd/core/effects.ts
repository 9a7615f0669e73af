// What the agent's core wants done. The loop carries them out in the order they come, those of one
// task strictly one after the other, and answers with events. Nothing that depends on something
// being durable is asked for before the event that says so.
import type { Check, KillPolicy, OpenStream, Order } from '../../schemas/generated/wire.ts';
import type { Identity, ToEngineBody } from './session/session.ts';
import type { Marks, OrderFile, SavedHealth } from './task/stored.ts';
import type { OrderVolume } from './volumes/order-volume.ts';

export type MarksPurpose = 'kill' | 'end' | 'settings' | 'ack';

export type TaskEffect =
  | { readonly kind: 'save-order'; readonly taskId: string; readonly file: OrderFile }
  /** `ack` need not be durable: a doubled report is harmless. */
  | {
      readonly kind: 'save-marks';
      readonly taskId: string;
      readonly purpose: MarksPurpose;
      readonly marks: Marks;
    }
  /** Not durable; lost health is found again by probing. */
  | { readonly kind: 'save-health'; readonly taskId: string; readonly health: SavedHealth }
  /** Tells the supervisor's watchdog. */
  | { readonly kind: 'save-limits'; readonly taskId: string; readonly policy: KillPolicy }
  /** Make those that are new, see that the others are there. */
  | {
      readonly kind: 'open-volumes';
      readonly taskId: string;
      readonly volumes: readonly OrderVolume[];
    }
  /** Check the ports and the user, make the sandbox, fork the supervisor. */
  | {
      readonly kind: 'start';
      readonly taskId: string;
      readonly order: Order;
      readonly policy: KillPolicy;
    }
  /** With the end it is taken for in it, in case this process dies before that is journalled. */
  | { readonly kind: 'take-claim'; readonly taskId: string; readonly note: string }
  /** Look through the process table for a supervisor that has recorded no pid. */
  | { readonly kind: 'search'; readonly taskId: string }
  /** To the command's group; with `supervisor` also SIGKILL to the supervisor. */
  | {
      readonly kind: 'signal';
      readonly taskId: string;
      readonly signal: string;
      /** How long the group has until SIGKILL. */
      readonly graceMs: number;
      readonly supervisor: boolean;
    }
  /** With `kill`: SIGKILL whatever is left of it. And read its newest output. */
  | {
      readonly kind: 'sweep';
      readonly taskId: string;
      readonly kill: boolean;
      readonly readBytes: { readonly stdout: number; readonly stderr: number };
    }
  | {
      readonly kind: 'probe';
      readonly taskId: string;
      readonly number: number;
      readonly check: Check;
      readonly order: Order;
    }
  | { readonly kind: 'report'; readonly taskId: string };

export type Effect =
  | Exclude<TaskEffect, { kind: 'report' }>
  | { readonly kind: 'save-identity'; readonly identity: Identity }
  /** The same, but nobody waits for it. */
  | { readonly kind: 'keep-identity'; readonly identity: Identity }
  | { readonly kind: 'dial'; readonly link: number }
  | { readonly kind: 'close'; readonly link: number; readonly reason: string }
  | { readonly kind: 'send'; readonly link: number; readonly message: ToEngineBody }
  | { readonly kind: 'open-stream'; readonly request: OpenStream }
  | { readonly kind: 'remove'; readonly taskId: string }
  | { readonly kind: 'destroy-volume'; readonly volumeId: string }
  | {
      readonly kind: 'log';
      readonly level: 'info' | 'warn' | 'error';
      readonly text: string;
      readonly taskId?: string;
    }
  /** The agent is done: leave with this exit code and last word. */
  | { readonly kind: 'exit'; readonly code: number; readonly text: string };
