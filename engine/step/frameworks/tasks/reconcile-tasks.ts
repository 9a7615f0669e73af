// RECONCILE (mesos.md 2.7): how tasks stand, for a framework that isn't sure, who should ask
// after each subscription and every 15 min. Answers have nothing to acknowledge. Of a task that
// isn't known, or of which this engine hasn't heard, nothing is said while its agent may still
// tell; asked again, there is an answer once that is back or given up. Operations aren't asked
// after: they are done, and stored, when they are told of, and offers show what they have made.
import { type AgentId, agentId, ownTaskId } from '../../../model/ids.ts';
import type { SchedulerCall } from '../../../model/scheduler-api/scheduler-call.ts';
import type { TaskUpdate } from '../../../model/scheduler-api/scheduler-event.ts';
import type { TaskReason } from '../../../model/task/task-reasons.ts';
import type { SchedulerTaskState } from '../../../model/task/task-states.ts';
import type { MasterTurn } from '../../master/master-turn.ts';
import type { FrameworkEntry, Tables, TaskEntry } from '../../tables.ts';
import { refuse, tell } from '../tell.ts';
import { latestUpdate } from './updates.ts';

const mostAsked = 10_000;

type Asked = Extract<SchedulerCall, { kind: 'reconcile' }>['tasks'][number];

export function reconcileAsked(
  turn: MasterTurn,
  entry: FrameworkEntry,
  tasks: readonly Asked[],
): void {
  if (tasks.length > mostAsked) {
    refuse(turn, entry, { what: `${tasks.length} tasks`, remedy: `${mostAsked} at a time` });
    return;
  }
  if (tasks.length === 0)
    for (const task of entry.tasks.values())
      if (!isUnheard(turn.tables, task)) say(turn, entry, latestUpdate(turn.tables, task));
  for (const asked of tasks) {
    const update = answerTo(turn.tables, entry, asked);
    if (update) say(turn, entry, update);
  }
}

function say(turn: MasterTurn, entry: FrameworkEntry, update: TaskUpdate): void {
  const { uuid: _, ...rest } = update;
  tell(turn, entry, {
    kind: 'update',
    update: { ...rest, reason: 'reconciliation' satisfies TaskReason },
  });
}

/** Undefined: not to be told yet. */
function answerTo(tables: Tables, entry: FrameworkEntry, asked: Asked): TaskUpdate | undefined {
  const { taskId } = asked;
  const task = entry.tasks.get(ownTaskId(entry.row.id, taskId));
  if (task) return isUnheard(tables, task) ? undefined : latestUpdate(tables, task);
  const on = asked.agentId === undefined ? undefined : agentId(asked.agentId);
  const state = unknownState(tables, on);
  if (state === undefined) return undefined;
  if (on === undefined) return { taskId, state };
  const presence = tables.agents.get(on)?.presence;
  const since = presence?.kind === 'unreachable' ? { unreachableMs: presence.sinceMs } : {};
  return { taskId, state, agentId: on, ...since };
}

/** Its agent has said nothing of it to this engine, and may yet. */
const isUnheard = (tables: Tables, { row, status }: TaskEntry): boolean =>
  row.end === undefined &&
  status === undefined &&
  tables.agents.get(row.agentId)?.presence.kind === 'recovering';

function unknownState(tables: Tables, on: AgentId | undefined): SchedulerTaskState | undefined {
  if (on === undefined) {
    for (const agent of tables.agents.values())
      if (agent.presence.kind === 'recovering') return undefined;
    return 'unknown';
  }
  switch (tables.agents.get(on)?.presence.kind) {
    case 'recovering':
      return undefined;
    case 'registered':
    case 'disconnected':
      return 'gone';
    case 'unreachable':
      return 'unreachable';
    case 'gone':
      return 'gone-by-operator';
    case undefined:
      return 'unknown';
  }
}
