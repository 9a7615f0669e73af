// A framework of others that goes: for now, when its connection ends, and for good, when it tears
// itself down or is away for longer than its failover timeout. Meanwhile its tasks run on (pain 6
// in mesos.md 6). The time counts from when it was seen to go, over engine starts; but one that was
// away at a start has at least the time that agents have to find the new engine.
import type { FrameworkId, TaskId } from '../../model/ids.ts';
import { defaultFailoverTimeoutMs } from '../../model/scheduler-api/framework-info.ts';
import type { MasterTurn } from '../master/master-turn.ts';
import { forgetTask, killTask } from '../master/tasks.ts';
import { notice } from '../notice.ts';
import type { FrameworkEntry, Tables } from '../tables.ts';
import { readInfo } from './info-fault.ts';
import { takeBack } from './offers/rescind.ts';

const timerOf = (id: FrameworkId): string => `framework/${id}`;

/** After the tables are loaded: none is connected. */
export function startFrameworks(turn: MasterTurn): void {
  for (const entry of turn.tables.frameworks.values()) {
    const { id, info, removal, disconnectedMs } = entry.row;
    if (removal) {
      clear(turn, entry, removal.reason);
      continue;
    }
    const read = readInfo(id, info);
    // Bounds that came with a newer engine stop nothing that runs: it hears of them when back.
    const framework = read.kind === 'read' ? read.framework : { id, roles: new Map() };
    turn.allocator.addFramework(framework, false);
    if (disconnectedMs === undefined) putAway(turn, entry);
    else onFailoverTimer(turn, id);
  }
}

export function onClosed(turn: MasterTurn, connection: number): void {
  const { tables } = turn;
  const id = tables.subscribers.get(connection);
  const entry = id === undefined ? undefined : tables.frameworks.get(id);
  tables.subscribers.delete(connection);
  if (entry?.connection !== connection) return;
  park(turn, entry);
  const message = `${entry.row.id} is disconnected: its tasks run on`;
  const subject = entry.row.id;
  notice(tables, turn.effects, { kind: 'framework-disconnected', subject, message });
  putAway(turn, entry);
}

function putAway(turn: MasterTurn, entry: FrameworkEntry): void {
  entry.row = { ...entry.row, disconnectedMs: turn.nowMs };
  turn.effects.frameworks.add(entry.row.id);
  onFailoverTimer(turn, entry.row.id);
}

/** When it is given up; undefined while it is there. */
export function dueMs(
  { startedMs, settings }: Tables,
  { row }: FrameworkEntry,
): number | undefined {
  const { disconnectedMs, info } = row;
  if (disconnectedMs === undefined) return undefined;
  const timeoutMs = info.failoverTimeoutMs ?? defaultFailoverTimeoutMs;
  const atMs = disconnectedMs + timeoutMs;
  const leastMs = startedMs + settings.agentReregistrationTimeoutMs;
  return disconnectedMs > startedMs ? atMs : Math.max(atMs, leastMs);
}

function wind(turn: MasterTurn, entry: FrameworkEntry): void {
  const atMs = dueMs(turn.tables, entry);
  if (atMs !== undefined) turn.effects.wake(timerOf(entry.row.id), atMs);
}

export function onFailoverTimer(turn: MasterTurn, id: FrameworkId): void {
  const entry = turn.tables.frameworks.get(id);
  if (!entry || entry.row.removal) return;
  const atMs = dueMs(turn.tables, entry);
  if (atMs === undefined) return;
  if (turn.nowMs < atMs) wind(turn, entry);
  else remove(turn, entry, 'it was away for longer than its failover timeout');
}

/** No longer connected: what it was offered is free again, and its filters go. */
export function park(turn: MasterTurn, entry: FrameworkEntry): void {
  const { tables, allocator } = turn;
  const { id } = entry.row;
  if (entry.connection !== undefined) tables.subscribers.delete(entry.connection);
  delete entry.connection;
  entry.retries.clear();
  for (const offer of tables.offers.withFramework(id)) takeBack(turn, offer);
  for (const inverse of tables.inverseOffers.withFramework(id))
    tables.inverseOffers.remove(inverse);
  allocator.deactivateFramework(id);
}

export function remove(turn: MasterTurn, entry: FrameworkEntry, reason: string): void {
  const { id } = entry.row;
  park(turn, entry);
  turn.allocator.removeFramework(id);
  entry.row = { ...entry.row, removal: { reason, atMs: turn.nowMs } };
  turn.effects.frameworks.add(id);
  const message = `${id} goes: ${reason}`;
  notice(turn.tables, turn.effects, { kind: 'framework-removed', subject: id, message });
  clear(turn, entry, reason);
}

/** What is left of one that is gone for good: nobody waits for its ends any more. */
function clear(turn: MasterTurn, entry: FrameworkEntry, reason: string): void {
  for (const [taskId, task] of [...entry.tasks])
    if (task.row.end) forgetTask(turn, taskId);
    else killTask(turn, taskId, `framework ${entry.row.id} is gone: ${reason}`);
  forgetEmpty(turn, entry);
}

/** One of its tasks has ended. */
export function clearTask(turn: MasterTurn, entry: FrameworkEntry, taskId: TaskId): void {
  forgetTask(turn, taskId);
  forgetEmpty(turn, entry);
}

function forgetEmpty(turn: MasterTurn, entry: FrameworkEntry): void {
  if (entry.tasks.size > 0) return;
  turn.tables.frameworks.delete(entry.row.id);
  turn.effects.frameworks.add(entry.row.id);
}
