// Looks at one app and brings it a step closer to what is wanted. Level, not edge: it may be called
// at any time and any number of times, and does nothing where nothing is to be done.
import type { AppVersion } from '../../model/actual.ts';
import { decideRoll, type RollDecision } from '../../roll/decide.ts';
import { type InstanceView, isKept, isProven } from '../../roll/instance-view.ts';
import { rowKey } from '../memory/rows.ts';
import { notice } from '../notice.ts';
import { type AppEntry, lastHealthyVersion, type TaskEntry } from '../tables.ts';
import type { Turn } from '../turn.ts';
import { stirReservations } from '../volumes/tend-reservations.ts';
import { type Aim, aimOf, needsRollout } from './aim.ts';
import { delayedUntilMs } from './backoff.ts';
import { stirDependents, waitForOthers } from './dependencies.ts';
import { trimEnded } from './ended-task.ts';
import { instanceViews, nextViewChangeMs } from './instance-views.ts';
import { removeApp } from './removal.ts';
import {
  appTimer,
  beginRollout,
  endRollout,
  isTowards,
  noteProgress,
  putRollout,
} from './rollout.ts';
import { applySettings, type SettingsProgress } from './settings.ts';

/** Versions of one app beyond which those that nothing refers to are looked for. */
const idleVersions = 4;

export function evaluateApp(turn: Turn, app: AppEntry): void {
  app.looks += 1;
  const aim = aimOf(app);
  if (!aim && app.row.wanted !== undefined)
    throw new Error(`bug: ${app.row.name} has no version ${app.row.wanted}, which Git wants`);
  trimEnded(turn, app);
  expungeLost(turn, app, aim);
  if (!aim) {
    removeApp(turn, app);
    return;
  }
  steerRollout(turn, app, aim);
  const isHeld = isHolding(turn, app, aim);
  const version = isHeld ? healingVersion(app, aim) : aim.version;
  const spec = (version ?? aim.version).spec;
  const wish = { spec, nowMs: turn.nowMs };
  const views = instanceViews(turn.tables, app, wish);
  const decision = decideRoll({
    instances: aim.instances,
    policy: spec.update,
    killSelection: spec.killSelection,
    replacing: app.rollout?.replacing ?? 0,
    canReplace: !isHeld,
    isExclusive: spec.task.volumes !== undefined,
    views,
  });
  for (const stop of decision.stops)
    turn.calls.push({ kind: 'kill', taskId: stop.taskId, reason: stop.why });
  planStarts(turn, app, version, decision);
  const settings = applySettings(turn, {
    version: version ?? aim.version,
    onTrial: !isHeld && aim.kind === 'deploy' && needsRollout(app, aim),
    tasks: version && !(isHeld && needsRollout(app, aim)) ? configurable(app, views, decision) : [],
  });
  app.proven = isHeld ? provenOf(app, aim, { views, decision }) : decision.proven;
  conclude(turn, app, aim, { decision, settings, isHeld });
  stirReservations(turn.tables, app.row.name);
  const next = nextViewChangeMs(turn.tables, app, wish);
  for (const atMs of [next, settings.wakeAtMs])
    if (atMs !== undefined) turn.effects.wake(appTimer(app.row.name), atMs);
  if (app.versions.size > idleVersions) dropVersions(turn, app);
}

/** Begins the rollout that the aim asks for, and ends one that a newer commit has overtaken. */
function steerRollout(turn: Turn, app: AppEntry, aim: Aim): void {
  const { digest } = aim.version.spec;
  let wasOvertaken = false;
  if (app.rollout) {
    if (!isTowards(app, app.rollout, aim)) {
      endRollout(turn, app, 'superseded');
      wasOvertaken = true;
    } else if (app.rollout.to !== digest) putRollout(turn, app, { ...app.rollout, to: digest });
  }
  // A failed version is held until it is resumed or another one is committed.
  if (aim.quarantine && aim.kind === 'deploy') return;
  const isRolledBack = aim.quarantine && aim.kind === 'rollback' && !needsRollout(app, aim);
  const last = app.history.at(-1)?.state;
  const isUneven = isRolledBack && (last === 'failed' || last === 'aborted');
  if (app.rollout || (!needsRollout(app, aim) && !wasOvertaken && !isUneven)) {
    adoptEqualVersion(turn, app, aim);
    return;
  }
  const views = instanceViews(turn.tables, app, { spec: aim.version.spec, nowMs: turn.nowMs });
  const olds = views.filter((view) => view.version === 'old' && isKept(view)).length;
  beginRollout(turn, app, aim, Math.min(olds, aim.instances));
}

/** Same version, other spec (instances, placement, labels): it becomes the current one at once. */
function adoptEqualVersion(turn: Turn, app: AppEntry, aim: Aim): void {
  if (app.rollout || needsRollout(app, aim)) return;
  const { digest, versionDigest } = aim.version.spec;
  if (app.row.current === digest) return;
  const healthy = lastHealthyVersion(app)?.spec.versionDigest === versionDigest;
  app.row = { ...app.row, current: digest, ...(healthy ? { lastHealthy: digest } : {}) };
  turn.effects.apps.add(app.row.name);
}

