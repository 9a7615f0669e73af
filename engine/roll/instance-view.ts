// One launched, not yet ended task as the rolling rules see it.
import type { TaskId } from '../model/ids.ts';

/**
 * Where it stands: `live` with an agent that is there; `recovering` since an engine start;
 * `unreachable` with an agent declared so; `inactive` past `inactiveAfter`; `stopping` once a kill
 * was decided.
 */
export type Standing = 'live' | 'recovering' | 'unreachable' | 'inactive' | 'stopping';

/** How sure we are of it: `proven` is healthy and ready for at least `watch`. */
export type Proof = 'proven' | 'healthy' | 'pending' | 'unhealthy';

export interface InstanceView {
  readonly taskId: TaskId;
  readonly instance: number;
  readonly launchedMs: number;
  readonly launch: number;
  /** `target` has the task digest that is to run, `old` any other. */
  readonly version: 'target' | 'old';
  readonly standing: Standing;
  readonly proof: Proof;
  /** It is to go from where it is: its agent is emptied, or has no room for it any more. */
  readonly isLeaving: boolean;
}

/** It takes a place: all but those given up as inactive. */
export const isPresent = (view: InstanceView): boolean => view.standing !== 'inactive';

/** It counts towards what is wanted: present and not on its way out. */
export const isKept = (view: InstanceView): boolean =>
  isPresent(view) && view.standing !== 'stopping';

/** It fills its slot for good: another takes the place of one that leaves. */
export const isStaying = (view: InstanceView): boolean => isKept(view) && !view.isLeaving;

/** It counts towards minHealthy. */
export const isProven = (view: InstanceView): boolean =>
  view.proof === 'proven' && view.standing === 'live';
