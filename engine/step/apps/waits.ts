// Why isn't an app as Git wants it? Everything it waits for, most telling first, each in words
// that a person can act on (house.md 16). Empty when it is as wanted.
import { counted, spokenDuration } from '../../lib/text/spoken-duration.ts';
import type { RolloutRow } from '../../model/actual.ts';
import { slotId, taskId } from '../../model/ids.ts';
import { requestOf } from '../../place/app-request.ts';
import type { NextStep, Unplaced } from '../../place/why.ts';
import type { Cluster } from '../cluster.ts';
import { endText } from '../end-text.ts';
import { gatheringWaits } from '../master/gathering.ts';
import { unplacedWaits } from '../offers/held-back.ts';
import type { AppEntry, Tables, TaskEntry } from '../tables.ts';
import { wantedVersion } from '../tables.ts';
import { keptWish, newScalars } from '../volumes/kept-wish.ts';
import { missingWaits } from '../volumes/missing.ts';
import { keptWaits } from '../volumes/waits.ts';
import { nextOf, sinceOf, type Wait } from '../wait.ts';
import { wantOf } from '../why/why-agents.ts';
import { aimOf, needsRollout } from './aim.ts';
import { delayedUntilMs } from './backoff.ts';
import { goingBefore, unsatisfied } from './dependencies.ts';
import { isFailure } from './ended-task.ts';
import { taskWaits } from './instance-waits.ts';
import { clockMs, short } from './rollout.ts';

export function waitsOf(cluster: Cluster, app: AppEntry, nowMs: number): readonly Wait[] {
  const { tables } = cluster;
  if (!wantedVersion(app)) return goingWaits(tables, app);
  const deadline = nextOf(nowMs, deadlineOf(tables, app, nowMs));
  return [
    ...gatheringWaits(tables, app, nowMs),
    ...holdWaits(app, nowMs),
    ...dependencyWaits(tables, app),
    ...lostVolumeWaits(tables, app),
    ...backoffWaits(app, nowMs),
    ...placeWaits(cluster, app, nowMs),
    ...taskWaits(tables, app, nowMs).map((wait) =>
      isHaste(wait) ? { ...deadline, ...wait } : wait,
    ),
    ...rollingWaits(tables, app, nowMs),
  ];
}

/** It must be over before its rollout's deadline. */
const isHaste = ({ kind }: Wait): boolean => kind === 'starting' || kind === 'unhealthy';

const live = (app: AppEntry): readonly TaskEntry[] =>
  [...app.tasks.values()].filter((task) => !task.row.end);

function goingWaits(tables: Tables, app: AppEntry): readonly Wait[] {
  const before = goingBefore(tables, app);
  const [first] = before;
  const revision = app.row.before && tables.revisions.get(app.row.before.revision);
  const since = sinceOf(revision?.seenMs);
  const gone = 'its file is deleted';
  if (first !== undefined) {
    const what = `${gone}; it stops after ${before.join(', ')}`;
    return [{ kind: 'stopping', what, remedy: `see \`meridian why ${first}\``, ...since }];
  }
  const left = counted(live(app).length, 'instance');
  return [{ kind: 'stopping', what: `${gone}; ${left} to stop`, remedy: '', ...since }];
}

/** Held by an operator, or by what became of the version that Git wants. */
function holdWaits(app: AppEntry, nowMs: number): readonly Wait[] {
  const waits: Wait[] = [];
  const resume = `\`meridian resume ${app.row.name}\``;
  const { paused } = app.row;
  if (paused) {
    const since = spokenDuration(nowMs - paused.atMs);
    const stands = app.rollout?.state === 'running' ? `; ${standingText(app, app.rollout)}` : '';
    const what = `paused by ${paused.by} ${since} ago${stands}`;
    const remedy = `${resume} lets it go on`;
    waits.push({ kind: 'paused', what, remedy, sinceMs: paused.atMs });
  }
  const aim = aimOf(app);
  const wanted = wantedVersion(app);
  if (aim?.quarantine && wanted) {
    const failed = `revision ${short(wanted.revision)} failed (${aim.quarantine.reason})`;
    const runs =
      aim.kind === 'rollback' ? `runs ${short(aim.version.revision)} instead` : 'is held';
    const remedy = `commit a fix or a revert, or ${resume} to try it again`;
    const since = sinceOf(failedMs(app));
    waits.push({ kind: 'quarantined', what: `${failed}; it ${runs}`, remedy, ...since });
  } else if (app.rollout?.state === 'paused') {
    const what = `${app.rollout.id} is paused: ${app.rollout.reason ?? 'no reason given'}`;
    const since = sinceOf(app.rollout.pausedMs);
    waits.push({ kind: 'paused', what, remedy: `commit a fix, or ${resume}`, ...since });
  }
  return waits;
}

