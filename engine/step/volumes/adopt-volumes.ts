// After `--adopt-epoch` (a store restored from a backup): a volume that an agent has and the store
// doesn't know is kept for whom it was made, where Git still wants that and nothing else is kept
// for it; else the next instance would start without its data. Others are left alone.
import type { ReservationRow, VolumeRow } from '../../model/actual.ts';
import type { Role, VolumeId } from '../../model/ids.ts';
import { type ObjectName, parseVolumeId, type ReservationId, slotOf } from '../../model/ids.ts';
import { type Bundle, bundleOf } from '../../model/resources/bundle.ts';
import type { Resource } from '../../model/resources/resource.ts';
import type { AppSpec, JobSpec } from '../../model/wanted.ts';
import type { MasterTurn } from '../master/master-turn.ts';
import { notice } from '../notice.ts';
import { type AgentEntry, type Tables, wantedJob, wantedVersion } from '../tables.ts';
import { strayVolumes } from './give-up.ts';
import { volumeAt, volumeSpecOf } from './kept-wish.ts';

export function adoptVolumes(turn: MasterTurn, agent: AgentEntry): void {
  const { tables, effects, nowMs } = turn;
  const agentId = agent.row.id;
  for (const id of newestFirst(strayVolumes(tables, agent))) {
    const found = ownerOfVolume(tables, id as VolumeId);
    const before = found && tables.reservations.get(found.reservation);
    if (!found || (before && !canJoin(before, agent, found.volume))) continue;
    const { reservation, owner, role, volume } = found;
    const empty = {
      id: reservation,
      owner,
      role,
      agentId,
      kept: [],
      volumes: [],
      createdMs: nowMs,
    };
    const row: ReservationRow = before ?? empty;
    const kept = bundleOf([...row.kept, resourceOf(found)]);
    const volumes = [...row.volumes, volume].sort((a, b) => (a.path < b.path ? -1 : 1));
    tables.reservations.set(reservation, { ...row, kept, volumes });
    effects.reservations.add(reservation);
    if (tables.apps.has(owner)) tables.dirtyApps.add(owner);
    const whose = `${id} on ${agentId} is adopted for ${reservation}`;
    const message = `${whose}: the restored store didn't know it`;
    notice(tables, effects, { kind: 'volume-adopted', subject: id, message });
  }
}

/** By the launch that each was made for: an older one may have been given up. */
const newestFirst = (ids: readonly string[]): readonly string[] =>
  [...ids].sort((a, b) => launchOf(b) - launchOf(a));

function launchOf(id: string): number {
  const { taskId = '' } = parseVolumeId(id) ?? {};
  return Number(taskId.slice(taskId.lastIndexOf('.') + 1));
}

const canJoin = (before: ReservationRow, agent: AgentEntry, { path }: VolumeRow): boolean =>
  before.agentId === agent.row.id && volumeAt(before, path) === undefined;

interface Found {
  readonly reservation: ReservationId;
  readonly owner: ObjectName;
  readonly role: Role;
  readonly volume: VolumeRow;
}

const resourceOf = ({ reservation: owner, role, volume }: Found): Resource => ({
  name: 'disk',
  value: { kind: 'scalar', milli: volume.sizeMib * 1000 },
  reservations: [{ kind: 'dynamic', role, owner }],
  disk: { volume: { id: volume.id } },
});

/** Whom it would be for, by the task that it was made for. */
function ownerOfVolume(tables: Tables, id: VolumeId): Found | undefined {
  const parts = parseVolumeId(id);
  const spec = parts && specOf(tables, parts.name);
  const mount = spec?.task.volumes?.find(({ path }) => path === parts?.path);
  if (!parts || !spec || !mount) return undefined;
  const { path, source } = mount;
  const isUsed = true as const;
  if (source.kind === 'persistent') {
    const volume: VolumeRow = { id, path, sizeMib: source.sizeMib, isUsed };
    return { reservation: slotOf(parts.taskId), owner: spec.name, role: spec.role, volume };
  }
  const named = volumeSpecOf(tables, source.name);
  const volume = named && { id, path, sizeMib: named.sizeMib, isUsed };
  return (
    named && volume && { reservation: named.name, owner: named.name, role: named.role, volume }
  );
}

function specOf(tables: Tables, name: ObjectName): AppSpec | JobSpec | undefined {
  const [app, job] = [tables.apps.get(name), tables.jobs.get(name)];
  return (app && wantedVersion(app)?.spec) ?? (job && wantedJob(job)?.spec);
}

/** Of an adopted task: the volumes that are kept for it there. */
export function adoptedVolumes(
  { reservations }: Tables,
  agent: AgentEntry,
  spec: AppSpec | JobSpec,
  slot: ReservationId,
): Bundle {
  const ids = new Set<string>();
  for (const { path, source } of spec.task.volumes ?? []) {
    const row = reservations.get(source.kind === 'volume' ? source.name : slot);
    const volume = row?.agentId === agent.row.id ? volumeAt(row, path) : undefined;
    if (volume) ids.add(volume.id);
  }
  return reservations.keptOn(agent.row.id).filter(({ disk }) => ids.has(disk?.volume?.id ?? ''));
}
