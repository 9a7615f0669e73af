// The agents that are offered, as they fill and empty while rollouts are gone through in thought.
import type { AgentId, Role } from '../../model/ids.ts';
import {
  addScalars,
  type Range,
  type Resources,
  withoutPorts,
} from '../../model/resources/amounts.ts';
import type { AppSpec } from '../../model/wanted.ts';
import type { AgentView } from '../../place/agent-view.ts';
import { requestOf } from '../../place/app-request.ts';
import { AgentChoice, chooseAgent, choosePorts } from '../../place/choose.ts';
import { FillOrder, fillOf } from '../../place/fill-order.ts';
import { InstanceCounts } from '../../place/instance-counts.ts';
import { misfitsOf, type PlaceRequest } from '../../place/misfit.ts';
import { type Unplaced, type WhyAgent, whyUnplaced } from '../../place/why.ts';
import type { LimitRefusal, RoleLimits } from '../quota/role-limits.ts';
import { isOpen, type Snapshot, type SnapshotAgent } from '../snapshot.ts';
import {
  awayMisfit,
  fullMisfit,
  type KeptMisfit,
  type KeptSlot,
  tornMisfit,
} from './kept-misfit.ts';
import type { RoleUsage } from './role-usage.ts';
import type { VolumeNeeds } from './volume-needs.ts';

/** One instance in thought. */
export interface Live {
  readonly agentId: AgentId;
  readonly role: Role;
  readonly scalars: Readonly<Record<string, number>>;
  readonly ports: readonly number[];
  readonly isTarget: boolean;
  readonly isHealthy: boolean;
}

export type KeptPlacing =
  | { readonly kind: 'placed'; readonly live: Live }
  | { readonly kind: 'misfit'; readonly misfit: KeptMisfit };

interface FitAgent extends AgentView {
  readonly total: Scalars;
  free: Resources;
}

/** Agents that may still be looked at: beyond it, instances aren't judged. */
export interface Looks {
  left: number;
}

/** About a second. */
export const mostLooks = 5_000_000;

interface Terms {
  readonly usage: RoleUsage;
  readonly limits: RoleLimits;
  readonly needs: VolumeNeeds;
  /** Agents that are taken only where no other fits. */
  readonly last: ReadonlySet<AgentId>;
  readonly looks: Looks;
}

/** What is done to the agents of a room that is gone on with apart. */
export interface Closing {
  /** Nothing is placed on these any more, and why. */
  readonly closed: ReadonlyMap<AgentId, string>;
  readonly last: ReadonlySet<AgentId>;
  readonly looks: Looks;
}

