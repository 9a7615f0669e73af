// A task in the engine's eyes: launched (stored, then ordered), told of by its agent, ended once.
// An end is stored before it is acknowledged, and frees what the task took.
import type { Status } from '../../../schemas/generated/wire.ts';
import type { Holding } from '../../allocate/offer-allocator.ts';
import type { TaskRow, TaskStatus } from '../../model/actual.ts';
import type { Launch } from '../../model/framework.ts';
import type { AgentId, TaskId } from '../../model/ids.ts';
import type { Resources } from '../../model/resources/amounts.ts';
import { allAmountsOf, unreserved } from '../../model/resources/amounts-of.ts';
import type { Bundle } from '../../model/resources/bundle.ts';
import { mergedRanges } from '../../model/resources/value.ts';
import { defaultKill } from '../../model/scheduler-api/task-info.ts';
import type { TaskReason } from '../../model/task/task-reasons.ts';
import { isTerminal } from '../../model/task/task-states.ts';
import { withdrawAgent } from '../frameworks/offers/rescind.ts';
import { infoOrder } from '../frameworks/tasks/task-order.ts';
import { notice } from '../notice.ts';
import { type AgentEntry, ownerOf, siblingsOf, type TaskEntry } from '../tables.ts';
import { noteUse } from '../volumes/agent-volumes.ts';
import { avoidAgentMs } from './avoid.ts';
import { launchVersion, ofApp } from './launch/launch-version.ts';
import { orderOf, settingsOf } from './launch/order.ts';
import type { MasterTurn } from './master-turn.ts';
import { endedRow, isKnownStuck, noteStuck } from './task/history.ts';
import { watchKill } from './task/tend-kills.ts';

/** How long a port that something else holds is left alone. */
const busyPortMs = 60_000;

export function launchTask(
  turn: MasterTurn,
  placed: { readonly framework: string; readonly agentId: AgentId; readonly role: TaskRow['role'] },
  launch: Launch,
): void {
  const row: TaskRow = {
    id: launch.taskId,
    name: launch.name,
    instance: launch.instance,
    launch: launch.launch,
    ...(launch.run === undefined ? {} : { run: launch.run }),
    framework: placed.framework,
    role: placed.role,
    agentId: placed.agentId,
    resources: allAmountsOf(launch.taken),
    ...(isNobodys(launch.taken) ? {} : { taken: launch.taken }),
    ports: launch.ports,
    taskDigest: launch.taskDigest,
    specDigest: launch.specDigest,
    launchedMs: turn.nowMs,
  };
  startTask(turn, row);
}

/** Stores a launch and sends it; what it takes is taken already. */
export function startTask(turn: MasterTurn, row: TaskRow): void {
  const entry: TaskEntry = { row };
  turn.tables.tasks.set(row.id, entry);
  siblingsOf(turn.tables, row)?.set(row.id, entry);
  turn.tables.agents.get(row.agentId)?.tasks.add(row.id);
  turn.tables.reservations.hold(row);
  turn.effects.tasks.add(row.id);
  turn.launched += 1;
  sendLaunch(turn, entry);
  const message = `${row.id} starts on ${row.agentId}`;
  notice(turn.tables, turn.effects, { kind: 'task-launched', subject: row.id, message });
}

/** What it holds of its agent. */
export const holdingOf = ({ framework, role, agentId, ...row }: TaskRow): Holding => ({
  framework,
  role,
  agentId,
  bundle: row.taken ?? unreserved({ ...row.resources, ranges: rangesOf(row.ports) }),
});

const rangesOf = (ports: readonly number[]): Resources['ranges'] =>
  ports.length === 0 ? {} : { ports: mergedRanges(ports.map((port) => [port, port])) };

const isNobodys = (bundle: Bundle): boolean =>
  bundle.every(
    ({ reservations, disk, revocable }) =>
      reservations === undefined && disk === undefined && revocable === undefined,
  );

/** Sends a stored launch's order, if its agent is there to hear it. */
export function sendLaunch(turn: MasterTurn, task: TaskEntry): void {
  const connection = turn.tables.agents.get(task.row.agentId)?.connection;
  const { info } = task.row;
  if (info !== undefined) {
    const made = turn.tables.madeVolumes.get(task.row.agentId);
    turn.effects.send(connection, { kind: 'launch', order: infoOrder(task.row, info, made) });
    return;
  }
  const version = launchVersion(turn.tables, task.row);
  if (!version || connection === undefined) return;
  const ordered = orderOf(task.row, version);
  if (ordered.kind === 'order') {
    turn.effects.send(connection, { kind: 'launch', order: ordered.order });
    return;
  }
  const { reason: message } = ordered;
  const end = { state: 'error', reason: 'template-refused', message, atMs: turn.nowMs } as const;
  endTask(turn, task.row.id, end);
}

