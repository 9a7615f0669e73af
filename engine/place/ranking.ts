// The agents that would take a task, in the order in which placement prefers them (choose.ts), with
// what they are preferred by: for people who ask why.
import type { AgentId } from '../model/ids.ts';
import type { InstanceCounts } from './instance-counts.ts';
import { fits, type PlaceRequest } from './misfit.ts';
import type { WhyAgent } from './why.ts';

type Packing = 'pack' | 'spread';

export interface RankedAgent {
  readonly agentId: AgentId;
  /** Instances of the app on it: what `spread` looks at first. */
  readonly instances: number;
  /** Largest part of any scalar that is taken, 0 to 1. */
  readonly full: number;
}

/** What placement knows an agent to be, others' reservations included. */
export type RankableAgent = WhyAgent & Pick<RankedAgent, 'full'>;

/** All that fit; the first is chosen. */
export function rankAgents(
  request: PlaceRequest & { readonly packing: Packing },
  agents: readonly RankableAgent[],
  counts: InstanceCounts,
): readonly RankedAgent[] {
  return agents
    .filter((agent) => !agent.notOffered && !agent.heldBack && fits(request, agent, counts))
    .map((agent) => ({
      agentId: agent.agentId,
      instances: counts.onAgent(agent.agentId),
      full: agent.full,
    }))
    .sort(request.packing === 'pack' ? fullestFirst : fewestFirst);
}

const byId = (a: RankedAgent, b: RankedAgent): number => (a.agentId < b.agentId ? -1 : 1);
const fullestFirst = (a: RankedAgent, b: RankedAgent): number => b.full - a.full || byId(a, b);
const fewestFirst = (a: RankedAgent, b: RankedAgent): number =>
  a.instances - b.instances || a.full - b.full || byId(a, b);

/** `spread prefers a1 (0 of its instances, 12 % full), then a2 (1, 40 %)`; empty when none fits. */
export function rankingText(packing: Packing, ranked: readonly RankedAgent[]): string {
  const percent = (full: number): string => `${Math.round(full * 100)} %`;
  const parts = ranked.slice(0, 3).map(({ agentId, instances, full }, at) => {
    const there = at === 0 ? `${instances} of its instances` : String(instances);
    return `${agentId} (${there}, ${percent(full)}${at === 0 ? ' full' : ''})`;
  });
  if (parts.length === 0) return '';
  const more = ranked.length > parts.length ? ` and ${ranked.length - parts.length} more` : '';
  return `packing ${packing}: one more would go to ${parts.join(', then ')}${more}`;
}