/** When the version that Git wants was given up. */
function failedMs({ history, rollout }: AppEntry): number | undefined {
  if (rollout?.state === 'paused') return rollout.pausedMs;
  const failed = history.filter(({ state }) => state === 'failed' || state === 'aborted');
  return failed.at(-1)?.endedMs;
}

function dependencyWaits(tables: Tables, app: AppEntry): readonly Wait[] {
  if (!tables.gated.has(app.row.name)) return [];
  const names = unsatisfied(tables, app);
  const [first] = names;
  if (first === undefined) return [];
  const what = `waits for ${names.join(', ')}, which it depends on`;
  const since = sinceOf(app.rollout?.startedMs);
  return [{ kind: 'dependency', what, remedy: `see \`meridian why ${first}\``, ...since }];
}

function lostVolumeWaits(tables: Tables, app: AppEntry): readonly Wait[] {
  const aim = aimOf(app);
  if (!aim) return [];
  const lost = missingWaits(tables, { ...aim.version.spec, instances: aim.instances });
  const [last] = failuresOf(app);
  const since = sinceOf(app.unmet?.sinceMs ?? last?.row.end?.atMs);
  return lost.map((wait) => ({ ...wait, ...since }));
}

/** The failures of an app's own doing that are remembered, newest first. */
export const failuresOf = (app: AppEntry): readonly TaskEntry[] =>
  [...app.tasks.values()]
    .filter((task) => isFailure(task.row))
    .sort((a, b) => (b.row.end?.atMs ?? 0) - (a.row.end?.atMs ?? 0));

function backoffWaits(app: AppEntry, nowMs: number): readonly Wait[] {
  const specs = [...app.versions.values()].map((version) => version.spec);
  const spec = specs.find((one) => one.versionDigest === app.row.backoff?.version);
  // What is quarantined doesn't start again by itself.
  if (spec && app.row.quarantine[spec.versionDigest]) return [];
  const untilMs = spec && delayedUntilMs(app.row.backoff, spec, nowMs);
  if (untilMs === undefined) return [];
  const wanted = wantedVersion(app)?.spec.instances ?? 0;
  const kept = live(app).filter((task) => !task.row.kill);
  const isShort = kept.filter((task) => task.row.taskDigest === spec?.taskDigest).length < wanted;
  if (!isShort) return [];
  const what = `starts again in ${spokenDuration(untilMs - nowMs)}${failuresText(app)}`;
  const [last] = failuresOf(app);
  const remedy = last ? `see \`meridian logs ${last.row.id}\`, and commit a fix` : '';
  const sinceMs = untilMs - (app.row.backoff?.delayMs ?? 0);
  const next = { what: 'it is started again', atMs: untilMs };
  return [{ kind: 'backoff', what, remedy, sinceMs, next }];
}

/** What it is delayed for: an instance that failed, or one after another. */
function failuresText(app: AppEntry): string {
  const failures = failuresOf(app);
  const [last] = failures;
  if (!last) return '';
  const how = `${last.row.id} ended with ${endText(last.row)}`;
  if (failures.length === 1) return `, after ${how}`;
  const inMs = (last.row.end?.atMs ?? 0) - (failures.at(-1)?.row.end?.atMs ?? 0);
  return `, after ${failures.length} failures in ${spokenDuration(inMs)}, the last: ${how}`;
}

function placeWaits(cluster: Cluster, app: AppEntry, nowMs: number): readonly Wait[] {
  const why = unplacedOf(cluster, app, nowMs);
  if (!app.unmet) return [];
  const { spec } = app.unmet.version;
  const pinned = pinnedWaits(cluster, app, nowMs);
  const missing = app.unmet.slots.length - pinned.size;
  const waits = [...pinned.values()].flat();
  if (!why || missing === 0) return waits;
  const { sinceMs } = app.unmet;
  const has = missing === 1 ? 'has' : 'have';
  const who = `${missing} of ${counted(spec.instances, 'instance')} ${has} no place`;
  return [...waits, ...unplacedWaits(cluster, wantOf(spec), { why, who, missing, sinceMs })];
}

