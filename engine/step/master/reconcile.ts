// An agent says what it has; the engine compares it with what it has stored (house.md part 3):
// a stored launch that the agent doesn't know is sent again (or killed unstarted); what the agent
// runs and the store has given up is killed before it counts for anything.

import type { Report, TaskReport } from '../../../schemas/generated/wire.ts';
import type { TaskStatus } from '../../model/actual.ts';
import type { TaskId } from '../../model/ids.ts';
import { defaultKill } from '../../model/scheduler-api/task-info.ts';
import type { TaskReason } from '../../model/task/task-reasons.ts';
import { isTerminal } from '../../model/task/task-states.ts';
import { withdrawAgent } from '../frameworks/offers/rescind.ts';
import { notice } from '../notice.ts';
import type { AgentEntry, TaskEntry } from '../tables.ts';
import { adoptTask } from './adopt.ts';
import type { MasterTurn } from './master-turn.ts';
import { openOrClose } from './offered-agent.ts';
import { endTask, noteStatus, sendKill, sendLaunch } from './tasks.ts';

/** `isAdopting`: the first word of this agent after the store was restored from a backup. */
export function reconcileTasks(
  turn: MasterTurn,
  agent: AgentEntry,
  reports: readonly TaskReport[],
  isAdopting: boolean,
): void {
  const known = new Set<string>();
  for (const report of reports) {
    known.add(report.taskId);
    noteReport(turn, agent, report, isAdopting);
  }
  for (const id of agent.zombies.keys()) if (!known.has(id)) agent.zombies.delete(id);
  for (const id of [...agent.tasks]) {
    const task = turn.tables.tasks.get(id);
    if (!task) continue;
    delete task.configured;
    if (known.has(id)) {
      if (task.row.kill) sendKill(turn, task);
    } else if (isAdopting) {
      const message = 'its agent does not know it, and the store was restored from a backup';
      endTask(turn, id, { state: 'lost', reason: 'unknown-to-agent', message, atMs: turn.nowMs });
    } else if (task.row.kill) sendKill(turn, task);
    else sendLaunch(turn, task);
  }
}

export function onReport(turn: MasterTurn, agent: AgentEntry, message: Report): void {
  noteReport(turn, agent, message.task, false);
}

/** One status: noted where the task is ours, else the task is killed; acknowledged either way. */
function noteReport(
  turn: MasterTurn,
  agent: AgentEntry,
  report: TaskReport,
  isAdopting: boolean,
): void {
  const id = report.taskId as TaskId;
  const { status } = report;
  const task = turn.tables.tasks.get(id) ?? (isAdopting && adoptTask(turn, agent, report));
  const isOurs = task && task.row.agentId === agent.row.id;
  if (isOurs) endMistaken(turn, task, report);
  if (isOurs && !task.row.end) noteStatus(turn, task, status);
  else if (isTerminal(status.state)) releaseZombie(turn, agent, id);
  else holdZombie(turn, agent, report);
  turn.effects.send(agent.connection, { kind: 'ack', taskId: id, seq: status.seq });
}

/** Same id, another content: what we launched can't be there, and never will be. */
function endMistaken(turn: MasterTurn, task: TaskEntry, report: TaskReport): void {
  if (report.taskDigest === task.row.taskDigest) return;
  const message = `its agent runs something else by that id (digest ${report.taskDigest})`;
  endTask(turn, task.row.id, { state: 'error', reason: 'refused', message, atMs: turn.nowMs });
}

function holdZombie(turn: MasterTurn, agent: AgentEntry, report: TaskReport): void {
  const id = report.taskId;
  const before = agent.zombies.get(id);
  if (before === undefined) {
    const message = `${id} still runs on ${agent.row.id} though it was given up: killed`;
    notice(turn.tables, turn.effects, { kind: 'task-superseded', subject: id, message });
  }
  const { reason, message: why = '' } = report.status;
  if (reason === ('unkillable' satisfies TaskReason) && before?.status.reason !== reason) {
    const message = `${id} on ${agent.row.id}, given up before, can't be killed: ${why}`;
    notice(turn.tables, turn.effects, { kind: 'task-unkillable', subject: id, message });
  }
  if (agent.zombies.size === 0) agent.zombiesSinceMs = turn.nowMs;
  agent.zombies.set(id, {
    taskDigest: report.taskDigest,
    status: report.status as TaskStatus,
    sinceMs: before?.sinceMs ?? turn.nowMs,
  });
  turn.allocator.deactivateAgent(agent.row.id);
  withdrawAgent(turn, agent.row.id, 'its agent still runs tasks that were given up');
  turn.effects.send(agent.connection, {
    kind: 'kill',
    taskId: id,
    taskDigest: report.taskDigest,
    policy: { ...defaultKill },
    reason: 'given up while its agent was away',
  });
}

function releaseZombie(turn: MasterTurn, agent: AgentEntry, id: string): void {
  agent.zombies.delete(id);
  turn.tables.planned.touch(agent.row.id);
  openOrClose(turn.allocator, agent);
}
