// The defaults, normalised. The schemas state them for people; a test compares the two. What
// equals its default stays out of digests, so a default can't change without restarting things.
import type {
  AppSpec,
  ClusterSpec,
  JobSpec,
  KillPolicy,
  TaskSpec,
  UpdatePolicy,
} from '../../engine/model/wanted.ts';

export const defaultKill: KillPolicy = { delayMs: 0, graceMs: 3000, signal: 'SIGTERM' };

export const defaultTask: Pick<TaskSpec, 'cpusMilli' | 'memoryMib' | 'diskMib' | 'logsMaxBytes'> = {
  cpusMilli: 100,
  memoryMib: 32,
  diskMib: 0,
  logsMaxBytes: 50 * 1024 ** 2,
};

export const defaultPort = { name: '', host: 0, service: 0, protocol: 'tcp' } as const;

export const defaultHealth = {
  path: '/',
  delayMs: 0,
  graceMs: 300_000,
  intervalMs: 60_000,
  timeoutMs: 20_000,
  maxConsecutiveFailures: 3,
} as const;

/** A readiness check has neither grace nor a count of failures: it never kills. */
export const defaultReadiness = {
  path: '/',
  delayMs: 0,
  graceMs: 0,
  intervalMs: 30_000,
  timeoutMs: 10_000,
  maxConsecutiveFailures: 0,
} as const;

export type CheckDefaults = typeof defaultHealth | typeof defaultReadiness;

export const defaultUpdate: UpdatePolicy = {
  minimumHealthMilli: 1000,
  maximumOverMilli: 1000,
  watchMs: 0,
  maxFailuresPerInstance: 0,
  maxFailedInstances: 0,
  onFailure: 'rollback',
  deadlineMs: 600_000,
};

/** Of an App with volumes: an instance and its successor can't hold one volume. */
export const volumesUpdate: UpdatePolicy = { ...defaultUpdate, maximumOverMilli: 0 };

export const defaultBatch = { wait: false, additions: false } as const;

export const defaultBackoff: AppSpec['backoff'] = {
  initialMs: 1000,
  factorMilli: 1150,
  maxMs: 300_000,
};

export const defaultUnreachable: AppSpec['unreachable'] = { inactiveAfterMs: 0, expungeAfterMs: 0 };

/** Of an App with volumes: another instance elsewhere would split its data. */
export const volumesUnreachable: AppSpec['unreachable'] = {
  inactiveAfterMs: null,
  expungeAfterMs: null,
};

export const defaultApp = {
  role: '*',
  instances: 1,
  killSelection: 'youngest-first',
  packing: 'spread',
} as const;

export const defaultRetries: JobSpec['retries'] = {
  count: 0,
  delayMs: 60_000,
  factorMilli: 1000,
  maxMs: 3_600_000,
};

/** `null`: until the next due time; no bound. */
export const defaultJob = {
  role: '*',
  timeZone: 'UTC',
  startingDeadlineMs: null,
  catchUp: 'latest',
  catchUpWindowMs: 86_400_000,
  concurrency: 'forbid',
  timeoutMs: null,
  softError: false,
  unreachableAfter: 'block',
  suspended: false,
  historyKeep: 100,
  packing: 'spread',
} as const;

export const defaultVolume = { role: '*' } as const;

export const defaultMaintenance = { drainBeforeMs: 900_000, batch: 1, jobs: 'wait' } as const;

export const defaultWeightMilli = 1000;

export const defaultSync: ClusterSpec['sync'] = {
  intervalMs: 10_000,
  massDelete: { fractionMilli: 200, count: 5 },
};

export const defaultPaths: readonly string[] = ['.'];
