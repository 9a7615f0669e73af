// A normalised object in the spec language's own words and units, as a flat list of fields: what a
// plan compares, and what it shows as old and new. Lists of plain values are one field.
import { formatMilli } from '../lib/decimal.ts';
import { formatDuration } from '../lib/duration.ts';
import { bytesPerMib, formatSize } from '../lib/size.ts';
import { isoInstant } from '../lib/time.ts';
import { resourceAmount, resourceWord, sortedNames } from './quota/resource-words.ts';
import type {
  AppSpec,
  CheckSpec,
  ClusterSpec,
  GroupSpec,
  JobSpec,
  MaintenanceSpec,
  PlacementConstraint,
  PortSpec,
  QuotaSpec,
  TaskSpec,
  Trigger,
  UpdatePolicy,
  VolumeMount,
  VolumeSpec,
} from './wanted.ts';

export type FieldSegments = readonly (string | number)[];
type FieldValue = string | number | boolean | undefined;

/**
 * By field path, in a fixed order: `update.minimumHealth` is `0.8`, `task.resources.memory` is
 * `128MiB`, `health[0].interval` is `5s`. Defaults are in it. Paths start below `spec`, but for
 * `labels`, which an App, Job, Volume or Maintenance has in its metadata.
 */
export function fieldsOf(
  spec: AppSpec | JobSpec | QuotaSpec | VolumeSpec | MaintenanceSpec | GroupSpec | ClusterSpec,
): ReadonlyMap<string, string> {
  const fields = new FieldList();
  if (!('kind' in spec)) addCluster(fields, spec);
  else if (spec.kind === 'App') addApp(fields, spec);
  else if (spec.kind === 'Job') addJob(fields, spec);
  else if (spec.kind === 'Quota') addQuota(fields, spec);
  else if (spec.kind === 'Volume') addVolume(fields, spec);
  else if (spec.kind === 'Maintenance') addMaintenance(fields, spec);
  else addGroup(fields, spec);
  return fields.all;
}

class FieldList {
  readonly all = new Map<string, string>();

  put(path: string, value: FieldValue): void {
    if (value !== undefined) this.all.set(path, String(value));
  }

  putAll(prefix: string, values: Readonly<Record<string, FieldValue>>): void {
    for (const [name, value] of Object.entries(values)) this.put(`${prefix}${name}`, value);
  }

  /** A map with keys of people's own, sorted. */
  putMap(path: string, map: Readonly<Record<string, string>>): void {
    for (const key of Object.keys(map).sort()) this.put(`${path}${memberText(key)}`, map[key]);
  }
}

const memberText = (key: string): string =>
  /^[A-Za-z_][A-Za-z0-9_-]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;

const listText = (items: readonly (string | number)[]): string | undefined =>
  items.length === 0 ? undefined : `[${items.join(', ')}]`;

const neverText = (ms: number | null): string => (ms === null ? 'never' : formatDuration(ms));

function addApp(fields: FieldList, app: AppSpec): void {
  fields.putMap('labels', app.labels);
  fields.putAll('', { role: app.role, instances: app.instances });
  addTask(fields, app.task);
  for (const list of ['health', 'readiness'] as const)
    for (const [index, check] of app[list].entries())
      addCheck(fields, `${list}[${index}].`, list, check);
  addUpdate(fields, app.update);
  addPlacement(fields, app.placement);
  fields.putAll('backoff.', {
    initial: formatDuration(app.backoff.initialMs),
    factor: formatMilli(app.backoff.factorMilli),
    max: formatDuration(app.backoff.maxMs),
  });
  fields.putAll('unreachable.', {
    inactiveAfter: neverText(app.unreachable.inactiveAfterMs),
    expungeAfter: neverText(app.unreachable.expungeAfterMs),
  });
  fields.putAll('', {
    killSelection: app.killSelection,
    dependsOn: listText(app.dependsOn),
    packing: app.packing,
    tier: app.tier ?? 'preferred',
  });
}

