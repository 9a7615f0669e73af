// Why does this task fit nowhere? How many agents each resource, port, constraint and absence
// ruled out, in one sentence, and what would make it fit (house.md 16). An agent that isn't
// offered counts once, under why it isn't; one that is offered counts under everything that rules
// it out.
import type { Scalars } from '../model/resources/amounts.ts';
import type { AgentView } from './agent-view.ts';
import type { InstanceCounts } from './instance-counts.ts';
import { amount, type Misfit, misfitsOf, type PlaceRequest } from './misfit.ts';

export interface WhyAgent extends AgentView {
  readonly total: Scalars;
  /** Set when nothing is placed on it: `disconnected`, `unreachable`, ... */
  readonly notOffered?: {
    readonly kind: string;
    readonly detail: string;
    /** Of one that never is, as it was started. */
    readonly restart?: string;
  };
  /** Set when quotas don't let the task's role take it there. */
  readonly heldBack?: {
    readonly kind: 'limit' | 'guarantee';
    /** `limit of role shop`. */
    readonly by: string;
    readonly detail: string;
  };
}

export interface RuledOut {
  /** `cpus`, `port 8080`, `rack unique`, `disconnected`, `limit of role shop`. */
  readonly by: string;
  readonly kind: Misfit['kind'] | 'agent' | 'limit' | 'guarantee';
  readonly agents: number;
  /** What it says of the first of them. */
  readonly detail: string;
}

export interface Unplaced {
  /** Agents there are. */
  readonly agents: number;
  /** Agents that it would fit: then it only waits for its turn. */
  readonly fitting: number;
  /** Agents that it would fit if quotas let it. */
  readonly heldBack: number;
  /** Most agents first. */
  readonly ruledOut: readonly RuledOut[];
  readonly sentence: string;
  readonly wouldFit: string;
}

interface Judged {
  readonly agent: WhyAgent;
  readonly misfits: readonly Misfit[];
}

/** Agents are sorted by id by the caller: equal worlds give equal sentences. */
export function whyUnplaced(
  request: PlaceRequest,
  agents: readonly WhyAgent[],
  counts: InstanceCounts,
): Unplaced {
  const judged = agents.map((agent) => ({
    agent,
    misfits: agent.notOffered ? [] : misfitsOf(request, agent, counts),
  }));
  const ruledOut = tally(judged);
  const roomy = judged.filter(hasRoom);
  const fitting = roomy.filter(({ agent }) => !agent.heldBack).length;
  const all = { agents: agents.length, fitting, heldBack: roomy.length - fitting, ruledOut };
  return { ...all, sentence: sentenceOf(all), wouldFit: wouldFitOf(request, judged, fitting) };
}

const hasRoom = ({ agent, misfits }: Judged): boolean => !agent.notOffered && misfits.length === 0;

function tally(judged: readonly Judged[]): readonly RuledOut[] {
  const found = new Map<string, RuledOut>();
  const add = (by: string, kind: RuledOut['kind'], detail: string): void => {
    const before = found.get(by);
    found.set(by, {
      by,
      kind,
      agents: (before?.agents ?? 0) + 1,
      detail: before?.detail ?? detail,
    });
  };
  for (const { agent, misfits } of judged) {
    const { notOffered, heldBack } = agent;
    if (notOffered) add(notOffered.kind, 'agent', notOffered.detail);
    else if (heldBack && misfits.length === 0) add(heldBack.by, heldBack.kind, heldBack.detail);
    for (const misfit of misfits) add(misfit.name, misfit.kind, misfit.detail);
  }
  return [...found.values()].sort((a, b) => b.agents - a.agents || (a.by < b.by ? -1 : 1));
}

function sentenceOf(all: Pick<Unplaced, 'agents' | 'fitting' | 'ruledOut'>): string {
  if (all.agents === 0) return 'there is no agent';
  if (all.fitting > 0)
    return `${all.fitting} of ${all.agents} agents would fit: it waits for its role's turn`;
  const parts = all.ruledOut.map((one) => `${one.by} rules out ${one.agents} (${one.detail})`);
  return `none of ${all.agents} agents fits: ${parts.join(', ')}`;
}

function wouldFitOf(request: PlaceRequest, judged: readonly Judged[], fitting: number): string {
  if (judged.length === 0) return 'start an agent with `meridian-agentd`';
  // What quotas hold back is told by those who know them.
  if (fitting > 0 || judged.some(hasRoom)) return '';
  const usable = judged.filter(({ agent }) => agent.notOffered?.restart === undefined);
  if (usable.length === 0) return restartOf(judged);
  const oversize = oversized(request.scalars, usable);
  if (oversize !== undefined) return oversize;
  const offered = usable.filter((one) => !one.agent.notOffered);
  const [nearest] = [...offered].sort((a, b) => a.misfits.length - b.misfits.length);
  if (nearest)
    return nearest.misfits.map((one) => mend(request, nearest.agent, one)).join(', and ');
  const [first] = usable;
  const id = first?.agent.agentId ?? 'an agent';
  return `bring ${id} back (${first?.agent.notOffered?.kind ?? 'away'}), or add an agent`;
}

/** Of agents of which none is ever offered. */
const restartOf = ([first]: readonly Judged[]): string =>
  `on ${first?.agent.agentId}: ${first?.agent.notOffered?.restart}; or add an agent`;

/** What no agent has, even when it is empty. */
function oversized(need: Scalars, judged: readonly Judged[]): string | undefined {
  for (const name of Object.keys(need).sort()) {
    const largest = Math.max(...judged.map(({ agent }) => agent.total[name] ?? 0));
    if ((need[name] ?? 0) <= largest) continue;
    return `ask for at most ${amount(largest)} ${name}, all that the largest agent has`;
  }
  return undefined;
}

function mend(request: PlaceRequest, agent: WhyAgent, misfit: Misfit): string {
  const { agentId } = agent;
  switch (misfit.kind) {
    case 'resource': {
      const short = (request.scalars[misfit.name] ?? 0) - (agent.free.scalars[misfit.name] ?? 0);
      return `free ${amount(short)} ${misfit.name} on ${agentId}`;
    }
    case 'port':
      return `free ${misfit.name} on ${agentId}, or take \`host: 0\` for any`;
    case 'constraint':
      return `add an agent that meets ${misfit.name}, or loosen it in \`placement\``;
  }
}
