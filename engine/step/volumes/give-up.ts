// An operator gives data up: what is kept for a slot or a Volume, so that a new volume is made
// where there is room; a volume that an agent has and nobody knows of; or what frameworks of others
// have made.
import { suggest } from '../../lib/text/suggest.ts';
import type { AgentId, ReservationId, VolumeId } from '../../model/ids.ts';
import type { OperationAnswer } from '../events.ts';
import { giveUpMade } from '../frameworks/give-up-made.ts';
import type { MasterTurn } from '../master/master-turn.ts';
import type { AgentEntry, Tables } from '../tables.ts';
import { releaseReservation, sendDestroy } from './release.ts';

/** `name`: of a slot, a Volume, a volume by its id, or of what is reserved: ROLE@AGENT. */
export function giveUp(turn: MasterTurn, name: string, who: string): OperationAnswer {
  const { reservations } = turn.tables;
  const row = reservations.get(name as ReservationId);
  if (row === undefined) return giveUpMade(turn, name, who) ?? destroyStray(turn, name);
  const holder = reservations.holderOf(row.id);
  if (holder !== undefined) {
    const hint = 'end it first: with fewer `instances`, or by deleting its file';
    return { ok: false, code: 'conflict', what: `${holder} has the volumes of ${name}`, hint };
  }
  const ids = row.volumes.map(({ id }) => id).join(', ');
  releaseReservation(turn, row, `released by ${who}`);
  turn.tables.dirtyApps.add(row.owner);
  turn.allocator.stir();
  const what = ids === '' ? `nothing is kept for ${name} any more` : `${ids} is given up`;
  return { ok: true, message: `${what}: ${row.agentId} destroys the data` };
}

function destroyStray(turn: MasterTurn, name: string): OperationAnswer {
  const leaving = turn.tables.reservations.leaving.get(name as VolumeId);
  if (leaving) {
    const message = `${name} is given up already: ${leaving.agentId} has still to destroy it`;
    return { ok: true, message };
  }
  const agents = [...turn.tables.agents.values()].filter((one) =>
    strayVolumes(turn.tables, one).includes(name),
  );
  const here = agents.filter((one) => one.connection !== undefined).map(({ row }) => row.id);
  for (const id of here) sendDestroy(turn, id, name);
  if (here.length > 0)
    return { ok: true, message: `${here.join(', ')} is told to destroy ${name}` };
  return agents[0] ? strayAway(name, agents[0].row.id) : notKept(turn, name);
}

/** A stray isn't stored as given up: its agent has to be there to hear of it. */
const strayAway = (name: string, id: AgentId): OperationAnswer => ({
  ...{ ok: false, code: 'conflict', what: `${id}, which has ${name}, is away` },
  hint: `wait until it is back: see \`meridian why ${id}\``,
});

function notKept(turn: MasterTurn, name: string): OperationAnswer {
  const row = [...turn.tables.reservations.values()].find(({ volumes }) =>
    volumes.some(({ id }) => id === name),
  );
  if (row) {
    const hint = `\`meridian release ${row.id}\` gives it up with all that is kept there`;
    return { ok: false, code: 'conflict', what: `${name} is kept for ${row.id}`, hint };
  }
  const meant = suggest(name, turn.tables.reservations.keys());
  const hint =
    meant === undefined ? 'see `meridian volumes` and `agents`' : `did you mean ${meant}?`;
  return { ok: false, code: 'not-found', what: `nothing is kept for ${name}`, hint };
}

/** What it has and nobody knows of, by id: the store was restored, or is another's. */
export function strayVolumes(
  { reservations, madeVolumes }: Tables,
  agent: AgentEntry,
): readonly string[] {
  if (agent.presence.kind === 'gone' || !agent.volumes?.size) return [];
  const { id } = agent.row;
  const known = new Set<string>(reservations.leaving.onAgent(id).map((one) => one.id));
  for (const made of madeVolumes.get(id)?.values() ?? []) known.add(made.id);
  for (const row of reservations.onAgent(id)) for (const one of row.volumes) known.add(one.id);
  return [...agent.volumes].filter((one) => !known.has(one)).sort();
}
