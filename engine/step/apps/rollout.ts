// One rollout of one app:
//
//            ┌──────────── resume ────────────┐
//            ▼                                │
//   begin ─► running ── failure, pause ─► paused
//              │ │ └─ failure, rollback ─► failed (a rollback begins)
//              │ └─── newer commit ──────► superseded
//              └───── all proven ────────► succeeded;     abort ─► aborted
//
// Its clock runs while it could make progress and stands while it is paused, gated, unplaceable or
// recovering; `deadline` of it without progress is a failure (spec-language.md "Rolling, exactly").
import type { RolloutRow, RolloutState } from '../../model/actual.ts';
import { type ObjectName, rolloutId } from '../../model/ids.ts';
import { notice } from '../notice.ts';
import type { AppEntry } from '../tables.ts';
import type { Turn } from '../turn.ts';
import { type Aim, canGoBack } from './aim.ts';

/** Ended rollouts kept of one app. */
const keptRollouts = 10;
/** Versions that one app remembers as failed; the oldest verdict goes first. */
const keptVerdicts = 20;

export function beginRollout(turn: Turn, app: AppEntry, aim: Aim, replacing: number): RolloutRow {
  const { spec, revision } = aim.version;
  const count = app.row.rollouts + 1;
  app.row = { ...app.row, rollouts: count };
  turn.effects.apps.add(app.row.name);
  const rollout: RolloutRow = {
    id: rolloutId(app.row.name, count),
    name: app.row.name,
    kind: aim.kind,
    state: 'running',
    ...(app.row.current === undefined ? {} : { from: app.row.current }),
    to: spec.digest,
    revision,
    startedMs: turn.nowMs,
    replacing,
    opened: aim.kind === 'rollback',
    failures: {},
    progress: -replacing,
    clockUsedMs: 0,
  };
  putRollout(turn, app, rollout);
  const what = aim.kind === 'rollback' ? 'rolls back to' : 'rolls out';
  say(turn, app.row.name, 'rollout-started', `${rollout.id} ${what} ${short(revision)}`);
  return rollout;
}

export const short = (revision: string): string => revision.slice(0, 8);

/** Stores a rollout's new state; the app keeps it as long as it hasn't ended. */
export function putRollout(turn: Turn, app: AppEntry, rollout: RolloutRow): void {
  turn.tables.rollouts.set(rollout.id, rollout);
  turn.effects.rollouts.add(rollout.id);
  if (rollout.state === 'running' || rollout.state === 'paused') app.rollout = rollout;
  else {
    if (app.rollout?.id === rollout.id) delete app.rollout;
    app.history.push(rollout);
    for (const old of app.history.splice(0, Math.max(0, app.history.length - keptRollouts))) {
      turn.tables.rollouts.delete(old.id);
      turn.effects.rollouts.add(old.id);
    }
  }
}

export function endRollout(
  turn: Turn,
  app: AppEntry,
  state: Exclude<RolloutState, 'running' | 'paused'>,
  reason?: string,
): void {
  const rollout = app.rollout;
  if (!rollout) return;
  putRollout(turn, app, {
    ...stopClock(turn, rollout),
    state,
    endedMs: turn.nowMs,
    ...(reason === undefined ? {} : { reason }),
  });
  const because = reason === undefined ? '' : `: ${reason}`;
  say(turn, app.row.name, `rollout-${state}`, `${rollout.id} ${state}${because}`);
}

/**
 * A rollout has failed: by its policy it goes back to the last healthy version, pauses, or goes on.
 * A rollback that fails, and a first version ever, pause.
 */
function failRollout(turn: Turn, app: AppEntry, aim: Aim, reason: string): void {
  const rollout = app.rollout;
  if (rollout?.state !== 'running') return;
  turn.tables.dirtyApps.add(app.row.name);
  const policy = aim.version.spec.update.onFailure;
  if (policy === 'continue' && aim.kind === 'deploy') {
    putRollout(turn, app, { ...rollout, failures: {}, clockUsedMs: 0, clockSinceMs: turn.nowMs });
    say(turn, app.row.name, 'rollout-continued', `${rollout.id} goes on after: ${reason}`);
    return;
  }
  const goesBack = policy === 'rollback' && aim.kind === 'deploy' && canGoBack(app, aim);
  if (aim.kind === 'deploy')
    quarantine(turn, app, aim, { reason, policy: goesBack ? 'rollback' : 'pause' });
  if (goesBack) endRollout(turn, app, 'failed', reason);
  else pauseRollout(turn, app, reason);
}

