// What the rolling rules are told about one app.
import type { UpdatePolicy } from '../model/wanted.ts';
import type { InstanceView } from './instance-view.ts';

export interface RollInput {
  /** Instances wanted. */
  readonly instances: number;
  readonly policy: UpdatePolicy;
  readonly killSelection: 'youngest-first' | 'oldest-first';
  /** Old instances there at the rollout's start, to be replaced; 0 outside a rollout. */
  readonly replacing: number;
  /** False while a rollout is paused or gated: what is stays, only what is missing is made up. */
  readonly canReplace: boolean;
  /** It has volumes, which one task holds at a time: its slot must be empty before it starts. */
  readonly isExclusive: boolean;
  readonly views: readonly InstanceView[];
}
