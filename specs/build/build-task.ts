// A task's document to what one instance runs, every default filled in.
import { objectName } from '../../engine/model/ids.ts';
import type {
  CheckSpec,
  PortSpec,
  ProbeSpec,
  TaskSpec,
  VolumeMount,
} from '../../engine/model/wanted.ts';
import type { App, Task } from '../../schemas/generated/spec.ts';
import type { Check } from '../document/check-rules.ts';
import { type Ports, portIndex } from '../document/port-index.ts';
import {
  type CheckDefaults,
  defaultHealth,
  defaultKill,
  defaultPort,
  defaultReadiness,
  defaultTask,
} from './defaults.ts';
import type { Fill } from './fill.ts';
import type { Inherited, Texts } from './inherited.ts';
import { durationMs, milli, sizeBytes, sizeMib } from './quantities.ts';

export function buildTask(task: Task, given: Inherited, fill: Fill): TaskSpec {
  const { resources = {}, ports = [], volumes = [], kill, logs } = task;
  return {
    command: commandOf(task, fill),
    ...(given.user === undefined ? {} : { user: given.user }),
    cpusMilli: milli(resources.cpus, defaultTask.cpusMilli),
    memoryMib: sizeMib(resources.memory, defaultTask.memoryMib),
    diskMib: sizeMib(resources.disk, defaultTask.diskMib),
    ports: ports.length === 0 ? noPorts : ports.map(portOf),
    ...(volumes.length === 0 ? {} : { volumes: volumes.map(mountOf).sort(byPath) }),
    env: filledEnv(given.env, fill),
    kill: kill === undefined ? defaultKill : killOf(kill),
    logsMaxBytes: sizeBytes(logs?.maxSize, defaultTask.logsMaxBytes),
  };
}

type Mount = NonNullable<Task['volumes']>[number];

const noPorts: readonly PortSpec[] = [];
const noTexts: Texts = {};

function commandOf(task: Task, fill: Fill): TaskSpec['command'] {
  if (task.command !== undefined)
    return { shell: fill.text(task.command, ['spec', 'task', 'command']) };
  const args = task.args ?? [];
  return { args: args.map((arg, index) => fill.text(arg, ['spec', 'task', 'args', index])) };
}

function portOf(port: Ports[number]): PortSpec {
  const { name, host, service, protocol, labels } = port;
  return {
    name: name ?? defaultPort.name,
    host: host ?? defaultPort.host,
    service: service ?? defaultPort.service,
    protocol: protocol ?? defaultPort.protocol,
    labels: labels === undefined ? noTexts : textsOf(labels),
  };
}

function mountOf({ path, persistent, volume }: Mount): VolumeMount {
  if (volume !== undefined) return { path, source: { kind: 'volume', name: objectName(volume) } };
  return { path, source: { kind: 'persistent', sizeMib: sizeMib(persistent, 0) } };
}

/** Their order in the list is nothing to the task. */
const byPath = (a: VolumeMount, b: VolumeMount): number => (a.path < b.path ? -1 : 1);

const textsOf = (scalars: Readonly<Record<string, unknown>>): Texts =>
  Object.fromEntries(Object.entries(scalars).map(([key, value]) => [key, String(value)]));

function filledEnv(env: Texts, fill: Fill): Texts {
  const names = Object.keys(env);
  if (names.length === 0) return noTexts;
  const filled: Record<string, string> = {};
  for (const name of names.sort())
    filled[name] = fill.text(env[name] ?? '', ['spec', 'task', 'env', name]);
  return filled;
}

function killOf(kill: NonNullable<Task['kill']>): TaskSpec['kill'] {
  return {
    delayMs: durationMs(kill.delay, defaultKill.delayMs),
    graceMs: durationMs(kill.grace, defaultKill.graceMs),
    signal: kill.signal ?? defaultKill.signal,
  };
}

const noChecks: readonly CheckSpec[] = [];

export function buildChecks(
  list: 'health' | 'readiness',
  spec: App['spec'],
  fill: Fill,
): readonly CheckSpec[] {
  const checks: readonly Check[] = spec[list] ?? [];
  if (checks.length === 0) return noChecks;
  const defaults = list === 'health' ? defaultHealth : defaultReadiness;
  const ports = spec.task.ports ?? [];
  return checks.map((check, index) => {
    const text = (field: 'path' | 'command', value: string): string =>
      fill.text(value, ['spec', list, index, field]);
    return { ...timingOf(check, defaults), probe: probeOf(check, ports, text) };
  });
}

function timingOf(check: Check, defaults: CheckDefaults): Omit<CheckSpec, 'probe'> {
  const health = 'grace' in check || 'maxConsecutiveFailures' in check ? check : undefined;
  return {
    delayMs: durationMs(check.delay, defaults.delayMs),
    graceMs: durationMs(health?.grace, defaults.graceMs),
    intervalMs: durationMs(check.interval, defaults.intervalMs),
    timeoutMs: durationMs(check.timeout, defaults.timeoutMs),
    maxConsecutiveFailures: health?.maxConsecutiveFailures ?? defaults.maxConsecutiveFailures,
  };
}

function probeOf(
  check: Check,
  ports: Ports,
  text: (field: 'path' | 'command', value: string) => string,
): ProbeSpec {
  const { kind } = check;
  if (kind === 'command') return { kind, command: text('command', check.command ?? '') };
  const port = portIndex(ports, check.port ?? 0) ?? 0;
  if (kind === 'tcp') return { kind, port };
  const path = text('path', check.path ?? defaultHealth.path);
  return { kind, port, path, ...(check.codes === undefined ? {} : { codes: check.codes }) };
}
