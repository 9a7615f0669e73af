// What a task of a role may take of an agent's free resources, and of which of them it takes it:
// first what is reserved for the role itself, then for those above it, the nearest first, then what
// is unreserved. A task takes plain disk of the agent's own: other disks and volumes are for those
// who name them.
import type { OfferedAgent } from '../../model/framework.ts';
import type { Role } from '../../model/ids.ts';
import type { Resources, Scalars } from '../../model/resources/amounts.ts';
import { allAmountsOf } from '../../model/resources/amounts-of.ts';
import { type Bundle, bundleOf } from '../../model/resources/bundle.ts';
import { isAllocatableTo, type Resource, reservedFor } from '../../model/resources/resource.ts';
import { mergedRanges } from '../../model/resources/value.ts';
import type { AgentEntry } from '../agents/agent-entry.ts';
import { partsOf } from '../round/bundle-parts.ts';

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
  const ports = new Set(need.ports);
  const taken: Resource[] = [];
  for (const resource of inTurn(free, role)) {
    const { name, value } = resource;
    if (value.kind === 'scalar') {
      const milli = Math.min(value.milli, left[name] ?? 0);
      if (milli <= 0) continue;
      left[name] = (left[name] ?? 0) - milli;
      taken.push({ ...resource, value: { kind: 'scalar', milli } });
    } else if (value.kind === 'ranges' && name === 'ports' && ports.size > 0) {
      const mine = [...ports].filter((port) => value.ranges.some(holds(port)));
      for (const port of mine) ports.delete(port);
      const ranges = mergedRanges(mine.map((port) => [port, port] as const));
      if (mine.length > 0) taken.push({ ...resource, value: { kind: 'ranges', ranges } });
    }
  }
  return bundleOf(taken);
}

const holds =
  (port: number) =>
  ([begin, end]: readonly [number, number]): boolean =>
    begin <= port && port <= end;

/** The most closely reserved first. */
function inTurn(free: Bundle, role: Role): readonly Resource[] {
  const takeable = free.filter((resource) => isTakeable(resource, role));
  if (!partsOf(free).hasSpecial) return takeable;
  const depth = (resource: Resource): number => reservedFor(resource)?.length ?? 0;
  return [...takeable].sort((a, b) => depth(b) - depth(a));
}
