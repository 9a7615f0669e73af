// Is it true that a task has no place, or that quotas keep it from one? It fits on no agent of
// which nothing but size and an even spread is asked; a limit or another's guarantee is in its way,
// wherever it would fit.
import type { Scalars } from '../../../model/resources/amounts.ts';
import type { AppSpec, JobSpec, PlacementConstraint } from '../../../model/wanted.ts';
import { traitOf } from '../../../place/agent-view.ts';
import { scalarsOf } from '../../../place/app-request.ts';
import { Reckoning } from '../quota/reckoning.ts';
import { engineRows } from '../quota/rows.ts';
import type { Look } from '../rule.ts';
import type { SeenEngine } from '../sight.ts';
import { needOf, rowsFor } from '../volumes/true-volume-wait.ts';
import { fewestValues } from './fewest.ts';
import { firmPart, hasRoom, hasRoomFor, type Room, roomOn } from './room.ts';

type Spec = Pick<AppSpec | JobSpec, 'name' | 'role' | 'task' | 'placement' | 'tier'>;

/** Why it isn't; undefined when it is. */
export function falsePlaceWait(
  look: Look,
  engine: SeenEngine,
  { kind, spec }: { readonly kind: 'unplaceable' | 'quota'; readonly spec: Spec | undefined },
): string | undefined {
  if (!spec) return 'nothing of it is unmet';
  const places = placesFor(look, engine, spec);
  if (kind === 'quota') return unheld(engine, spec, pinned(look, spec, places));
  if (spec.task.volumes && keptSlots(look, engine, spec)) return undefined;
  const [agentId] = places.keys();
  return agentId === undefined ? undefined : `it fits on ${agentId}`;
}

/** Whether no limit and no promise is in the way: of what is nobody's, or of an agent's part. */
function unheld(
  { core }: SeenEngine,
  spec: Spec,
  places: ReadonlyMap<string, Room>,
): string | undefined {
  const reckoning = new Reckoning(engineRows(core.tables));
  const isFree = (scalars: Scalars): boolean => {
    const wish = { role: spec.role, scalars };
    return reckoning.limiting(wish) === undefined && !reckoning.isPromised(wish);
  };
  if (isFree(scalarsOf(spec))) return 'no quota is in its way';
  for (const [agentId, room] of places)
    if (isFree(firmPart(room, scalarsOf(spec)))) return `no quota is in its way on ${agentId}`;
  return undefined;
}

/** Of a run whose Volumes are somewhere: that agent alone. */
function pinned(
  look: Look,
  spec: Spec,
  places: ReadonlyMap<string, Room>,
): ReadonlyMap<string, Room> {
  const rows = spec.task.volumes ? rowsFor(look, spec, undefined) : [];
  if (rows.length === 0) return places;
  return new Map([...places].filter(([id]) => rows.every(({ agentId }) => agentId === id)));
}

/** All that is unmet of it has an agent of its own to go to: that is another wait. */
const keptSlots = (look: Look, { core }: SeenEngine, spec: Spec): boolean => {
  const slots = core.tables.apps.get(spec.name)?.unmet?.slots;
  return (slots ?? [undefined]).every((slot) => rowsFor(look, spec, slot).length > 0);
};

/** None where anything but size and an even spread is asked for. */
function placesFor(look: Look, { core }: SeenEngine, spec: Spec): ReadonlyMap<string, Room> {
  const places = new Map<string, Room>();
  const isEven = ({ operator, value }: PlacementConstraint) =>
    operator === 'group-by' && value === undefined;
  if (!spec.placement.every(isEven)) return places;
  const fewest = spec.placement.map(({ attribute }) => ({
    attribute,
    values: fewestValues(core.tables, spec.name, attribute),
  }));
  for (const machine of look.sight.machines.values()) {
    const entry = [...core.tables.agents.values()].find(({ row }) => row.id === machine.agentId);
    if (entry?.presence.kind !== 'registered' || entry.avoid) continue;
    // Rightly or not: agents/standings.ts.
    if (entry.standing?.kind === 'closed') continue;
    const { facts } = entry.row;
    if (fewest.some(({ attribute, values }) => !values.has(traitOf(facts, attribute) ?? '')))
      continue;
    const room = roomOn(look, machine, {
      ...{ role: spec.role, busy: new Set(entry.busyPorts.keys()) },
      isRevocable: spec.tier === 'revocable',
    });
    const hasIt = spec.task.volumes
      ? hasRoomFor(room, spec.task, needOf(look, spec, rowsFor(look, spec, undefined)))
      : hasRoom(room, spec);
    if (hasIt) places.set(machine.agentId, room);
  }
  return places;
}
