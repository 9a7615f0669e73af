// What frameworks of others make of an agent's resources by RESERVE and CREATE is stored, agent by
// agent, and stands when the agent or the engine comes back: its own word knows only what it has.
// What an app or a Volume owns is theirs to convert.
import type { AgentId } from '../../model/ids.ts';
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

/** A task that runs has had these volumes. */
export function noteFrameworkUse(
  { tables, effects }: MasterTurn,
  agentId: AgentId,
  ids: readonly string[],
): void {
  const used = tables.usedVolumes.get(agentId) ?? new Set<string>();
  if (ids.every((id) => used.has(id))) return;
  tables.usedVolumes.set(agentId, new Set([...used, ...ids]));
  effects.conversions.add(agentId);
}

/** One that is made by that name is another. */
export function forgetUse({ tables }: MasterTurn, agentId: AgentId, id: string): void {
  const left = [...(tables.usedVolumes.get(agentId) ?? [])].filter((one) => one !== id);
  if (left.length === 0) tables.usedVolumes.delete(agentId);
  else tables.usedVolumes.set(agentId, new Set(left));
}

/** The agent never comes back. */
export function forgetConversions({ tables, effects }: MasterTurn, agentId: AgentId): void {
  tables.usedVolumes.delete(agentId);
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
