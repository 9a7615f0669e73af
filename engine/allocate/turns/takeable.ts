// What a task of a role may take of an agent's free resources, and of which of them it takes it:
// first what is reserved for the role itself, then for those above it, the nearest first, then what
// is unreserved. A task takes plain disk of the agent's own: other disks and volumes are for those
// who name them.
import type { OfferedAgent } from '../../model/framework.ts';
import type { Role } from '../../model/ids.ts';
import {
  holdsPort,
  type Range,
  type Resources,
  type Scalars,
} from '../../model/resources/amounts.ts';
import { allAmountsOf } from '../../model/resources/amounts-of.ts';
import { type Bundle, bundleOf } from '../../model/resources/bundle.ts';
import { isAllocatableTo, type Resource, reservedFor } from '../../model/resources/resource.ts';
import { mergedRanges } from '../../model/resources/value.ts';
import type { AgentEntry } from '../agents/agent-entry.ts';
import { isFirm } from '../round/bundle-parts.ts';

/** By name, whatever it is reserved by. */
export const takeableAmounts = (free: Bundle, role: Role): Resources =>
  allAmountsOf(free.filter((resource) => isTakeable(resource, role)));

/** An agent as a role is offered it; kept until something is taken or given back there. */
export function shownTo(agent: AgentEntry, role: Role): OfferedAgent {
  const { info, stock } = agent;
  // What nobody has reserved is the same for all.
  const viewer = stock.hasSpecial ? role : undefined;
  const { shown } = agent;
  if (shown?.free === stock.free && shown.info === info && shown.viewer === viewer)
    return shown.offered;
  const { id, hostname, attributes } = info;
  const free = takeableAmounts(stock.free, role);
  const offered: OfferedAgent = { agentId: id, hostname, attributes, free };
  agent.shown = { free: stock.free, info, viewer, offered };
  return offered;
}

const isTakeable = (resource: Resource, role: Role): boolean =>
  resource.disk === undefined &&
  resource.revocable === undefined &&
  isAllocatableTo(resource, role);

/** The resources that a task takes there; fewer than it asks for where they aren't there. */
export function takenOf(
  free: Bundle,
  role: Role,
  need: { readonly scalars: Scalars; readonly ports: readonly number[] },
): Bundle {
  const left: Record<string, number> = { ...need.scalars };
  let ports = need.ports;
  const taken: Resource[] = [];
  const hasTurns = free.some((resource) => reservedFor(resource) !== undefined);
  for (const resource of hasTurns ? inTurn(free) : free) {
    if (!isTakeable(resource, role)) continue;
    const { name, value } = resource;
    if (value.kind === 'scalar') {
      const milli = Math.min(value.milli, left[name] ?? 0);
      if (milli <= 0) continue;
      left[name] = (left[name] ?? 0) - milli;
      taken.push({ ...resource, value: { kind: 'scalar', milli } });
    } else if (value.kind === 'ranges' && name === 'ports' && ports.length > 0) {
      const mine = ports.filter((port) => holdsPort(value.ranges, port));
      if (mine.length === 0) continue;
      ports = ports.filter((port) => !mine.includes(port));
      const ranges = mergedRanges(mine.map((port): Range => [port, port]));
      taken.push({ ...resource, value: { kind: 'ranges', ranges } });
    }
  }
  // In the order of what is free, it is a bundle already.
  return hasTurns ? bundleOf(taken) : taken;
}

/** Of what a task takes there, so much comes out of what quotas look at. */
export function firmPart(free: Bundle, role: Role, scalars: Scalars): Scalars {
  const sum: Record<string, number> = {};
  for (const resource of takenOf(free, role, { scalars, ports: [] }))
    if (isFirm(resource) && resource.value.kind === 'scalar')
      sum[resource.name] = (sum[resource.name] ?? 0) + resource.value.milli;
  return sum;
}

/** The most closely reserved first. */
function inTurn(free: Bundle): Bundle {
  const depth = (resource: Resource): number => reservedFor(resource)?.length ?? 0;
  return [...free].sort((a, b) => depth(b) - depth(a));
}
