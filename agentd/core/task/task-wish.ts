// What the engine (or a failed check) wants of a task that is known: an end, other settings.
import type { Settings } from '../../../schemas/generated/wire.ts';
import { beginChecks, checkKey, noChecks } from '../check/check-set.ts';
import { unstarted } from './end.ts';
import { type KillWish, planKill, shorten } from './kill-plan.ts';
import type { Trial } from './task.ts';
import { claimFor, saveMarks, type Turn, update } from './turn.ts';

export function killTask(turn: Turn, wish: KillWish): void {
  const { phase, kill, taskId } = turn.task;
  if (phase.kind === 'ending' || phase.kind === 'ended') {
    if (phase.kind === 'ended') turn.effects.push({ kind: 'report', taskId });
    return;
  }
  const policy = phase.kind === 'running' ? wish.policy : { ...wish.policy, delayMs: 0 };
  const now = turn.now;
  const plan =
    kill === undefined
      ? planKill({ ...wish, policy }, now)
      : shorten(kill, { ...wish, policy }, now);
  if (plan === undefined) return;
  update(turn, { kill: plan });
  if (phase.kind !== 'saving') saveMarks(turn, 'kill');
  if (phase.kind === 'launched' && !phase.claimSeen) claimFor(turn, unstarted(plan, now.nowMs));
}

/** New settings, in force at once or on trial beside those in force; a failed trial begins anew. */
export function configureTask(turn: Turn, settings: Settings, isTrial: boolean): void {
  const { phase, taskId, trial } = turn.task;
  const isOver = phase.kind === 'ending' || phase.kind === 'ended';
  const isUnderWay = isTrial ? trial !== undefined && trial.failed === undefined : !trial;
  const inForce = isTrial ? trial?.settings : turn.task.settings;
  const isSame = isUnderWay && inForce?.digest === settings.digest;
  if (isOver || isSame) {
    if (phase.kind !== 'ending') turn.effects.push({ kind: 'report', taskId });
    return;
  }
  if (isTrial) update(turn, { trial: trialOf(turn, settings) });
  else replaceSettings(turn, settings);
  if (phase.kind !== 'saving') saveMarks(turn, 'settings');
}

function replaceSettings(turn: Turn, settings: Settings): void {
  const { trial, ...rest } = turn.task;
  const { steadyMs } = turn.now;
  const old = trial === undefined ? [rest.checks] : [trial.checks, rest.checks];
  const checks = rest.startedMs === undefined ? noChecks : beginChecks(settings, steadyMs, old);
  turn.task = { ...rest, settings, checks, configured: true };
  const policy = settings.kill;
  turn.effects.push({ kind: 'save-limits', taskId: rest.taskId, policy });
}

/** A check that is in force already isn't tried: its failure kills anyway. */
export function trialOf(turn: Turn, settings: Settings): Trial {
  const { task, now } = turn;
  const fresh = (side: 'health' | 'readiness') => {
    const known = new Set(task.settings[side].map(checkKey));
    return settings[side].filter((check) => !known.has(checkKey(check)));
  };
  const tried = { ...settings, health: fresh('health'), readiness: fresh('readiness') };
  return { settings, checks: beginChecks(tried, now.steadyMs) };
}
