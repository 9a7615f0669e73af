// A commit that was looked at becomes a revision: faulty (nothing that runs changes), blocked by
// the mass-delete guard or for its Quotas, or applied: each app that differs is given its new
// version. Apps that are the same object as before are passed over, so the work is in proportion
// to what changed.

import { isSameJson } from '../lib/json/same-json.ts';
import { counted } from '../lib/text/spoken-duration.ts';
import type { AppVersion, RevisionRow } from '../model/actual.ts';
import type { Fault } from '../model/fault.ts';
import type { ObjectName } from '../model/ids.ts';
import type { AppSpec, JobSpec, Origin, Placed, Wanted } from '../model/wanted.ts';
import { massDelete } from '../plan/mass-delete.ts';
import { JobGraph } from '../schedule/lineage.ts';
import { beginGoing, endGoing } from './apps/dependencies.ts';
import { blockedQuota } from './blocked-quota.ts';
import type { SeenCommit, SeenRevision } from './events.ts';
import { rescindForQuotas } from './frameworks/offers/rescind-for-quotas.ts';
import { maxLineageJobs } from './jobs/lineage/lineage-rows.ts';
import { moveJob, putJob, removeJob } from './jobs/set-job.ts';
import { windowChanges } from './maintenance/window-changes.ts';
import type { MasterTurn } from './master/master-turn.ts';
import { setQuotas } from './master/quotas.ts';
import { maxRowBytes, rowBytes, rowKey } from './memory/rows.ts';
import { notice } from './notice.ts';
import { type AppEntry, newAppEntry } from './tables.ts';
import { stirReservations } from './volumes/tend-reservations.ts';

/** Faults stored with a revision; its count tells of the others. */
const keptFaults = 100;
/** Revisions kept. */
const keptRevisions = 200;
/** Characters kept of a text that someone else has written: a subject, a fault's message. */
const keptChars = 1_000;

interface Named {
  readonly name: ObjectName;
  readonly digest: string;
}

interface Difference<Spec extends Named> {
  readonly put: readonly Placed<Spec>[];
  /** The same objects at another place in the tree. */
  readonly moved: readonly Placed<Spec>[];
  readonly removed: readonly ObjectName[];
  readonly added: number;
}

interface Differences {
  readonly apps: Difference<AppSpec>;
  readonly jobs: Difference<JobSpec>;
}

export function onRevision(turn: MasterTurn, seen: SeenRevision): void {
  if (seen.kind === 'faulty') {
    refuse(turn, seen.commit, seen);
    return;
  }
  const { tables } = turn;
  const difference: Differences = {
    apps: differenceOf(tables.applied, seen.wanted.apps),
    jobs: differenceOf(tables.appliedJobs, seen.wanted.jobs),
  };
  const faults = tooLarge(seen.wanted, difference);
  if (faults.length > 0) {
    refuse(turn, seen.commit, { faults, faultCount: faults.length });
    return;
  }
  const blocked = blockOf(turn, seen, difference);
  const windows = windowChanges(tables.cluster?.maintenance, seen.wanted.maintenance);
  const changed = changedOf(difference, windows);
  if (blocked !== undefined) {
    if (isRepeated(turn, seen.commit, 'blocked')) return;
    putRevision(turn, { ...newRow(turn, seen.commit, 'blocked'), reason: blocked, changed });
    say(turn, seen.commit, 'revision-blocked', `is blocked: ${blocked}`);
    return;
  }
  apply(turn, seen.commit, seen.wanted, difference);
  if (isRepeated(turn, seen.commit, 'applied')) return;
  putRevision(turn, { ...newRow(turn, seen.commit, 'applied'), changed });
  const { added, changed: altered, removed } = changed;
  const text = `is applied: ${added} added, ${altered} changed, ${removed} removed`;
  say(turn, seen.commit, 'revision-applied', text);
}

