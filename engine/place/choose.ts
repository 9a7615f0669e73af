// Among the agents that fit, which one? `spread`: fewest instances of this app, then the emptiest;
// `pack`: the fullest, so that room for large tasks stays whole. The id breaks ties.
import {
  portsIn,
  type Range,
  type Resources,
  type Scalars,
  withoutPorts,
} from '../model/resources.ts';
import type { AgentView } from './agent-view.ts';
import type { InstanceCounts } from './instance-counts.ts';
import { fits, type PlaceRequest } from './misfit.ts';

export interface Candidate extends AgentView {
  readonly total: Scalars;
}

/** The best candidate that fits, or undefined when none does. */
export function chooseAgent(
  request: PlaceRequest & { readonly packing: 'pack' | 'spread' },
  candidates: readonly Candidate[],
  counts: InstanceCounts,
): Candidate | undefined {
  let best: Candidate | undefined;
  for (const candidate of candidates) {
    if (best && compare(request.packing, candidate, best, counts) >= 0) continue;
    if (fits(request, candidate, counts)) best = candidate;
  }
  return best;
}

function compare(
  packing: 'pack' | 'spread',
  a: Candidate,
  b: Candidate,
  counts: InstanceCounts,
): number {
  const byFill = fill(a) - fill(b);
  const byId = a.agentId < b.agentId ? -1 : 1;
  if (packing === 'pack') return -byFill || byId;
  return counts.onAgent(a.agentId) - counts.onAgent(b.agentId) || byFill || byId;
}

/** Largest share of a scalar that is taken, 0 to 1. */
function fill(candidate: Candidate): number {
  let most = 0;
  for (const name in candidate.total) {
    const total = candidate.total[name] ?? 0;
    if (total > 0) most = Math.max(most, 1 - (candidate.free.scalars[name] ?? 0) / total);
  }
  return most;
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
