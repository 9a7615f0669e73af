// Quotas have changed, and offers under way were made by the old ones (mesos.md 1.9). First those
// of a role over its limit, and of the roles below it, newest first, until it is within; then
// those of others, until what is taken back covers what a guarantee lacks. Too many rather than
// too few: what is free is offered again by the quotas as they are now.
import type { Role } from '../../../model/ids.ts';
import type { Scalars } from '../../../model/resources/amounts.ts';
import { quantitiesOf } from '../../../model/resources/bundle.ts';
import { isWithin } from '../../../model/resources/resource.ts';
import type { QuotaSpec } from '../../../model/wanted.ts';
import type { MasterTurn } from '../../master/master-turn.ts';
import { rescind } from './rescind.ts';

export function rescindForQuotas(turn: MasterTurn, before: readonly QuotaSpec[]): void {
  const { tables } = turn;
  if (tables.offers.size === 0) return;
  const known = new Map(before.map((quota) => [quota.role, quota]));
  const changed = (tables.cluster?.quotas ?? []).filter(
    (quota) => known.get(quota.role)?.digest !== quota.digest,
  );
  for (const { role, limit } of changed) if (limit) keepWithin(turn, role, limit);
  for (const { role, guarantee } of changed) if (guarantee) makeRoom(turn, role, guarantee);
}

function keepWithin(turn: MasterTurn, role: Role, limit: Scalars): void {
  const own = [...turn.tables.offers.all()].filter((offer) => isWithin(offer.role, role));
  for (const offer of own.reverse()) {
    if (!isOver(turn, role, limit)) return;
    rescind(turn, offer, `the limit of role ${role} is lower now`);
  }
}

/** With what is offered, and what is kept for it and unused. */
function isOver({ allocator }: MasterTurn, role: Role, limit: Scalars): boolean {
  return Object.entries(limit).some(([name, most]) => {
    const held = allocator.heldBack(role, { [name]: 1 });
    return held?.kind === 'limit' && held.role === role && (held.used[name] ?? 0) > most;
  });
}

/** To a role and all below it, what is offered among it; in 1/1000. */
function allocatedTo({ allocator }: MasterTurn, role: Role): Scalars {
  const sums: Record<string, number> = {};
  for (const { role: one, allocated } of allocator.roles())
    if (isWithin(one, role))
      for (const name in allocated) sums[name] = (sums[name] ?? 0) + (allocated[name] ?? 0);
  return sums;
}

function makeRoom(turn: MasterTurn, role: Role, guarantee: Scalars): void {
  const missing: Record<string, number> = {};
  const allocated = allocatedTo(turn, role);
  for (const name in guarantee) missing[name] = (guarantee[name] ?? 0) - (allocated[name] ?? 0);
  for (const offer of [...turn.tables.offers.all()]) {
    if (isWithin(offer.role, role)) continue;
    const held = quantitiesOf(offer.bundle);
    const helps = Object.keys(missing).filter(
      (name) => (missing[name] ?? 0) > 0 && (held[name] ?? 0) > 0,
    );
    if (helps.length === 0) continue;
    for (const name in missing) missing[name] = (missing[name] ?? 0) - (held[name] ?? 0);
    rescind(turn, offer, `role ${role} is guaranteed more now`);
  }
}
