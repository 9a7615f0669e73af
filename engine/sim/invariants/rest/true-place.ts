// Is it true that a task has no place, or that quotas keep it from one? It fits on no agent of
// which nothing but size is asked; a limit or another's guarantee is in its way, wherever it would
// fit.
import type { Scalars } from '../../../model/resources/amounts.ts';
import type { AppSpec, JobSpec } from '../../../model/wanted.ts';
import { scalarsOf } from '../../../place/app-request.ts';
import { Reckoning } from '../quota/reckoning.ts';
import { engineRows } from '../quota/rows.ts';
import type { Look } from '../rule.ts';
import type { SeenEngine } from '../sight.ts';
import { firmPart, hasRoom, type Room, roomOn } from './room.ts';

type Spec = Pick<AppSpec | JobSpec, 'role' | 'task' | 'placement'>;

/** Why it isn't; undefined when it is. */
export function falsePlaceWait(
  look: Look,
  engine: SeenEngine,
  { kind, spec }: { readonly kind: 'unplaceable' | 'quota'; readonly spec: Spec | undefined },
): string | undefined {
  if (!spec) return 'nothing of it is unmet';
  const places = placesFor(look, engine, spec);
  if (kind === 'quota') return unheld(engine, spec, places);
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

/** None where anything but size is asked for. */
function placesFor(look: Look, { core }: SeenEngine, spec: Spec): ReadonlyMap<string, Room> {
  const places = new Map<string, Room>();
  if (spec.placement.length > 0) return places;
  for (const machine of look.sight.machines.values()) {
    const entry = [...core.tables.agents.values()].find(({ row }) => row.id === machine.agentId);
    if (entry?.presence.kind !== 'registered' || entry.avoid) continue;
    const room = roomOn(look, machine, { role: spec.role, busy: new Set(entry.busyPorts.keys()) });
    if (hasRoom(room, spec)) places.set(machine.agentId, room);
  }
  return places;
}
