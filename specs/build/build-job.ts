// A Job's document, what its groups give and the cluster's settings, to its normalised spec.
import { parseInterval } from '../../engine/lib/time.ts';
import { objectName, role } from '../../engine/model/ids.ts';
import type { Timetable } from '../../engine/model/timetable.ts';
import type { JobSpec, Trigger } from '../../engine/model/wanted.ts';
import type { Job } from '../../schemas/generated/spec.ts';
import type { Finding } from '../document/finding.ts';
import { type Built, idleNull, namesOf, type Surroundings, tierOf } from './build-app.ts';
import { buildTask } from './build-task.ts';
import { defaultJob, defaultRetries } from './defaults.ts';
import { VariableFill } from './fill.ts';
import { overlay } from './inherited.ts';
import { withJobDigests } from './job-digests.ts';
import { durationMs, durationOrNever, milli } from './quantities.ts';

export function buildJob(job: Job, around: Surroundings): Built<JobSpec> {
  const findings: Finding[] = [];
  const { metadata, spec } = job;
  const { role: ownRole, placement } = spec;
  const { user, env } = spec.task;
  const own = { role: ownRole, labels: metadata.labels, user, env, placement };
  const given = overlay(around.inherited, own, ['metadata', 'labels'], (path) =>
    findings.push(idleNull(path)),
  );
  const fill = new VariableFill(around.settings.variables);
  const built = withJobDigests({
    kind: 'Job',
    name: objectName(metadata.name),
    labels: given.labels,
    role: role(given.role ?? defaultJob.role),
    task: buildTask(spec.task, given, fill),
    ...runningOf(spec),
    placement: given.placement ?? [],
    packing: spec.packing ?? around.settings.packing,
    ...tierOf(spec.tier),
  });
  return { spec: built, findings: [...findings, ...fill.findings] };
}

type Fields = Job['spec'];
type Digests = 'taskDigest' | 'settingsDigest' | 'digest';
type Running = Omit<
  JobSpec,
  'kind' | 'name' | 'labels' | 'role' | 'task' | 'placement' | 'packing' | 'tier' | Digests
>;

/** When and how it runs: what no Group gives. */
const runningOf = (spec: Fields): Running => ({
  trigger: triggerOf(spec),
  startingDeadlineMs: durationOrNever(spec.startingDeadline, defaultJob.startingDeadlineMs),
  catchUp: spec.catchUp ?? defaultJob.catchUp,
  catchUpWindowMs: durationMs(spec.catchUpWindow, defaultJob.catchUpWindowMs),
  concurrency: spec.concurrency ?? defaultJob.concurrency,
  retries: spec.retries === undefined ? defaultRetries : retriesOf(spec.retries),
  timeoutMs: durationOrNever(spec.timeout, defaultJob.timeoutMs),
  softError: spec.softError ?? defaultJob.softError,
  unreachable: { after: spec.unreachable?.after ?? defaultJob.unreachableAfter },
  owners: spec.owners ?? [],
  suspended: spec.suspended ?? defaultJob.suspended,
  history: { keep: spec.history?.keep ?? defaultJob.historyKeep },
});

/** The rules of the document have made sure that there is exactly one. */
function triggerOf({
  schedule,
  cron,
  after,
  timeZone: zone = defaultJob.timeZone,
}: Fields): Trigger {
  if (schedule !== undefined) return { kind: 'timetable', timetable: intervalOf(schedule, zone) };
  if (cron !== undefined)
    return { kind: 'timetable', timetable: { kind: 'cron', text: cron, zone } };
  return after === undefined ? { kind: 'manual' } : { kind: 'after', parents: namesOf(after, []) };
}

function intervalOf(text: string, zone: string): Timetable {
  const parsed = parseInterval(text, zone);
  if (!parsed.ok) throw new Error(`${text} passed its rules and can't be read: ${parsed.what}`);
  const { repeat, startMs, period } = parsed;
  return { kind: 'interval', text, zone, repeat, startMs, period };
}

const retriesOf = (retries: NonNullable<Fields['retries']>): JobSpec['retries'] => ({
  count: retries.count ?? defaultRetries.count,
  delayMs: durationMs(retries.delay, defaultRetries.delayMs),
  factorMilli: milli(retries.factor, defaultRetries.factorMilli),
  maxMs: durationMs(retries.max, defaultRetries.maxMs),
});
