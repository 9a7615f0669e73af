// Is it true that an instance waits for its volume? Another task has it, its disk was lost, two
// agents have some of it, or the one that has it has no room; when every agent is there.
import type { ReservationRow } from '../../../model/actual.ts';
import { slotId } from '../../../model/ids.ts';
import { ownerOf } from '../../../model/resources/resource.ts';
import type { AppSpec, JobSpec } from '../../../model/wanted.ts';
import { taskScalarsOf } from '../../../place/app-request.ts';
import type { SeenMachine } from '../../machine/seen-machine.ts';
import { hasRoomFor, roomOn } from '../rest/room.ts';
import type { Look } from '../rule.ts';
import type { SeenEngine } from '../sight.ts';

type Spec = Pick<AppSpec | JobSpec, 'name' | 'role' | 'task'>;

/** Of an app's instances, or of a job's run; why it isn't true, undefined when it is. */
export function falseVolumeWait(
  look: Look,
  engine: SeenEngine,
  { spec, slots }: { readonly spec: Spec; readonly slots: readonly number[] | undefined },
): string | undefined {
  const found = (slots ?? [undefined]).map((slot) => whyNot(look, engine, { spec, slot }));
  return found.includes(undefined) ? undefined : (found[0] ?? 'it has no instances');
}

/** What is kept for one task already. */
export function rowsFor(
  { facts: { stored } }: Look,
  { name, task }: Pick<Spec, 'name' | 'task'>,
  slot: number | undefined,
): readonly ReservationRow[] {
  const named = (task.volumes ?? []).flatMap(({ source }) =>
    source.kind === 'volume' ? source.name : [],
  );
  const ids = [...(slot === undefined ? [] : [slotId(name, slot)]), ...named];
  return ids.flatMap((id) => stored.reservations.get(id) ?? []);
}

interface One {
  readonly spec: Spec;
  readonly slot: number | undefined;
}

function whyNot(look: Look, engine: SeenEngine, { spec, slot }: One): string | undefined {
  const rows = rowsFor(look, spec, slot);
  const { stored } = look.facts;
  const ids = new Set<string>(rows.map(({ id }) => id));
  for (const { end, taken = [] } of stored.tasks.values())
    if (!end && taken.some((one) => ids.has(ownerOf(one) ?? ''))) return undefined;
  const agents = new Set(rows.map(({ agentId }) => agentId));
  if (agents.size !== 1) return agents.size === 0 ? 'it may go anywhere' : undefined;
  const [agentId = ''] = agents;
  const machine = [...look.sight.machines.values()].find((one) => one.agentId === agentId);
  const entry = [...engine.core.tables.agents.values()].find(({ row }) => row.id === agentId);
  if (!machine || !entry || entry.avoid || entry.standing?.kind === 'closed') return undefined;
  if (rows.some(({ volumes }) => volumes.some((one) => isLost(machine, one)))) return undefined;
  const room = roomOn(look, machine, {
    ...{ role: spec.role, busy: new Set(entry.busyPorts.keys()) },
    claim: ids,
  });
  if (!hasRoomFor(room, spec.task, needOf(look, spec, rows))) return undefined;
  return `${slot ?? spec.name} could go back to ${agentId}`;
}

const isLost = (machine: SeenMachine, { id, isUsed }: ReservationRow['volumes'][number]): boolean =>
  isUsed === true && !machine.volumes?.has(id);

/** With those volumes that have still to be made. */
export function needOf(
  { facts: { stored } }: Look,
  { task }: Pick<Spec, 'task'>,
  rows: readonly ReservationRow[],
): Readonly<Record<string, number>> {
  const own = rows.find(({ id, owner }) => id !== owner);
  let mib = 0;
  for (const { path, source } of task.volumes ?? []) {
    if (source.kind === 'persistent') {
      if (!own?.volumes.some((one) => one.path === path)) mib += source.sizeMib;
      continue;
    }
    const isMade = rows.some(({ id }) => id === source.name);
    const volume = stored.cluster?.volumes?.find(({ name }) => name === source.name);
    if (!isMade) mib += volume?.sizeMib ?? 0;
  }
  const scalars = taskScalarsOf(task);
  return mib === 0 ? scalars : { ...scalars, disk: (scalars.disk ?? 0) + mib * 1000 };
}