/** Decides a kill (once) and sends it; a task that never got through is killed unstarted. */
export function killTask(turn: MasterTurn, id: TaskId, reason: string): void {
  const task = turn.tables.tasks.get(id);
  if (!task || task.row.end) return;
  if (!task.row.kill) {
    task.row = { ...task.row, kill: { reason, atMs: turn.nowMs } };
    turn.effects.tasks.add(id);
    const message = `${id} leaves: ${reason}`;
    notice(turn.tables, turn.effects, { kind: 'instance-leaving', subject: id, message });
  }
  sendKill(turn, task);
}

export function sendKill(turn: MasterTurn, task: TaskEntry): void {
  const owner = ownerOf(turn.tables, task.row);
  const wanted = owner?.row.wanted === undefined ? undefined : owner.versions.get(owner.row.wanted);
  const spec = wanted?.spec ?? owner?.versions.get(task.row.specDigest)?.spec;
  const policy = task.row.info?.kill ?? spec?.task.kill ?? defaultKill;
  const connection = turn.tables.agents.get(task.row.agentId)?.connection;
  if (connection !== undefined) watchKill(turn, task, policy);
  turn.effects.send(connection, {
    kind: 'kill',
    taskId: task.row.id,
    taskDigest: task.row.taskDigest,
    policy: { ...policy },
    reason: task.row.kill?.reason ?? 'no longer wanted',
  });
}

export function configureTask(
  turn: MasterTurn,
  id: TaskId,
  wish: { readonly specDigest: string; readonly trial: boolean },
): void {
  const task = turn.tables.tasks.get(id);
  const app = task && turn.tables.apps.get(task.row.name);
  const version = app && [...app.versions.values()].find((v) => v.spec.digest === wish.specDigest);
  if (!task || !version) return;
  const connection = turn.tables.agents.get(task.row.agentId)?.connection;
  const settings = settingsOf(task.row, ofApp(task.row, version));
  turn.effects.send(connection, { kind: 'configure', taskId: id, settings, trial: wish.trial });
}

/** What an agent says of a task it was given. */
export function noteStatus(turn: MasterTurn, task: TaskEntry, status: Status): void {
  const before = task.status;
  if (task.row.end || (before && status.seq < before.seq)) return;
  const now = status as TaskStatus;
  task.status = now;
  const isGood = status.state === 'running' && status.health === 'healthy' && status.ready;
  noteHealthTime(task, isGood, turn.nowMs);
  noteTrial(turn, task, before);
  noteUse(turn, task);
  noteKilling(turn, task);
  if (status.state === 'running' && before?.state !== 'running')
    say(turn, task, 'task-running', `${task.row.id} runs on ${task.row.agentId}`);
  if (before && hasHealthChanged(task.row, before, status))
    say(
      turn,
      task,
      `task-${status.health}`,
      `${task.row.id} is ${status.health}${because(status)}`,
    );
  if (before && hasReadinessChanged(task.row, before, status))
    say(turn, task, ...readinessNews(task.row, status));
  if (isTerminal(status.state)) endTask(turn, task.row.id, endOf(turn, task, status));
  else {
    const change = { status: now, ...(before ? { before } : {}) };
    turn.events.push({ kind: 'update', taskId: task.row.id, ...change });
  }
}

/** Since when it is well, or isn't. */
function noteHealthTime(task: TaskEntry, isGood: boolean, nowMs: number): void {
  if (isGood) {
    delete task.unwellSinceMs;
    task.healthySinceMs ??= nowMs;
  } else {
    delete task.healthySinceMs;
    task.unwellSinceMs ??= nowMs;
  }
}

/** Its agent is at it, or can't end it. */
function noteKilling(turn: MasterTurn, task: TaskEntry): void {
  const { row, status } = task;
  if (status?.state === 'killing' || (status && isTerminal(status.state)))
    turn.tables.kills.answered(row.id);
  const agent = turn.tables.agents.get(row.agentId);
  if (status?.reason !== ('unkillable' satisfies TaskReason)) {
    agent?.stuck?.delete(row.id);
    return;
  }
  if (agent) agent.stuck = (agent.stuck ?? new Set()).add(row.id);
  if (isKnownStuck(task)) return;
  const why = status.message ?? '';
  noteStuck(turn, task, why);
  say(turn, task, 'task-unkillable', `${row.id} on ${row.agentId} can't be killed: ${why}`);
}

/** A run has no checks, and is healthy as soon as it runs: no news. */
const hasHealthChanged = (row: TaskRow, before: TaskStatus, status: Status): boolean =>
  row.run === undefined && status.health !== before.health && status.health !== 'unknown';

