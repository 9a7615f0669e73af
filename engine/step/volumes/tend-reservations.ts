// What is kept for whom, brought to what is wanted. Level, not edge: a reservation is looked at
// when its object was, when its holder has ended, and after a start.
//
//   its App or Volume is gone          nothing is kept, and its data goes
//   a slot beyond `instances`          its volumes are, nothing else: scaled up again it finds them
//   an App in another role             the same, where what is kept was made of what is another's
//   a path that no version knows       that volume goes, once nobody has it, and the rest with the
//                                      last one
import type { ReservationRow, VolumeRow } from '../../model/actual.ts';
import type { ObjectName } from '../../model/ids.ts';
import { parseSlotId } from '../../model/ids.ts';
import { withoutLast } from '../../model/resources/operations/reservation-operations.ts';
import { isAllocatableTo, reservedFor } from '../../model/resources/resource.ts';
import type { AppSpec } from '../../model/wanted.ts';
import { aimOf } from '../apps/aim.ts';
import { mendDestroyed } from '../frameworks/conversions.ts';
import type { MasterTurn } from '../master/master-turn.ts';
import type { AppEntry, Tables } from '../tables.ts';
import { volumeSpecOf } from './kept-wish.ts';
import { type Keep, keepOnly, recountAgents } from './release.ts';

/** Reservations looked at at once, at most. */
const mostTended = 1_000;

/** After an engine start: everything is looked at once. */
export function startReservations(turn: MasterTurn): void {
  const { reservations } = turn.tables;
  mendDestroyed(turn);
  for (const [id, row] of reservations) {
    reservations.dirty.add(id);
    const volumes = row.volumes.filter((one) => !reservations.leaving.has(one.id));
    if (volumes.length < row.volumes.length) {
      // It died between storing that a volume is given up, and that it is kept no longer.
      const kept = row.kept.filter(
        ({ disk }) => !disk?.volume || volumes.some(({ id: left }) => left === disk.volume?.id),
      );
      if (kept.length === 0) reservations.delete(id);
      else reservations.set(id, { ...row, kept, volumes });
      turn.effects.reservations.add(id);
    }
  }
}

/** Those of an object that is looked at. */
export function stirReservations({ reservations }: Tables, owner: ObjectName): void {
  for (const { id } of reservations.ofOwner(owner)) reservations.dirty.add(id);
}

/** Looks at those that something happened to. */
export function tendReservations(turn: MasterTurn): void {
  tendDirty(turn);
  recountAgents(turn);
}

function tendDirty(turn: MasterTurn): void {
  const { reservations } = turn.tables;
  let tended = 0;
  for (const id of [...reservations.dirty].sort()) {
    if (tended >= mostTended) return;
    tended += 1;
    reservations.dirty.delete(id);
    const row = reservations.get(id);
    if (row === undefined || reservations.holderOf(id) !== undefined) continue;
    const keep = keepOf(turn.tables, row);
    if (isMore(row, keep)) keepOnly(turn, row, keep);
  }
}

/** More is kept than that. */
const isMore = ({ kept, volumes }: ReservationRow, keep: Keep): boolean =>
  volumes.length > keep.volumes.length || (!keep.hasRest && kept.some((one) => !one.disk?.volume));

function keepOf(tables: Tables, row: ReservationRow): Keep {
  const gone = { volumes: [], hasRest: false, reason: `${row.owner} is removed` };
  if (row.id === row.owner)
    return volumeSpecOf(tables, row.owner) ? { ...gone, volumes: row.volumes } : gone;
  const app = tables.apps.get(row.owner);
  const aim = app && aimOf(app);
  if (!app || !aim) return gone;
  const paths = pathsOf(app);
  const { instance = 0 } = parseSlotId(row.id) ?? {};
  const volumes = row.volumes.filter(({ path }: VolumeRow) => paths.has(path));
  return {
    volumes,
    hasRest: volumes.length > 0 && instance < aim.instances && !isOthers(row, aim.version.spec),
    reason: `no version of ${row.owner} has a volume there any more`,
  };
}

/** What is kept beside volumes is no longer in its app's role, and can't be made over to that. */
const isOthers = ({ kept }: ReservationRow, { role }: AppSpec): boolean =>
  kept.some(
    (one) =>
      one.disk?.volume === undefined &&
      reservedFor(one) !== role &&
      !isAllocatableTo(withoutLast(one), role),
  );

/** Of all versions that may run again. */
function pathsOf(app: AppEntry): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const { spec } of app.versions.values())
    for (const { path, source } of spec.task.volumes ?? [])
      if (source.kind === 'persistent') paths.add(path);
  return paths;
}
