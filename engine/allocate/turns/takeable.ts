// How an agent looks to a role's tasks, and how much of what they take there quotas look at.
import type { OfferedAgent } from '../../model/framework.ts';
import type { Role } from '../../model/ids.ts';
import type { Scalars } from '../../model/resources/amounts.ts';
import type { Bundle } from '../../model/resources/bundle.ts';
import { isAllocatableTo, type Resource } from '../../model/resources/resource.ts';
import { type Claim, noClaim, takeableAmounts, takenOf } from '../../model/resources/takeable.ts';
import type { AgentEntry } from '../agents/agent-entry.ts';
import { isFirm } from '../round/bundle-parts.ts';

/** An agent as a role is offered it; kept until something is taken or given back there. */
export function shownTo(agent: AgentEntry, role: Role, claim: Claim = noClaim): OfferedAgent {
  const { info, stock } = agent;
  const { id, hostname, attributes } = info;
  if (claim !== noClaim) {
    const free = takeableAmounts(stock.free, role, claim);
    return { agentId: id, hostname, attributes, free };
  }
  // What nobody has reserved is the same for all.
  const viewer = stock.hasSpecial ? role : undefined;
  const { shown } = agent;
  if (shown?.free === stock.free && shown.info === info && shown.viewer === viewer)
    return shown.offered;
  const free = takeableAmounts(stock.free, role);
  const offered: OfferedAgent = { agentId: id, hostname, attributes, free };
  agent.shown = { free: stock.free, info, viewer, offered };
  return offered;
}

/**
 * Of what a task takes there, so much comes out of what quotas look at; what is kept for it as
 * another role's becomes its own.
 */
export function firmPart(free: Bundle, role: Role, scalars: Scalars, claim?: Claim): Scalars {
  const sum: Record<string, number> = {};
  for (const resource of takenOf(free, role, { scalars, ports: [] }, claim))
    if (isCounted(resource, role) && resource.value.kind === 'scalar')
      sum[resource.name] = (sum[resource.name] ?? 0) + resource.value.milli;
  return sum;
}

const isCounted = (resource: Resource, role: Role): boolean =>
  isFirm(resource) || !isAllocatableTo(resource, role);