/** Nothing is replaced while an operator, a failure or a dependency holds the app. */
function isHolding(turn: Turn, app: AppEntry, aim: Aim): boolean {
  turn.tables.gated.delete(app.row.name);
  if (app.row.paused || app.rollout?.state === 'paused') return true;
  if (aim.quarantine && aim.kind === 'deploy') return true;
  const rollout = app.rollout;
  if (!rollout || rollout.opened) return false;
  if (waitForOthers(turn.tables, app)) return true;
  putRollout(turn, app, { ...rollout, opened: true });
  return false;
}

/** What replaces an instance that dies while the app is held: only what has been healthy. */
function healingVersion(app: AppEntry, aim: Aim): AppVersion | undefined {
  const healthy = lastHealthyVersion(app);
  if (healthy) return healthy;
  // Brought to no instances it has succeeded, too: it may yet have failed with some.
  return needsRollout(app, aim) || aim.quarantine ? undefined : aim.version;
}

function planStarts(
  turn: Turn,
  app: AppEntry,
  version: AppVersion | undefined,
  decision: RollDecision,
): void {
  const before = app.unmet;
  app.unmet = undefined;
  if (!version || decision.starts.length === 0) return;
  const delayedMs = delayedUntilMs(app.row.backoff, version.spec, turn.nowMs);
  if (delayedMs !== undefined) {
    turn.effects.wake(appTimer(app.row.name), delayedMs);
    return;
  }
  const sinceMs = before?.sinceMs ?? turn.nowMs;
  app.unmet = { version, slots: decision.starts, sinceMs };
}

/** Running, reachable, not stopping nor just told to: the tasks that settings can be sent to. */
function configurable(
  app: AppEntry,
  views: readonly InstanceView[],
  { stops }: RollDecision,
): readonly TaskEntry[] {
  const leaving = new Set(stops.map((stop) => stop.taskId));
  return views
    .filter((view) => view.version === 'target' && view.standing === 'live')
    .filter((view) => !leaving.has(view.taskId))
    .flatMap((view) => app.tasks.get(view.taskId) ?? [])
    .filter((task) => task.status?.state === 'running');
}

interface Looked {
  readonly views: readonly InstanceView[];
  readonly decision: RollDecision;
}

/** While it is held another version may be kept up: that counts for nothing towards the aim. */
function provenOf(app: AppEntry, aim: Aim, { views, decision: { stops } }: Looked): number {
  const leaving = new Set(stops.map((stop) => stop.taskId));
  const { taskDigest } = aim.version.spec;
  return views.filter(
    (view) =>
      isProven(view) &&
      !leaving.has(view.taskId) &&
      app.tasks.get(view.taskId)?.row.taskDigest === taskDigest,
  ).length;
}

interface Outcome {
  readonly decision: RollDecision;
  readonly settings: SettingsProgress;
  readonly isHeld: boolean;
}

function conclude(turn: Turn, app: AppEntry, aim: Aim, outcome: Outcome): void {
  const { decision, settings, isHeld } = outcome;
  const isWhole = decision.isComplete && settings.pending === 0 && !isHeld;
  if (!isHeld) noteProgress(turn, app, decision.proven + settings.applied - decision.oldLeft);
  if (isWhole && app.rollout?.state === 'running') succeed(turn, app, aim);
  app.isSettled = isWhole && !app.rollout && decision.leaving === 0;
  stirDependents(turn.tables, app);
}

function succeed(turn: Turn, app: AppEntry, aim: Aim): void {
  const { digest } = aim.version.spec;
  endRollout(turn, app, 'succeeded');
  const wasHealthy = aim.instances > 0 ? { lastHealthy: digest } : {};
  app.row = { ...app.row, current: digest, ...wasHealthy };
  turn.effects.apps.add(app.row.name);
  // What waited for the rollout's end is looked at next: settings that need no trial any more.
  turn.tables.dirtyApps.add(app.row.name);
  dropVersions(turn, app);
}

/** Forgets versions that nothing refers to any more. */
function dropVersions(turn: Turn, app: AppEntry): void {
  const { wanted, current, lastHealthy } = app.row;
  const needed = new Set<string | undefined>([wanted, current, lastHealthy, app.rollout?.to]);
  for (const task of app.tasks.values()) if (!task.row.end) needed.add(task.row.specDigest);
  for (const digest of [...app.versions.keys()]) {
    if (needed.has(digest)) continue;
    app.versions.delete(digest);
    turn.effects.versions.set(rowKey.version(app.row.name, digest), undefined);
  }
}

/** An unreachable instance past `expungeAfter` counts as lost; its slot is free. */
function expungeLost(turn: Turn, app: AppEntry, aim: Aim | undefined): void {
  const after = aim ? aim.version.spec.unreachable.expungeAfterMs : 0;
  if (after === null) return;
  for (const task of app.tasks.values()) {
    if (task.row.end) continue;
    const presence = turn.tables.agents.get(task.row.agentId)?.presence;
    if (presence?.kind !== 'unreachable') continue;
    if (turn.nowMs < presence.sinceMs + after) {
      turn.effects.wake(appTimer(app.row.name), presence.sinceMs + after);
      continue;
    }
    turn.calls.push({ kind: 'expunge', taskId: task.row.id });
    const message = `${task.row.id} is lost: its agent ${task.row.agentId} is unreachable`;
    notice(turn.tables, turn.effects, { kind: 'task-lost', subject: task.row.id, message });
  }
}
