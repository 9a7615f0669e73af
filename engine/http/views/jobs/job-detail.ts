import type { JobDetail } from '../../../../schemas/generated/api.ts';
import type { RunRow } from '../../../model/jobs.ts';
import type { JobSpec } from '../../../model/wanted.ts';
import { scalarsOf } from '../../../place/app-request.ts';
import type { Cluster } from '../../../step/cluster.ts';
import type { Now } from '../../../step/jobs/now.ts';
import { type JobEntry, wantedJob } from '../../../step/tables.ts';
import { inUnits, shortDigest } from '../units.ts';
import { dueViews } from './due-view.ts';
import { jobView } from './job-view.ts';
import { runView } from './run-view.ts';

/** Due times shown. */
const shownDues = 5;
/** Runs shown. */
const shownRuns = 10;
/** Newest runs that are looked at for the last success. */
export const countedRuns = 100;

/** `runs`: its newest, newest first. */
export function jobDetail(
  cluster: Cluster,
  job: JobEntry,
  runs: readonly RunRow[],
  now: Now,
): JobDetail {
  const { suspendedMs } = job.row;
  const wanted = wantedJob(job);
  const view = jobView(cluster, job, now);
  const isDue = wanted && !wanted.spec.suspended;
  return {
    formatVersion: 1,
    ...view,
    counts: { ...view.counts, errorsSinceSuccess: errorsIn(runs) },
    ...(wanted
      ? {
          version: {
            digest: wanted.spec.digest,
            taskDigest: shortDigest(wanted.spec.taskDigest),
            revision: wanted.revision,
          },
          spec: { ...wanted.spec },
          task: taskOf(wanted.spec),
          policy: policyOf(wanted.spec),
        }
      : {}),
    children: [...cluster.tables.graph.children(job.row.name)],
    ...(suspendedMs === undefined ? {} : { suspendedMs }),
    next: isDue ? dueViews(job, now.wallMs, shownDues) : [],
    runs: runs.slice(0, shownRuns).map((run) => runView(cluster, run, now)),
  };
}

/** Runs that failed since the last success among them. */
function errorsIn(runs: readonly RunRow[]): number {
  const success = runs.findIndex((run) => run.state === 'succeeded');
  const since = success < 0 ? runs : runs.slice(0, success);
  return since.filter((run) => run.state === 'failed').length;
}

function taskOf(spec: JobSpec): NonNullable<JobDetail['task']> {
  const { command } = spec.task;
  return {
    command: 'shell' in command ? command.shell : command.args.map(quoted).join(' '),
    resources: inUnits(scalarsOf(spec)),
    taskDigest: shortDigest(spec.taskDigest),
  };
}

/** An argument as a shell would take it. */
const quoted = (arg: string): string =>
  /^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`;

function policyOf(spec: JobSpec): NonNullable<JobDetail['policy']> {
  const { startingDeadlineMs, retries, timeoutMs } = spec;
  const { count, delayMs, factorMilli, maxMs } = retries;
  return {
    concurrency: spec.concurrency,
    catchUp: spec.catchUp,
    catchUpWindowMs: spec.catchUpWindowMs,
    ...(startingDeadlineMs === null ? {} : { startingDeadlineMs }),
    retries: { count, delayMs, factor: factorMilli / 1000, maxMs },
    ...(timeoutMs === null ? {} : { timeoutMs }),
    softError: spec.softError,
    unreachable: spec.unreachable.after,
    suspended: spec.suspended,
    keep: spec.history.keep,
    owners: [...spec.owners],
  };
}
