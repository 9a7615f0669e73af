// Why does this task fit nowhere? How many agents each resource, port, constraint, role and absence
// ruled out, in one sentence, and what would make it fit (house.md 16). An agent that isn't
// offered counts once, under why it isn't; one that is offered counts under everything that rules
// it out. Here all agents are looked at; tally/ keeps the same count as they change.
import { counted } from '../lib/text/spoken-duration.ts';
import { resourceWord } from '../model/quota/resource-words.ts';
import type { Scalars } from '../model/resources/amounts.ts';
import type { InstanceCounts } from './instance-counts.ts';
import { mendText, oversizeText } from './mend.ts';
import {
  judgementOf,
  type KeepingAgent,
  type Misfit,
  misfitsOf,
  type PlaceRequest,
} from './misfit.ts';

/** Why nothing is placed on an agent: `disconnected`, `unreachable`, `draining`, ... */
export interface NotOffered {
  readonly kind: string;
  readonly detail: string;
  /** What would bring it back; absent: nobody knows here. */
  readonly remedy?: string;
  /** What comes of it by itself, and when. */
  readonly next?: NextStep;
  /** It never is, as it was started. */
  readonly isNever?: true;
}

export interface WhyAgent extends KeepingAgent {
  readonly total: Scalars;
  /** Set when nothing is placed on it. */
  readonly notOffered?: NotOffered;
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

/** What is known of all agents, for one request. */
export interface Census {
  /** Agents there are. */
  readonly agents: number;
  /** Agents that it would fit: then it only waits for its turn. */
  readonly fitting: number;
  /** Agents that it would fit if quotas let it. */
  readonly heldBack: number;
  /** Most agents first. */
  readonly ruledOut: readonly RuledOut[];
  /** The first of those that are offered, or may be again; undefined: none ever is. */
  readonly firstUsable: WhyAgent | undefined;
  readonly first: WhyAgent | undefined;
  /** Of those that are offered, the one that lacks least. */
  readonly nearest: WhyAgent | undefined;
  /** The most of a resource that a usable agent has in all. */
  largest(resource: string): number;
}

export interface Unplaced extends Pick<Census, 'agents' | 'fitting' | 'heldBack' | 'ruledOut'> {
  readonly sentence: string;
  readonly wouldFit: string;
  /** Where nothing is placed on any agent: what comes of that by itself. */
  readonly next?: NextStep;
}

/** What comes next without anybody's doing. */
export interface NextStep {
  /** `it is declared unreachable`. */
  readonly what: string;
  readonly atMs: number;
}

/** Agents are sorted by id by the caller: equal worlds give equal sentences. */
export function whyUnplaced(
  request: PlaceRequest,
  agents: readonly WhyAgent[],
  counts: InstanceCounts,
): Unplaced {
  return unplacedBy(request, censusOf(request, agents, counts), counts);
}

/** In words. */
export function unplacedBy(
  request: PlaceRequest,
  census: Census,
  counts: InstanceCounts,
): Unplaced {
  const { agents, fitting, heldBack, ruledOut } = census;
  const sentence = sentenceOf(census);
  const wouldFit = wouldFitOf(request, census, counts);
  const told = { agents, fitting, heldBack, ruledOut, sentence, wouldFit };
  const { nearest, firstUsable } = census;
  const next = nearest === undefined ? firstUsable?.notOffered?.next : undefined;
  return next === undefined
    ? told
    : { ...told, next: { ...next, what: nextText(firstUsable, next) } };
}

const nextText = (agent: WhyAgent | undefined, { what }: NextStep): string =>
  `${agent?.agentId}: ${what}`;

interface Judged {
  readonly agent: WhyAgent;
  readonly misfits: readonly Misfit[];
}

function censusOf(
  request: PlaceRequest,
  agents: readonly WhyAgent[],
  counts: InstanceCounts,
): Census {
  const judged = agents.map((agent) => ({
    agent,
    misfits: agent.notOffered ? [] : misfitsOf(request, agent, counts),
  }));
  const usable = judged.filter(({ agent }) => agent.notOffered?.isNever !== true);
  const roomy = judged.filter(({ agent, misfits }) => !agent.notOffered && misfits.length === 0);
  const fitting = roomy.filter(({ agent }) => !agent.heldBack).length;
  return {
    ...{ agents: agents.length, fitting, heldBack: roomy.length - fitting },
    ruledOut: tallyOf(judged),
    ...{
      first: agents[0],
      firstUsable: usable[0]?.agent,
      nearest: nearestOf(request, judged, counts),
    },
    largest: (name) => Math.max(0, ...usable.map(({ agent }) => agent.total[name] ?? 0)),
  };
}

function tallyOf(judged: readonly Judged[]): readonly RuledOut[] {
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
    for (const misfit of onePerName(misfits)) add(misfit.name, misfit.kind, misfit.detail);
  }
  return mostFirst([...found.values()]);
}