function blockOf(
  { tables }: MasterTurn,
  { commit, wanted }: Extract<SeenRevision, { kind: 'wanted' }>,
  { apps, jobs }: Differences,
): string | undefined {
  const volumes = tables.cluster?.volumes ?? [];
  const kept = new Set<string>(wanted.volumes.map(({ spec }) => spec.name));
  const gone = volumes.filter(({ name }) => !kept.has(name));
  const deletes = massDelete({
    policy: wanted.cluster.sync.massDelete,
    applied: tables.applied.size + tables.appliedJobs.size + volumes.length,
    removed: apps.removed.length + jobs.removed.length + gone.length,
    left: wanted.apps.length + wanted.jobs.length + wanted.volumes.length,
    hasVolumes: volumes.length > 0,
    ...(commit.allowDelete === undefined ? {} : { allowed: commit.allowDelete }),
  });
  const reasons = [deletes, blockedQuota(tables, commit, wanted)?.text];
  return reasons.filter((reason) => reason !== undefined).join('; ') || undefined;
}

function refuse(
  turn: MasterTurn,
  commit: SeenCommit,
  found: { readonly faults: readonly Fault[]; readonly faultCount: number },
): void {
  if (isRepeated(turn, commit, 'faulty')) return;
  const { faultCount } = found;
  const faults = found.faults.slice(0, keptFaults).map((fault) => ({
    ...fault,
    message: fault.message.slice(0, keptChars),
    hint: fault.hint.slice(0, keptChars),
  }));
  putRevision(turn, { ...newRow(turn, commit, 'faulty'), faults, faultCount });
  say(turn, commit, 'revision-faulty', `has ${counted(faultCount, 'fault')}: nothing changes`);
}

/** What no store could hold in one row, which would stop the engine. */
function tooLarge(wanted: Wanted, { apps, jobs }: Differences): readonly Fault[] {
  const fault = (origin: Pick<Origin, 'file' | 'line'>, what: string, bytes: number): Fault => ({
    file: origin.file,
    line: origin.line,
    column: 1,
    code: 'too-large',
    message: `${what} takes ${bytes} bytes with all that it is given`,
    hint: `at most ${maxRowBytes}`,
  });
  const objects = [...apps.put, ...jobs.put].flatMap(({ spec, origin }) => {
    const bytes = rowBytes(spec);
    return bytes > maxRowBytes ? [fault(origin, spec.name, bytes)] : [];
  });
  const lineages = isEmpty(jobs) ? [] : longLineages(wanted);
  const bytes = rowBytes(clusterParts(wanted));
  if (bytes <= maxRowBytes) return [...objects, ...lineages];
  const { quotas, volumes, maintenance, groups } = wanted;
  const parts = [...quotas, ...volumes, ...maintenance, ...groups];
  const sizes = parts.map(({ spec }) => rowBytes(spec));
  const largest = parts[sizes.indexOf(Math.max(...sizes))];
  const what = 'the cluster with its quotas, volumes, maintenance and groups, this being the most,';
  const origin = largest?.origin ?? { file: 'meridian.yaml', line: 1 };
  return [...objects, ...lineages, fault(origin, what, bytes)];
}

/** Jobs that so many follow that their lineage fits into no row. */
function longLineages({ jobs }: Wanted): readonly Fault[] {
  const parentsOf = ({ trigger }: JobSpec) => (trigger.kind === 'after' ? trigger.parents : []);
  const chained = jobs.filter(({ spec }) => parentsOf(spec).length > 0);
  if (chained.length < maxLineageJobs) return [];
  const graph = new JobGraph(
    chained.map(({ spec }) => ({ name: spec.name, parents: parentsOf(spec) })),
  );
  return jobs
    .filter(({ spec }) => !graph.joinsByLineage(spec.name))
    .flatMap(({ spec, origin: { file, line } }): Fault[] => {
      const count = graph.scope(spec.name).length;
      if (count <= maxLineageJobs) return [];
      const message = `${count} jobs run in one lineage from ${spec.name} on`;
      const hint = `at most ${maxLineageJobs}: let some of them go by a timetable of their own`;
      return [{ file, line, column: 1, code: 'too-large', message, hint }];
    });
}

const clusterParts = (wanted: Wanted) => ({
  spec: wanted.cluster,
  quotas: wanted.quotas.map((quota) => quota.spec),
  ...volumesOf(wanted),
  ...maintenanceOf(wanted),
  groups: wanted.groups.map((group) => group.spec),
  ignoredDocuments: wanted.ignoredDocuments,
});

