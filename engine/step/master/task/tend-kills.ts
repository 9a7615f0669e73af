// An agent that is told to kill a task answers at once: with `killing`, or with the end. One that
// is there and doesn't, for the kill's own time and a while more, is told of and told again,
// every so often (mesos.md 6, pain 10: nothing is waited for in silence).
import type { KillPolicy } from '../../../model/wanted.ts';
import { notice } from '../../notice.ts';
import type { TaskEntry } from '../../tables.ts';
import type { MasterTurn } from '../master-turn.ts';

export const killsTimer = 'kills';

/** Beyond the delay and the grace that the task has. */
const marginMs = 30_000;
/** So often it is looked whether any is due, and told again. */
const lookEveryMs = 30_000;

/** Its agent is told to kill it. */
export function watchKill(turn: MasterTurn, { row, status }: TaskEntry, policy: KillPolicy): void {
  const { kills } = turn.tables;
  if (status?.state === 'killing') return;
  const waitMs = kills.isLate(row.id) ? lookEveryMs : policy.delayMs + policy.graceMs + marginMs;
  kills.told(row.id, turn.nowMs + waitMs);
  arm(turn);
}

/** `tell`: tells its agent again. */
export function tendKills(turn: MasterTurn, tell: (task: TaskEntry) => void): void {
  const { kills, tasks, agents } = turn.tables;
  kills.isArmed = false;
  for (const id of kills.due(turn.nowMs)) {
    const task = tasks.get(id);
    if (!task || task.row.end) kills.answered(id);
    // One that is away is told when it is back.
    else if (agents.get(task.row.agentId)?.presence.kind === 'registered') {
      if (kills.noteLate(id)) tellLate(turn, task);
      tell(task);
    }
  }
  arm(turn);
}

function tellLate(turn: MasterTurn, { row: { id, name, agentId } }: TaskEntry): void {
  const { tables, effects } = turn;
  const message = `${agentId} hasn't answered that ${id} is to be killed: it is asked again`;
  notice(tables, effects, { kind: 'kill-unanswered', subject: id, message });
  if (tables.apps.has(name)) tables.dirtyApps.add(name);
}

function arm(turn: MasterTurn): void {
  const { kills } = turn.tables;
  if (kills.isArmed || kills.size === 0) return;
  kills.isArmed = true;
  turn.effects.wake(killsTimer, turn.nowMs + lookEveryMs);
}
