// One event's work on one task: the task as it becomes, and the effects in order. The functions
// here are the moves between phases that several events share.
import type { Order, Status } from '../../../schemas/generated/wire.ts';
import { beginChecks } from '../check/check-set.ts';
import type { MarksPurpose, TaskEffect } from '../effects.ts';
import { type Now, steadyOf } from '../now.ts';
import { isSignalled, markOf } from './kill-plan.ts';
import type { Marks } from './stored.ts';
import type { End, Task } from './task.ts';
import { currentStatus, withStatus } from './voice.ts';

export interface Turn {
  task: Task;
  readonly effects: TaskEffect[];
  readonly now: Now;
  /** The machine's present boot. */
  readonly bootId: string;
  readonly agentId: string;
  /** So long after its order was journalled a task's command is to have begun. */
  readonly startTimeoutMs: number;
}

export const update = (turn: Turn, patch: Partial<Task>): void => {
  turn.task = { ...turn.task, ...patch };
};

/** How far back a start may lie for its checks' first delay to be reckoned from it. */
const startSpanMs = 60_000;

export const startedSteadyMs = (task: Task, now: Now): number =>
  task.startedMs === undefined
    ? now.steadyMs
    : Math.min(now.steadyMs, steadyOf(task.startedMs, now, Number.MAX_SAFE_INTEGER));

function marksOf(task: Task, now: Now): Marks {
  const { phase, kill, trial } = task;
  const hasEnd = phase.kind === 'ending' || phase.kind === 'ended';
  return {
    ackedSeq: task.voice.ackedSeq,
    ...(kill === undefined ? {} : { kill: markOf(kill, now) }),
    ...(task.configured ? { settings: task.settings } : {}),
    ...(trial === undefined ? {} : { trial: trial.settings }),
    ...(hasEnd ? { end: phase.status } : {}),
  };
}

export function saveMarks(turn: Turn, purpose: MarksPurpose): void {
  const { taskId } = turn.task;
  const marks = marksOf(turn.task, turn.now);
  turn.effects.push({ kind: 'save-marks', taskId, purpose, marks });
}

/** It must not start any more, or prove that it has: ask for the claim. */
export function claimFor(turn: Turn, end: End): void {
  update(turn, { phase: { kind: 'claiming', end } });
  const note = JSON.stringify(end);
  turn.effects.push({ kind: 'take-claim', taskId: turn.task.taskId, note });
}

/** Its volumes come first: where they can't be had, nothing of it is started. */
export function prepare(turn: Turn, order: Order): void {
  const startByMs = turn.now.steadyMs + turn.startTimeoutMs;
  update(turn, { phase: { kind: 'preparing' }, startByMs });
  const { volumes = [], taskId } = order;
  if (volumes.length > 0) turn.effects.push({ kind: 'open-volumes', taskId, volumes });
  else start(turn, order);
}

export function start({ task, effects }: Turn, order: Order): void {
  effects.push({ kind: 'start', taskId: task.taskId, order, policy: task.settings.kill });
}

export function launched(turn: Turn, claimSeen: boolean): void {
  const sinceMs = turn.now.steadyMs;
  const { note: _, ...rest } = turn.task;
  turn.task = rest;
  const { startByMs = sinceMs + turn.startTimeoutMs } = rest;
  update(turn, { phase: { kind: 'launched', sinceMs, claimSeen, missing: false }, startByMs });
}

export function becomeRunning(turn: Turn, startedMs: number): void {
  const beginMs = steadyOf(startedMs, turn.now, startSpanMs);
  const checks = beginChecks(turn.task.settings, Math.min(beginMs, turn.now.steadyMs));
  const { startByMs: _, ...rest } = turn.task;
  turn.task = rest;
  update(turn, { phase: { kind: 'running' }, startedMs, checks });
}

/** It is over: see to what is left of it, then journal the end. */
export function conclude(turn: Turn, end: End): void {
  const plan = turn.task.kill;
  const isKilled = plan !== undefined && isSignalled(plan);
  const isAbandoned = end.reason === 'supervisor-lost' || end.reason === 'start-timeout';
  const kill = isKilled || isAbandoned;
  const isToldOf = end.state === 'failed' || logTailBytes(turn.task) > 0;
  if (!kill && !isToldOf) {
    finish(turn, end);
    return;
  }
  update(turn, { phase: { kind: 'sweeping', end, sweep: { tries: 0 } } });
  sweep(turn, end, kill);
}

/** Bytes of stderr that a failed task's message ends with, at most. */
export const lastWordsBytes = 1_024;

export const logTailBytes = ({ order }: Task): number => order?.logTailBytes ?? 0;

export function sweep({ task, effects }: Turn, end: End, kill: boolean): void {
  const stdout = logTailBytes(task);
  const stderr = end.state === 'failed' ? Math.max(stdout, lastWordsBytes) : stdout;
  effects.push({ kind: 'sweep', taskId: task.taskId, kill, readBytes: { stdout, stderr } });
}

function endStatus(turn: Turn, end: End): Status {
  const { message: _, phase: __, ...status } = currentStatus(turn.task);
  const full: Status = {
    ...status,
    state: end.state,
    reason: end.reason,
    endedMs: end.endedMs,
  };
  if (end.message !== '') full.message = end.message.slice(0, 4096);
  if (end.exitCode !== undefined) full.exitCode = end.exitCode;
  if (end.signal !== undefined) full.signal = end.signal;
  if (end.cpuMs !== undefined) full.cpuMs = end.cpuMs;
  if (end.logTail !== undefined) full.logTail = end.logTail;
  return full;
}

/** Makes the one status that ends it, and has it journalled before it is said. */
export function finish(turn: Turn, end: End): void {
  const { seq, status } = withStatus(turn.task.voice, endStatus(turn, end));
  const numbered = { ...(status ?? endStatus(turn, end)), seq };
  const voice = { ...turn.task.voice, seq };
  update(turn, { phase: { kind: 'ending', status: numbered }, voice });
  saveMarks(turn, 'end');
}

/** The end is journalled (or can't be, and is tried again at `retryAtMs`): say it. */
export function ended(turn: Turn, status: Status, retryAtMs?: number): void {
  const retry = retryAtMs === undefined ? {} : { retryAtMs };
  const { note: _, trial: __, ...rest } = turn.task;
  const { heldUntilMs: ___, ...voice } = rest.voice;
  turn.task = {
    ...rest,
    phase: { kind: 'ended', status, ...retry },
    voice: { ...voice, status },
  };
  turn.effects.push({ kind: 'report', taskId: turn.task.taskId });
}
