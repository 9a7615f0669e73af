// The task's machine: one event in, the task as it becomes and the effects in order out (the
// drawing is in task.ts). Events that come late, for a phase that has passed, change nothing.
import { newestText } from '../../../engine/lib/text/utf8.ts';
import type { LogTail } from '../../../schemas/generated/wire.ts';
import { exhaustedHealth, failedTrial, takeSetResult } from '../check/check-set.ts';
import type { TaskEvent } from '../events.ts';
import { exitEnd, launchFailed, supervisorLost, unstarted } from './end.ts';
import { forceEveryMs, forceTries, stuckEveryMs } from './kill-plan.ts';
import { leftText } from './left.ts';
import type { End, Sighting, Trial } from './task.ts';
import { killTask } from './task-wish.ts';
import type { Turn } from './turn.ts';
import * as turns from './turn.ts';

type Of<K extends TaskEvent['kind']> = Extract<TaskEvent, { kind: K }>;

const retryEveryMs = 1_000;
const saveAgainMs = 5_000;
/** A watchdog at work is given so long after the timeout and its grace. */
const overdueMarginMs = 1_000;

type Move<K extends TaskEvent['kind']> = (turn: Turn, event: Of<K>) => void;

const moves: { readonly [K in TaskEvent['kind']]: Move<K> } = {
  'order-saved': onOrderSaved,
  'volumes-opened': onVolumesOpened,
  'marks-saved': onMarksSaved,
  started: onStarted,
  claim: onClaim,
  seen: onSeen,
  searched: onSearched,
  signalled: onSignalled,
  swept: onSwept,
  probed: onProbed,
};

export function stepTask(turn: Turn, event: TaskEvent): void {
  const move = moves[event.kind] as (turn: Turn, event: TaskEvent) => void;
  move(turn, event);
}

function onOrderSaved(turn: Turn, { error }: Of<'order-saved'>): void {
  const { phase, order, kill, fault } = turn.task;
  const { nowMs } = turn.now;
  if (phase.kind !== 'saving') return;
  if (error !== undefined) {
    notJournalled(turn, error);
    return;
  }
  if (kill !== undefined || turn.task.configured) turns.saveMarks(turn, 'kill');
  if (kill !== undefined || order === undefined) {
    turns.claimFor(turn, unstarted(kill ?? { cause: 'ordered', reason: 'killed' }, nowMs));
  } else if (fault !== undefined) {
    turns.claimFor(turn, launchFailed(fault.reason, fault.message, nowMs));
  } else {
    turns.prepare(turn, order);
  }
}

/** Nothing was started and nothing can be, because only what is journalled is started. */
function notJournalled(turn: Turn, error: string): void {
  const message = `its order could not be written down: ${error}`;
  turns.finish(turn, launchFailed('sandbox-failed', message, turn.now.nowMs));
  turn.effects.pop();
  const { phase } = turn.task;
  if (phase.kind === 'ending') turns.ended(turn, phase.status);
}

function onMarksSaved(turn: Turn, { purpose, error }: Of<'marks-saved'>): void {
  const { phase, kill } = turn.task;
  if (purpose === 'kill' && kill?.stage === 'saving')
    turns.update(turn, { kill: { ...kill, stage: 'delay' } });
  if (purpose !== 'end') return;
  const retryAtMs = error === undefined ? undefined : turn.now.steadyMs + saveAgainMs;
  if (phase.kind === 'ending') turns.ended(turn, phase.status, retryAtMs);
  else if (phase.kind === 'ended' && retryAtMs !== undefined)
    turns.update(turn, { phase: { ...phase, retryAtMs } });
}

function onVolumesOpened(turn: Turn, { missing, error }: Of<'volumes-opened'>): void {
  const { phase, kill, order } = turn.task;
  const { nowMs } = turn.now;
  if (phase.kind !== 'preparing' || order === undefined) return;
  if (kill !== undefined) turns.claimFor(turn, unstarted(kill, nowMs));
  else if (missing !== undefined)
    turns.claimFor(turn, launchFailed('volume-missing', missingText(missing, turn), nowMs));
  else if (error !== undefined) turns.claimFor(turn, launchFailed('sandbox-failed', error, nowMs));
  else turns.start(turn, order);
}

const missingText = (volumeId: string, { agentId }: Turn): string =>
  `volume ${volumeId} isn't on agent ${agentId} any more: put it back there, or give it up ` +
  'with `release` for a new, empty one';

function onStarted(turn: Turn, { failure }: Of<'started'>): void {
  const { phase, kill } = turn.task;
  const { nowMs } = turn.now;
  if (phase.kind !== 'preparing') return;
  if (kill !== undefined) turns.claimFor(turn, unstarted(kill, nowMs));
  else if (failure !== undefined)
    turns.claimFor(turn, launchFailed(failure.reason, failure.message, nowMs));
  else turns.launched(turn, false);
}

function onClaim(turn: Turn, { outcome, error }: Of<'claim'>): void {
  const { phase, bootId } = turn.task;
  if (phase.kind !== 'claiming') return;
  if (outcome === 'failed') {
    const retryAtMs = turn.now.steadyMs + retryEveryMs;
    const note = `can't take its claim: ${error ?? 'unknown error'}`.slice(0, 1024);
    turns.update(turn, { phase: { ...phase, retryAtMs }, note });
  } else if (outcome === 'taken' && phase.end.reason !== 'start-timeout') {
    turns.finish(turn, phase.end);
  } else if (outcome === 'taken') {
    // Whoever was to start it may hang for good.
    turns.conclude(turn, phase.end);
  } else if (bootId !== turn.bootId) {
    turns.conclude(turn, phase.end);
  } else {
    turns.launched(turn, true);
  }
}

