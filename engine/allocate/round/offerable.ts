// What of an agent a client could be offered at all, before quotas and what it refused are looked
// at.
import type { Scalars } from '../../model/resources/amounts.ts';
import { type Bundle, emptyBundle, quantitiesOf } from '../../model/resources/bundle.ts';
import { isAllocatableTo, ownerOf, type Resource } from '../../model/resources/resource.ts';
import type { AgentEntry } from '../agents/agent-entry.ts';
import type { Client } from '../clients.ts';
import { partsOf } from './bundle-parts.ts';

/** Of what is free there; asked of the total first, which stands longer. */
export const hasSpecial = ({ stock }: AgentEntry): boolean =>
  stock.hasSpecial && partsOf(stock.free).hasSpecial;

export const offerableTo = (agent: AgentEntry, role: Client['role']): Bundle => {
  const { free } = agent.stock;
  return hasSpecial(agent) ? free.filter((resource) => isOffered(resource, role)) : free;
};

/** What is kept for an app or a Volume is taken in turns alone, and by nobody else. */
const isOffered = (resource: Resource, role: Client['role']): boolean =>
  ownerOf(resource) === undefined && isAllocatableTo(resource, role);

export function withoutRevocable(bundle: Bundle, client: Pick<Client, 'info'>): Bundle {
  if (client.info?.takesRevocable === true || !partsOf(bundle).hasRevocable) return bundle;
  const left = bundle.filter(({ revocable }) => revocable === undefined);
  return left.length === 0 ? emptyBundle : left;
}

/** mesos.md 1.6. */
export function isWorth(bundle: Bundle, minAllocatable: readonly Scalars[]): boolean {
  if (bundle.length === 0) return false;
  if (minAllocatable.length === 0) return true;
  const quantities = quantitiesOf(bundle);
  return minAllocatable.some((least) => {
    for (const name in least) if ((quantities[name] ?? 0) < (least[name] ?? 0)) return false;
    return true;
  });
}

export const hasGpus = (agent: AgentEntry): boolean =>
  (quantitiesOf(agent.stock.total).gpus ?? 0) > 0;
