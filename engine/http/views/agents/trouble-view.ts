// Tasks that an operator of an agent's machine should know of: those that can't be killed, and
// those that it runs though nobody counts them.
import type { AgentView } from '../../../../schemas/generated/api.ts';
import { unkillableWaits } from '../../../step/master/task/unkillable.ts';
import type { AgentEntry, Tables, Zombie } from '../../../step/tables.ts';
import { waitText } from '../../../step/wait.ts';
import { byText } from '../page.ts';

export function agentTroubles(
  tables: Tables,
  agent: AgentEntry,
): Pick<AgentView, 'unkillable' | 'orphans'> {
  const unkillable = unkillableViews(tables, agent);
  const orphans = [...agent.zombies].map(orphanView).sort((a, b) => byText(a.task, b.task));
  return {
    ...(unkillable.length === 0 ? {} : { unkillable }),
    ...(orphans.length === 0 ? {} : { orphans }),
  };
}

type Unkillable = NonNullable<AgentView['unkillable']>;
type Orphan = NonNullable<AgentView['orphans']>[number];

function unkillableViews(tables: Tables, agent: AgentEntry): Unkillable {
  const late = [...agent.tasks].filter((id) => tables.kills.isLate(id));
  const ids = [...new Set([...(agent.stuck ?? []), ...late])].sort(byText);
  return ids.flatMap((id) => {
    const task = tables.tasks.get(id);
    const [wait] = task ? unkillableWaits(tables, [task]) : [];
    if (wait === undefined) return [];
    const since = wait.sinceMs === undefined ? {} : { sinceMs: Math.round(wait.sinceMs) };
    return [{ task: id, text: waitText(wait), ...since }];
  });
}

function orphanView([task, { status, sinceMs }]: readonly [string, Zombie]): Orphan {
  const { state, reason, message } = status;
  return {
    task,
    state: state as Orphan['state'],
    sinceMs: Math.round(sinceMs),
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
  };
}
