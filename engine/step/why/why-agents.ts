// Agents as one kind of task sees them: what is free there for it, what is kept for others, and why
// nothing is placed on it.
import type { Allocator } from '../../allocate/offer-allocator.ts';
import { quantitiesOf } from '../../model/resources/bundle.ts';
import { claimOf, scalarsOf } from '../../place/app-request.ts';
import { fillOf } from '../../place/fill-order.ts';
import type { RankableAgent } from '../../place/ranking.ts';
import type { NotOffered, WhyAgent } from '../../place/why.ts';
import { agentWaitOf } from '../master/agent-waits.ts';
import { heldBackOn, type Want } from '../offers/held-back.ts';
import type { AgentEntry, Tables } from '../tables.ts';
import { viewOf } from './agent-sights.ts';

interface Asking {
  readonly tables: Tables;
  readonly allocator: Pick<Allocator, 'freeOn' | 'heldBack'>;
}

export interface Asked {
  readonly want: Want;
  readonly nowMs: number;
}

/** What a task of it takes, and as whose. */
export const wantOf = (
  spec: Parameters<typeof scalarsOf>[0] & Parameters<typeof claimOf>[0] & Pick<Want, 'role'>,
): Want => ({
  role: spec.role,
  scalars: scalarsOf(spec),
  ...{ claim: spec.task.volumes ? { isDiskWhole: true } : claimOf(spec) },
});

/** All agents but those that are gone, by id, as a role's tasks see them. */
export const whyAgents = (cluster: Asking, asked: Asked): readonly RankableAgent[] =>
  [...cluster.tables.agents.values()]
    .filter((agent) => agent.presence.kind !== 'gone')
    .sort((a, b) => (a.row.id < b.row.id ? -1 : 1))
    .map((agent) => rankableAgent(cluster, agent, asked));

function rankableAgent(cluster: Asking, agent: AgentEntry, asked: Asked): RankableAgent {
  const { id, facts } = agent.row;
  const bundle = cluster.allocator.freeOn(id) ?? facts.resources;
  const full = fillOf(quantitiesOf(facts.resources), quantitiesOf(bundle));
  return { ...whyAgentOf(cluster, agent, asked), full };
}

export function whyAgentOf(cluster: Asking, agent: AgentEntry, asked: Asked): WhyAgent {
  const { want, nowMs } = asked;
  const notOffered = notOfferedOf(cluster, agent, nowMs);
  return {
    ...viewOf(cluster, agent, asked),
    ...(notOffered ? { notOffered } : heldBackOn(cluster, want, agent.row.id)),
  };
}

export function notOfferedOf(
  { tables }: Pick<Asking, 'tables'>,
  agent: AgentEntry,
  nowMs: number,
): NotOffered | undefined {
  const wait = agentWaitOf(tables, agent, nowMs);
  if (wait === undefined) return undefined;
  const { kind, what, remedy, next } = wait;
  return {
    ...{ kind, detail: what, remedy },
    ...(next ? { next } : {}),
    ...(kind === 'no-resources' ? { isNever: true } : {}),
  };
}