/** Of instances with volumes that can go to one agent alone, by slot. */
function pinnedWaits(
  cluster: Cluster,
  { unmet }: AppEntry,
  nowMs: number,
): ReadonlyMap<number, readonly Wait[]> {
  const waits = new Map<number, readonly Wait[]>();
  if (unmet?.version.spec.task.volumes === undefined) return waits;
  const { spec } = unmet.version;
  for (const instance of unmet.slots) {
    const slot = slotId(spec.name, instance);
    const wish = keptWish(cluster.tables, {
      ...spec,
      slot,
      taskId: taskId(spec.name, instance, 0),
    });
    const { sinceMs } = unmet;
    const found = keptWaits(cluster, wish, { who: `instance ${instance}`, nowMs, sinceMs });
    if (found.length > 0) waits.set(instance, found);
  }
  return waits;
}

/** Why what the app has unmet fits nowhere; undefined when nothing is. */
export function unplacedOf(cluster: Cluster, app: AppEntry, nowMs: number): Unplaced | undefined {
  if (!app.unmet) return undefined;
  const { spec } = app.unmet.version;
  const instances = aimOf(app)?.instances ?? spec.instances;
  const request = { ...requestOf(spec, instances), scalars: newScalars(cluster.tables, spec) };
  return cluster.why.unplaced({ request, want: wantOf(spec), owner: app }, nowMs);
}

/** How far a rollout under way is. */
function rollingWaits(tables: Tables, app: AppEntry, nowMs: number): readonly Wait[] {
  const aim = aimOf(app);
  const { rollout } = app;
  if (!aim || rollout?.state !== 'running' || !rollout.opened || app.row.paused) return [];
  const { taskDigest } = aim.version.spec;
  const old = live(app).filter((task) => task.row.taskDigest !== taskDigest).length;
  const proven = `${Math.min(app.proven, aim.instances)} of ${counted(aim.instances, 'instance')}`;
  const left = old === 0 ? '' : `, ${old} old still there`;
  const verb = rollout.kind === 'rollback' ? 'goes back to' : 'rolls out';
  const isNew = needsRollout(app, aim) ? verb : 'evens out at';
  const stands = rollout.clockSinceMs === undefined ? `; ${standingText(app, rollout)}` : '';
  const how = `${proven} healthy${left}${stands}`;
  const what = `${rollout.id} ${isNew} ${short(rollout.revision)}: ${how}`;
  const next = nextOf(nowMs, deadlineOf(tables, app, nowMs), watchEnd(app, nowMs));
  return [{ kind: 'rolling', what, remedy: '', sinceMs: rollout.startedMs, ...next }];
}

/** Whatever stands in its way uses up none of its time. */
function standingText(app: AppEntry, { id, clockUsedMs }: RolloutRow): string {
  const deadlineMs = aimOf(app)?.version.spec.update.deadlineMs ?? 0;
  const left = spokenDuration(Math.max(0, deadlineMs - clockUsedMs));
  return `the deadline of ${id} stands still, ${left} left`;
}

/** When the next healthy instance has been watched for long enough. */
function watchEnd(app: AppEntry, nowMs: number): NextStep | undefined {
  const watchMs = aimOf(app)?.version.spec.update.watchMs ?? 0;
  const ends = live(app).flatMap(({ healthySinceMs }) =>
    healthySinceMs === undefined ? [] : [healthySinceMs + watchMs],
  );
  const ahead = ends.filter((atMs) => atMs > nowMs);
  if (ahead.length === 0) return undefined;
  return { what: 'an instance is proven (`update.watch`)', atMs: Math.min(...ahead) };
}

/** When its rollout fails unless it gets further; undefined while its clock stands. */
function deadlineOf(tables: Tables, app: AppEntry, nowMs: number): NextStep | undefined {
  const { rollout } = app;
  const deadlineMs = aimOf(app)?.version.spec.update.deadlineMs;
  if (rollout?.clockSinceMs === undefined || deadlineMs === undefined) return undefined;
  const atMs = nowMs + deadlineMs - clockMs({ tables, nowMs }, rollout);
  return { what: 'it fails without progress (`update.deadline`)', atMs };
}
