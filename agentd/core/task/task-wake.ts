// What is due by the clock: signals of a kill, probes, another try, a look for a silent supervisor,
// the end of a start that takes too long.
import { formatDuration } from '../../../engine/lib/duration.ts';
import { nextProbeMs, startProbes } from '../check/check-set.ts';
import type { TaskEffect } from '../effects.ts';
import { outlived } from './end.ts';
import type { KillPlan } from './kill-plan.ts';
import {
  forceEveryMs,
  forceTries,
  isSignalled,
  killDeadline,
  stuckAfterMs,
  stuckEveryMs,
} from './kill-plan.ts';
import type { Phase, Task } from './task.ts';
import { killTask } from './task-wish.ts';
import { claimFor, saveMarks, sweep, type Turn, update } from './turn.ts';

/** A supervisor that holds the claim and has recorded no pid is looked for after this long. */
const searchAfterMs = 10_000;

/** Steady ms at which the task next has something to do by itself. */
export function taskDeadline(task: Task): number | undefined {
  const { phase, kill, trial, voice } = task;
  const times = [phaseDeadline(phase), voice.heldUntilMs, startDeadline(task), stuckDeadline(task)];
  if (kill !== undefined && isHeld(phase)) times.push(killDeadline(kill, phase.kind === 'running'));
  if (phase.kind === 'running' && kill === undefined) {
    times.push(nextProbeMs(task.checks), trial && nextProbeMs(trial.checks));
    times.push(task.overdueAtMs);
  }
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** There is a supervisor, so there is something that can be killed. */
const isHeld = (phase: Phase): boolean =>
  phase.kind === 'running' || (phase.kind === 'launched' && phase.claimSeen);

function phaseDeadline(phase: Phase): number | undefined {
  switch (phase.kind) {
    case 'launched':
      return phase.claimSeen ? phase.sinceMs + searchAfterMs : undefined;
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

function startDeadline({ phase, kill, startByMs }: Task): number | undefined {
  const { kind } = phase;
  const isStarting = kind === 'preparing' || kind === 'launched' || kind === 'claiming';
  return isStarting && kill === undefined ? startByMs : undefined;
}

/** What can't be killed because the machine doesn't come to an end with it is told of, once. */
function stuckDeadline({ phase, kill, stuck }: Task): number | undefined {
  const isOurs = phase.kind === 'preparing' || phase.kind === 'claiming';
  if (!isOurs || kill === undefined || stuck !== undefined) return undefined;
  return kill.forceAtMs + stuckAfterMs;
}

const isDue = (atMs: number | undefined, { now }: Turn): boolean =>
  atMs !== undefined && atMs <= now.steadyMs;

export function wakeTask(turn: Turn): void {
  if (isDue(phaseDeadline(turn.task.phase), turn)) wakePhase(turn);
  if (isDue(startDeadline(turn.task), turn)) wakeLateStart(turn);
  if (isDue(stuckDeadline(turn.task), turn))
    update(turn, {
      stuck: "the machine doesn't come to an end with its sandbox, volumes or claim",
    });
  const { phase, kill } = turn.task;
  if (kill !== undefined && isHeld(phase)) wakeKill(turn, kill);
  if (phase.kind !== 'running') return;
  if (kill === undefined) wakeOverdue(turn);
  if (turn.task.kill === undefined) wakeChecks(turn);
}

function wakePhase(turn: Turn): void {
  const { phase, taskId } = turn.task;
  if (phase.kind === 'claiming') {
    claimFor(turn, phase.end);
  } else if (phase.kind === 'sweeping') {
    update(turn, { phase: { ...phase, sweep: { tries: phase.sweep.tries } } });
    sweep(turn, phase.end, true);
  } else if (phase.kind === 'ended') {
    update(turn, { phase: { kind: 'ended', status: phase.status } });
    saveMarks(turn, 'end');
  } else if (phase.kind === 'launched') {
    update(turn, { phase: { ...phase, sinceMs: turn.now.steadyMs } });
    turn.effects.push({ kind: 'search', taskId });
  }
}

/**
 * Its command has not begun in time. It is killed, and that is journalled first: wherever it hangs,
 * the claim, or the death of whoever holds it, sees to it that it doesn't begin any more.
 */
function wakeLateStart(turn: Turn): void {
  const { startTimeoutMs, task } = turn;
  const after = formatDuration(startTimeoutMs);
  const reason = `its command had not begun after ${after}: ${whereItHangs(task.phase)}`;
  const policy = { delayMs: 0, graceMs: 0, signal: 'SIGKILL' };
  killTask(turn, { cause: 'start-timeout', reason, policy });
}

function whereItHangs(phase: Phase): string {
  if (phase.kind === 'claiming') return `it is not to, and can't be kept from it`;
  if (phase.kind !== 'launched') return 'its volumes and sandbox were not made';
  return phase.claimSeen ? 'its supervisor hung before it' : 'its supervisor had not begun either';
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
  const isLed = turn.task.phase.kind === 'running';
  if (!isDue(killDeadline(plan, isLed), turn)) return;
  if (isSignalled(plan)) {
    force(turn, plan);
    return;
  }
  update(turn, { kill: { ...plan, stage: 'grace' } });
  if (isLed) {
    const graceMs = plan.forceAtMs - steadyMs;
    signal(turn, { signal: plan.signal, graceMs, supervisor: false });
  }
  saveMarks(turn, 'ack');
  if (plan.forceAtMs <= steadyMs) force(turn, plan);
}

function force(turn: Turn, plan: KillPlan): void {
  const tries = plan.tries + 1;
  const isStuck = tries > forceTries;
  const nextTryMs = turn.now.steadyMs + (isStuck ? stuckEveryMs : forceEveryMs);
  update(turn, { kill: { ...plan, stage: 'force', tries, nextTryMs } });
  const isLed = turn.task.phase.kind === 'running';
  const supervisor = !isLed || (isStuck && plan.left === 0);
  signal(turn, { signal: 'SIGKILL', graceMs: 0, supervisor });
  if (!isLed) turn.effects.push({ kind: 'search', taskId: turn.task.taskId });
}

type Signal = Omit<Extract<TaskEffect, { kind: 'signal' }>, 'kind' | 'taskId'>;

function signal(turn: Turn, { graceMs, ...rest }: Signal): void {
  const { taskId } = turn.task;
  const whole = Math.max(0, Math.round(graceMs));
  turn.effects.push({ kind: 'signal', taskId, graceMs: whole, ...rest });
}
