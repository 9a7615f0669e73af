// Gives up what is kept for a slot or a Volume. Its volumes are leaving from then on: that is
// stored, then their agent is told to destroy them, again at each registration until it has; until
// then they take up their disk, but for a framework's. What else was kept is anybody's at once.
import type { LeavingVolume, ReservationRow, VolumeRow } from '../../model/actual.ts';
import type { AgentId, VolumeId } from '../../model/ids.ts';
import type { Resource } from '../../model/resources/resource.ts';
import type { MasterTurn } from '../master/master-turn.ts';
import { offeredAgent } from '../master/offered-agent.ts';
import { notice } from '../notice.ts';

/** All of it. */
export function releaseReservation(turn: MasterTurn, row: ReservationRow, reason: string): void {
  keepOnly(turn, row, { volumes: [], hasRest: false, reason });
}

export interface Keep {
  readonly volumes: readonly VolumeRow[];
  /** What is kept beside volumes stays, too. */
  readonly hasRest: boolean;
  /** Why the others go. */
  readonly reason: string;
}

export function keepOnly(turn: MasterTurn, row: ReservationRow, keep: Keep): void {
  const { reservations } = turn.tables;
  const stays = new Set<string>(keep.volumes.map(({ id }) => id));
  const isKept = ({ disk }: Resource): boolean =>
    disk?.volume === undefined ? keep.hasRest : stays.has(disk.volume.id);
  for (const { id } of row.volumes) {
    const resource = stays.has(id) ? undefined : volumeIn(row, id);
    if (resource) leave(turn, row, { resource, id, reason: keep.reason });
  }
  const kept = row.kept.filter(isKept);
  if (kept.length === 0) reservations.delete(row.id);
  else reservations.set(row.id, { ...row, kept, volumes: keep.volumes });
  turn.effects.reservations.add(row.id);
  reservations.uncounted.add(row.agentId);
}

const volumeIn = ({ kept }: ReservationRow, id: VolumeId): Resource | undefined =>
  kept.find(({ disk }) => disk?.volume?.id === id);

type Leave = Pick<LeavingVolume, 'id' | 'resource' | 'isFree' | 'reason'>;

/** Given up: stored, told, and said again until it isn't there any more. */
export function leave(
  turn: MasterTurn,
  { owner, agentId }: Pick<ReservationRow, 'owner' | 'agentId'>,
  volume: Leave,
): void {
  const { tables, effects, nowMs } = turn;
  tables.reservations.leaving.set(volume.id, { ...volume, owner, agentId, atMs: nowMs });
  effects.leaving.add(volume.id);
  sendDestroy(turn, agentId, volume.id);
  const message = `${volume.id} on ${agentId} is given up: ${volume.reason}`;
  notice(tables, effects, { kind: 'volume-released', subject: volume.id, message });
}

export function sendDestroy(turn: MasterTurn, agentId: AgentId, volumeId: string): void {
  const connection = turn.tables.agents.get(agentId)?.connection;
  turn.effects.send(connection, { kind: 'destroy-volume', volumeId });
}

/** Its agent doesn't have it any more. */
export function forgetVolume(turn: MasterTurn, { id, agentId }: LeavingVolume): void {
  turn.tables.reservations.leaving.delete(id);
  turn.effects.leaving.add(id);
  turn.tables.reservations.uncounted.add(agentId);
  const message = `${id} on ${agentId} is destroyed`;
  notice(turn.tables, turn.effects, { kind: 'volume-destroyed', subject: id, message });
}

/** Once for each agent, however much of what it kept has gone. */
export function recountAgents(turn: MasterTurn): void {
  const { uncounted } = turn.tables.reservations;
  for (const agentId of uncounted) recount(turn, agentId);
  uncounted.clear();
}

/** The allocator is told what the agent has now, and what of it is kept. */
export function recount(turn: MasterTurn, agentId: AgentId): void {
  const agent = turn.tables.agents.get(agentId);
  if (agent && turn.allocator.freeOn(agentId) !== undefined)
    turn.allocator.updateAgent(offeredAgent(turn.tables, agent.row));
}
