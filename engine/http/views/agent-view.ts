import type { AbsenceView, AgentList, AgentView } from '../../../schemas/generated/api.ts';
import { portsIn } from '../../model/resources/amounts.ts';
import { allAmountsOf, reservedAmounts } from '../../model/resources/amounts-of.ts';
import { type Bundle, quantitiesOf } from '../../model/resources/bundle.ts';
import { type Resource, reservedFor } from '../../model/resources/resource.ts';
import { misspelt } from '../../model/resources/resource-warnings.ts';
import type { Cluster } from '../../step/cluster.ts';
import { convertedTotal } from '../../step/frameworks/conversions.ts';
import { isLeftBehind, madeName } from '../../step/frameworks/give-up-made.ts';
import { agentWaitOf } from '../../step/master/agent-waits.ts';
import { pendingUntilMs, pendingVerdict } from '../../step/master/removals/verdict-text.ts';
import type { AgentEntry, Tables } from '../../step/tables.ts';
import { agentMaintenance } from './agents/maintenance-view.ts';
import { agentTroubles } from './agents/trouble-view.ts';
import type { ListQuery } from './list-query.ts';
import { byText, pageOf } from './page.ts';
import { inUnits } from './units.ts';
import { volumeWarnings } from './volumes/volume-warnings.ts';
import { waitViews } from './wait-view.ts';

/** Share of the agent timeout after which an agent takes its engine for lost (agentd's own). */
const engineSilenceShare = 0.8;

export function agentView(cluster: Cluster, agent: AgentEntry, nowMs: number): AgentView {
  const { row, presence } = agent;
  const { facts } = row;
  const pending = pendingVerdict(cluster.tables, agent, nowMs);
  const untilMs = pending && pendingUntilMs(pending);
  const wait = agentWaitOf(cluster.tables, agent, nowMs);
  return {
    id: row.id,
    hostname: facts.hostname,
    version: facts.version,
    presence: presence.kind,
    ...(presence.kind === 'registered' ? {} : { sinceMs: presence.sinceMs }),
    ...(untilMs === undefined ? {} : { untilMs }),
    admittedMs: row.admittedMs,
    ...agentMaintenance(cluster.tables, agent),
    attributes: { ...facts.attributes },
    resources: amountViews(cluster, agent),
    ports: portsOf(cluster, agent, nowMs),
    reserved: reservedViews(cluster, agent),
    disks: facts.resources.flatMap(diskViews),
    capabilities: facts.capabilities.map((capability) => ({ ...capability })),
    tasks: agent.tasks.size,
    waits: waitViews(wait ? [wait] : []),
    ...agentTroubles(cluster.tables, agent),
    warnings: [...misspelt(facts.resources), ...volumeWarnings(cluster.tables, agent)].map(
      (warning) => ({ ...warning }),
    ),
  };
}

/** With what frameworks of others have reserved. */
const reservedTotal = ({ tables }: Cluster, { row }: AgentEntry): Bundle =>
  convertedTotal(row.facts.resources, tables.conversions.get(row.id));

/** What is reserved is there too, whoever may use it. */
function amountViews(cluster: Cluster, { row }: AgentEntry): AgentView['resources'] {
  const total = quantitiesOf(row.facts.resources);
  const free = quantitiesOf(cluster.allocator.freeOn(row.id) ?? row.facts.resources);
  const names = Object.keys(total).sort();
  const amount = (name: string) => {
    const all = total[name] ?? 0;
    return { total: all / 1000, used: (all - (free[name] ?? 0)) / 1000 };
  };
  return Object.fromEntries(names.map((name) => [name, amount(name)]));
}

function portsOf(cluster: Cluster, agent: AgentEntry, nowMs: number): AgentView['ports'] {
  const { id, facts } = agent.row;
  const ranges = allAmountsOf(facts.resources).ranges.ports ?? [];
  const bundle = cluster.allocator.freeOn(id) ?? facts.resources;
  const free = portsIn(allAmountsOf(bundle).ranges.ports ?? []);
  const busy = [...agent.busyPorts].filter(([, untilMs]) => untilMs > nowMs);
  return {
    ranges: ranges.map((range) => [...range]),
    used: portsIn(ranges) - free,
    free,
    busy: busy.map(([port]) => port).sort((a, b) => a - b),
  };
}

function reservedViews(cluster: Cluster, agent: AgentEntry): AgentView['reserved'] {
  const { id } = agent.row;
  const made = new Set(cluster.tables.conversions.get(id)?.map(reservedFor));
  return reservedAmounts(reservedTotal(cluster, agent)).map((reserved) => {
    const { role } = reserved;
    const isLeft = made.has(role) && isLeftBehind(cluster.tables, role);
    const release = isLeft ? { release: madeName(role, id) } : {};
    return { ...reservedView(reserved), ...release };
  });
}

function reservedView({ role, amounts }: Reserved): AgentView['reserved'][number] {
  const ranges = Object.entries(amounts.ranges).map(([name, list]) => [
    name,
    list.map(([begin, end]) => [begin, end]),
  ]);
  const sets = Object.entries(amounts.sets).map(([name, items]) => [name, [...items]]);
  return {
    role,
    scalars: inUnits(amounts.scalars),
    ranges: Object.fromEntries(ranges),
    sets: Object.fromEntries(sets),
  };
}

type Reserved = ReturnType<typeof reservedAmounts>[number];

function diskViews(resource: Resource): AgentView['disks'] {
  const { value, disk } = resource;
  if (disk?.source === undefined || value.kind !== 'scalar') return [];
  const role = reservedFor(resource);
  return [{ ...disk.source, total: value.milli / 1000, ...(role === undefined ? {} : { role }) }];
}

function absenceView({ settings, removals }: Tables): AbsenceView {
  const { agentTimeoutMs, agentReregistrationTimeoutMs } = settings;
  return {
    tasksWithoutEngineMs: null,
    engineSilenceMs: Math.ceil(engineSilenceShare * agentTimeoutMs),
    agentTimeoutMs,
    agentReregistrationTimeoutMs,
    heldMs: agentReregistrationTimeoutMs,
    removalLimit: { ...removals.limit },
  };
}

export function agentList(cluster: Cluster, query: ListQuery, nowMs: number): AgentList {
  const rows = [...cluster.tables.agents.values()]
    .filter((agent) => query.state === undefined || agent.presence.kind === query.state)
    .sort((a, b) => byText(a.row.id, b.row.id));
  const view = (agent: AgentEntry) => agentView(cluster, agent, nowMs);
  const page = pageOf({ rows, key: (agent) => agent.row.id, view }, query);
  return { ...page, absence: absenceView(cluster.tables) };
}
