// Planned absences of agents: what is planned for one, and how far each of them is.
import type {
  AgentView,
  MaintenanceList,
  MaintenanceView,
} from '../../../../schemas/generated/api.ts';
import type { AgentId } from '../../../model/ids.ts';
import type { Cluster } from '../../../step/cluster.ts';
import type { Now } from '../../../step/jobs/now.ts';
import { type Absence, drainAbsence, isBegun, isOver } from '../../../step/maintenance/absence.ts';
import { occupantsOf } from '../../../step/maintenance/leaving.ts';
import { absencesIn, isEmpty } from '../../../step/maintenance/tend-maintenance.ts';
import { closedWait, occupantWaits } from '../../../step/maintenance/waits.ts';
import type { AgentEntry, Tables } from '../../../step/tables.ts';
import type { Wait } from '../../../step/wait.ts';
import type { ListQuery } from '../list-query.ts';
import { byText, pageOf } from '../page.ts';
import { waitViews } from '../wait-view.ts';

export function agentMaintenance(
  { planned }: Tables,
  agent: AgentEntry,
): Pick<AgentView, 'maintenance'> {
  const { standing } = agent;
  if (standing === undefined) {
    // Asked for in a batch that didn't come to it yet.
    const drain = planned.drainOf(agent.row.id);
    if (drain === undefined) return {};
    const { name: cause, by, startMs } = drainAbsence(drain);
    return { maintenance: { state: 'scheduled', cause, startMs, ...(by ? { by } : {}) } };
  }
  const { cause, by, startMs, endMs, jobsUntilMs } = standing;
  return {
    maintenance: {
      ...{ state: stateOf(agent), cause, startMs },
      ...(by === undefined ? {} : { by }),
      ...(endMs === null ? {} : { endMs }),
      ...(jobsUntilMs === undefined ? {} : { jobsUntilMs }),
    },
  };
}

type AgentState = NonNullable<AgentView['maintenance']>['state'];

function stateOf(agent: AgentEntry): AgentState {
  if (agent.standing?.kind !== 'closed') return 'scheduled';
  return isEmpty(agent) ? 'drained' : 'draining';
}

export function maintenanceList(
  { tables }: Cluster,
  query: ListQuery,
  { nowMs, wallMs }: Now,
): MaintenanceList {
  const rows = absencesIn(tables)
    .filter((one) => !isOver(one, wallMs))
    .map((absence) => ({ absence, key: absence.name }))
    .sort((a, b) => byText(a.key, b.key));
  const view = ({ absence }: { readonly absence: Absence }) =>
    absenceView(tables, absence, { nowMs, wallMs });
  return pageOf({ rows, key: ({ key }) => key, view }, query);
}

export function absenceView(
  tables: Tables,
  absence: Absence,
  { nowMs, wallMs }: Now,
): MaintenanceView {
  const { name, by, drainMs, startMs, endMs, batch, jobsUntilMs } = absence;
  const agents = absence.agents.flatMap((id) => tables.agents.get(id) ?? []);
  const closed = agents.filter(({ standing }) => standing?.kind === 'closed');
  const isDrained = agents.length > 0 && closed.length === agents.length && agents.every(isEmpty);
  const left = closed.filter((agent) => !isEmpty(agent));
  return {
    name,
    ...(by === undefined ? {} : { by }),
    state: !isBegun(absence, wallMs) ? 'ahead' : isDrained ? 'drained' : 'draining',
    ...{ drainMs, startMs, batch, jobs: jobsUntilMs === undefined ? 'wait' : 'kill' },
    ...(endMs === null ? {} : { endMs }),
    ...(jobsUntilMs === undefined ? {} : { jobsUntilMs }),
    agents: absence.agents.map((id) => memberView(tables, id)),
    waits: waitViews(left.flatMap((agent) => waitsOn(tables, agent, nowMs))),
  };
}

function waitsOn(tables: Tables, agent: AgentEntry, nowMs: number): readonly Wait[] {
  const wait = closedWait(tables, agent, nowMs);
  return [...(wait ? [wait] : []), ...occupantWaits(tables, agent, nowMs)];
}

function memberView(tables: Tables, id: AgentId): MaintenanceView['agents'][number] {
  const agent = tables.agents.get(id);
  return {
    ...{ agentId: id, hostname: agent?.row.facts.hostname ?? '' },
    state: agent ? stateOf(agent) : 'drained',
    ...occupantsOf(tables, agent ?? { tasks: new Set() }),
  };
}