function pauseRollout(turn: Turn, app: AppEntry, reason: string): void {
  const rollout = app.rollout;
  if (!rollout) return;
  const pausedMs = turn.nowMs;
  putRollout(turn, app, { ...stopClock(turn, rollout), state: 'paused', reason, pausedMs });
  say(turn, app.row.name, 'rollout-paused', `${rollout.id} paused: ${reason}`);
}

export function quarantine(
  turn: Turn,
  app: AppEntry,
  aim: Aim,
  verdict: { readonly reason: string; readonly policy: 'rollback' | 'pause' },
): void {
  const digest = aim.version.spec.versionDigest;
  const others = Object.entries(app.row.quarantine).filter(([other]) => other !== digest);
  const kept = [...others, [digest, verdict] as const].slice(-keptVerdicts);
  app.row = { ...app.row, quarantine: Object.fromEntries(kept) };
  turn.effects.apps.add(app.row.name);
}

type Now = Pick<Turn, 'tables' | 'nowMs'>;

/**
 * The clock's reading, in milliseconds without progress. What passed before this engine's start
 * doesn't count: the engine may have been down, and its machine's clock another.
 */
export function clockMs({ tables, nowMs }: Now, { clockUsedMs, clockSinceMs }: RolloutRow): number {
  if (clockSinceMs === undefined) return clockUsedMs;
  return clockUsedMs + Math.max(0, nowMs - Math.max(clockSinceMs, tables.startedMs));
}

function stopClock(turn: Turn, rollout: RolloutRow): RolloutRow {
  const { clockSinceMs, ...rest } = rollout;
  return clockSinceMs === undefined ? rollout : { ...rest, clockUsedMs: clockMs(turn, rollout) };
}

/** Takes note of progress, which sets the clock back. */
export function noteProgress(turn: Turn, app: AppEntry, progress: number): void {
  const rollout = app.rollout;
  if (!rollout || progress <= rollout.progress) return;
  const { clockSinceMs, ...rest } = rollout;
  putRollout(turn, app, {
    ...rest,
    progress,
    clockUsedMs: 0,
    ...(clockSinceMs === undefined ? {} : { clockSinceMs: turn.nowMs }),
  });
}

/** Lets the clock run or stand, and fails the rollout when the deadline has passed. */
export function windClock(turn: Turn, app: AppEntry, aim: Aim, runs: boolean): void {
  const rollout = app.rollout;
  if (rollout?.state !== 'running') return;
  if (!runs) {
    const stopped = stopClock(turn, rollout);
    if (stopped !== rollout) putRollout(turn, app, stopped);
    return;
  }
  if (rollout.clockSinceMs === undefined || rollout.clockSinceMs > turn.nowMs)
    putRollout(turn, app, { ...rollout, clockSinceMs: turn.nowMs });
  const { deadlineMs } = aim.version.spec.update;
  const usedMs = clockMs(turn, rollout);
  if (usedMs >= deadlineMs)
    failRollout(turn, app, aim, `no progress for ${deadlineMs / 1000} s (update.deadline)`);
  else turn.effects.wake(appTimer(app.row.name), turn.nowMs + deadlineMs - usedMs);
}

export const appTimer = (name: ObjectName): string => `app/${name}`;

/** It brings the app to the aim, and not to what was wanted before. */
export const isTowards = ({ versions }: AppEntry, { to, kind }: RolloutRow, aim: Aim): boolean =>
  kind === aim.kind && versions.get(to)?.spec.versionDigest === aim.version.spec.versionDigest;

/**
 * One more failed launch of an instance; the rollout fails when its budgets are used up. One that a
 * newer commit has overtaken, and that hasn't ended yet, counts nothing any more.
 */
export function countFailure(
  turn: Turn,
  app: AppEntry,
  aim: Aim,
  failure: { readonly instance: number; readonly why: string },
): void {
  const rollout = app.rollout;
  if (rollout?.state !== 'running' || !isTowards(app, rollout, aim)) return;
  const key = String(failure.instance);
  const failures = { ...rollout.failures, [key]: (rollout.failures[key] ?? 0) + 1 };
  putRollout(turn, app, { ...rollout, failures });
  const { maxFailuresPerInstance, maxFailedInstances } = aim.version.spec.update;
  const failed = Object.values(failures).filter((count) => count > maxFailuresPerInstance).length;
  if (failed <= maxFailedInstances) return;
  const count = failures[key] ?? 1;
  const times = count === 1 ? 'failed' : `failed ${count} times`;
  failRollout(turn, app, aim, `instance ${failure.instance} ${times}: ${failure.why}`);
}

function say(turn: Turn, subject: string, kind: string, message: string): void {
  notice(turn.tables, turn.effects, { kind, subject, message });
}