function addJob(fields: FieldList, job: JobSpec): void {
  fields.putMap('labels', job.labels);
  fields.put('role', job.role);
  addTask(fields, job.task);
  fields.putAll('', triggerFields(job.trigger));
  fields.putAll('', {
    startingDeadline: boundText(job.startingDeadlineMs),
    catchUp: job.catchUp,
    catchUpWindow: formatDuration(job.catchUpWindowMs),
    concurrency: job.concurrency,
    'retries.count': job.retries.count,
    'retries.delay': formatDuration(job.retries.delayMs),
    'retries.factor': formatMilli(job.retries.factorMilli),
    'retries.max': formatDuration(job.retries.maxMs),
    timeout: boundText(job.timeoutMs),
    softError: job.softError,
    'unreachable.after': job.unreachable.after,
    owners: listText(job.owners),
    suspended: job.suspended,
    'history.keep': job.history.keep,
  });
  addPlacement(fields, job.placement);
  fields.putAll('', { packing: job.packing, tier: job.tier ?? 'preferred' });
}

const boundText = (ms: number | null): string | undefined =>
  ms === null ? undefined : formatDuration(ms);

function triggerFields(trigger: Trigger): Readonly<Record<string, FieldValue>> {
  switch (trigger.kind) {
    case 'manual':
      return { manual: true };
    case 'after':
      return { after: listText(trigger.parents) };
    case 'timetable': {
      const { kind, text, zone } = trigger.timetable;
      return { [kind === 'cron' ? 'cron' : 'schedule']: text, timeZone: zone };
    }
  }
}

function addPlacement(fields: FieldList, rules: readonly PlacementConstraint[]): void {
  for (const [index, { attribute, operator, value }] of rules.entries())
    fields.putAll(`placement[${index}].`, { attribute, operator, value });
}

function addTask(fields: FieldList, task: TaskSpec): void {
  fields.putAll('task.', {
    command: 'shell' in task.command ? task.command.shell : undefined,
    args: 'args' in task.command ? JSON.stringify(task.command.args) : undefined,
    user: task.user,
    'resources.cpus': formatMilli(task.cpusMilli),
    'resources.memory': formatSize(task.memoryMib * bytesPerMib),
    'resources.disk': formatSize(task.diskMib * bytesPerMib),
  });
  for (const [index, port] of task.ports.entries()) addPort(fields, `task.ports[${index}]`, port);
  for (const [index, volume] of (task.volumes ?? []).entries())
    addMount(fields, `task.volumes[${index}].`, volume);
  fields.putMap('task.env', task.env);
  fields.putAll('task.', {
    'kill.delay': formatDuration(task.kill.delayMs),
    'kill.grace': formatDuration(task.kill.graceMs),
    'kill.signal': task.kill.signal,
    'logs.maxSize': formatSize(task.logsMaxBytes),
  });
}

function addPort(fields: FieldList, path: string, port: PortSpec): void {
  fields.putAll(`${path}.`, {
    name: port.name === '' ? undefined : port.name,
    host: port.host,
    service: port.service,
    protocol: port.protocol,
  });
  fields.putMap(`${path}.labels`, port.labels);
}

function addMount(fields: FieldList, prefix: string, { path, source }: VolumeMount): void {
  const isOwn = source.kind === 'persistent';
  fields.putAll(prefix, {
    path,
    persistent: isOwn ? formatSize(source.sizeMib * bytesPerMib) : undefined,
    volume: isOwn ? undefined : source.name,
  });
}

function addCheck(
  fields: FieldList,
  prefix: string,
  list: 'health' | 'readiness',
  check: CheckSpec,
): void {
  const { probe } = check;
  const isHealth = list === 'health';
  fields.putAll(prefix, {
    kind: probe.kind,
    port: 'port' in probe ? probe.port : undefined,
    path: 'path' in probe ? probe.path : undefined,
    codes: 'codes' in probe ? listText(probe.codes ?? []) : undefined,
    command: 'command' in probe ? probe.command : undefined,
    delay: formatDuration(check.delayMs),
    grace: isHealth ? formatDuration(check.graceMs) : undefined,
    interval: formatDuration(check.intervalMs),
    timeout: formatDuration(check.timeoutMs),
    maxConsecutiveFailures: isHealth ? check.maxConsecutiveFailures : undefined,
  });
}

