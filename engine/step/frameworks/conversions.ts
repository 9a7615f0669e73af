// What frameworks of others make of an agent's resources by RESERVE and CREATE is stored, agent by
// agent, and stands when the agent or the engine comes back: its own word knows only what it has.
// What an app or a Volume owns is theirs to convert.
import type { MadeVolume } from '../../model/actual.ts';
import type { AgentId, TaskId, VolumeId } from '../../model/ids.ts';
import {
  addBundles,
  type Bundle,
  bundleOf,
  containsBundle,
  subtractBundles,
} from '../../model/resources/bundle.ts';
import type { Conversion } from '../../model/resources/operations/operation.ts';
import { type Resource, withoutVolume, withReservations } from '../../model/resources/resource.ts';
import type { MasterTurn } from '../master/master-turn.ts';
import type { Tables } from '../tables.ts';

export function noteConversion(
  { tables, effects }: MasterTurn,
  agentId: AgentId,
  { before, after }: Conversion,
): void {
  const made = tables.conversions.get(agentId) ?? [];
  const left = addBundles(
    subtractBundles(made, before.filter(isMade)),
    bundleOf(after.filter(isMade)),
  );
  if (left.length === 0) tables.conversions.delete(agentId);
  else tables.conversions.set(agentId, left);
  effects.conversions.add(agentId);
}

/** Names come again, ids never: not in an epoch, and no epoch does. */
export function noteCreated({ tables }: MasterTurn, agentId: AgentId, name: string): void {
  tables.lastVolume += 1;
  const id = `${name}!${tables.epoch}.${tables.lastVolume}` as VolumeId;
  putVolume(tables, agentId, { name, id });
}

export function noteDestroyed(
  { tables }: MasterTurn,
  agentId: AgentId,
  name: string,
): MadeVolume | undefined {
  const volumes = tables.madeVolumes.get(agentId);
  const made = volumes?.get(name);
  volumes?.delete(name);
  if (volumes?.size === 0) tables.madeVolumes.delete(agentId);
  return made;
}

/** Tasks have had these. */
export function noteFrameworkUse(
  { tables, effects }: MasterTurn,
  agentId: AgentId,
  ids: ReadonlySet<string>,
): void {
  for (const made of tables.madeVolumes.get(agentId)?.values() ?? []) {
    if (made.isUsed || !ids.has(made.id)) continue;
    putVolume(tables, agentId, { ...made, isUsed: true });
    effects.conversions.add(agentId);
  }
}

function putVolume({ madeVolumes }: Tables, agentId: AgentId, made: MadeVolume): void {
  const volumes = madeVolumes.get(agentId);
  if (volumes) volumes.set(made.name, made);
  else madeVolumes.set(agentId, new Map([[made.name, made]]));
}

/** A task on the agent that has any such resource. */
export const takerOf = (
  { agents, tasks }: Tables,
  agentId: AgentId,
  isSuch: (resource: Resource) => boolean,
): TaskId | undefined =>
  [...(agents.get(agentId)?.tasks ?? [])].find((id) => tasks.get(id)?.row.taken?.some(isSuch));

/** The engine died before it was stored that these are destroyed: nobody was told so. */
export function mendDestroyed({ tables, effects }: MasterTurn): void {
  const { leaving } = tables.reservations;
  for (const made of tables.madeVolumes.values())
    for (const { id } of made.values()) if (leaving.delete(id)) effects.leaving.add(id);
}

/** The agent never comes back. */
export function forgetConversions({ tables, effects }: MasterTurn, agentId: AgentId): void {
  tables.madeVolumes.delete(agentId);
  if (tables.conversions.delete(agentId)) effects.conversions.add(agentId);
}

const isMade = ({ reservations, disk }: Resource): boolean =>
  disk?.volume !== undefined || reservations?.some(({ kind }) => kind === 'dynamic') === true;

/** An agent's total with what was made of it; what it hasn't any more isn't there to be offered. */
export function convertedTotal(total: Bundle, made: Bundle | undefined): Bundle {
  let left = total;
  for (const resource of made ?? []) {
    const before = bundleOf([unmade(resource)]);
    if (containsBundle(left, before))
      left = addBundles(subtractBundles(left, before), bundleOf([resource]));
  }
  return left;
}

function unmade(resource: Resource): Resource {
  const own = resource.reservations?.filter(({ kind }) => kind === 'static') ?? [];
  return withoutVolume(withReservations(resource, own));
}
