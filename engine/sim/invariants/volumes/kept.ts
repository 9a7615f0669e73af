// What is kept for slots and Volumes is what is wanted: after each batch its indexes say the same
// as the rows, a slot beyond `instances` keeps its volumes alone, and nothing is kept for what is
// gone; and no agent keeps more than it has when something more of it is kept.
import type { ReservationRow } from '../../../model/actual.ts';
import { parseSlotId } from '../../../model/ids.ts';
import { ownerOf } from '../../../model/resources/resource.ts';
import { aimOf } from '../../../step/apps/aim.ts';
import type { Tables } from '../../../step/tables.ts';
import { type Piece, piecesOf, piecesWith, sumOf, takenBy } from '../quota/reckoning.ts';
import { storedKept } from '../quota/rows.ts';
import { type Look, rule } from '../rule.ts';

const tense = [
  'a slot beyond its instances keeps volumes',
  'an idle slot keeps all it needs',
  'a Volume is idle',
  'more is kept for a slot than before',
  'nothing of an agent’s disk is left',
] as const;

export const kept = rule({ name: 'kept', tense }, (look) => ({
  batch: (moment) => {
    const seen = look.engineOf(moment);
    if (!seen || seen.tables.reservations.size === 0 || moment.isUnfinished) return;
    const holders = judgeHolders(look, seen.tables);
    for (const row of seen.tables.reservations.values()) {
      judgeRow(look, seen.tables, row);
      if (!holders.has(row.id)) judgeIdle(look, seen.tables, row);
    }
  },
  stored: () => {
    const { changes } = look.facts.stored;
    if (!changes || changes.isCut) return;
    for (const { before, after } of changes.reservations) judgeRoom(look, before, after);
  },
}));

/** Who has what, by the tasks themselves. */
function judgeHolders({ violate }: Look, { tasks, reservations }: Tables): ReadonlySet<string> {
  const holders = new Map<string, string>();
  for (const { row } of tasks.values()) {
    if (row.end) continue;
    for (const owner of new Set((row.taken ?? []).map(ownerOf))) {
      if (owner === undefined) continue;
      const other = holders.get(owner);
      if (other !== undefined) violate(`${other} and ${row.id} have what is kept for ${owner}`);
      holders.set(owner, row.id);
      const known = reservations.get(owner);
      if (known === undefined) violate(`${row.id} has what is kept for ${owner}: nothing is`);
      else if (reservations.holderOf(owner) !== row.id)
        violate(`${row.id} has ${owner}, and ${reservations.holderOf(owner)} is said to`);
    }
  }
  for (const id of reservations.keys())
    if (reservations.holderOf(id) !== undefined && !holders.has(id))
      violate(`${reservations.holderOf(id)} is said to have ${id}, and hasn’t`);
  return new Set(holders.keys());
}

function judgeRow({ violate }: Look, { reservations }: Tables, row: ReservationRow): void {
  const isIn = (rows: readonly ReservationRow[]): boolean => rows.some((one) => one === row);
  if (!isIn(reservations.onAgent(row.agentId))) violate(`${row.id} isn’t found by its agent`);
  if (!isIn(reservations.ofOwner(row.owner))) violate(`${row.id} isn’t found by its owner`);
  if (reservations.dirty.has(row.id)) violate(`${row.id} is still to be looked at`);
  const made = row.kept.flatMap(({ disk }) => disk?.volume?.id ?? []).sort();
  const said = row.volumes.map(({ id }) => id).sort();
  if (made.join() !== said.join()) violate(`${row.id} keeps [${made}], and has [${said}]`);
  for (const id of row.volumes.map((one) => one.id))
    if (reservations.leaving.has(id)) violate(`${id} is kept for ${row.id}, and given up`);
}

function judgeIdle({ violate, tense: near }: Look, tables: Tables, row: ReservationRow): void {
  const { id, owner } = row;
  const hasRest = row.kept.some(({ disk }) => disk?.volume === undefined);
  if (id === owner) {
    near('a Volume is idle');
    if (!tables.cluster?.volumes?.some(({ name }) => name === owner))
      violate(`${id} is kept, and removed`);
    if (hasRest) violate(`${id} is a Volume, and keeps more than its disk`);
    return;
  }
  const app = tables.apps.get(owner);
  const aim = app && aimOf(app);
  if (!aim) {
    violate(`${id} is kept, and ${owner} is removed`);
    return;
  }
  const isBeyond = (parseSlotId(id)?.instance ?? 0) >= aim.instances;
  if (isBeyond && hasRest) violate(`${id} is beyond ${aim.instances} instances, and keeps its all`);
  near(isBeyond ? tense[0] : tense[1]);
}

/** Of what it was made of there was as much. */
function judgeRoom(
  { facts: { stored }, violate, tense: near }: Look,
  before: ReservationRow | undefined,
  after: ReservationRow | undefined,
): void {
  if (!after) return;
  const { agentId, id } = after;
  const has = piecesWith(
    stored.agents.get(agentId)?.facts.resources ?? [],
    storedKept(stored, agentId),
  );
  const held = [...(stored.liveOn.get(agentId) ?? [])].flatMap(
    (task) => stored.tasks.get(task) ?? [],
  );
  const taken = held.flatMap(takenBy);
  const was = madeOf(before);
  for (const { name, owner, milli } of madeOf(after)) {
    if (milli <= sumOf(was, { name, owner })) continue;
    if (before) near('more is kept for a slot than before');
    const left = sumOf(has, { name, owner }) - sumOf(taken, { name, owner });
    if (left < 0) violate(`${id} keeps ${name} on ${agentId}, which has ${-left} too little`);
    else if (left === 0 && name === 'disk') near('nothing of an agent’s disk is left');
  }
}

/** What is kept, as it was before it was: a role's, or nobody's. A piece a kind. */
function madeOf(row: ReservationRow | undefined): readonly Piece[] {
  const pieces = piecesOf(
    (row?.kept ?? []).map(({ reservations = [], ...rest }) => ({
      ...rest,
      reservations: reservations.slice(0, -1),
    })),
  );
  const kinds = new Map(pieces.map((one) => [`${one.owner} ${one.name}`, one]));
  return [...kinds.values()].map((one) => ({ ...one, milli: sumOf(pieces, one) }));
}
