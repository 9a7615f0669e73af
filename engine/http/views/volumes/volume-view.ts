// One persistent volume as it stands: who has it, or what is the matter with it and would help.
import type { VolumeView } from '../../../../schemas/generated/api.ts';
import type {
  LeavingVolume,
  MadeVolume,
  ReservationRow,
  VolumeRow,
} from '../../../model/actual.ts';
import { type AgentId, parseSlotId, type Role, type TaskId } from '../../../model/ids.ts';
import { ownerOf, type Resource, reservedFor } from '../../../model/resources/resource.ts';
import type { VolumeSpec } from '../../../model/wanted.ts';
import { aimOf } from '../../../step/apps/aim.ts';
import { takerOf } from '../../../step/frameworks/conversions.ts';
import { isLeftBehind } from '../../../step/frameworks/give-up-made.ts';
import type { Tables } from '../../../step/tables.ts';
import { isMissing, missingRemedy } from '../../../step/volumes/missing.ts';

type Standing = Pick<VolumeView, 'state' | 'task' | 'what' | 'remedy'>;

/** One that is kept for a slot or a Volume. */
export const keptView = (tables: Tables, row: ReservationRow, volume: VolumeRow): VolumeView => ({
  id: volume.id,
  name: row.id,
  owner: row.owner,
  role: row.role,
  path: volume.path,
  agent: row.agentId,
  sizeMib: volume.sizeMib,
  ...standingOf(tables, row, volume),
  createdMs: row.createdMs,
});

function standingOf(tables: Tables, row: ReservationRow, volume: VolumeRow): Standing {
  const task = taskWith(tables, row, volume);
  const has = task === undefined ? {} : { task };
  if (isMissing(tables, row, volume)) {
    const what = `agent ${row.agentId} has lost it, and nothing starts without its data`;
    return { state: 'missing', ...has, what, remedy: missingRemedy(row) };
  }
  if (task !== undefined) return { state: 'in-use', task, what: `${task} has it`, remedy: '' };
  return { state: 'idle', ...idleOf(tables, row) };
}

/** A task with another volume of the same slot isn't one that has this. */
function taskWith({ reservations, tasks }: Tables, row: ReservationRow, volume: VolumeRow) {
  const holder: TaskId | undefined = reservations.holderOf(row.id);
  const taken = holder === undefined ? [] : (tasks.get(holder)?.row.taken ?? []);
  return taken.some(({ disk }) => disk?.volume?.id === volume.id) ? holder : undefined;
}

function idleOf(tables: Tables, row: ReservationRow): Pick<VolumeView, 'what' | 'remedy'> {
  const presence = awayOf(tables, row.agentId);
  const slot = parseSlotId(row.id);
  const app = slot && tables.apps.get(slot.name);
  const instances = (app && aimOf(app)?.instances) ?? 0;
  if (slot && slot.instance >= instances) {
    const what = `kept for when ${row.owner} is scaled up again`;
    return { what, remedy: `\`meridian release ${row.id}\` gives its data up` };
  }
  if (presence !== undefined) {
    const what = `nobody has it: its agent is ${presence}`;
    return { what, remedy: `see \`meridian why ${row.agentId}\`` };
  }
  if (slot === undefined) return { what: 'no task uses it now', remedy: '' };
  return { what: `${row.id} doesn't run now`, remedy: `see \`meridian why ${row.owner}\`` };
}

/** What its agent is, unless it is there. */
function awayOf({ agents }: Tables, agentId: AgentId): string | undefined {
  const kind = agents.get(agentId)?.presence.kind;
  return kind === 'registered' ? undefined : (kind ?? 'gone');
}

/** One that was given up: an app's takes up its disk until its agent has destroyed it. */
export function leavingView(tables: Tables, volume: LeavingVolume): VolumeView {
  const { id, owner, agentId, resource, isFree, reason } = volume;
  const role = reservedFor(resource);
  const presence = awayOf(tables, agentId);
  const late = presence === undefined ? '' : `, which is ${presence}`;
  const { value } = resource;
  return {
    id,
    name: isFree ? (resource.disk?.volume?.id ?? id) : (ownerOf(resource) ?? owner),
    owner,
    ...(role === undefined ? {} : { role }),
    ...(isFree ? {} : { path: pathIn(id) }),
    agent: agentId,
    ...(value.kind === 'scalar' ? { sizeMib: value.milli / 1000 } : {}),
    state: 'leaving',
    what: `given up (${reason}): to be destroyed by ${agentId}${late}`,
    remedy: presence === undefined ? '' : `see \`meridian why ${agentId}\``,
  };
}

/** One that a framework of others has made. */
export function madeView(tables: Tables, agentId: AgentId, { name, id }: MadeVolume): VolumeView {
  const isThis = ({ disk }: Resource): boolean => disk?.volume?.id === name;
  const resource = tables.conversions.get(agentId)?.find(isThis);
  const role = resource && reservedFor(resource);
  const held = takerOf(tables, agentId, isThis);
  return {
    ...{ id, name: id, agent: agentId },
    ...(role === undefined ? {} : { role }),
    ...(resource?.value.kind === 'scalar' ? { sizeMib: resource.value.milli / 1000 } : {}),
    ...(held === undefined
      ? { state: 'idle', ...leftOf(tables, id, role ?? ('*' as Role)) }
      : { state: 'in-use', task: held, what: `${held} has it`, remedy: '' }),
  };
}

/** Whether anybody is there to go on with it. */
const leftOf = (tables: Tables, id: string, role: Role): Pick<VolumeView, 'what' | 'remedy'> =>
  isLeftBehind(tables, role)
    ? {
        what: `a framework made it, and none is left in role ${role}`,
        remedy: `\`meridian release ${id}\` gives its data up`,
      }
    : { what: `a framework made it: it is offered to role ${role}`, remedy: '' };

/** NAME#INSTANCE.LAUNCH:PATH: names have no colon. */
const pathIn = (id: string): string => id.slice(id.indexOf(':') + 1);

/** One that an agent has, and nobody knows of. */
export const strayView = (agent: AgentId, id: string): VolumeView => ({
  ...{ id, name: id, agent, state: 'stray' },
  what: 'nobody knows of it: another cluster made it, or the store is older than it',
  remedy: `\`meridian release ${id}\` destroys its data`,
});

/** A Volume that no task has used yet. */
export const notMadeView = ({ name, role, sizeMib }: VolumeSpec): VolumeView => ({
  ...{ name, owner: name, role, sizeMib, state: 'not-made' },
  ...{ what: 'made when a task first uses it', remedy: '' },
});
