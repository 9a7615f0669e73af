// What the master's steps are given beside the tables: the allocator, who is connected, and the
// events that its frameworks are to be told of.
import type { Allocator } from '../../allocate/offer-allocator.ts';
import type { FrameworkEvent } from '../../model/framework.ts';
import type { AgentId } from '../../model/ids.ts';
import type { Turn } from '../turn.ts';

export interface MasterTurn extends Turn {
  readonly allocator: Allocator;
  readonly connections: Map<number, AgentId>;
  /** For the frameworks, in order. */
  readonly events: FrameworkEvent[];
  /** Tasks launched in this batch. */
  launched: number;
}
