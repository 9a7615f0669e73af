// What is due by the clock: signals of a kill, probes, another try, a look for a silent supervisor.
import { nextProbeMs, startProbes } from '../check/check-set.ts';
import type { TaskEffect } from '../effects.ts';
import { launchFailed, outlived } from './end.ts';
import type { KillPlan } from './kill-plan.ts';
import { forceEveryMs, forceTries, isSignalled, killDeadline, stuckEveryMs } from './kill-plan.ts';
import type { Task } from './task.ts';
import { killTask } from './task-wish.ts';
import { claimFor, saveMarks, sweep, type Turn, update } from './turn.ts';

/** A supervisor that holds the claim and has recorded no pid is looked for after this long. */
const searchAfterMs = 10_000;
/** A supervisor that has not even claimed is given up after this long. */
const claimAfterMs = 60_000;

/** Steady ms at which the task next has something to do by itself. */
export function taskDeadline(task: Task): number | undefined {
  const times = [phaseDeadline(task), task.voice.heldUntilMs];
  if (task.phase.kind === 'running') {
    if (task.kill !== undefined) times.push(killDeadline(task.kill));
    else {
      times.push(nextProbeMs(task.checks), task.trial && nextProbeMs(task.trial.checks));
      times.push(task.overdueAtMs);
    }
  }
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

function phaseDeadline({ phase }: Task): number | undefined {
  switch (phase.kind) {
    case 'launched':
      return phase.sinceMs + (phase.claimSeen ? searchAfterMs : claimAfterMs);
    case 'claiming':
    case 'ended':
      return phase.retryAtMs;
    case 'sweeping':
      return phase.sweep.nextAtMs;
    case 'saving':
    case 'preparing':
    case 'running':
    case 'ending':
      return undefined;
  }
}

export function wakeTask(turn: Turn): void {
  const due = phaseDeadline(turn.task);
  if (due !== undefined && due <= turn.now.steadyMs) wakePhase(turn);
  if (turn.task.phase.kind !== 'running') return;
  if (turn.task.kill === undefined) wakeOverdue(turn);
  if (turn.task.kill === undefined) wakeChecks(turn);
  else wakeKill(turn, turn.task.kill);
}

function wakePhase(turn: Turn): void {
  const { phase, taskId } = turn.task;
  const { steadyMs, nowMs } = turn.now;
  if (phase.kind === 'claiming') {
    claimFor(turn, phase.end);
  } else if (phase.kind === 'sweeping') {
    update(turn, { phase: { ...phase, sweep: { tries: phase.sweep.tries } } });
    sweep(turn, phase.end, true);
  } else if (phase.kind === 'ended') {
    update(turn, { phase: { kind: 'ended', status: phase.status } });
    saveMarks(turn, 'end');
  } else if (phase.kind === 'launched' && phase.claimSeen) {
    update(turn, { phase: { ...phase, sinceMs: steadyMs } });
    turn.effects.push({ kind: 'search', taskId });
    // It hangs before its command: nothing can come of it but its end.
    const { kill } = turn.task;
    if (kill !== undefined && kill.forceAtMs <= steadyMs)
      signal(turn, { signal: 'SIGKILL', graceMs: 0, supervisor: true });
  } else if (phase.kind === 'launched') {
    const message = `its supervisor did not start within ${claimAfterMs / 1000} s`;
    claimFor(turn, launchFailed('launch-failed', message, nowMs));
  }
}

/** In its watchdog's place, which has gone. */
function wakeOverdue(turn: Turn): void {
  const { overdueAtMs, order, settings } = turn.task;
  if (overdueAtMs === undefined || overdueAtMs > turn.now.steadyMs) return;
  const reason = outlived(order?.timeoutMs ?? 0);
  killTask(turn, { cause: 'timeout', reason, policy: { ...settings.kill, delayMs: 0 } });
}

function wakeChecks(turn: Turn): void {
  const { task, now } = turn;
  const { taskId, order, trial } = task;
  if (order === undefined) return;
  const first = task.probes + 1;
  const inForce = startProbes(task.checks, now.steadyMs, first);
  const tried = trial && startProbes(trial.checks, now.steadyMs, first + inForce.probes.length);
  const probes = [...inForce.probes, ...(tried?.probes ?? [])];
  if (probes.length === 0) return;
  update(turn, { checks: inForce.set, probes: task.probes + probes.length });
  if (trial !== undefined && tried !== undefined)
    update(turn, { trial: { ...trial, checks: tried.set } });
  for (const { number, check } of probes)
    turn.effects.push({ kind: 'probe', taskId, number, check, order });
}

function wakeKill(turn: Turn, plan: KillPlan): void {
  const { steadyMs } = turn.now;
  const due = killDeadline(plan);
  if (due === undefined || due > steadyMs) return;
  if (isSignalled(plan)) {
    force(turn, plan);
    return;
  }
  update(turn, { kill: { ...plan, stage: 'grace' } });
  signal(turn, { signal: plan.signal, graceMs: plan.forceAtMs - steadyMs, supervisor: false });
  saveMarks(turn, 'ack');
  if (plan.forceAtMs <= steadyMs) force(turn, plan);
}

function force(turn: Turn, plan: KillPlan): void {
  const tries = plan.tries + 1;
  const isStuck = tries > forceTries;
  const nextTryMs = turn.now.steadyMs + (isStuck ? stuckEveryMs : forceEveryMs);
  update(turn, { kill: { ...plan, stage: 'force', tries, nextTryMs } });
  signal(turn, { signal: 'SIGKILL', graceMs: 0, supervisor: isStuck && plan.left === 0 });
}

type Signal = Omit<Extract<TaskEffect, { kind: 'signal' }>, 'kind' | 'taskId'>;

function signal(turn: Turn, { graceMs, ...rest }: Signal): void {
  const { taskId } = turn.task;
  const whole = Math.max(0, Math.round(graceMs));
  turn.effects.push({ kind: 'signal', taskId, graceMs: whole, ...rest });
}
