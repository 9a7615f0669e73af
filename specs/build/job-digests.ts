// The digests of a Job, by the rules of `digests.ts`: its task's is that of the same task in an
// App. A timetable counts as written, since an anchor is kept for its text.
// What stands here must never change: same spec, same digest, no anchor drawn anew.
import { digestJson, type Json } from '../../engine/lib/digest.ts';
import { digestOf } from '../../engine/model/ids.ts';
import type { JobSpec, Trigger } from '../../engine/model/wanted.ts';
import { defaultJob, defaultRetries } from './defaults.ts';
import {
  list,
  never,
  type Sparse,
  some,
  sparseKill,
  sparseLogs,
  sparseRouting,
  sparseTask,
  unless,
} from './digests.ts';

type Undigested = Omit<JobSpec, 'taskDigest' | 'settingsDigest' | 'digest'>;

/** Fills in the three digests of a Job. */
export function withJobDigests(job: Undigested): JobSpec {
  const taskDigest = digestOf(digestJson(sparseTask(job.task)));
  const settings = { kill: sparseKill(job.task.kill), logs: sparseLogs(job.task) };
  const settingsDigest = digestOf(digestJson(settings));
  const digest = digestOf(digestJson({ task: taskDigest, ...settings, ...sparseRest(job) }));
  return { ...job, taskDigest, settingsDigest, digest };
}

/** All that the task and the settings leave out. */
const sparseRest = (job: Undigested): Sparse => ({
  kind: job.kind,
  name: job.name,
  labels: some(job.labels),
  role: unless<string>(job.role, defaultJob.role),
  ports: list(job.task.ports.map(sparseRouting)),
  placement: list(job.placement.map((rule) => ({ ...rule }))),
  packing: unless<string>(job.packing, defaultJob.packing),
  tier: job.tier,
  ...sparseTrigger(job.trigger),
  startingDeadline: never(job.startingDeadlineMs, defaultJob.startingDeadlineMs),
  catchUp: unless<string>(job.catchUp, defaultJob.catchUp),
  catchUpWindow: unless<number>(job.catchUpWindowMs, defaultJob.catchUpWindowMs),
  concurrency: unless<string>(job.concurrency, defaultJob.concurrency),
  retries: sparseRetries(job.retries),
  timeout: never(job.timeoutMs, defaultJob.timeoutMs),
  softError: unless<boolean>(job.softError, defaultJob.softError),
  unreachable: some({ after: unless<string>(job.unreachable.after, defaultJob.unreachableAfter) }),
  owners: list(job.owners),
  suspended: unless<boolean>(job.suspended, defaultJob.suspended),
  history: some({ keep: unless<number>(job.history.keep, defaultJob.historyKeep) }),
});

function sparseTrigger(trigger: Trigger): { readonly [key: string]: Json | undefined } {
  switch (trigger.kind) {
    case 'manual':
      return { manual: true };
    case 'after':
      return { after: trigger.parents };
    case 'timetable': {
      const { kind, text, zone } = trigger.timetable;
      const timeZone = unless<string>(zone, defaultJob.timeZone);
      return kind === 'cron' ? { cron: text, timeZone } : { schedule: text, timeZone };
    }
  }
}

const sparseRetries = (retries: JobSpec['retries']): Sparse | undefined =>
  some({
    count: unless(retries.count, defaultRetries.count),
    delay: unless(retries.delayMs, defaultRetries.delayMs),
    factor: unless(retries.factorMilli, defaultRetries.factorMilli),
    max: unless(retries.maxMs, defaultRetries.maxMs),
  });
