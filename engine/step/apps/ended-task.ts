// What follows from a task's end. A failure counts only if the task itself ended or failed its
// checks; lost agents, busy ports and what the agent's machine did to it don't (spec-language.md).
// A launch that its machine could not carry out counts against no rollout, but delays the next.
import type { TaskRow } from '../../model/actual.ts';
import { slotId, type TaskId } from '../../model/ids.ts';
import type { TaskReason } from '../../model/task/task-reasons.ts';
import { endText } from '../end-text.ts';
import { notice } from '../notice.ts';
import type { AppEntry, TaskEntry } from '../tables.ts';
import type { Turn } from '../turn.ts';
import { aimOf } from './aim.ts';
import { backoffAfterFailure } from './backoff.ts';
import { countFailure } from './rollout.ts';

/** Ended tasks of one app that are remembered, for `why`, `tasks` and `logs`. */
const keptEnded = 20;

const notItsFault: ReadonlySet<string> = new Set<TaskReason>([
  'port-busy',
  'agent-rebooted',
  'agent-unreachable',
  'agent-gone',
  'supervisor-lost',
  'sandbox-failed',
  'refused',
  'unknown-to-agent',
]);

/**
 * It never ran, or no sooner than it was given up: for reasons that no other end has a word for,
 * because its machine hung, or without its data, which only its one agent has.
 */
const neverRan: ReadonlySet<string> = new Set<TaskReason>([
  ...(['launch-failed', 'start-timeout', 'volume-missing', 'volume-busy'] as const),
]);

/** It ended by its own doing, or couldn't be started: what backoff counts. */
export function isFailure(row: TaskRow): boolean {
  if (!row.end || row.kill || row.end.state === 'killed') return false;
  return !notItsFault.has(row.end.reason ?? '');
}

export function noteEnd(turn: Turn, app: AppEntry, row: TaskRow): void {
  const kind = isFailure(row) ? 'task-failed' : 'task-ended';
  const message = `${row.id} on ${row.agentId}: ${endText(row)}`;
  notice(turn.tables, turn.effects, { kind, subject: row.id, message });
  const aim = aimOf(app);
  if (!aim || !isFailure(row)) return;
  const launched = app.versions.get(row.specDigest)?.spec ?? aim.version.spec;
  app.row = {
    ...app.row,
    backoff: backoffAfterFailure(app.row.backoff, launched, turn.nowMs),
  };
  turn.effects.apps.add(app.row.name);
  if (row.taskDigest === aim.version.spec.taskDigest && !neverRan.has(row.end?.reason ?? ''))
    countFailure(turn, app, aim, { instance: row.instance, why: endText(row) });
}

/**
 * Forgets the oldest ended tasks beyond the bound, keeping their launch counts. An end that lies
 * ahead was told by a clock that has been put back since: it came before all that this one tells.
 */
export function trimEnded(turn: Turn, app: AppEntry): void {
  const endedMs = ({ row }: TaskEntry): number => {
    const atMs = row.end?.atMs ?? 0;
    return atMs > turn.nowMs ? 0 : atMs;
  };
  const ended = [...app.tasks.values()]
    .filter((task) => task.row.end)
    .sort((a, b) => endedMs(a) - endedMs(b));
  for (const { row } of ended.slice(0, Math.max(0, ended.length - keptEnded))) {
    const slot = slotId(row.name, row.instance);
    turn.effects.slots.set(slot, turn.tables.launches.get(slot) ?? row.launch);
    turn.calls.push({ kind: 'forget', taskId: row.id as TaskId });
  }
}