/** While it runs: who sends it requests has no other way to hear of it. */
const hasReadinessChanged = (row: TaskRow, before: TaskStatus, status: Status): boolean =>
  row.run === undefined &&
  before.state === 'running' &&
  status.state === 'running' &&
  status.ready !== before.ready;

const readinessNews = ({ id }: TaskRow, { ready }: Status): [kind: string, message: string] =>
  ready ? ['task-ready', `${id} is ready`] : ['task-not-ready', `${id} isn't ready any more`];

/** Notes since when the settings on trial hold: from their start, and anew after a failure. */
function noteTrial(turn: MasterTurn, task: TaskEntry, before: TaskStatus | undefined): void {
  const trial = task.status?.trial;
  if (!trial || trial.failed) delete task.trialSinceMs;
  else if (before?.trial?.settingsDigest !== trial.settingsDigest || before.trial.failed)
    task.trialSinceMs = turn.nowMs;
}

const because = (status: Status): string => (status.message ? `: ${status.message}` : '');

function endOf(turn: MasterTurn, task: TaskEntry, status: Status): NonNullable<TaskRow['end']> {
  const agent = turn.tables.agents.get(task.row.agentId);
  if (agent) noteAgentTrouble(turn, agent, task, status);
  return {
    state: status.state,
    ...(status.reason === undefined ? {} : { reason: status.reason }),
    ...(status.message === undefined ? {} : { message: status.message }),
    ...(status.exitCode === undefined ? {} : { exitCode: status.exitCode }),
    ...(status.signal === undefined ? {} : { signal: status.signal }),
    ...(status.cpuMs === undefined ? {} : { cpuMs: status.cpuMs }),
    atMs: turn.nowMs,
  };
}

/** Placement feedback: a busy port, or an agent that couldn't make a sandbox. */
function noteAgentTrouble(
  turn: MasterTurn,
  agent: AgentEntry,
  task: TaskEntry,
  status: Status,
): void {
  if (status.reason === 'port-busy') {
    for (const port of task.row.ports) agent.busyPorts.set(port, turn.nowMs + busyPortMs);
    forgetBusyPorts(turn, agent);
  }
  if (status.reason === 'sandbox-failed')
    avoidAgent(turn, agent, status.message ?? 'it could not make a sandbox');
}

/** Nothing is placed on an agent for a while: it has said why it can't. */
export function avoidAgent(turn: MasterTurn, agent: AgentEntry, why: string): void {
  const untilMs = turn.nowMs + avoidAgentMs;
  agent.avoid = { untilMs, why };
  turn.allocator.deactivateAgent(agent.row.id);
  withdrawAgent(turn, agent.row.id, `nothing is placed on its agent for now: ${why}`);
  turn.effects.wake(`avoid/${agent.row.id}`, untilMs);
}

/** Ports that have been left alone long enough may be tried again; wakes when the next may. */
export function forgetBusyPorts(turn: MasterTurn, agent: AgentEntry): void {
  for (const [port, untilMs] of agent.busyPorts)
    if (untilMs <= turn.nowMs) agent.busyPorts.delete(port);
  if (agent.busyPorts.size === 0) return;
  turn.effects.wake(`busy/${agent.row.id}`, Math.min(...agent.busyPorts.values()));
}

/** Ends a task for good: stored, freed, told. */
export function endTask(turn: MasterTurn, id: TaskId, end: NonNullable<TaskRow['end']>): void {
  const task = turn.tables.tasks.get(id);
  if (!task || task.row.end) return;
  task.row = endedRow(turn.tables, task, end);
  turn.effects.tasks.add(id);
  turn.tables.kills.answered(id);
  const agent = turn.tables.agents.get(task.row.agentId);
  agent?.tasks.delete(id);
  agent?.stuck?.delete(id);
  turn.tables.planned.touch(task.row.agentId);
  if (agent?.row.unfit) turn.tables.planned.roomier.add(task.row.agentId);
  turn.allocator.recover(holdingOf(task.row));
  turn.tables.reservations.letGo(task.row);
  turn.events.push({ kind: 'ended', taskId: id });
}

/** Forgets an ended task's row; its launch count is stored by the framework. */
export function forgetTask(turn: MasterTurn, id: TaskId): void {
  const task = turn.tables.tasks.get(id);
  if (!task) return;
  turn.tables.tasks.delete(id);
  siblingsOf(turn.tables, task.row)?.delete(id);
  turn.effects.tasks.delete(id);
  turn.effects.forgottenTasks.add(id);
}

function say(turn: MasterTurn, task: TaskEntry, kind: string, message: string): void {
  notice(turn.tables, turn.effects, { kind, subject: task.row.id, message });
}