/** By one thing an agent is ruled out once, though it lacks two resources that one role has. */
const onePerName = (misfits: readonly Misfit[]): readonly Misfit[] =>
  misfits.filter(({ name }, at) => misfits.findIndex((one) => one.name === name) === at);

export const mostFirst = (ruledOut: readonly RuledOut[]): readonly RuledOut[] =>
  [...ruledOut].sort((a, b) => b.agents - a.agents || (a.by < b.by ? -1 : 1));

function nearestOf(
  request: PlaceRequest,
  judged: readonly Judged[],
  counts: InstanceCounts,
): WhyAgent | undefined {
  let nearest: { readonly agent: WhyAgent; readonly distance: number } | undefined;
  for (const { agent, misfits } of judged) {
    if (agent.notOffered || misfits.length === 0) continue;
    const { distance } = judgementOf(request, agent, counts);
    if (nearest === undefined || distance < nearest.distance) nearest = { agent, distance };
  }
  return nearest?.agent;
}

/** Things named in the sentence at most; the others stand in the table. */
const namedAtMost = 6;

function sentenceOf({ agents, fitting, ruledOut }: Census): string {
  if (agents === 0) return 'there is no agent';
  const of = counted(agents, 'agent');
  if (fitting > 0) return `${fitting} of ${of} would fit: it waits for its role's turn`;
  const parts = ruledOut.map((one) => `${one.by} rules out ${one.agents} (${one.detail})`);
  const left = parts.length - namedAtMost;
  const named = parts.slice(0, namedAtMost).join(', ');
  return `none of ${of} fits: ${named}${left > 0 ? `, and ${left} more things` : ''}`;
}

function wouldFitOf(request: PlaceRequest, census: Census, counts: InstanceCounts): string {
  const { first, firstUsable, nearest } = census;
  if (first === undefined) return 'start an agent with `meridian-agentd`';
  // What quotas hold back is told by those who know them.
  if (census.fitting > 0 || census.heldBack > 0) return '';
  if (firstUsable === undefined) return `${backText(first)}; or add an agent`;
  const misfits = nearest === undefined ? [] : misfitsOf(request, nearest, counts);
  // What is reserved for others is there: it isn't that no agent is large enough.
  const isKept = misfits.some(({ kind }) => kind === 'role');
  const oversize = isKept ? undefined : oversized(request.scalars, census);
  if (oversize !== undefined) return oversize;
  if (nearest === undefined) return `${backText(firstUsable)}; or add an agent`;
  return mendText(request, { agent: nearest, misfits }, counts);
}

function backText({ agentId, notOffered }: WhyAgent): string {
  const { kind = 'away', remedy = '' } = notOffered ?? {};
  return remedy === '' ? `bring ${agentId} back (${kind})` : `on ${agentId} (${kind}): ${remedy}`;
}

/** What no agent has, even when it is empty. */
function oversized(need: Scalars, census: Census): string | undefined {
  for (const name in need) {
    const largest = census.largest(name);
    if ((need[name] ?? 0) > largest) return oversizeText(resourceWord(name), largest);
  }
  return undefined;
}
