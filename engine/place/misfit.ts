// Does this task fit this agent, and if not, why not? One answer feeds placement, `why` and the
// plan's would-it-fit (house.md 16).

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

export interface Misfit {
  readonly kind: 'resource' | 'port' | 'constraint';
  /** `cpus`, `port 8080`, `rack unique`. */
  readonly name: string;
  readonly detail: string;
}

/** Every reason why it doesn't fit; none when it does. */
export function misfitsOf(
  request: PlaceRequest,
  agent: AgentView,
  counts: InstanceCounts,
): readonly Misfit[] {
  return [
    ...scalarMisfits(request.scalars, agent.free.scalars),
    ...portMisfits(request.ports, agent.free),
    ...request.constraints.flatMap((constraint) => {
      const detail = constraintRefusal({ constraint, agent, counts, instances: request.instances });
      const name = `${constraint.attribute} ${constraint.operator}`;
      return detail === undefined ? [] : [{ kind: 'constraint' as const, name, detail }];
    }),
  ];
}

export function fits(request: PlaceRequest, agent: AgentView, counts: InstanceCounts): boolean {
  for (const name in request.scalars)
    if ((request.scalars[name] ?? 0) > (agent.free.scalars[name] ?? 0)) return false;
  if (portMisfits(request.ports, agent.free).length > 0) return false;
  return request.constraints.every(
    (constraint) =>
      constraintRefusal({ constraint, agent, counts, instances: request.instances }) === undefined,
  );
}

/** An amount of 1/1000 as people write it: 1500 is 1.5. */
export const amount = (milli: number): string => String(milli / 1000);

function scalarMisfits(need: Scalars, free: Scalars): readonly Misfit[] {
  return Object.keys(need)
    .sort()
    .filter((name) => (need[name] ?? 0) > (free[name] ?? 0))
    .map((name) => ({
      kind: 'resource',
      name,
      detail: `needs ${amount(need[name] ?? 0)}, ${amount(free[name] ?? 0)} free`,
    }));
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
