// Digests are SHA-256 of canonical JSON in normalised units, without fields that equal their
// default: so a field that is new to the language restarts nothing, and one amount written in two
// ways is one amount. The task's leaves out `kill`, `logs`, `ports[].service` and `ports[].labels`.
// What stands here must never change: same spec, same digest, same instance.
import { digestJson, type Json } from '../../engine/lib/digest.ts';
import { digestOf } from '../../engine/model/ids.ts';
import type {
  AppSpec,
  CheckSpec,
  KillPolicy,
  PortSpec,
  TaskSpec,
  UpdatePolicy,
  VolumeMount,
} from '../../engine/model/wanted.ts';
import {
  type CheckDefaults,
  defaultApp,
  defaultBackoff,
  defaultBatch,
  defaultHealth,
  defaultKill,
  defaultPort,
  defaultReadiness,
  defaultTask,
  defaultUnreachable,
  defaultUpdate,
} from './defaults.ts';

type Digests = 'taskDigest' | 'settingsDigest' | 'versionDigest' | 'digest';
export type Sparse = { readonly [key: string]: Json | undefined };

/** Fills in the four digests of an App. */
export function withDigests(app: Omit<AppSpec, Digests>): AppSpec {
  const taskDigest = digestOf(digestJson(sparseTask(app.task)));
  const health = sparseChecks(app.health, defaultHealth);
  const readiness = sparseChecks(app.readiness, defaultReadiness);
  const update = sparseUpdate(app.update);
  const settings = {
    health,
    readiness,
    kill: sparseKill(app.task.kill),
    logs: sparseLogs(app.task),
  };
  const settingsDigest = digestOf(digestJson(settings));
  const version = { task: taskDigest, health, readiness, update };
  const versionDigest = digestOf(digestJson(version));
  const digest = digestOf(digestJson({ version: versionDigest, ...settings, ...sparseRest(app) }));
  return { ...app, taskDigest, settingsDigest, versionDigest, digest };
}

export const unless = <T extends Json>(value: T, standard: T): T | undefined =>
  value === standard ? undefined : value;

/** A map without members counts as absent. */
export function some(map: Sparse): Sparse | undefined {
  for (const key in map) if (map[key] !== undefined) return map;
  return undefined;
}

export const list = (items: readonly Json[]): readonly Json[] | undefined =>
  items.length === 0 ? undefined : items;

export function sparseTask(task: TaskSpec): Sparse {
  return {
    ...('shell' in task.command ? { command: task.command.shell } : { args: task.command.args }),
    user: task.user,
    resources: some({
      cpus: unless(task.cpusMilli, defaultTask.cpusMilli),
      memory: unless(task.memoryMib, defaultTask.memoryMib),
      disk: unless(task.diskMib, defaultTask.diskMib),
    }),
    ports: list(task.ports.map(sparsePort)),
    volumes: list((task.volumes ?? []).map(sparseVolume)),
    env: some(task.env),
  };
}

const sparsePort = (port: PortSpec): Sparse => ({
  name: unless(port.name, defaultPort.name),
  host: unless(port.host, defaultPort.host),
  protocol: unless<string>(port.protocol, defaultPort.protocol),
});

const sparseVolume = ({ path, source }: VolumeMount): Sparse =>
  source.kind === 'persistent'
    ? { path, persistent: source.sizeMib }
    : { path, volume: source.name };

export const sparseKill = (kill: KillPolicy): Sparse | undefined =>
  some({
    delay: unless(kill.delayMs, defaultKill.delayMs),
    grace: unless(kill.graceMs, defaultKill.graceMs),
    signal: unless(kill.signal, defaultKill.signal),
  });

export const sparseLogs = (task: TaskSpec): Sparse | undefined =>
  some({ maxSize: unless(task.logsMaxBytes, defaultTask.logsMaxBytes) });

const sparseChecks = (checks: readonly CheckSpec[], defaults: CheckDefaults) =>
  list(checks.map((check) => sparseCheck(check, defaults)));

function sparseCheck(check: CheckSpec, defaults: CheckDefaults): Sparse {
  const { probe } = check;
  return {
    kind: probe.kind,
    port: 'port' in probe ? unless(probe.port, 0) : undefined,
    path: 'path' in probe ? unless<string>(probe.path, defaults.path) : undefined,
    codes: 'codes' in probe ? probe.codes : undefined,
    command: 'command' in probe ? probe.command : undefined,
    delay: unless<number>(check.delayMs, defaults.delayMs),
    grace: unless<number>(check.graceMs, defaults.graceMs),
    interval: unless<number>(check.intervalMs, defaults.intervalMs),
    timeout: unless<number>(check.timeoutMs, defaults.timeoutMs),
    maxConsecutiveFailures: unless<number>(
      check.maxConsecutiveFailures,
      defaults.maxConsecutiveFailures,
    ),
  };
}

function sparseUpdate(update: UpdatePolicy): Sparse | undefined {
  const { batch } = update;
  return some({
    minimumHealth: unless(update.minimumHealthMilli, defaultUpdate.minimumHealthMilli),
    maximumOver: unless(update.maximumOverMilli, defaultUpdate.maximumOverMilli),
    batch: batch && {
      sizes: batch.sizes,
      wait: unless<boolean>(batch.wait, defaultBatch.wait),
      additions: unless<boolean>(batch.additions, defaultBatch.additions),
    },
    watch: unless(update.watchMs, defaultUpdate.watchMs),
    maxFailuresPerInstance: unless(
      update.maxFailuresPerInstance,
      defaultUpdate.maxFailuresPerInstance,
    ),
    maxFailedInstances: unless(update.maxFailedInstances, defaultUpdate.maxFailedInstances),
    onFailure: unless<string>(update.onFailure, defaultUpdate.onFailure),
    deadline: unless(update.deadlineMs, defaultUpdate.deadlineMs),
  });
}

/** All that the version and the settings leave out. */
function sparseRest(app: Omit<AppSpec, Digests>): Sparse {
  const { backoff, unreachable } = app;
  return {
    kind: app.kind,
    name: app.name,
    labels: some(app.labels),
    role: unless<string>(app.role, defaultApp.role),
    instances: unless<number>(app.instances, defaultApp.instances),
    ports: list(app.task.ports.map(sparseRouting)),
    placement: list(app.placement.map((rule) => ({ ...rule }))),
    backoff: some({
      initial: unless(backoff.initialMs, defaultBackoff.initialMs),
      factor: unless(backoff.factorMilli, defaultBackoff.factorMilli),
      max: unless(backoff.maxMs, defaultBackoff.maxMs),
    }),
    unreachable: some({
      inactiveAfter: never(unreachable.inactiveAfterMs, defaultUnreachable.inactiveAfterMs),
      expungeAfter: never(unreachable.expungeAfterMs, defaultUnreachable.expungeAfterMs),
    }),
    killSelection: unless<string>(app.killSelection, defaultApp.killSelection),
    dependsOn: list(app.dependsOn),
    packing: unless<string>(app.packing, defaultApp.packing),
    tier: app.tier,
  };
}

export const never = (ms: number | null, standard: number | null): Json | undefined =>
  ms === standard ? undefined : (ms ?? 'never');

export const sparseRouting = (port: PortSpec): Sparse => ({
  service: unless(port.service, defaultPort.service),
  labels: some(port.labels),
});
