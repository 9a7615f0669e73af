// What a task with volumes asks for: the volumes that are there already say where it must go, the
// others are made where it is placed. All that an instance takes is kept for its slot, so that it
// can always come back; of a run only its Volumes are.
import type { ReservationRow, VolumeRow } from '../../model/actual.ts';
import type {
  AgentId,
  ObjectName,
  ReservationId,
  Role,
  SlotId,
  TaskId,
  VolumeId,
} from '../../model/ids.ts';
import { volumeId } from '../../model/ids.ts';
import type { Scalars } from '../../model/resources/amounts.ts';
import type { Claim } from '../../model/resources/takeable.ts';
import type { TaskSpec, VolumeMount, VolumeSpec } from '../../model/wanted.ts';
import { scalarsOf, taskScalarsOf } from '../../place/app-request.ts';
import type { Tables } from '../tables.ts';

export interface KeptTask {
  readonly name: ObjectName;
  readonly role: Role;
  readonly task: TaskSpec;
  readonly taskId: TaskId;
  /** Absent: it is an attempt of a run. */
  readonly slot?: SlotId;
}

/** One volume that the task is to have. */
export interface WishedVolume {
  readonly reservation: ReservationId;
  readonly owner: ObjectName;
  readonly role: Role;
  readonly row: VolumeRow;
  /** It is there. */
  readonly isMade: boolean;
}

export interface KeptWish extends KeptTask {
  readonly volumes: readonly WishedVolume[];
  /** Without volumes, in 1/1000. */
  readonly scalars: Scalars;
  /** With those that have still to be made. */
  readonly needed: Scalars;
  /** For an agent that has nothing of it yet, or for the one that has. */
  readonly claim: Claim;
  /**
   * Agents that keep something for it: it can go to the one alone, and nowhere if there are two.
   */
  readonly agents: readonly AgentId[];
  /** A task that has one of its Volumes now. */
  readonly heldBy?: TaskId;
  /** A Volume of it that Git doesn't have any more: it was in an older version of the object. */
  readonly missing?: ObjectName;
}

export function keptWish(tables: Tables, task: KeptTask): KeptWish {
  const { reservations } = tables;
  const volumes = (task.task.volumes ?? []).flatMap((mount) => wished(tables, task, mount) ?? []);
  const owners = [...new Set([...own(task), ...volumes.map(({ reservation }) => reservation)])];
  const rows = owners.flatMap((id) => reservations.get(id) ?? []);
  const scalars = taskScalarsOf(task.task);
  const madeMib = volumes.reduce((sum, { row, isMade }) => sum + (isMade ? 0 : row.sizeMib), 0);
  const heldBy = owners.flatMap((id) => reservations.holderOf(id) ?? [])[0];
  return {
    ...task,
    volumes,
    scalars,
    needed: withDisk(scalars, madeMib),
    claim: { owners, ...(madeMib > 0 ? { isDiskWhole: true } : {}) },
    agents: [...new Set(rows.map(({ agentId }) => agentId))],
    ...(heldBy === undefined ? {} : { heldBy }),
    ...missingVolume(tables, task.task),
  };
}

/** What one takes that has nothing yet: Volumes that are still to be made, too. */
export function newScalars(tables: Tables, spec: { readonly task: TaskSpec }): Scalars {
  const scalars = scalarsOf(spec);
  let mib = 0;
  for (const { source } of spec.task.volumes ?? [])
    if (source.kind === 'volume' && !tables.reservations.has(source.name))
      mib += volumeSpecOf(tables, source.name)?.sizeMib ?? 0;
  return withDisk(scalars, mib);
}

function missingVolume(tables: Tables, { volumes }: TaskSpec): Pick<KeptWish, 'missing'> {
  for (const { source } of volumes ?? [])
    if (source.kind === 'volume' && !volumeSpecOf(tables, source.name))
      return { missing: source.name };
  return {};
}

/** Whether all that it takes is kept for its slot: it has a volume of its own. */
export const isSlotKept = ({ slot, volumes }: KeptWish): boolean =>
  volumes.some(({ reservation }) => reservation === slot);

const own = ({ slot }: KeptTask): readonly ReservationId[] => (slot === undefined ? [] : [slot]);

const withDisk = (scalars: Scalars, mib: number): Scalars =>
  mib === 0 ? scalars : { ...scalars, disk: (scalars.disk ?? 0) + mib * 1000 };

function wished(
  tables: Tables,
  task: KeptTask,
  { path, source }: VolumeMount,
): WishedVolume | undefined {
  if (source.kind === 'persistent')
    return task.slot && volumeOf(tables, task, { ...task, path, sizeMib: source.sizeMib });
  const spec = volumeSpecOf(tables, source.name);
  return spec && volumeOf(tables, task, { ...spec, slot: source.name, path });
}

interface Wished {
  readonly slot?: ReservationId;
  readonly name: ObjectName;
  readonly role: Role;
  readonly path: string;
  readonly sizeMib: number;
}

function volumeOf(tables: Tables, { taskId }: KeptTask, wish: Wished): WishedVolume {
  const { slot: reservation = wish.name, name: owner, role, path, sizeMib } = wish;
  const known = volumeAt(tables.reservations.get(reservation), path);
  const row = known ?? { id: volumeId(taskId, path), path, sizeMib };
  return { reservation, owner, role, row, isMade: known !== undefined };
}

/** A Volume has but one, wherever its user sees it. */
export function volumeAt(row: ReservationRow | undefined, path: string): VolumeRow | undefined {
  if (row === undefined) return undefined;
  return row.id === row.owner ? row.volumes[0] : row.volumes.find((one) => one.path === path);
}

export const volumeSpecOf = (tables: Tables, name: ObjectName): VolumeSpec | undefined =>
  tables.cluster?.volumes?.find((one) => one.name === name);

export const madeIds = ({ volumes }: KeptWish): readonly VolumeId[] =>
  volumes.map(({ row }) => row.id);
