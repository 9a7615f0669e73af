// Keys of the store's rows, and a batch's changes as writes in an order in which each prefix is a
// state one may crash in: what others refer to comes first (versions, slot counters, agents), then
// decisions (apps, rollouts, runs, tasks), then the applied revision, then what only tells, then
// deletes. An app's or a job's row that is ahead of the applied revision is undone at the next
// start (load.ts). Of jobs, what ended goes to the history first; runs before the lineages that
// name them, and both before the ends that they follow from; last the jobs, which say what is
// decided. What a cut batch leaves of them is mended at the next start (jobs/restart/mend-jobs.ts).
// Newest-first lists have inverted numbers in their keys.

import type { ConversionRow, LeavingVolume, TaskRow } from '../../model/actual.ts';
import { isRunOver } from '../../model/jobs.ts';
import type { Effects, OutboxRow } from '../effects.ts';
import { droppedBlock, keptAudits } from '../notice.ts';
import { runOf, type Tables } from '../tables.ts';

/** Bytes (UTF-8) of a row's JSON at most, so that it fits into one commit with its key. */
export const maxRowBytes = 1_000_000;

export interface RowChange {
  readonly key: string;
  /** Absent: delete. */
  readonly value?: object;
}

/** So many nines are still a whole number that a double holds; with one more, keys collide. */
const digits = 15;
const highest = 10 ** digits - 1;
export const padded = (number: number): string => String(number).padStart(digits, '0');
/** Sorts newest first. */
export const inverted = (number: number): string => padded(highest - number);

/**
 * A run's id, and that of its attempt, with what says when it came to be in front, and back again:
 * what starts together then lies together, and is stored on few pages.
 */
export function swapped(id: string): string {
  const at = id.indexOf('@');
  return at < 0 ? id : `${id.slice(at + 1)}@${id.slice(0, at)}`;
}

export const rowKey = {
  cluster: 'meta/cluster',
  applied: 'meta/applied',
  behind: 'meta/behind',
  agent: (id: string) => `agent/${id}`,
  app: (name: string) => `app/${name}`,
  version: (name: string, digest: string) => `version/${name}!${digest}`,
  slot: (slot: string) => `slot/${slot}`,
  job: (name: string) => `job/${name}`,
  run: (id: string) => `run/${swapped(id)}`,
  lineage: (id: string) => `lineage/${id}`,
  task: (id: string) => `task/${swapped(id)}`,
  /** A slot, or a Volume's name. */
  reservation: (id: string) => `reservation/${id}`,
  framework: (id: string) => `framework/${id}`,
  /** Of a framework's name. */
  incarnation: (name: string) => `incarnation/${name}`,
  conversion: (agentId: string) => `conversion/${agentId}`,
  /** A volume that was given up. */
  leaving: (id: string) => `leaving/${id}`,
  drain: (number: number) => `drain/${padded(number)}`,
  rollout: (id: string) => `rollout/${id}`,
  revision: (number: number) => `revision/${inverted(number)}`,
  notice: (block: number) => `notice/${inverted(block)}`,
  audit: (number: number) => `audit/${inverted(number)}`,
  outbox: (number: number) => `outbox/${padded(number)}`,
} as const;

/** The batch's writes, in order. */
export function rowChanges(tables: Tables, effects: Effects): RowChange[] {
  return [
    ...referredRows(tables, effects),
    ...decisionRows(tables, effects),
    ...revisionRows(tables, effects),
    ...tellingRows(effects),
    ...deletions(tables, effects),
  ];
}

function referredRows(tables: Tables, effects: Effects): RowChange[] {
  const changes: RowChange[] = effects.outbox.filter(isHistory).map(outboxChange);
  for (const [key, value] of effects.versions) if (value) changes.push({ key, value });
  for (const [slot, launches] of effects.slots)
    changes.push({ key: rowKey.slot(slot), value: { launches } });
  for (const id of effects.agents) {
    const entry = tables.agents.get(id);
    if (entry) changes.push({ key: rowKey.agent(id), value: entry.row });
  }
  for (const number of effects.drains) {
    const value = tables.planned.drains.get(number);
    if (value) changes.push({ key: rowKey.drain(number), value });
  }
  // Destroyed is what a framework hasn't any more: until that is stored it wasn't (mendDestroyed).
  const isFrameworks = ({ isFree }: LeavingVolume): boolean => isFree === true;
  changes.push(...leavingRows(tables, effects, isFrameworks), ...frameworkRows(tables, effects));
  return changes;
}

/** Incarnations first: an id that somebody has heard is never given to another. */
function frameworkRows(tables: Tables, effects: Effects): RowChange[] {
  const changes: RowChange[] = [...effects.incarnations].map(([name, count]) => ({
    key: rowKey.incarnation(name),
    value: { count },
  }));
  for (const id of effects.frameworks) {
    const value = tables.frameworks.get(id)?.row;
    if (value) changes.push({ key: rowKey.framework(id), value });
  }
  for (const agentId of effects.conversions) {
    const made = tables.conversions.get(agentId);
    const volumes = [...(tables.madeVolumes.get(agentId)?.values() ?? [])];
    const value: ConversionRow | undefined = made && {
      ...{ agentId, made },
      ...(volumes.length === 0 ? {} : { volumes }),
    };
    if (value) changes.push({ key: rowKey.conversion(agentId), value });
  }
  return changes;
}