const volumesOf = ({ volumes }: Wanted) =>
  volumes.length === 0 ? {} : { volumes: volumes.map(({ spec }) => spec) };

const maintenanceOf = ({ maintenance }: Wanted) =>
  maintenance.length === 0 ? {} : { maintenance: maintenance.map(({ spec }) => spec) };

/** An engine start looks at the head again: same commit, same outcome is no new revision. */
function isRepeated(turn: MasterTurn, commit: SeenCommit, state: RevisionRow['state']): boolean {
  const last = turn.tables.revisions.get(turn.tables.lastRevision);
  return last?.commit === commit.id && last.state === state;
}

function differenceOf<Spec extends Named>(
  applied: ReadonlyMap<ObjectName, Placed<Spec>>,
  wanted: readonly Placed<Spec>[],
): Difference<Spec> {
  const names = new Set<ObjectName>();
  const put: Placed<Spec>[] = [];
  const moved: Placed<Spec>[] = [];
  let added = 0;
  for (const placed of wanted) {
    names.add(placed.spec.name);
    const before = applied.get(placed.spec.name);
    if (before === placed) continue;
    if (before?.spec.digest !== placed.spec.digest) put.push(placed);
    else if (!isSamePlace(before.origin, placed.origin)) moved.push(placed);
    if (!before) added += 1;
  }
  const removed = [...applied.keys()].filter((name) => !names.has(name)).sort();
  return { put, moved, removed, added };
}

const isSamePlace = (a: Origin, b: Origin): boolean =>
  a.file === b.file && a.blob === b.blob && a.document === b.document && a.line === b.line;

const changedOf = (
  { apps, jobs }: Differences,
  windows: RevisionRow['changed'],
): RevisionRow['changed'] => ({
  added: apps.added + jobs.added + windows.added,
  changed: apps.put.length - apps.added + jobs.put.length - jobs.added + windows.changed,
  removed: apps.removed.length + jobs.removed.length + windows.removed,
});

const isEmpty = ({ put, removed }: Difference<Named>): boolean => put.length + removed.length === 0;

function applyApps(turn: MasterTurn, commit: SeenCommit, apps: Difference<AppSpec>): void {
  const { tables } = turn;
  const revision = revisionOf(turn, commit);
  for (const placed of apps.put) {
    const { name } = placed.spec;
    noteBefore(tables.apps.get(name) ?? addApp(turn, name), revision);
    putWanted(turn, commit, placed);
  }
  for (const placed of apps.moved) putOrigin(turn, placed);
  for (const name of apps.removed) {
    const app = tables.apps.get(name);
    if (!app) continue;
    noteBefore(app, revision);
    removeWanted(turn, app);
  }
}

/** The number that this commit's revision has, or is about to get. */
const revisionOf = (turn: MasterTurn, commit: SeenCommit): number =>
  turn.tables.lastRevision + (isRepeated(turn, commit, 'applied') ? 0 : 1);

function applyJobs(turn: MasterTurn, commit: SeenCommit, jobs: Difference<JobSpec>): void {
  const seen = { commit: commit.id, revision: revisionOf(turn, commit) };
  for (const placed of jobs.put) putJob(turn, seen, placed);
  for (const placed of jobs.moved) moveJob(turn, placed);
  for (const name of jobs.removed) removeJob(turn, seen, name);
}

