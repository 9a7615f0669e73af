// Normalised apps for tests, with the digests that `specs` would give them.
import { digestJson, type Json } from '../../engine/lib/digest.ts';
import { digestOf, objectName, role } from '../../engine/model/ids.ts';
import type {
  AppSpec,
  JobSpec,
  MaintenanceSpec,
  Placed,
  Wanted,
} from '../../engine/model/wanted.ts';

type Draft = Omit<AppSpec, 'taskDigest' | 'settingsDigest' | 'versionDigest' | 'digest'>;

const plain: Draft = {
  kind: 'App',
  name: objectName('/shop/web'),
  labels: {},
  role: role('*'),
  instances: 3,
  task: {
    command: { shell: 'exec sleep 1000' },
    cpusMilli: 100,
    memoryMib: 32,
    diskMib: 0,
    ports: [{ name: 'http', host: 0, service: 0, protocol: 'tcp', labels: {} }],
    env: {},
    kill: { delayMs: 0, graceMs: 3000, signal: 'SIGTERM' },
    logsMaxBytes: 52_428_800,
  },
  health: [],
  readiness: [],
  update: {
    minimumHealthMilli: 1000,
    maximumOverMilli: 1000,
    watchMs: 0,
    maxFailuresPerInstance: 0,
    maxFailedInstances: 0,
    onFailure: 'rollback',
    deadlineMs: 600_000,
  },
  placement: [],
  backoff: { initialMs: 1000, factorMilli: 1150, maxMs: 300_000 },
  unreachable: { inactiveAfterMs: 0, expungeAfterMs: 0 },
  killSelection: 'youngest-first',
  dependsOn: [],
  packing: 'spread',
};

/** An app with defaults, changed as asked, and its digests. */
export function appSpec(change: (draft: Draft) => Partial<Draft> = () => ({})): AppSpec {
  const draft: Draft = { ...plain, ...change(plain) };
  const { kill, logsMaxBytes, ...task } = draft.task;
  const digest = (value: unknown) =>
    digestOf(digestJson(JSON.parse(JSON.stringify(value)) as Json));
  const taskDigest = digest(task);
  const { health, readiness, update } = draft;
  return {
    ...draft,
    taskDigest,
    settingsDigest: digest({ health, readiness, kill, logsMaxBytes }),
    versionDigest: digest({ taskDigest, health, readiness, update }),
    digest: digest(draft),
  };
}

export const placed = <T>(spec: T): Placed<T> => ({
  spec,
  origin: { file: 'app.yaml', blob: '0'.repeat(40), document: 0, line: 1 },
});

export function wantedOf(...objects: readonly (AppSpec | JobSpec | MaintenanceSpec)[]): Wanted {
  const sorted = [...objects].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    cluster: {
      paths: ['.'],
      variables: {},
      sync: { intervalMs: 10_000, massDelete: { fractionMilli: 200, count: 5 } },
      packing: 'spread',
      digest: digestOf('cluster'),
    },
    apps: sorted.flatMap((spec) => (spec.kind === 'App' ? [placed(spec)] : [])),
    jobs: sorted.flatMap((spec) => (spec.kind === 'Job' ? [placed(spec)] : [])),
    groups: [],
    quotas: [],
    volumes: [],
    maintenance: sorted.flatMap((spec) => (spec.kind === 'Maintenance' ? [placed(spec)] : [])),
    ignoredDocuments: 0,
  };
}
