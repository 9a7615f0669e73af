// Why do quotas keep a role from taking what it wants, though it is free? In words of the quotas:
// the limit that is in the way, or the guarantees that it is kept for.
import type { Role } from '../../model/ids.ts';
import { rolesUp } from '../../model/quota/role-path.ts';
import type { Scalars } from '../../model/resources/amounts.ts';
import type { AgentEntry } from '../agents/agent-entry.ts';
import type { AllocationLedger } from '../allocation-ledger.ts';
import type { HeldBack } from '../offer-allocator.ts';
import type { RoleNode } from '../quota/role-node.ts';
import { canGive } from './can-give.ts';
import { firmPart } from './takeable.ts';

interface Want {
  readonly scalars: Scalars;
  /** What is reserved there may be a part of it. */
  readonly on: AgentEntry | undefined;
}

export function heldBack(
  ledger: AllocationLedger,
  role: Role,
  { scalars, on }: Want,
): HeldBack | undefined {
  if (canGive(ledger, role, scalars)) return undefined;
  const firm = on?.stock.hasSpecial ? firmPart(on.stock.free, role, scalars) : scalars;
  if (canGive(ledger, role, firm)) return undefined;
  const limiting = ledger.quotas.limiting(role, firm);
  return limiting ? limitOf(limiting) : { kind: 'guarantee', roles: promisedTo(ledger, role) };
}

function limitOf({ role, quota, ...node }: RoleNode): HeldBack {
  const used: Record<string, number> = {};
  for (const name in quota.limit) used[name] = (node.reserved[name] ?? 0) + (node.used[name] ?? 0);
  return { kind: 'limit', role, used, limit: quota.limit };
}

/** Others than the role and those above it, where there are any. */
function promisedTo({ quotas }: AllocationLedger, role: Role): readonly Role[] {
  const all = quotas.unmetRoles();
  const own = new Set(rolesUp(role));
  const others = all.filter((one) => !own.has(one));
  return others.length > 0 ? others : all;
}
