// RECONCILE (mesos.md 2.7): how tasks stand, for a framework that isn't sure. Answers have nothing
// to acknowledge. Of a task that isn't known nothing is said while its agent may still know it.
import { type AgentId, agentId, ownTaskId } from '../../../model/ids.ts';
import type { SchedulerCall } from '../../../model/scheduler-api/scheduler-call.ts';
import type {
  SchedulerTaskState,
  TaskUpdate,
} from '../../../model/scheduler-api/scheduler-event.ts';
import type { MasterTurn } from '../../master/master-turn.ts';
import type { FrameworkEntry, Tables } from '../../tables.ts';
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
    for (const task of entry.tasks.values()) say(turn, entry, latestUpdate(turn.tables, task));
  for (const asked of tasks) {
    const update = answerTo(turn.tables, entry, asked);
    if (update) say(turn, entry, update);
  }
}

function say(turn: MasterTurn, entry: FrameworkEntry, update: TaskUpdate): void {
  const { uuid: _, ...rest } = update;
  tell(turn, entry, { kind: 'update', update: { ...rest, reason: 'reconciliation' } });
}

/** Undefined: not to be told yet. */
function answerTo(tables: Tables, entry: FrameworkEntry, asked: Asked): TaskUpdate | undefined {
  const { taskId } = asked;
  const task = entry.tasks.get(ownTaskId(entry.row.id, taskId));
  if (task) return latestUpdate(tables, task);
  const on = asked.agentId === undefined ? undefined : agentId(asked.agentId);
  const state = unknownState(tables, on);
  return state && { taskId, state, ...(on === undefined ? {} : { agentId: on }) };
}

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
