// Tasks that are to end and can't be killed, in words (mesos.md 6, pain 10): their agent says where
// they hang, or says nothing at all; and those that run on though they were given up.
import type { TaskReason } from '../../../model/task/task-reasons.ts';
import type { AgentEntry, Tables, TaskEntry } from '../../tables.ts';
import type { Wait } from '../../wait.ts';

/** Its agent says that it can't kill it. */
const isStuck = ({ status }: TaskEntry): boolean =>
  status?.reason === ('unkillable' satisfies TaskReason);

/** Either way; false while its agent is away. */
export function isUnkillable(tables: Tables, task: TaskEntry): boolean {
  const { end, agentId } = task.row;
  if (end || tables.agents.get(agentId)?.presence.kind !== 'registered') return false;
  return isStuck(task) || tables.kills.isLate(task.row.id);
}

/** What each of these waits for. */
export const unkillableWaits = (
  tables: Tables,
  tasks: readonly TaskEntry[],
): readonly (Wait & { readonly kind: 'unkillable' })[] =>
  tasks
    .filter((task) => isUnkillable(tables, task))
    .map((task) => (isStuck(task) ? stuckWait(tables, task) : lateWait(tables, task)));

function stuckWait(tables: Tables, { row, status }: TaskEntry) {
  const agent = tables.agents.get(row.agentId);
  const told = row.history?.findLast(({ reason }) => reason === 'unkillable');
  const since = told?.atMs ?? row.kill?.atMs;
  return {
    kind: 'unkillable' as const,
    what: `${row.id} on ${row.agentId} can't be killed: ${status?.message ?? ''}`,
    remedy: rebootRemedy(row.agentId, agent),
    ...(since === undefined ? {} : { sinceMs: since }),
  };
}

/** Of one that was given up and runs all the same; its agent is killing it. */
export function orphanWaits(tables: Tables, { row }: TaskEntry): readonly Wait[] {
  const agent = tables.agents.get(row.agentId);
  const zombie = agent?.zombies.get(row.id);
  if (agent === undefined || zombie === undefined) return [];
  const { state, reason, message = '' } = zombie.status;
  const isHanging = reason === ('unkillable' satisfies TaskReason);
  const said = message === '' ? '' : ` (${message})`;
  const what = `it was given up, and is still ${state} on ${row.agentId}${said}`;
  const remedy = isHanging ? rebootRemedy(row.agentId, agent) : '';
  return [{ kind: 'zombies', what, remedy, sinceMs: zombie.sinceMs }];
}

const hostOf = (agentId: string, agent: AgentEntry | undefined): string =>
  agent?.row.facts.hostname ?? agentId;

const rebootRemedy = (agentId: string, agent: AgentEntry | undefined): string =>
  `see what hangs on host ${hostOf(agentId, agent)}; a reboot ends it, and its agent says so ` +
  `when it is back; \`meridian gone ${agentId}\` if it never comes back`;

function lateWait(tables: Tables, { row }: TaskEntry) {
  const agent = tables.agents.get(row.agentId);
  return {
    kind: 'unkillable' as const,
    what: `${row.id} is to be killed (${row.kill?.reason}), and ${row.agentId} hasn't answered`,
    remedy:
      `see meridian-agentd's log on host ${hostOf(row.agentId, agent)}; started again it goes on ` +
      'with the kill',
    ...(row.kill ? { sinceMs: row.kill.atMs } : {}),
  };
}