function decisionRows(tables: Tables, effects: Effects): RowChange[] {
  const changes: RowChange[] = [];
  for (const name of effects.apps) {
    const row = tables.apps.get(name)?.row ?? effects.forgottenApps.get(name);
    if (row) changes.push({ key: rowKey.app(name), value: row });
  }
  for (const id of effects.rollouts) {
    const rollout = tables.rollouts.get(id);
    if (rollout) changes.push({ key: rowKey.rollout(id), value: rollout });
  }
  const tasks = [...effects.tasks].flatMap((id) => tables.tasks.get(id)?.row ?? []);
  const put = (row: TaskRow) => ({ key: rowKey.task(row.id), value: row });
  changes.push(
    ...runRows(tables, effects),
    ...tasks.filter(({ end }) => end).map(put),
    ...reservationRows(tables, effects),
    ...tasks.filter(({ end }) => !end).map(put),
  );
  for (const name of effects.jobs) {
    const job = tables.jobs.get(name);
    if (job) changes.push({ key: rowKey.job(name), value: job.row });
  }
  return changes;
}

/**
 * Given up once its task has ended, and before it is no longer kept; kept before a task has it.
 */
function reservationRows(tables: Tables, effects: Effects): RowChange[] {
  const { reservations } = tables;
  const kept = [...effects.reservations].flatMap((id) => {
    const value = reservations.get(id);
    return value ? [{ key: rowKey.reservation(id), value }] : [];
  });
  return [...leavingRows(tables, effects, ({ isFree }) => !isFree), ...kept];
}

const leavingRows = (
  { reservations }: Tables,
  effects: Effects,
  isMeant: (volume: LeavingVolume) => boolean,
): RowChange[] =>
  [...effects.leaving].flatMap((id) => {
    const value = reservations.leaving.get(id);
    return value && isMeant(value) ? [{ key: rowKey.leaving(id), value }] : [];
  });

function runRows(tables: Tables, effects: Effects): RowChange[] {
  const runs = [...effects.runs].flatMap((id) => runOf(tables, id) ?? []);
  const put = (value: { readonly id: string }) => ({ key: rowKey.run(value.id), value });
  return [
    ...runs.filter((run) => !isRunOver(run.state)).map(put),
    ...[...effects.lineages].flatMap((id) => {
      const value = tables.lineages.get(id);
      return value ? [{ key: rowKey.lineage(id), value }] : [];
    }),
    ...[...effects.endedRuns.values()].map(put),
    ...runs.filter((run) => isRunOver(run.state)).map(put),
  ];
}

function revisionRows(tables: Tables, effects: Effects): RowChange[] {
  const changes: RowChange[] = [];
  for (const number of effects.revisions) {
    const revision = tables.revisions.get(number);
    if (revision) changes.push({ key: rowKey.revision(number), value: revision });
  }
  if (effects.isClusterChanged && tables.cluster)
    changes.push({ key: rowKey.applied, value: tables.cluster });
  return changes;
}

function tellingRows(effects: Effects): RowChange[] {
  return [
    ...(effects.behind ? [{ key: rowKey.behind, value: effects.behind }] : []),
    ...effects.outbox.filter((row) => !isHistory(row)).map(outboxChange),
    ...effects.audits.map((row) => ({ key: rowKey.audit(row.number), value: row })),
    ...[...effects.noticeBlocks].map(([block, value]) => ({ key: rowKey.notice(block), value })),
  ];
}

const isHistory = (row: OutboxRow): boolean => row.kind === 'run';

const outboxChange = (row: OutboxRow): RowChange => ({
  key: rowKey.outbox(row.number),
  value: row,
});

function deletions(tables: Tables, effects: Effects): RowChange[] {
  const changes: RowChange[] = [];
  for (const [key, value] of effects.versions) if (!value) changes.push({ key });
  for (const id of effects.rollouts)
    if (!tables.rollouts.has(id)) changes.push({ key: rowKey.rollout(id) });
  for (const id of effects.lineages)
    if (!tables.lineages.has(id)) changes.push({ key: rowKey.lineage(id) });
  for (const id of effects.forgottenTasks) changes.push({ key: rowKey.task(id) });
  for (const id of effects.frameworks)
    if (!tables.frameworks.has(id)) changes.push({ key: rowKey.framework(id) });
  for (const id of effects.conversions)
    if (!tables.conversions.has(id)) changes.push({ key: rowKey.conversion(id) });
  for (const id of effects.forgottenRuns)
    if (!runOf(tables, id)) changes.push({ key: rowKey.run(id) });
  for (const id of effects.reservations)
    if (!tables.reservations.has(id)) changes.push({ key: rowKey.reservation(id) });
  for (const id of effects.leaving)
    if (!tables.reservations.leaving.has(id)) changes.push({ key: rowKey.leaving(id) });
  for (const number of effects.drains)
    if (!tables.planned.drains.has(number)) changes.push({ key: rowKey.drain(number) });
  for (const number of effects.revisions)
    if (!tables.revisions.has(number)) changes.push({ key: rowKey.revision(number) });
  for (const number of effects.outboxDone) changes.push({ key: rowKey.outbox(number) });
  for (const block of effects.noticeBlocks.keys())
    if (droppedBlock(block) > 0) changes.push({ key: rowKey.notice(droppedBlock(block)) });
  for (const { number } of effects.audits)
    if (number > keptAudits) changes.push({ key: rowKey.audit(number - keptAudits) });
  // Last: as long as it is there, a start finds what is left of the app and forgets that too.
  for (const name of effects.apps)
    if (!tables.apps.has(name)) changes.push({ key: rowKey.app(name) });
  return changes;
}

/** Bytes (UTF-8) that a row's value takes in the store. */
export function rowBytes(value: object): number {
  const text = JSON.stringify(value);
  let bytes = text.length;
  if (!/[^\0-\x7f]/.test(text)) return bytes;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    // A character past U+FFFF is 4 bytes for its 2 units.
    if (unit >= 0x80) bytes += unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 1 : 2;
  }
  return bytes;
}
