// Normalised jobs for tests, with the digests that `specs` would give them.
import { digestJson, type Json } from '../../engine/lib/digest.ts';
import { parseInterval } from '../../engine/lib/time.ts';
import { digestOf, objectName, role } from '../../engine/model/ids.ts';
import type { JobSpec, Trigger } from '../../engine/model/wanted.ts';

type Draft = Omit<JobSpec, 'taskDigest' | 'settingsDigest' | 'digest'>;

const plain: Draft = {
  kind: 'Job',
  name: objectName('/etl/load'),
  labels: {},
  role: role('*'),
  task: {
    command: { shell: 'exec sleep 1' },
    cpusMilli: 100,
    memoryMib: 32,
    diskMib: 0,
    ports: [],
    env: {},
    kill: { delayMs: 0, graceMs: 3000, signal: 'SIGTERM' },
    logsMaxBytes: 52_428_800,
  },
  trigger: { kind: 'manual' },
  startingDeadlineMs: null,
  catchUp: 'latest',
  catchUpWindowMs: 86_400_000,
  concurrency: 'forbid',
  retries: { count: 0, delayMs: 60_000, factorMilli: 1000, maxMs: 3_600_000 },
  timeoutMs: null,
  softError: false,
  unreachable: { after: 'block' },
  owners: [],
  suspended: false,
  history: { keep: 100 },
  placement: [],
  packing: 'spread',
};

/** A job with defaults, changed as asked, and its digests. */
export function jobSpec(name: string, change: Partial<Draft> = {}): JobSpec {
  const draft: Draft = { ...plain, name: objectName(name), ...change };
  const { kill, logsMaxBytes, ...task } = draft.task;
  const digest = (value: unknown) =>
    digestOf(digestJson(JSON.parse(JSON.stringify(value)) as Json));
  return {
    ...draft,
    taskDigest: digest(task),
    settingsDigest: digest({ kill, logsMaxBytes }),
    digest: digest(draft),
  };
}

/** By an ISO 8601 repeating interval. */
export function every(text: string, zone = 'UTC'): Trigger {
  const parsed = parseInterval(text, zone);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.what}`);
  const { repeat, startMs, period } = parsed;
  return {
    kind: 'timetable',
    timetable: { kind: 'interval', text, zone, repeat, startMs, period },
  };
}

export const after = (...parents: readonly string[]): Trigger => ({
  kind: 'after',
  parents: parents.map(objectName).sort(),
});
