// What a framework of others waits for: its scheduler to come back, or offers. How many agents each
// thing keeps from it in each of its roles (allocate/round/why-not-offered.ts), and what would
// change that.
import {
  defaultAllocatorSettings,
  type HeldBack,
  type OfferCensus,
  type OfferRefusal,
} from '../../allocate/offer-allocator.ts';
import { counted, spokenDuration } from '../../lib/text/spoken-duration.ts';
import type { AgentId, Role } from '../../model/ids.ts';
import { scalarsText } from '../../model/quota/resource-words.ts';
import { reservedFor } from '../../model/resources/resource.ts';
import type { FrameworkRole } from '../../model/scheduler-api/framework-info.ts';
import type { RuledOut } from '../../place/why.ts';
import type { Cluster } from '../cluster.ts';
import { agentWaitOf } from '../master/agent-waits.ts';
import type { FrameworkEntry } from '../tables.ts';
import { nextOf, type Wait } from '../wait.ts';
import { dueMs } from './leave.ts';

export function frameworkWaits(
  cluster: Cluster,
  entry: FrameworkEntry,
  nowMs: number,
): readonly Wait[] {
  const away = awayWait(cluster, entry, nowMs);
  if (away) return [away];
  const { info, id } = entry.row;
  if (cluster.tables.offers.withFramework(id).length > 0) return [];
  return info.roles.flatMap((role) => roleWaits({ cluster, entry, nowMs }, role));
}

function awayWait({ tables }: Cluster, entry: FrameworkEntry, nowMs: number): Wait | undefined {
  const { removal, disconnectedMs } = entry.row;
  const live = counted([...entry.tasks.values()].filter(({ row }) => !row.end).length, 'task');
  if (removal) {
    const what = `it goes (${removal.reason}): ${live} to end`;
    return { kind: 'stopping', what, remedy: '', sinceMs: removal.atMs };
  }
  if (disconnectedMs === undefined) return undefined;
  const since = spokenDuration(nowMs - disconnectedMs);
  const atMs = dueMs(tables, entry);
  const next = atMs === undefined ? undefined : { what: 'its tasks are killed', atMs };
  return {
    kind: 'disconnected',
    what: `its scheduler disconnected ${since} ago; ${live} run on`,
    remedy: `start its scheduler again: it subscribes with the id ${entry.row.id}`,
    sinceMs: disconnectedMs,
    ...nextOf(nowMs, next),
  };
}

interface Asked {
  readonly cluster: Cluster;
  readonly entry: FrameworkEntry;
  readonly nowMs: number;
}

/** Agents that one thing keeps from it. */
export type OfferRuledOut = Omit<RuledOut, 'kind'> & {
  readonly kind: RuledOut['kind'] | 'filter';
};

export interface RoleOffers {
  readonly role: Role;
  /** Agents there are. */
  readonly agents: number;
  /** Most agents first. */
  readonly ruledOut: readonly OfferRuledOut[];
}

/** In each of its roles, what keeps which agents from it. */
export const offersIn = (
  cluster: Cluster,
  entry: FrameworkEntry,
  nowMs: number,
): readonly RoleOffers[] =>
  entry.row.info.roles.map((terms) => {
    const role = terms.role as Role;
    const { agents } = cluster.allocator.whyNotOffered(entry.row.id, role, nowMs);
    const ruledOut = ruledOutOf({ cluster, entry, nowMs, terms }, refusedIn(agents));
    return { role, agents: agents.length, ruledOut };
  });

type Agents = OfferCensus['agents'];

const refusedIn = (agents: Agents): readonly Refused[] =>
  agents.flatMap(({ agentId, refusal }) => (refusal === undefined ? [] : [{ agentId, refusal }]));

/** Why it gets no offers in a role; nothing while it will have some. */
function roleWaits(asked: Asked, terms: FrameworkRole): readonly Wait[] {
  const { cluster, entry, nowMs } = asked;
  const role = terms.role as Role;
  const census = cluster.allocator.whyNotOffered(entry.row.id, role, nowMs);
  const { agents } = census;
  if (census.role === 'suppressed') {
    const what = `in role ${role} it wants no offers: it has sent SUPPRESS`;
    return [{ kind: 'suppressed', what, remedy: 'its scheduler sends REVIVE' }];
  }
  const refused = refusedIn(agents);
  if (refused.length < agents.length) return [];
  const [first] = refused;
  if (first === undefined) {
    const what = `in role ${role} nothing is offered to it: there is no agent`;
    return [{ kind: 'offers', what, remedy: 'start an agent with `meridian-agentd`' }];
  }
  const ruled = ruledOutOf({ ...asked, terms }, refused);
  const parts = ruled.map((one) => `${one.by} rules out ${one.agents} (${one.detail})`);
  const what = `in role ${role} none of ${counted(agents.length, 'agent')} is offered to it`;
  const nearest = nearestOf(refused) ?? first;
  return [
    {
      kind: 'offers',
      what: `${what}: ${parts.join(', ')}`,
      remedy: remedyOf({ ...asked, terms }, nearest),
      ...nextOf(nowMs, ...refused.map(({ refusal }) => filterEnd(refusal))),
    },
  ];
}

