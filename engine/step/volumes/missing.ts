// A volume that its tasks have had, and that its agent doesn't have any more: nothing is started
// without its data until it is back, or given up.
import type { ReservationRow, VolumeRow } from '../../model/actual.ts';
import type { ObjectName } from '../../model/ids.ts';
import { parseSlotId } from '../../model/ids.ts';
import type { TaskSpec } from '../../model/wanted.ts';
import type { Tables } from '../tables.ts';
import type { Wait } from '../wait.ts';

/** Only an agent that is there can say so. */
export function isMissing(tables: Tables, row: ReservationRow, volume: VolumeRow): boolean {
  const agent = tables.agents.get(row.agentId);
  if (volume.isUsed === undefined || agent?.presence.kind !== 'registered') return false;
  return agent.volumes !== undefined && !agent.volumes.has(volume.id);
}

/** What can be done about one. */
export const missingRemedy = ({ id, agentId }: ReservationRow): string =>
  `put its data back on ${agentId} and start that agent again, or ` +
  `\`meridian release ${id}\` gives it up for a new, empty one`;

/** Who may wait for one: an app, or a job. */
export interface VolumeUser {
  readonly name: ObjectName;
  readonly task: Pick<TaskSpec, 'volumes'>;
  /** Slots beyond are no matter. */
  readonly instances?: number;
}

/** Of an app or a job, as long as no task runs that has it all the same. */
export const missingWaits = (tables: Tables, user: VolumeUser): readonly Wait[] =>
  reservationsOf(tables, user)
    .filter((row) => isWanted(row, user) && !isRunning(tables, row))
    .flatMap((row) => {
      const missing = row.volumes.find((volume) => isMissing(tables, row, volume));
      if (missing === undefined) return [];
      const what = `${row.id} waits for ${missing.id}: agent ${row.agentId} has lost that volume`;
      return [{ kind: 'volume', what, remedy: missingRemedy(row) }];
    });

/** Of its slots, and of the Volumes that it uses. */
export function reservationsOf(
  { reservations }: Tables,
  { name, task }: VolumeUser,
): readonly ReservationRow[] {
  const used = (task.volumes ?? []).flatMap(({ source }) =>
    source.kind === 'volume' ? (reservations.get(source.name) ?? []) : [],
  );
  return [...reservations.ofOwner(name), ...used];
}

function isWanted({ id }: ReservationRow, { instances }: VolumeUser): boolean {
  const slot = parseSlotId(id);
  return slot === undefined || instances === undefined || slot.instance < instances;
}

function isRunning({ reservations, tasks }: Tables, { id }: ReservationRow): boolean {
  const holder = reservations.holderOf(id);
  return holder !== undefined && tasks.get(holder)?.status?.state === 'running';
}
