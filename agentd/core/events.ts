// What happens to the agent. `link` numbers the connections of this process: what comes from any
// but the present one is dropped.
import type { AgentReason } from '../../engine/model/task/task-reasons.ts';
import type { MarksPurpose } from './effects.ts';
import type { ToAgent } from './session/session.ts';
import type { Left } from './task/left.ts';
import type { Sighting } from './task/task.ts';
import type { FoundVolume } from './volumes/order-volume.ts';

export type TaskEvent =
  | { readonly kind: 'order-saved'; readonly taskId: string; readonly error?: string }
  | {
      readonly kind: 'marks-saved';
      readonly taskId: string;
      readonly purpose: MarksPurpose;
      readonly error?: string;
    }
  /** Those that are there now, and what keeps the others from it. */
  | {
      readonly kind: 'volumes-opened';
      readonly taskId: string;
      readonly opened: readonly FoundVolume[];
      /** It isn't there, and wasn't to be made. */
      readonly missing?: string;
      readonly error?: string;
    }
  | {
      readonly kind: 'started';
      readonly taskId: string;
      readonly failure?: { readonly reason: AgentReason; readonly message: string };
    }
  | {
      readonly kind: 'claim';
      readonly taskId: string;
      readonly outcome: 'taken' | 'held' | 'failed';
      readonly error?: string;
    }
  | { readonly kind: 'seen'; readonly taskId: string; readonly sighting: Sighting }
  | { readonly kind: 'searched'; readonly taskId: string; readonly found: boolean }
  /** What of it was still alive after the signal; with an `error` nobody knows. */
  | {
      readonly kind: 'signalled';
      readonly taskId: string;
      readonly left: Left;
      readonly error?: string;
    }
  | {
      readonly kind: 'swept';
      readonly taskId: string;
      readonly left: Left;
      readonly error?: string;
      readonly stdout: string;
      readonly stderr: string;
    }
  | {
      readonly kind: 'probed';
      readonly taskId: string;
      readonly number: number;
      readonly ok: boolean;
      readonly error: string;
    };

export type LinkEvent =
  | { readonly kind: 'link-open'; readonly link: number }
  /** Also when it could not be opened. */
  | { readonly kind: 'link-closed'; readonly link: number; readonly reason: string }
  | { readonly kind: 'message'; readonly link: number; readonly message: ToAgent }
  /** More is waiting to be sent than the bound. */
  | { readonly kind: 'link-congested'; readonly link: number }
  | { readonly kind: 'link-drained'; readonly link: number };

export type VolumeEvent =
  | { readonly kind: 'volume-destroyed'; readonly volumeId: string; readonly error?: string }
  | { readonly kind: 'volume-measured'; readonly volumeId: string; readonly usedMib: number };

export type AgentEvent =
  | TaskEvent
  | VolumeEvent
  | LinkEvent
  | { readonly kind: 'begin' }
  | { readonly kind: 'wake' }
  | { readonly kind: 'identity-saved'; readonly error?: string }
  /** Leave; with `killTasks` after all tasks have ended, which takes their grace. */
  | { readonly kind: 'shutdown'; readonly killTasks: boolean };
