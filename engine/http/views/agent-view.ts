import type { AgentList, AgentView } from '../../../schemas/generated/api.ts';
import { portsIn } from '../../model/resources.ts';
import type { Cluster } from '../../step/apps/waits.ts';
import { agentWaitOf } from '../../step/master/agent-waits.ts';
import { waitedForMs } from '../../step/master/agents.ts';
import type { AgentEntry } from '../../step/tables.ts';
import type { ListQuery } from './list-query.ts';
import { byText, pageOf } from './page.ts';
import { waitViews } from './wait-view.ts';

export function agentView(cluster: Cluster, agent: AgentEntry, nowMs: number): AgentView {
  const { row, presence } = agent;
  const { facts } = row;
  const untilMs = waitedForMs(cluster.tables, presence);
  const wait = agentWaitOf(cluster.tables, agent, nowMs);
  return {
    id: row.id,
    hostname: facts.hostname,
    version: facts.version,
    presence: presence.kind,
    ...(presence.kind === 'registered' ? {} : { sinceMs: presence.sinceMs }),
    ...(untilMs === undefined ? {} : { untilMs }),
    admittedMs: row.admittedMs,
    attributes: { ...facts.attributes },
    resources: amountsOf(cluster, agent),
    ports: portsOf(cluster, agent, nowMs),
    capabilities: facts.capabilities.map((capability) => ({ ...capability })),
    tasks: agent.tasks.size,
    waits: waitViews(wait ? [wait] : []),
  };
}

function amountsOf(cluster: Cluster, { row }: AgentEntry): AgentView['resources'] {
  const total = row.facts.resources.scalars;
  const free = cluster.allocator.free(row.id)?.scalars ?? total;
  const names = Object.keys(total).sort();
  const amount = (name: string) => {
    const all = total[name] ?? 0;
    return { total: all / 1000, used: (all - (free[name] ?? 0)) / 1000 };
  };
  return Object.fromEntries(names.map((name) => [name, amount(name)]));
}

function portsOf(cluster: Cluster, agent: AgentEntry, nowMs: number): AgentView['ports'] {
  const ranges = agent.row.facts.resources.ranges.ports ?? [];
  const free = portsIn(cluster.allocator.free(agent.row.id)?.ranges.ports ?? ranges);
  const busy = [...agent.busyPorts].filter(([, untilMs]) => untilMs > nowMs);
  return {
    ranges: ranges.map((range) => [...range]),
    used: portsIn(ranges) - free,
    free,
    busy: busy.map(([port]) => port).sort((a, b) => a - b),
  };
}

export function agentList(cluster: Cluster, query: ListQuery, nowMs: number): AgentList {
  const rows = [...cluster.tables.agents.values()]
    .filter((agent) => query.state === undefined || agent.presence.kind === query.state)
    .sort((a, b) => byText(a.row.id, b.row.id));
  const view = (agent: AgentEntry) => agentView(cluster, agent, nowMs);
  return pageOf({ rows, key: (agent) => agent.row.id, view }, query);
}
