// Why a task with volumes has no place: a task that still has one, the agent that has them, or
// room there.
import type { Scalars } from '../../model/resources/amounts.ts';
import { quantitiesOf } from '../../model/resources/bundle.ts';
import { isAllocatableTo, ownerOf } from '../../model/resources/resource.ts';
import { takeableAmounts } from '../../model/resources/takeable.ts';
import { InstanceCounts } from '../../place/instance-counts.ts';
import { type Near, roomText } from '../../place/mend.ts';
import { misfitsOf } from '../../place/misfit.ts';
import type { Cluster } from '../cluster.ts';
import { agentWaitOf } from '../master/agent-waits.ts';
import { heldBackWait } from '../offers/held-back.ts';
import type { AgentEntry } from '../tables.ts';
import type { Wait } from '../wait.ts';
import type { KeptWish } from './kept-wish.ts';

interface Who {
  /** `instance 0`, or a run's id. */
  readonly who: string;
  readonly nowMs: number;
  readonly sinceMs: number;
}

/** Of one that can go to one agent alone, or nowhere; none for one that may be placed anywhere. */
export const keptWaits = (cluster: Cluster, wish: KeptWish, who: Who): readonly Wait[] =>
  waitsFor(cluster, wish, who).map((wait) => ({ ...wait, sinceMs: who.sinceMs }));

function waitsFor(
  cluster: Pick<Cluster, 'tables' | 'allocator'>,
  wish: KeptWish,
  { who, nowMs }: Who,
): readonly Wait[] {
  if (wish.missing !== undefined) return [missingWait(who, wish.missing)];
  if (wish.heldBy !== undefined) return [heldWait(who, wish.heldBy)];
  const [id, another] = wish.agents;
  const agent = id === undefined ? undefined : cluster.tables.agents.get(id);
  if (!agent) return [];
  if (another !== undefined) return [tornWait(who, wish)];
  const away = agentWaitOf(cluster.tables, agent, nowMs);
  const giveUp = `\`meridian release ${wish.claim.owners?.[0]}\` gives its data up`;
  const goesBack = `${who} goes back to ${agent.row.id}, which has its volumes`;
  if (away) {
    const what = `${goesBack}; that agent: ${away.what}`;
    const { next } = away;
    const remedy = `${away.remedy}; or ${giveUp}`;
    return [{ kind: 'volume', what, remedy, ...(next ? { next } : {}) }];
  }
  const near = nearOn(cluster, agent, wish);
  if (near.misfits.length === 0) {
    const want = { role: wish.role, scalars: notKept(cluster, agent, wish) };
    const held = heldBackWait(cluster, want, { agentId: agent.row.id, who: goesBack });
    return [held ?? { kind: 'volume', what: `${goesBack}, in its turn`, remedy: '' }];
  }
  const short = near.misfits.map(({ name, detail }) => `${name} ${detail}`);
  const what = `${goesBack}, and has no room there: ${short.join(', ')}`;
  return [{ kind: 'volume', what, remedy: `${roomText(near)}; or ${giveUp}` }];
}

const heldWait = (who: string, heldBy: string): Wait => ({
  kind: 'volume',
  what: `${who} waits for its volume, which ${heldBy} has`,
  remedy: `see \`meridian why ${heldBy}\``,
});

const missingWait = (who: string, name: string): Wait => ({
  kind: 'volume',
  what: `${who} needs Volume ${name}, which Git doesn't have any more`,
  remedy: 'commit it again, or a version without it',
});

const tornWait = (who: string, { agents, claim }: KeptWish): Wait => ({
  kind: 'volume',
  what: `${who} needs volumes that are on ${agents.join(' and ')}: no task can have both`,
  remedy: `\`meridian release ${claim.owners?.at(-1)}\` gives one up with its data`,
});

/** What it needs beside what is kept for it there: quotas look at that. */
function notKept(
  { allocator }: Pick<Cluster, 'allocator'>,
  { row }: AgentEntry,
  { needed, claim, role }: KeptWish,
): Scalars {
  const owners = new Set<string>(claim.owners);
  const kept = quantitiesOf(
    (allocator.freeOn(row.id) ?? []).filter(
      (resource) =>
        resource.disk === undefined &&
        owners.has(ownerOf(resource) ?? '') &&
        isAllocatableTo(resource, role),
    ),
  );
  const lacks = Object.entries(needed).map(
    ([name, milli]) => [name, Math.max(0, milli - (kept[name] ?? 0))] as const,
  );
  return Object.fromEntries(lacks);
}

/** What is missing there; constraints bind where it was placed first. */
function nearOn(
  { allocator }: Pick<Cluster, 'allocator'>,
  agent: AgentEntry,
  wish: KeptWish,
): Near {
  const { id, facts } = agent.row;
  const { hostname, attributes } = facts;
  const bundle = allocator.freeOn(id) ?? facts.resources;
  const free = takeableAmounts(bundle, wish.role, wish.claim);
  const there = { agentId: id, hostname, attributes, free };
  const request = { scalars: wish.needed, ports: wish.task.ports, constraints: [], instances: 1 };
  return { agent: there, misfits: misfitsOf(request, there, new InstanceCounts([])) };
}
