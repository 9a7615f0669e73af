// An agent as the allocator knows it: what it has, as frameworks' operations have made it over,
// with what it keeps for slots and Volumes.
import type { AllocatorAgent, OfferAllocator } from '../../allocate/offer-allocator.ts';
import type { AgentRow } from '../../model/actual.ts';
import { convertedTotal } from '../frameworks/conversions.ts';
import { type AgentEntry, isOfferable, type Tables } from '../tables.ts';
import { keptTotal } from '../volumes/kept-total.ts';

export const offeredAgent = (tables: Tables, { id, facts }: AgentRow): AllocatorAgent => ({
  id,
  hostname: facts.hostname,
  attributes: facts.attributes,
  total: keptTotal(
    convertedTotal(facts.resources, tables.conversions.get(id)),
    tables.reservations.keptOn(id),
  ),
});

/** Offers are made of it from now on, or not. Whoever counts agents looks at it anew either way. */
export function openOrClose(allocator: OfferAllocator, agent: AgentEntry): void {
  const { id } = agent.row;
  if (allocator.freeOn(id) === undefined) return;
  if (isOfferable(agent)) allocator.activateAgent(id);
  else allocator.deactivateAgent(id);
}
