// Statuses of tasks of others' frameworks, as these are told of them: each is told again at every
// subscription until it is acknowledged, and an ended task's row is kept until its end is. What is
// acknowledged of one that runs isn't stored: an engine that starts tells it once more.
import type { TaskRow, TaskStatus } from '../../../model/actual.ts';
import type { FrameworkEvent } from '../../../model/framework.ts';
import type { AgentId, FrameworkId, TaskId } from '../../../model/ids.ts';
import type { TaskUpdate } from '../../../model/scheduler-api/scheduler-event.ts';
import type { MasterTurn } from '../../master/master-turn.ts';
import { forgetTask } from '../../master/tasks.ts';
import { notice } from '../../notice.ts';
import type { FrameworkEntry, Tables, TaskEntry } from '../../tables.ts';
import { clearTask } from '../leave.ts';
import { tell } from '../tell.ts';

/** Ended tasks of a framework that are kept for its acknowledgement: the oldest go first. */
const mostEnded = 10_000;
/** Of an end; a status has its number. */
const endUuid = 'end';

/** What the master tells schedulers in process, for those of others. */
export function onFrameworkEvent(turn: MasterTurn, event: FrameworkEvent): void {
  if (turn.tables.frameworks.size === 0) return;
  switch (event.kind) {
    case 'update':
      withTask(turn, event.taskId, (entry, task) =>
        tellUpdate(turn, entry, task, statusUpdate(task.row, event.status)),
      );
      return;
    case 'ended':
      withTask(turn, event.taskId, (entry, task) => onEnded(turn, entry, task));
      return;
    case 'agent':
      onAgent(turn, event.agentId);
      return;
    case 'offers':
      return;
  }
}

function withTask(
  { tables }: MasterTurn,
  id: TaskId,
  act: (entry: FrameworkEntry, task: TaskEntry) => void,
): void {
  const task = tables.tasks.get(id);
  if (task?.row.info === undefined) return;
  const entry = tables.frameworks.get(task.row.framework as FrameworkId);
  if (entry) act(entry, task);
}

function onEnded(turn: MasterTurn, entry: FrameworkEntry, task: TaskEntry): void {
  const { id } = task.row;
  if (entry.row.removal) {
    clearTask(turn, entry, id);
    return;
  }
  entry.ended.add(id);
  if (entry.ended.size > mostEnded) forgetOldest(turn, entry);
  tellUpdate(turn, entry, task, latestUpdate(turn.tables, task));
}

function forgetOldest(turn: MasterTurn, entry: FrameworkEntry): void {
  const [oldest] = entry.ended;
  if (oldest === undefined) return;
  forgetEnded(turn, entry, oldest);
  const message = `the end of ${oldest} was never acknowledged, as of ${mostEnded} after it`;
  notice(turn.tables, turn.effects, { kind: 'update-dropped', subject: oldest, message });
}

function forgetEnded(turn: MasterTurn, entry: FrameworkEntry, id: TaskId): void {
  entry.ended.delete(id);
  entry.acknowledged.delete(id);
  forgetTask(turn, id);
}

/** Of its tasks there, when it is away for long: the framework decides what to do about them. */
function onAgent(turn: MasterTurn, id: AgentId): void {
  const { tables } = turn;
  const agent = tables.agents.get(id);
  const presence = agent?.presence.kind;
  if (presence !== 'unreachable' && presence !== 'gone') return;
  const message = presence === 'gone' ? `${id} was declared gone` : `${id} is unreachable`;
  for (const entry of tables.frameworks.values())
    tell(turn, entry, { kind: 'failure', agentId: id, message });
  for (const taskId of agent?.tasks ?? [])
    withTask(turn, taskId, (entry, task) => {
      // Told anew when its agent is back.
      entry.acknowledged.delete(taskId);
      tell(turn, entry, { kind: 'update', update: latestUpdate(tables, task) });
    });
}

function tellUpdate(
  turn: MasterTurn,
  entry: FrameworkEntry,
  task: TaskEntry,
  update: TaskUpdate,
): void {
  if (update.uuid !== undefined && entry.acknowledged.get(task.row.id) === update.uuid) return;
  tell(turn, entry, { kind: 'update', update });
}

/** At a subscription: all that isn't acknowledged. */
export function retellUpdates(turn: MasterTurn, entry: FrameworkEntry): void {
  for (const task of entry.tasks.values()) {
    const update = latestUpdate(turn.tables, task);
    if (update.uuid !== undefined) tellUpdate(turn, entry, task, update);
  }
}

/** Nothing where it isn't the update that was told last. */
export function acknowledge(
  turn: MasterTurn,
  entry: FrameworkEntry,
  id: TaskId,
  uuid: string,
): void {
  const task = entry.tasks.get(id);
  if (!task || latestUpdate(turn.tables, task).uuid !== uuid) return;
  if (task.row.end) forgetEnded(turn, entry, id);
  else entry.acknowledged.set(id, uuid);
}

/** What is known of it now. */
export function latestUpdate(tables: Tables, { row, status }: TaskEntry): TaskUpdate {
  const { end, agentId } = row;
  const presence = tables.agents.get(agentId)?.presence.kind;
  const about = { taskId: ownIdOf(row), agentId };
  if (end) {
    const { atMs: _, cpuMs: __, ...rest } = end;
    return { ...about, ...rest, uuid: endUuid };
  }
  if (presence === 'unreachable')
    return {
      ...about,
      state: 'unreachable',
      reason: 'agent-unreachable',
      message: `its agent ${agentId} is unreachable; it may come back`,
    };
  return status ? statusUpdate(row, status) : { ...about, state: 'staging' };
}

function statusUpdate(row: TaskRow, status: TaskStatus): TaskUpdate {
  const { state, reason, message, seq } = status;
  return {
    taskId: ownIdOf(row),
    agentId: row.agentId,
    state,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    uuid: `s${seq}`,
  };
}

const ownIdOf = ({ id, info }: TaskRow): string => info?.taskId ?? id;
