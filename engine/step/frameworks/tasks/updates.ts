// Statuses of tasks of others' frameworks, as these are told of them: each until it is
// acknowledged, at once at every subscription, and while that lasts again after 10 s, doubling to
// 10 min. An ended task's row is kept until its end is acknowledged. What waits, and what is
// acknowledged of one that runs, isn't stored: an engine that starts tells once more how each
// task stands, and of states that it had passed through by then nothing.
import type { TaskRow, TaskStatus } from '../../../model/actual.ts';
import type { FrameworkEvent } from '../../../model/framework.ts';
import type { AgentId, FrameworkId, TaskId } from '../../../model/ids.ts';
import type { TaskUpdate } from '../../../model/scheduler-api/scheduler-event.ts';
import { type TaskReason, toldState } from '../../../model/task/task-reasons.ts';
import type { MasterTurn } from '../../master/master-turn.ts';
import { forgetTask } from '../../master/tasks.ts';
import { notice } from '../../notice.ts';
import type { FrameworkEntry, Tables, TaskEntry } from '../../tables.ts';
import { clearTask } from '../leave.ts';
import { tell } from '../tell.ts';
import {
  acknowledgedBy,
  away,
  type NumberedUpdate,
  newStream,
  pushed,
  returned,
  told,
  type UpdateStream,
} from './update-stream.ts';

/** Ended tasks of a framework that are kept for its acknowledgement: the oldest go first. */
const mostEnded = 10_000;
/** Of an end; a status has its number. */
const endUuid = 'end';
export const updatesTimer = 'updates';