function apply(turn: MasterTurn, commit: SeenCommit, wanted: Wanted, found: Differences): void {
  const { tables, effects } = turn;
  applyApps(turn, commit, found.apps);
  applyJobs(turn, commit, found.jobs);
  if (!isEmpty(found.apps) || !isEmpty(found.jobs)) {
    effects.isRevised = true;
    tables.stirGated();
  }
  for (const { name } of tables.cluster?.volumes ?? []) {
    if (tables.reservations.has(name)) effects.isRevised = true;
    stirReservations(tables, name);
  }
  tables.appliedJobs = new Map(wanted.jobs.map((placed) => [placed.spec.name, placed]));
  tables.applied = new Map(wanted.apps.map((placed) => [placed.spec.name, placed]));
  const { quotas: before = [], maintenance } = tables.cluster ?? {};
  tables.cluster = {
    ...clusterParts(wanted),
    commit: commit.id,
    revision: revisionOf(turn, commit),
  };
  if (!isSameJson(maintenance, tables.cluster.maintenance)) {
    tables.planned.regroup();
    effects.isRevised = true;
  }
  effects.isClusterChanged = true;
  setQuotas(
    turn.allocator,
    wanted.quotas.map((quota) => quota.spec),
    before,
  );
  rescindForQuotas(turn, before);
  tables.lastOutbox += 1;
  effects.outbox.push({
    number: tables.lastOutbox,
    kind: 'pin',
    name: 'applied',
    commit: commit.id,
  });
}

/**
 * A revision may take several commits of the store, that it is applied in the last of them: until
 * then each app can go back to what was wanted before (memory/load.ts).
 */
function noteBefore(app: AppEntry, revision: number): void {
  const { wanted } = app.row;
  app.row = { ...app.row, before: { revision, ...(wanted === undefined ? {} : { wanted }) } };
}

function putWanted(turn: MasterTurn, commit: SeenCommit, placed: Placed<AppSpec>): void {
  const { tables, effects } = turn;
  const { spec, origin } = placed;
  const app = tables.apps.get(spec.name) ?? addApp(turn, spec.name);
  const known = [...app.versions.values()].find((v) => v.spec.taskDigest === spec.taskDigest);
  const version: AppVersion = {
    spec,
    origin,
    revision: commit.id,
    taskRevision: known?.taskRevision ?? commit.id,
  };
  app.versions.set(spec.digest, version);
  effects.versions.set(rowKey.version(spec.name, spec.digest), version);
  app.row = { ...app.row, wanted: spec.digest };
  effects.apps.add(spec.name);
  endGoing(tables, spec.name);
  tables.dirtyApps.add(spec.name);
}

/** The same object, written elsewhere: only where to look it up changes. */
function putOrigin(turn: MasterTurn, { spec, origin }: Placed<AppSpec>): void {
  const app = turn.tables.apps.get(spec.name);
  const before = app?.versions.get(spec.digest);
  if (!app || !before) return;
  const version: AppVersion = { ...before, origin };
  app.versions.set(spec.digest, version);
  turn.effects.versions.set(rowKey.version(spec.name, spec.digest), version);
}

function addApp(turn: MasterTurn, name: ObjectName): AppEntry {
  const app = newAppEntry({ name, quarantine: {}, rollouts: 0 });
  turn.tables.apps.set(name, app);
  return app;
}

function removeWanted(turn: MasterTurn, app: AppEntry): void {
  const { wanted: _, ...row } = app.row;
  app.row = row;
  turn.effects.apps.add(row.name);
  beginGoing(turn.tables, app);
  turn.tables.dirtyApps.add(row.name);
}

function newRow(turn: MasterTurn, commit: SeenCommit, state: RevisionRow['state']): RevisionRow {
  turn.tables.lastRevision += 1;
  return {
    number: turn.tables.lastRevision,
    commit: commit.id,
    subject: commit.subject.slice(0, keptChars),
    author: commit.author.slice(0, keptChars),
    commitMs: commit.timeMs,
    seenMs: turn.nowMs,
    state,
    faults: [],
    faultCount: 0,
    changed: { added: 0, changed: 0, removed: 0 },
  };
}

function putRevision(turn: MasterTurn, row: RevisionRow): void {
  const { revisions } = turn.tables;
  revisions.set(row.number, row);
  turn.effects.revisions.add(row.number);
  const old = row.number - keptRevisions;
  if (revisions.delete(old)) turn.effects.revisions.add(old);
}

function say(turn: MasterTurn, commit: SeenCommit, kind: string, text: string): void {
  const subject = commit.subject.slice(0, keptChars);
  const message = `${commit.id.slice(0, 8)} (${subject}) ${text}`;
  notice(turn.tables, turn.effects, { kind, subject: commit.id, message });
}
