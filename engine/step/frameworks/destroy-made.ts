// A volume that a framework of others made goes with its data: its disk is free at once, its agent
// is told until the data is gone; one that is away is told when it comes back.
import type { AgentId, ObjectName } from '../../model/ids.ts';
import type { Resource } from '../../model/resources/resource.ts';
import type { MasterTurn } from '../master/master-turn.ts';
import { leave } from '../volumes/release.ts';
import { noteDestroyed } from './conversions.ts';

export interface Destroyer {
  readonly agentId: AgentId;
  readonly who: string;
  readonly reason: string;
}

/** Whether it was a volume. */
export function destroyMade(
  turn: MasterTurn,
  { agentId, who, reason }: Destroyer,
  resource: Resource,
): boolean {
  const volume = resource.disk?.volume;
  const made = volume && noteDestroyed(turn, agentId, volume.id);
  if (made === undefined) return false;
  const owner = who as ObjectName;
  leave(turn, { owner, agentId }, { id: made.id, resource, isFree: true, reason });
  return true;
}