function onSeen(turn: Turn, { sighting }: Of<'seen'>): void {
  const { kind } = turn.task.phase;
  if (kind === 'launched') seenLaunched(turn, sighting);
  else if (kind === 'running') seenRunning(turn, sighting);
}

function seenLaunched(turn: Turn, sighting: Sighting): void {
  const { phase } = turn.task;
  if (phase.kind !== 'launched') return;
  const { child, claimed, supervisor, launcherGone } = sighting;
  if (child !== undefined) {
    turns.becomeRunning(turn, child.startedMs);
    seenRunning(turn, sighting);
  } else if (sighting.exit !== undefined || supervisor === 'dead') {
    seenRunning(turn, sighting);
  } else if (claimed && phase.missing) {
    turns.conclude(turn, supervisorLost(turn.task.kill, turn.now.nowMs));
  } else if (!claimed && launcherGone) {
    const message = 'its supervisor ended before it had started anything';
    turns.claimFor(turn, launchFailed('launch-failed', message, turn.now.nowMs));
  } else if (claimed && !phase.claimSeen) {
    turns.update(turn, { phase: { ...phase, claimSeen: true, sinceMs: turn.now.steadyMs } });
  }
}

function seenRunning(turn: Turn, { exit, supervisor, watchdogGone }: Sighting): void {
  const { kill, order } = turn.task;
  if (exit !== undefined) turns.conclude(turn, exitEnd(exit, kill, order?.timeoutMs));
  else if (supervisor === 'dead') turns.conclude(turn, supervisorLost(kill, turn.now.nowMs));
  else if (watchdogGone) seenUnwatched(turn);
}

function seenUnwatched(turn: Turn): void {
  const { order, overdueAtMs, settings, phase } = turn.task;
  if (phase.kind !== 'running' || overdueAtMs !== undefined || order?.timeoutMs === undefined)
    return;
  const afterMs = order.timeoutMs + settings.kill.graceMs + overdueMarginMs;
  turns.update(turn, { overdueAtMs: turns.startedSteadyMs(turn.task, turn.now) + afterMs });
}

function onSearched(turn: Turn, { found }: Of<'searched'>): void {
  const { phase } = turn.task;
  if (phase.kind === 'launched')
    turns.update(turn, { phase: { ...phase, missing: !found, sinceMs: turn.now.steadyMs } });
}

/** It goes on being tried, whatever comes of it. */
function setStuck(turn: Turn, stuck: string | undefined): void {
  const { stuck: _, ...rest } = turn.task;
  turn.task = stuck === undefined ? rest : { ...rest, stuck: stuck.slice(0, 1024) };
}

function onSignalled(turn: Turn, { left, error }: Of<'signalled'>): void {
  const { kill, phase } = turn.task;
  const isThere = phase.kind === 'running' || phase.kind === 'launched';
  if (kill?.stage !== 'force' || !isThere) return;
  if (error !== undefined) {
    if (kill.tries >= forceTries) setStuck(turn, `it can't be killed: ${error}`);
    return;
  }
  turns.update(turn, { kill: { ...kill, left: left.count } });
  const isStuck = kill.tries >= forceTries && left.count > 0;
  setStuck(turn, isStuck ? leftText(left) : undefined);
}

function onSwept(turn: Turn, { left, error, stdout, stderr }: Of<'swept'>): void {
  const { phase } = turn.task;
  if (phase.kind !== 'sweeping') return;
  if (left.count === 0 && error === undefined) {
    turns.finish(turn, withOutput(phase.end, { stdout, stderr }, turns.logTailBytes(turn.task)));
    return;
  }
  const tries = phase.sweep.tries + 1;
  const isStuck = tries >= forceTries;
  const nextAtMs = turn.now.steadyMs + (isStuck ? stuckEveryMs : forceEveryMs);
  turns.update(turn, { phase: { ...phase, sweep: { tries, nextAtMs } } });
  const text = error === undefined ? leftText(left) : `it can't be looked for: ${error}`;
  setStuck(turn, isStuck ? text : undefined);
}

/** The end with the last words of a failed task, and with the newest output if it is asked for. */
function withOutput(end: End, output: LogTail, maxBytes: number): End {
  const words = newestText(output.stderr.trimEnd(), turns.lastWordsBytes);
  const isSaid = end.state === 'failed' && words !== '';
  const message = isSaid ? `${end.message}\nstderr: ${words}` : end.message;
  if (maxBytes === 0) return { ...end, message };
  const stdout = newestText(output.stdout, maxBytes);
  return { ...end, message, logTail: { stdout, stderr: newestText(output.stderr, maxBytes) } };
}

function onProbed(turn: Turn, result: Of<'probed'>): void {
  const { checks, trial, phase, kill } = turn.task;
  if (phase.kind !== 'running' || kill !== undefined) return;
  const startedMs = turns.startedSteadyMs(turn.task, turn.now);
  const time = { steadyMs: turn.now.steadyMs, startedMs };
  turns.update(turn, { checks: takeSetResult(checks, result, time) });
  if (trial !== undefined) {
    const tried = { ...trial, checks: takeSetResult(trial.checks, result, time) };
    turns.update(turn, { trial: judged(tried) });
  }
  const reason = exhaustedHealth(turn.task.checks);
  if (reason === undefined) return;
  const policy = { ...turn.task.settings.kill, delayMs: 0 };
  killTask(turn, { cause: 'unhealthy', reason, policy });
}

function judged(trial: Trial): Trial {
  if (trial.failed !== undefined) return trial;
  const failed = failedTrial(trial.checks);
  return failed === undefined ? trial : { ...trial, failed };
}
