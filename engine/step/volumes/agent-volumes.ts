// What an agent says of its volumes: which are there when it registers, which it has destroyed.
// What it has and nobody knows of is left alone and listed: a store restored from a backup must
// not cost data.
import type { TaskRow } from '../../model/actual.ts';
import type { VolumeId } from '../../model/ids.ts';
import { noteFrameworkUse } from '../frameworks/conversions.ts';
import type { MasterTurn } from '../master/master-turn.ts';
import { notice } from '../notice.ts';
import type { AgentEntry, Tables, TaskEntry } from '../tables.ts';
import { adoptVolumes } from './adopt-volumes.ts';
import { forgetVolume, recount, sendDestroy } from './release.ts';

/**
 * It has registered with these. `isAdopting`: the store was restored, and this is its first word.
 */
export function noteVolumes(
  turn: MasterTurn,
  agent: AgentEntry,
  { volumes, isAdopting }: { readonly volumes: readonly string[]; readonly isAdopting: boolean },
): void {
  const there = new Set(volumes);
  agent.volumes = there;
  if (isAdopting) {
    adoptVolumes(turn, agent);
    recount(turn, agent.row.id);
  }
  // It is made for a task alone: one may have had it, and not been heard.
  noteFrameworkUse(turn, agent.row.id, there);
  for (const volume of turn.tables.reservations.leaving.onAgent(agent.row.id))
    if (there.has(volume.id)) sendDestroy(turn, agent.row.id, volume.id);
    else forgetVolume(turn, volume);
}

export function onVolumeDestroyed(turn: MasterTurn, agent: AgentEntry, id: string): void {
  agent.volumes = new Set([...(agent.volumes ?? [])].filter((one) => one !== id));
  const volume = turn.tables.reservations.leaving.get(id as VolumeId);
  if (volume?.agentId === agent.row.id) forgetVolume(turn, volume);
}

/** A task that runs has had its volumes: without them none may start again. */
export function noteUse(turn: MasterTurn, { row, status }: TaskEntry): void {
  if (row.taken === undefined || !status) return;
  const ids = volumesOf(turn.tables, row);
  if (status.state !== 'running' && status.startedMs === undefined) {
    if (status.reason === 'volume-missing') noteMissing(turn, row, status.message);
    return;
  }
  const { reservations, agents } = turn.tables;
  const agent = agents.get(row.agentId);
  if (agent?.volumes && ids.some((id) => !agent.volumes?.has(id)))
    agent.volumes = new Set([...agent.volumes, ...ids]);
  if (row.info !== undefined) noteFrameworkUse(turn, row.agentId, new Set(ids));
  for (const kept of reservations.heldBy(row)) {
    const isNew = kept.volumes.some((one) => ids.includes(one.id) && one.isUsed === undefined);
    if (!isNew) continue;
    const volumes = kept.volumes.map((one) =>
      ids.includes(one.id) ? { ...one, isUsed: true as const } : one,
    );
    reservations.set(kept.id, { ...kept, volumes });
    turn.effects.reservations.add(kept.id);
  }
}

/** As its agent knows them. */
function volumesOf({ madeVolumes }: Tables, { taken = [], info, agentId }: TaskRow) {
  const ids: readonly string[] = taken.flatMap(({ disk }) => disk?.volume?.id ?? []);
  if (info === undefined) return ids;
  return ids.flatMap((name) => madeVolumes.get(agentId)?.get(name)?.id ?? []);
}

/** Its agent looked for a volume and found none: of several, its message names the one. */
function noteMissing(turn: MasterTurn, row: TaskRow, message = ''): void {
  const agent = turn.tables.agents.get(row.agentId);
  const ids = volumesOf(turn.tables, row);
  const words = message.split(' ');
  const lost = ids.length === 1 ? ids : ids.filter((id) => words.includes(id));
  if (agent?.volumes) agent.volumes = new Set([...agent.volumes].filter((id) => !isIn(lost, id)));
}

const isIn = (ids: readonly string[], id: string): boolean => ids.some((one) => one === id);

/** It was declared gone, and its data with it. */
export function loseVolumes(turn: MasterTurn, { row: { id: agentId } }: AgentEntry): void {
  const { tables, effects } = turn;
  const { reservations } = tables;
  for (const row of reservations.onAgent(agentId)) {
    reservations.delete(row.id);
    effects.reservations.add(row.id);
    for (const volume of row.volumes) {
      const message = `${volume.id} is lost: its agent ${agentId} is gone`;
      notice(tables, effects, { kind: 'volume-lost', subject: volume.id, message });
    }
  }
  for (const { id } of reservations.leaving.onAgent(agentId)) {
    reservations.leaving.delete(id);
    effects.leaving.add(id);
  }
}