interface Refused {
  readonly agentId: AgentId;
  readonly refusal: OfferRefusal;
}

const filterEnd = (refusal: OfferRefusal) =>
  refusal.kind === 'filter'
    ? { what: 'what it refused is offered again', atMs: refusal.untilMs }
    : undefined;

/** What is changed most easily first. */
const order: readonly OfferRefusal['kind'][] = [
  ...(['filter', 'gpus', 'constraint', 'quota', 'minimum', 'reserved', 'taken', 'closed'] as const),
];

const nearestOf = (refused: readonly Refused[]): Refused | undefined =>
  [...refused].sort((a, b) => order.indexOf(a.refusal.kind) - order.indexOf(b.refusal.kind))[0];

interface InRole extends Asked {
  readonly terms: FrameworkRole;
}

/** Of each thing how many agents, most first. */
function ruledOutOf(asked: InRole, refused: readonly Refused[]): readonly OfferRuledOut[] {
  const found = new Map<string, OfferRuledOut>();
  for (const one of refused) {
    const told = toldOf(asked, one);
    const before = found.get(told.by);
    found.set(told.by, { ...(before ?? told), agents: (before?.agents ?? 0) + 1 });
  }
  return [...found.values()].sort((a, b) => b.agents - a.agents || (a.by < b.by ? -1 : 1));
}

function toldOf(asked: InRole, { agentId, refusal }: Refused): Omit<OfferRuledOut, 'agents'> {
  switch (refusal.kind) {
    case 'closed': {
      const wait = waitOf(asked, agentId);
      return { by: wait?.kind ?? 'closed', kind: 'agent', detail: wait?.what ?? 'it is closed' };
    }
    case 'taken':
      return { by: 'in use', kind: 'resource', detail: 'nothing is free there' };
    case 'reserved': {
      const detail = `what is free is reserved for ${rolesOn(asked, agentId)}`;
      return { by: 'reservations', kind: 'role', detail };
    }
    case 'constraint':
      return { by: 'constraint', kind: 'constraint', detail: 'its offer constraints exclude it' };
    case 'minimum': {
      const detail = `less is free there than ${leastText(asked.terms)}`;
      return { by: 'too little', kind: 'resource', detail };
    }
    case 'gpus':
      return { by: 'gpus', kind: 'resource', detail: 'it has gpus, which are for others' };
    case 'filter': {
      const left = spokenDuration(refusal.untilMs - asked.nowMs);
      return { by: 'filter', kind: 'filter', detail: `it refused that for another ${left}` };
    }
    case 'quota':
      return quotaTold(refusal.held);
  }
}

function waitOf({ cluster, nowMs }: Asked, agentId: AgentId): Wait | undefined {
  const agent = cluster.tables.agents.get(agentId);
  return agent && agentWaitOf(cluster.tables, agent, nowMs);
}

/** For whom what is free there is reserved. */
function rolesOn({ cluster }: Asked, agentId: AgentId): string {
  const roles = (cluster.allocator.freeOn(agentId) ?? []).flatMap((one) => reservedFor(one) ?? []);
  const names = [...new Set(roles)].sort();
  return names.length === 1 ? `role ${names[0]}` : `roles ${names.join(', ')}`;
}

/** What makes an offer worth it: its own, or the engine's. */
const leastText = ({ minAllocatable }: FrameworkRole): string =>
  (minAllocatable ?? defaultAllocatorSettings.minAllocatable).map(scalarsText).join(' or ');

function quotaTold(held: HeldBack): Omit<OfferRuledOut, 'agents'> {
  if (held.kind === 'limit')
    return { by: `limit of role ${held.role}`, kind: 'limit', detail: 'nothing is left of it' };
  const roles = `${held.roles.length === 1 ? 'role' : 'roles'} ${held.roles.join(', ')}`;
  return { by: `guarantee of ${roles}`, kind: 'guarantee', detail: 'what is free is kept for it' };
}

function remedyOf(asked: InRole, { agentId, refusal }: Refused): string {
  const { terms } = asked;
  switch (refusal.kind) {
    case 'filter':
      return 'its scheduler sends REVIVE, or refuses for a shorter time';
    case 'gpus':
      return 'subscribe with the capability gpu-resources, or add an agent without gpus';
    case 'constraint':
      return 'subscribe with other offer constraints, or add an agent that meets them';
    case 'quota':
      return quotaRemedy(refusal.held);
    case 'minimum': {
      const least = leastText(terms);
      return `add an agent with ${least} free, or subscribe with less as \`minAllocatable\``;
    }
    case 'reserved':
      return `subscribe in ${rolesOn(asked, agentId)}, or add an agent for role ${terms.role}`;
    case 'taken':
      return `free something on ${agentId}, or add an agent`;
    case 'closed':
      return `on ${agentId}: ${waitOf(asked, agentId)?.remedy ?? 'see its log'}; or add an agent`;
  }
}

const quotaRemedy = (held: HeldBack): string =>
  held.kind === 'limit'
    ? `raise the limit in the Quota of role ${held.role}, or let something of it end`
    : `lower the guarantee in the Quota of role ${held.roles.join(', ')}, or add agents`;
