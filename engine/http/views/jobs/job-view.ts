import type { JobList, JobView, LastRunView } from '../../../../schemas/generated/api.ts';
import type { Cluster } from '../../../step/cluster.ts';
import { jobState } from '../../../step/jobs/job-state.ts';
import type { Now } from '../../../step/jobs/now.ts';
import { notOver } from '../../../step/jobs/run-ends.ts';
import { jobWaits } from '../../../step/jobs/waits.ts';
import { type JobEntry, wantedJob } from '../../../step/tables.ts';
import { isThere } from '../../subject.ts';
import { fitsJob, groupOf, jobSpecOf, type ListQuery } from '../list-query.ts';
import { byText, pageOf } from '../page.ts';
import { waitViews } from '../wait-view.ts';
import { triggerView } from './trigger-view.ts';

/** Runs that are named in a row at most. */
const shownActive = 100;

export function jobView(cluster: Cluster, job: JobEntry, now: Now): JobView {
  const { row } = job;
  const spec = jobSpecOf(job);
  const wanted = wantedJob(job);
  const nextDueMs = spec?.suspended || !wanted ? undefined : job.nextDueMs;
  const last = lastRunOf(job);
  const active = notOver(job).map((run) => run.id);
  return {
    name: row.name,
    role: spec?.role ?? '*',
    group: groupOf(row.name),
    labels: { ...spec?.labels },
    state: jobState(job),
    trigger: triggerView(spec?.trigger ?? { kind: 'manual' }),
    ...(nextDueMs === undefined ? {} : { nextDueMs }),
    ...(last ? { last } : {}),
    counts: { succeeded: row.succeeded, failed: row.failed, active: active.length },
    active: active.slice(0, shownActive),
    waits: waitViews(jobWaits(cluster, job, now)),
    ...(wanted ? { revision: wanted.revision, origin: wanted.origin } : {}),
  };
}

function lastRunOf(job: JobEntry): LastRunView | undefined {
  const { last } = job.row;
  if (!last) return undefined;
  const exitCode = job.runs.get(last.run)?.attempts.at(-1)?.end?.exitCode;
  const { run: id, state, atMs } = last;
  return { id, state, atMs, ...(exitCode === undefined ? {} : { exitCode }) };
}

export function jobList(cluster: Cluster, query: ListQuery, now: Now): JobList {
  const rows = [...cluster.tables.jobs.values()]
    .filter((job) => isThere(job) && fitsJob(job, query))
    .filter((job) => query.state === undefined || jobState(job) === query.state)
    .sort((a, b) => byText(a.row.name, b.row.name));
  const view = (job: JobEntry) => jobView(cluster, job, now);
  return pageOf({ rows, key: (job) => job.row.name, view }, query);
}