export class FitRoom {
  readonly #open = new Map<AgentId, FitAgent>();
  readonly #order = new FillOrder<FitAgent>({
    all: () => this.#open.values(),
    fillOf: ({ total, free }) => fillOf(total, free.scalars),
  });
  readonly #all: ReadonlyMap<AgentId, SnapshotAgent>;
  readonly #terms: Terms;

  constructor({ agents }: Pick<Snapshot, 'agents'>, terms: Terms) {
    this.#all = new Map(agents.map((agent) => [agent.agentId, agent]));
    for (const { agentId, hostname, attributes, free, total } of agents.filter(isOpen)) {
      this.#open.set(agentId, { agentId, hostname, attributes, free, total: total.scalars });
    }
    this.#terms = terms;
  }

  /** The agents as they are here, those to close shut, to go on with apart. */
  closing({ closed, last, looks }: Closing): FitRoom {
    const agents = closedAgents(this.agentsNow(), closed);
    const usage = this.#terms.usage.copy();
    return new FitRoom({ agents }, { ...this.#terms, usage, last, looks });
  }

  /** With what is free there now. */
  agentsNow(): readonly SnapshotAgent[] {
    return [...this.#all.values()].map((agent) => {
      const open = this.#open.get(agent.agentId);
      return open === undefined ? agent : { ...agent, free: open.free };
    });
  }

  get needs(): VolumeNeeds {
    return this.#terms.needs;
  }

  get agents(): number {
    return this.#open.size;
  }

  get isSpent(): boolean {
    return this.#terms.looks.left <= 0;
  }

  countsOf(lives: readonly Live[]): InstanceCounts {
    const counts = new InstanceCounts([...this.#open.values()]);
    for (const { agentId } of lives) {
      const agent = this.#all.get(agentId);
      if (agent !== undefined) counts.add(agentId, agent);
    }
    return counts;
  }

  /** Takes the room of one instance; undefined when it fits nowhere or its role is at its limit. */
  place(spec: AppSpec, instance: number, counts: InstanceCounts): Live | undefined {
    if (this.limitRefusal(spec) !== undefined) return undefined;
    this.#terms.looks.left -= this.#open.size;
    const chosen = this.#choose(spec, counts);
    const ports = chosen && choosePorts(spec.task.ports, chosen.free, `${spec.name}#${instance}`);
    if (chosen === undefined || ports === undefined) return undefined;
    counts.add(chosen.agentId, chosen);
    return this.#take(spec, chosen.agentId, ports);
  }

  /** Takes the room of an instance where its volumes are, which is the only place for it. */
  placeAt(spec: AppSpec, slot: KeptSlot): KeptPlacing {
    this.#terms.looks.left -= 1;
    const [agentId, another] = slot.agents;
    const agent = agentId === undefined ? undefined : this.#open.get(agentId);
    if (agentId === undefined || another !== undefined) return keptOut(tornMisfit(slot));
    if (agent === undefined) return keptOut(awayMisfit(slot, agentId, this.#all.get(agentId)));
    // Constraints bind where it was placed first.
    const request = { ...this.#requestOf(spec), constraints: [] };
    const { isIdle, who } = slot;
    const free = isIdle ? enlarge(agent.free, request.scalars, []) : agent.free;
    const ports = choosePorts(spec.task.ports, free, `${spec.name} ${who}`);
    const misfits = misfitsOf(request, { ...agent, free }, this.countsOf([]));
    if (ports === undefined || misfits.length > 0)
      return keptOut(fullMisfit(slot, agentId, misfits));
    agent.free = free;
    return { kind: 'placed', live: this.#take(spec, agentId, ports) };
  }

  #choose(spec: AppSpec, counts: InstanceCounts): AgentView | undefined {
    const request = { ...this.#requestOf(spec), packing: spec.packing };
    const { last } = this.#terms;
    if (last.size === 0) return chooseAgent(request, this.#order, counts);
    return new AgentChoice(request, counts).choose({
      last,
      emptiestFirst: () => this.#order.emptiestFirst(),
      fullestFirst: () => this.#order.fullestFirst(),
      look: (agentId) => this.#open.get(agentId),
    });
  }

  #requestOf(spec: AppSpec): PlaceRequest {
    return { ...requestOf(spec), scalars: this.needs.scalarsOf(spec) };
  }

  #take(spec: AppSpec, agentId: AgentId, ports: readonly number[]): Live {
    const scalars = this.needs.scalarsOf(spec);
    this.#put(agentId, (free) => lessen(free, scalars, ports));
    this.#terms.usage.add(spec.role, scalars, 1);
    return { agentId, role: spec.role, scalars, ports, isTarget: true, isHealthy: true };
  }

  /** Gives the room of one instance back. */
  stop({ agentId, role, scalars, ports }: Live): void {
    this.#put(agentId, (free) => enlarge(free, scalars, ports));
    this.#terms.usage.add(role, scalars, -1);
  }

  /** The limit that keeps `times` more instances from being placed, if one does from the first. */
  limitRefusal(spec: AppSpec, times = 1): LimitRefusal | undefined {
    const { role } = spec;
    const used = (one: Role) => this.#terms.usage.withBelow(one);
    return this.#terms.limits.refusal({ role, scalars: this.needs.scalarsOf(spec) }, used, times);
  }

  /** Why one more of the app's instances fits nowhere, in the words of `why`. */
  why(spec: AppSpec, lives: readonly Live[]): Unplaced {
    const agents = [...this.#all.values()].map((agent): WhyAgent => {
      return (
        this.#open.get(agent.agentId) ?? {
          ...agent,
          total: agent.total.scalars,
          notOffered: notOfferedOf(agent),
        }
      );
    });
    return whyUnplaced(this.#requestOf(spec), agents, this.countsOf(lives));
  }

  #put(agentId: AgentId, change: (free: Resources) => Resources): void {
    const agent = this.#open.get(agentId);
    if (agent === undefined) return;
    agent.free = change(agent.free);
    this.#order.touch(agent);
  }
}

/** Shut, each for its reason. */
export const closedAgents = (
  agents: readonly SnapshotAgent[],
  closed: Closing['closed'],
): readonly SnapshotAgent[] =>
  agents.map((agent) => {
    const whyNot = closed.get(agent.agentId);
    return whyNot === undefined ? agent : { ...agent, isOffered: false, whyNot };
  });

export const notOfferedOf = ({ presence, whyNot }: SnapshotAgent) => {
  const kind = presence === 'registered' ? 'not offered' : presence;
  return { kind, detail: whyNot ?? `it is ${kind}` };
};

const keptOut = (misfit: KeptMisfit): KeptPlacing => ({ kind: 'misfit', misfit });

type Scalars = Live['scalars'];

function lessen(free: Resources, taken: Scalars, ports: readonly number[]): Resources {
  const scalars = { ...free.scalars };
  addScalars(scalars, taken, -1);
  const ranges = { ...free.ranges, ports: withoutPorts(free.ranges.ports ?? [], ports) };
  return { ...free, scalars, ranges };
}

function enlarge(free: Resources, given: Scalars, ports: readonly number[]): Resources {
  const scalars = { ...free.scalars };
  addScalars(scalars, given, 1);
  const back = ports.map((port): Range => [port, port]);
  const all = [...(free.ranges.ports ?? []), ...back].sort(([a], [b]) => a - b);
  return { ...free, scalars, ranges: { ...free.ranges, ports: all } };
}
