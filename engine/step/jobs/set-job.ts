// What a commit makes of jobs: a new version, or none any more. The row stays when the file is
// deleted: history, anchor and counters are there when the job comes back.

import type { ObjectName } from '../../model/ids.ts';
import type { JobRow, JobVersion } from '../../model/jobs.ts';
import type { JobSpec, Placed } from '../../model/wanted.ts';
import { anchorKey } from '../../schedule/occurrences.ts';
import { rowKey } from '../memory/rows.ts';
import { notice } from '../notice.ts';
import { type JobEntry, newJobEntry } from '../tables.ts';
import type { Turn } from '../turn.ts';

/** The commit that is being applied, and the number of its revision. */
export interface Applying {
  readonly commit: string;
  readonly revision: number;
}

export function putJob(turn: Turn, applying: Applying, placed: Placed<JobSpec>): void {
  const { tables, effects } = turn;
  const { spec, origin } = placed;
  const job = tables.jobs.get(spec.name) ?? addJob(turn, spec.name);
  const known = [...job.versions.values()].find((v) => v.spec.taskDigest === spec.taskDigest);
  const version: JobVersion = {
    spec,
    origin,
    revision: applying.commit,
    taskRevision: known?.taskRevision ?? applying.commit,
  };
  job.versions.set(spec.digest, version);
  effects.versions.set(rowKey.version(spec.name, spec.digest), version);
  const row = job.row.wanted === undefined ? backRow(turn, job.row, spec) : job.row;
  job.row = { ...row, before: beforeOf(job.row, applying), wanted: spec.digest };
  job.nextDueMs = undefined;
  effects.jobs.add(spec.name);
  tables.dirtyJobs.add(spec.name);
  setParents(turn, spec.name, spec.trigger.kind === 'after' ? spec.trigger.parents : []);
}

/** What was due while it was away isn't: nobody wanted it then. Another timetable begins anew. */
function backRow({ wallMs }: Turn, { suspendedMs: _, ...row }: JobRow, spec: JobSpec): JobRow {
  const { trigger } = spec;
  const isSame = trigger.kind === 'timetable' && row.timetable === anchorKey(trigger.timetable);
  return isSame ? { ...row, throughMs: Math.max(row.throughMs ?? 0, wallMs) } : row;
}

/** As for apps: until the revision is applied, it can go back to what was wanted (load.ts). */
const beforeOf = ({ wanted }: JobRow, { revision }: Applying): NonNullable<JobRow['before']> => ({
  revision,
  ...(wanted === undefined ? {} : { wanted }),
});

/** The same object, written elsewhere. */
export function moveJob(turn: Turn, { spec, origin }: Placed<JobSpec>): void {
  const job = turn.tables.jobs.get(spec.name);
  const before = job?.versions.get(spec.digest);
  if (!job || !before) return;
  const version: JobVersion = { ...before, origin };
  job.versions.set(spec.digest, version);
  turn.effects.versions.set(rowKey.version(spec.name, spec.digest), version);
}

export function removeJob(turn: Turn, applying: Applying, name: ObjectName): void {
  const job = turn.tables.jobs.get(name);
  if (!job) return;
  const { wanted: _, ...row } = job.row;
  job.row = { ...row, before: beforeOf(job.row, applying) };
  turn.effects.jobs.add(name);
  turn.tables.dirtyJobs.add(name);
  setParents(turn, name, []);
  const message = `${name} is removed: its runs are cancelled, their history stays`;
  notice(turn.tables, turn.effects, { kind: 'job-removed', subject: name, message });
}

/** In the lineages that it runs in, before and after, what was waited for may not be any more. */
function setParents({ tables }: Turn, name: ObjectName, parents: readonly ObjectName[]): void {
  if (!tables.graph.set({ name, parents })) return;
  tables.isRegraphed = true;
}

function addJob(turn: Turn, name: ObjectName): JobEntry {
  const job = newJobEntry({ name, succeeded: 0, failed: 0 });
  turn.tables.jobs.set(name, job);
  return job;
}
