// Among the agents that fit, which one? `spread`: fewest instances of this app, then the emptiest;
// `pack`: the fullest, so that room for large tasks stays whole. The id breaks ties.
import type { OnlyWith } from '../model/framework.ts';
import { portsIn, type Range, type Resources, withoutPorts } from '../model/resources/amounts.ts';
import type { AgentView } from './agent-view.ts';
import type { InstanceCounts } from './instance-counts.ts';
import { fits, type PlaceRequest } from './misfit.ts';

/** Agents in both orders; those equally full by id. `only`: others needn't be among them. */
export interface Candidates {
  emptiestFirst(only?: OnlyWith): Iterable<AgentView>;
  fullestFirst(only?: OnlyWith): Iterable<AgentView>;
}

/** The best candidate that fits, or undefined when none does. */
export function chooseAgent(
  request: PlaceRequest & { readonly packing: 'pack' | 'spread' },
  candidates: Candidates,
  counts: InstanceCounts,
): AgentView | undefined {
  if (request.packing === 'spread') return fewestFirst(request, candidates, counts);
  const only = onlyWith(request, counts);
  for (const agent of candidates.fullestFirst(only)) if (fits(request, agent, counts)) return agent;
  return undefined;
}

/** A value that an agent must have, where a constraint leaves but one; one host is the fewest. */
function onlyWith({ constraints }: PlaceRequest, counts: InstanceCounts): OnlyWith | undefined {
  let only: OnlyWith | undefined;
  for (const { attribute, operator, value } of constraints) {
    if (operator !== 'is' && operator !== 'cluster') continue;
    const pinned = value ?? (operator === 'is' ? '' : counts.firstValue(attribute));
    if (pinned === undefined) continue;
    if (only === undefined || attribute.endsWith('hostname')) only = { attribute, value: pinned };
  }
  return only;
}

function fewestFirst(
  request: PlaceRequest,
  candidates: Candidates,
  counts: InstanceCounts,
): AgentView | undefined {
  let best: AgentView | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const agent of candidates.emptiestFirst(onlyWith(request, counts))) {
    const there = counts.onAgent(agent.agentId);
    if (there >= least || !fits(request, agent, counts)) continue;
    best = agent;
    least = there;
    if (there === 0) break;
  }
  return best;
}

/**
 * Host ports for a task's ports, fixed ones as asked and the others from the free ranges, starting
 * at a place that `seed` (the task's id) works out, so that a port just left isn't at once reused.
 * Undefined when they don't fit.
 */
export function choosePorts(
  wanted: readonly { readonly host: number }[],
  free: Resources,
  seed: string,
): readonly number[] | undefined {
  const fixed = wanted.flatMap((port) => (port.host > 0 ? [port.host] : []));
  const open = withoutPorts(free.ranges.ports ?? [], fixed);
  const count = portsIn(open);
  if (count < wanted.length - fixed.length) return undefined;
  let next = count === 0 ? 0 : hash(seed) % count;
  return wanted.map((port) => {
    if (port.host > 0) return port.host;
    const chosen = portAt(open, next % count);
    next += 1;
    return chosen;
  });
}

/** The port that has `index` others before it. */
function portAt(ranges: readonly Range[], index: number): number {
  let left = index;
  for (const [begin, end] of ranges) {
    if (left <= end - begin) return begin + left;
    left -= end - begin + 1;
  }
  return 0;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value ^= text.charCodeAt(index);
    value = Math.imul(value, 0x01000193) >>> 0;
  }
  return value;
}