/** What the master tells schedulers in process, for those of others. */
export function onFrameworkEvent(turn: MasterTurn, event: FrameworkEvent): void {
  if (turn.tables.frameworks.size === 0) return;
  switch (event.kind) {
    case 'update':
      withTask(turn, event.taskId, (entry, task) =>
        push(turn, entry, task.row.id, statusUpdate(task.row, event.status)),
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
  const { id, end } = task.row;
  if (entry.row.removal) {
    forgetStream(entry, id);
    clearTask(turn, entry, id);
    return;
  }
  entry.ended.add(id);
  if (entry.ended.size > mostEnded) forgetOldest(turn, entry);
  if (end) push(turn, entry, id, endUpdate(task.row, end));
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
  forgetStream(entry, id);
  forgetTask(turn, id);
}

function forgetStream(entry: FrameworkEntry, id: TaskId): void {
  entry.streams.delete(id);
  entry.retries.settle(id);
}

function onAgent(turn: MasterTurn, id: AgentId): void {
  switch (turn.tables.agents.get(id)?.presence.kind) {
    case 'unreachable':
    case 'gone':
      onLost(turn, id);
      return;
    case 'registered':
      onBack(turn, id);
      return;
    case 'disconnected':
    case 'recovering':
    case undefined:
      return;
  }
}

/** Of its tasks there, when it is away for long: the framework decides what to do about them. */
function onLost(turn: MasterTurn, id: AgentId): void {
  const { tables } = turn;
  const agent = tables.agents.get(id);
  const isGone = agent?.presence.kind === 'gone';
  const message = isGone ? `${id} was declared gone` : `${id} is unreachable`;
  for (const entry of tables.frameworks.values())
    tell(turn, entry, { kind: 'failure', agentId: id, message });
  for (const taskId of agent?.tasks ?? [])
    withTask(turn, taskId, (entry, task) => {
      entry.streams.set(taskId, away(entry.streams.get(taskId) ?? newStream));
      entry.retries.settle(taskId);
      tell(turn, entry, { kind: 'update', update: latestUpdate(tables, task) });
    });
}

/** What was told to be unreachable is told to be as it was, unless there was news of it. */
function onBack(turn: MasterTurn, id: AgentId): void {
  for (const taskId of turn.tables.agents.get(id)?.tasks ?? [])
    withTask(turn, taskId, (entry, { row, status }) => {
      const stream = entry.streams.get(taskId);
      if (stream?.isAway === undefined) return;
      entry.streams.set(taskId, returned(stream));
      if (stream.waiting.length > 0) tellFirst(turn, entry, taskId);
      else if (status) push(turn, entry, taskId, returnUpdate(row, status));
    });
}

function push(turn: MasterTurn, entry: FrameworkEntry, id: TaskId, update: NumberedUpdate): void {
  const before = entry.streams.get(id) ?? newStream;
  const stream = pushed(before, update);
  entry.streams.set(id, stream);
  if (stream !== before && (before.waiting.length === 0 || before.isAway))
    tellFirst(turn, entry, id);
}

/** For the first time, or anew because things have changed. */
function tellFirst(turn: MasterTurn, entry: FrameworkEntry, id: TaskId): void {
  if (!tellAgain(turn, entry, id)) return;
  entry.retries.sent(id, turn.nowMs);
  arm(turn, entry);
}

/** Whether there was anything to tell, and anybody to hear it. */
function tellAgain(turn: MasterTurn, entry: FrameworkEntry, id: TaskId): boolean {
  const update = told(entry.streams.get(id) ?? newStream);
  if (update === undefined || entry.connection === undefined) return false;
  tell(turn, entry, { kind: 'update', update });
  return true;
}

/** Never put off: most is acknowledged by then. */
function arm(turn: MasterTurn, entry: FrameworkEntry): void {
  const nextMs = entry.retries.nextMs() ?? Infinity;
  if (nextMs >= entry.retryMs) return;
  entry.retryMs = nextMs;
  turn.effects.wake(`${updatesTimer}/${entry.row.id}`, nextMs);
}

export function onUpdatesTimer(turn: MasterTurn, id: FrameworkId): void {
  const entry = turn.tables.frameworks.get(id);
  if (!entry) return;
  entry.retryMs = Infinity;
  for (const taskId of entry.retries.due(turn.nowMs))
    if (tellAgain(turn, entry, taskId)) entry.retries.sentAgain(taskId, turn.nowMs);
    else entry.retries.settle(taskId);
  arm(turn, entry);
}

/** At a subscription: all that isn't acknowledged, and whose agent is unreachable. */
export function retellUpdates(turn: MasterTurn, entry: FrameworkEntry): void {
  for (const [id, task] of entry.tasks) {
    const update = latestUpdate(turn.tables, task);
    if (update.state === 'unreachable') {
      tell(turn, entry, { kind: 'update', update });
      continue;
    }
    if (update.uuid !== undefined) {
      const stream: UpdateStream = entry.streams.get(id) ?? newStream;
      entry.streams.set(id, pushed(stream, { ...update, uuid: update.uuid }));
    }
    tellFirst(turn, entry, id);
  }
}

/** Nothing where it isn't the update that was told last. */
export function acknowledge(
  turn: MasterTurn,
  entry: FrameworkEntry,
  id: TaskId,
  uuid: string,
): void {
  const stream = acknowledgedBy(entry.streams.get(id) ?? newStream, uuid);
  if (stream === undefined) return;
  entry.retries.settle(id);
  entry.streams.set(id, stream);
  if (uuid === endUuid) forgetEnded(turn, entry, id);
  else tellFirst(turn, entry, id);
}

/** What is known of it now. */
export function latestUpdate(tables: Tables, { row, status }: TaskEntry): TaskUpdate {
  const { end, agentId } = row;
  const presence = tables.agents.get(agentId)?.presence;
  const about = { taskId: ownIdOf(row), agentId };
  if (end) return endUpdate(row, end);
  if (presence?.kind === 'unreachable')
    return {
      ...about,
      state: 'unreachable',
      reason: 'agent-unreachable' satisfies TaskReason,
      message: `its agent ${agentId} is unreachable; it may come back`,
      unreachableMs: presence.sinceMs,
    };
  return status ? statusUpdate(row, status) : { ...about, state: 'staging' };
}

/** In the precise word where the row says `lost`, or says it in the engine's own. */
function endUpdate(row: TaskRow, end: NonNullable<TaskRow['end']>): NumberedUpdate {
  const { atMs: _, cpuMs: __, ...rest } = end;
  const state = toldState(end.state, end.reason);
  const about = { taskId: ownIdOf(row), agentId: row.agentId };
  return { ...about, ...rest, state, ...drainReason(row, state), uuid: endUuid };
}

function statusUpdate(row: TaskRow, status: TaskStatus): NumberedUpdate {
  const { state, reason, message, seq } = status;
  return {
    taskId: ownIdOf(row),
    agentId: row.agentId,
    state,
    ...(reason === undefined ? drainReason(row, state) : { reason }),
    ...(message === undefined ? {} : { message }),
    uuid: `s${seq}`,
  };
}

const returnUpdate = (row: TaskRow, status: TaskStatus): NumberedUpdate => ({
  reason: 'agent-returned' satisfies TaskReason,
  ...statusUpdate(row, status),
});

/** Its agent is emptied: that is why it is killed. */
function drainReason(
  { kill }: TaskRow,
  state: TaskUpdate['state'],
): { readonly reason?: TaskReason } {
  const isKill = state === 'killing' || state === 'killed';
  return isKill && kill?.reason === 'drained' ? { reason: 'drained' } : {};
}

const ownIdOf = ({ id, info }: TaskRow): string => info?.taskId ?? id;
