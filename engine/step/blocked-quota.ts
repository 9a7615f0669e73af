// Guarantees and limits of a revision, held against the agents that are known and what runs
// (plan/quota/quota-check.ts), as the plan has shown it.
import type { Wanted } from '../model/wanted.ts';
import {
  agentCapacity,
  knownCapacity,
  type QuotaBlock,
  quotaBlock,
} from '../plan/quota/quota-check.ts';
import { type Holding, stayingUse } from '../plan/quota/staying-use.ts';
import type { SeenCommit } from './events.ts';
import type { Tables } from './tables.ts';

export function blockedQuota(
  tables: Tables,
  { allowQuota }: SeenCommit,
  wanted: Wanted,
): QuotaBlock | undefined {
  const applied = tables.cluster?.quotas;
  const quotas = wanted.quotas.map(({ spec }) => spec);
  if (applied === undefined || (quotas.length === 0 && applied.length === 0)) return undefined;
  return quotaBlock({
    applied,
    wanted: quotas,
    capacity: capacityOf(tables),
    use: () => stayingUse(holdingsIn(tables), wanted),
    ...(allowQuota === undefined ? {} : { allowed: allowQuota }),
  });
}

const capacityOf = ({ agents }: Tables) =>
  knownCapacity(
    [...agents.values()].map(({ presence, row }) => ({
      presence: presence.kind,
      scalars: agentCapacity(row.facts.resources),
    })),
  );

function holdingsIn({ tasks }: Tables): readonly Holding[] {
  const holdings: Holding[] = [];
  for (const { row } of tasks.values()) {
    if (row.end !== undefined || row.kill !== undefined) continue;
    const { name, role, resources } = row;
    holdings.push({ name, role, count: 1, scalars: resources.scalars });
  }
  return holdings;
}
