// Does this task fit this agent, and if not, why not? One answer feeds placement, `why` and the
// plan's would-it-fit (house.md 16).

import { resourceAmount, resourceWord } from '../model/quota/resource-words.ts';
import { portsIn, type Resources, type Scalars } from '../model/resources/amounts.ts';
import type { PlacementConstraint, PortSpec } from '../model/wanted.ts';
import type { AgentView } from './agent-view.ts';
import { constraintRefusal } from './constraint.ts';
import type { InstanceCounts } from './instance-counts.ts';

export interface PlaceRequest {
  readonly scalars: Scalars;
  readonly ports: readonly PortSpec[];
  readonly constraints: readonly PlacementConstraint[];
  /** Instances wanted: group-by divides them. */
  readonly instances: number;
}

/** What of an agent is free and kept from the task: for another role, or for a volume's owner. */
export interface KeptFree {
  /** `role db`, `volumes of /shop/db#0`. */
  readonly by: string;
  readonly scalars: Scalars;
}

/** An agent as one that asks why sees it. */
export interface KeepingAgent extends AgentView {
  /** Absent: nothing that is free is kept from it. */
  readonly kept?: readonly KeptFree[];
}

export type MisfitKind = 'resource' | 'port' | 'constraint' | 'role';

export interface Misfit {
  readonly kind: MisfitKind;
  /** `cpus`, `port 8080`, `rack unique`, `role db`. */
  readonly name: string;
  readonly detail: string;
  /** Of a resource, by the cluster's name: what is missing, in 1/1000. */
  readonly lack?: { readonly resource: string; readonly milli: number };
  readonly constraint?: PlacementConstraint;
}

/** Every reason why it doesn't fit; none when it does. */
export function misfitsOf(
  request: PlaceRequest,
  agent: KeepingAgent,
  counts: InstanceCounts,
): readonly Misfit[] {
  const { scalars, ports, constraints, instances } = request;
  const misfits: Misfit[] = [];
  for (const name in scalars) {
    const [need, free] = [scalars[name] ?? 0, agent.free.scalars[name] ?? 0];
    if (need > free) misfits.push(scalarMisfit(agent, name, { need, free }));
  }
  misfits.push(...portMisfits(ports, agent.free));
  for (const constraint of constraints) {
    const detail = constraintRefusal({ constraint, agent, counts, instances });
    if (detail === undefined) continue;
    misfits.push({ kind: 'constraint', name: constraintName(constraint), detail, constraint });
  }
  return misfits;
}

/** What rules it out, each once, and how far that is from letting it in. */
export interface Judgement {
  readonly names: readonly string[];
  /** 0 where it fits; fewest things first, then the least of what is needed. */
  readonly distance: number;
}

const fitting: Judgement = { names: [], distance: 0 };

/** The same without words, for those who only count. */
export function judgementOf(
  request: PlaceRequest,
  agent: KeepingAgent,
  counts: InstanceCounts,
): Judgement {
  const { scalars, ports, constraints, instances } = request;
  let names: string[] | undefined;
  let [things, parts] = [0, 0];
  for (const resource in scalars) {
    const need = scalars[resource] ?? 0;
    const milli = need - (agent.free.scalars[resource] ?? 0);
    if (milli <= 0) continue;
    things += 1;
    parts += milli / need;
    names = withName(names, keeperOf(agent, resource, milli)?.by ?? resourceWord(resource));
  }
  if (ports.length > 0)
    for (const { name } of portMisfits(ports, agent.free)) {
      things += 1;
      parts += 1;
      names = withName(names, name);
    }
  for (const constraint of constraints) {
    if (constraintRefusal({ constraint, agent, counts, instances }) === undefined) continue;
    things += 1;
    parts += 1;
    names = withName(names, constraintName(constraint));
  }
  // Each is a part of what is needed, so all together never weigh as much as one thing more.
  return names === undefined ? fitting : { names, distance: things + parts / (things + 1) };
}

function withName(names: string[] | undefined, name: string): string[] {
  if (names === undefined) return [name];
  if (!names.includes(name)) names.push(name);
  return names;
}

/** `rack unique`, `rack is r1`. */
export const constraintName = ({ attribute, operator, value }: PlacementConstraint): string =>
  `${attribute} ${operator}${value === undefined ? '' : ` ${value}`}`;

export function fits(request: PlaceRequest, agent: AgentView, counts: InstanceCounts): boolean {
  for (const name in request.scalars)
    if ((request.scalars[name] ?? 0) > (agent.free.scalars[name] ?? 0)) return false;
  if (portMisfits(request.ports, agent.free).length > 0) return false;
  return request.constraints.every(
    (constraint) =>
      constraintRefusal({ constraint, agent, counts, instances: request.instances }) === undefined,
  );
}

interface Amounts {
  readonly need: number;
  readonly free: number;
}

/** An amount of 1/1000 as people write it: 1500 is 1.5. */
export const amount = (milli: number): string => String(milli / 1000);

/** What would be enough, were it not kept for somebody else, is that one's doing. */
function scalarMisfit(agent: KeepingAgent, resource: string, { need, free }: Amounts): Misfit {
  const milli = need - free;
  const lack = { resource, milli };
  const word = resourceWord(resource);
  const amounts = amountsText(resource, { need, free });
  const keeper = keeperOf(agent, resource, milli);
  if (keeper === undefined) return { kind: 'resource', name: word, detail: amounts, lack };
  const name = keeper.by;
  const more = `${resourceAmount(resource, sumOf(agent.kept, resource))} more kept for ${name}`;
  return { kind: 'role', name, detail: `${word}: ${amounts}, ${more}`, lack };
}

/** Who is kept most of it, where what is kept would be enough. */
function keeperOf({ kept }: KeepingAgent, resource: string, milli: number): KeptFree | undefined {
  return kept === undefined || sumOf(kept, resource) < milli ? undefined : mostKept(kept, resource);
}

/** Both in one unit. */
function amountsText(resource: string, { need, free }: Amounts): string {
  const [least, most] = [resourceAmount(resource, need), resourceAmount(resource, free)];
  if (unitOf(least) === unitOf(most) || free === 0) return `needs ${least}, ${most} free`;
  return `needs ${amount(need)}MiB, ${amount(free)}MiB free`;
}

const unitOf = (text: string): string => text.replace(/[\d.]/g, '');

const sumOf = (kept: readonly KeptFree[] = [], resource: string): number =>
  kept.reduce((sum, { scalars }) => sum + (scalars[resource] ?? 0), 0);

/** The first of those who are kept most. */
function mostKept(kept: readonly KeptFree[], resource: string): KeptFree | undefined {
  let most: KeptFree | undefined;
  for (const one of kept)
    if ((one.scalars[resource] ?? 0) > (most?.scalars[resource] ?? 0)) most = one;
  return most;
}

export function portMisfits(ports: readonly PortSpec[], free: Resources): readonly Misfit[] {
  const ranges = free.ranges.ports ?? [];
  const fixed = ports.filter((port) => port.host > 0);
  const missing = fixed.filter(
    (port) => !ranges.some(([begin, end]) => begin <= port.host && port.host <= end),
  );
  const misfits: Misfit[] = missing.map((port) => ({
    kind: 'port',
    name: `port ${port.host}`,
    detail: `port ${port.host} is taken or outside the agent's range`,
  }));
  if (missing.length === 0 && portsIn(ranges) < ports.length)
    misfits.push({
      kind: 'port',
      name: 'ports',
      detail: `needs ${ports.length}, ${portsIn(ranges)} free`,
    });
  return misfits;
}