function addUpdate(fields: FieldList, update: UpdatePolicy): void {
  const { batch } = update;
  const [size] = batch?.sizes ?? [];
  const isOne = batch?.sizes.length === 1;
  fields.putAll('update.', {
    minimumHealth: formatMilli(update.minimumHealthMilli),
    maximumOver: formatMilli(update.maximumOverMilli),
    'batch.size': isOne ? size : undefined,
    'batch.sizes': isOne ? undefined : listText(batch?.sizes ?? []),
    'batch.wait': batch?.wait,
    'batch.additions': batch?.additions,
    watch: formatDuration(update.watchMs),
    maxFailuresPerInstance: update.maxFailuresPerInstance,
    maxFailedInstances: update.maxFailedInstances,
    onFailure: update.onFailure,
    deadline: formatDuration(update.deadlineMs),
  });
}

function addQuota(fields: FieldList, quota: QuotaSpec): void {
  fields.putAll('', {
    'metadata.name': quota.name,
    role: quota.role,
    weight: formatMilli(quota.weightMilli),
  });
  for (const field of ['guarantee', 'limit'] as const) {
    const scalars = quota[field] ?? {};
    for (const name of sortedNames(scalars))
      fields.put(
        `${field}${memberText(resourceWord(name))}`,
        resourceAmount(name, scalars[name] ?? 0),
      );
  }
}

function addVolume(fields: FieldList, volume: VolumeSpec): void {
  fields.putMap('labels', volume.labels);
  fields.putAll('', { role: volume.role, size: formatSize(volume.sizeMib * bytesPerMib) });
}

function addMaintenance(fields: FieldList, window: MaintenanceSpec): void {
  const { startMs, endMs } = window;
  fields.putMap('labels', window.labels);
  fields.put('agents', listText(window.agents));
  for (const [index, { attribute, operator, value }] of window.select.entries())
    fields.putAll(`select[${index}].`, { attribute, operator, value });
  fields.putAll('', {
    start: isoInstant(startMs),
    duration: endMs === null ? undefined : formatDuration(endMs - startMs),
    drainBefore: formatDuration(window.drainBeforeMs),
    batch: window.batch,
    jobs: window.jobs,
  });
}

/** A Group's own labels are `metadata.labels`; `labels` are those it gives. */
function addGroup(fields: FieldList, group: GroupSpec): void {
  fields.putMap('metadata.labels', group.labels);
  for (const path of Object.keys(group.defaults).sort()) fields.put(path, group.defaults[path]);
  fields.put('dependsOn', listText(group.dependsOn));
}

function addCluster(fields: FieldList, cluster: ClusterSpec): void {
  fields.putAll('', { 'metadata.name': cluster.name, paths: listText(cluster.paths) });
  fields.putMap('variables', cluster.variables);
  fields.putAll('', {
    'sync.interval': formatDuration(cluster.sync.intervalMs),
    'sync.massDelete.fraction': formatMilli(cluster.sync.massDelete.fractionMilli),
    'sync.massDelete.count': cluster.sync.massDelete.count,
    packing: cluster.packing,
  });
}

const segmentPattern = /([A-Za-z_][A-Za-z0-9_-]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g;

/** Where a field of `fieldsOf` stands in a document of that kind: keys and indexes. */
export function documentPath(
  kind: 'App' | 'Job' | 'Quota' | 'Group' | 'Volume' | 'Maintenance' | 'Cluster',
  field: string,
): FieldSegments {
  const segments = [...field.matchAll(segmentPattern)].map(([, word, index, quoted]) =>
    index !== undefined ? Number(index) : (word ?? (JSON.parse(quoted ?? '""') as string)),
  );
  if (segments[0] === 'metadata') return segments;
  const isLabel = segments[0] === 'labels' && kind !== 'Group';
  return [isLabel ? 'metadata' : 'spec', ...segments];
}
