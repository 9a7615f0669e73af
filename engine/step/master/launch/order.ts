// Makes the order for one launch: templates of launch time filled in, environment complete but for
// what only the agent knows (spec-language.md "Templates").
import type { Check, Order, Settings } from '../../../../schemas/generated/wire.ts';
import { type Filled, fillCommand, fillTemplate, hasTemplate } from '../../../lib/template.ts';
import type { TaskRow } from '../../../model/actual.ts';
import type { CheckSpec, TaskSpec } from '../../../model/wanted.ts';
import type { LaunchVersion } from './launch-version.ts';

/** Made when the first template asks for them: most launches have none. */
type Words = () => Readonly<Record<string, string>>;

export type Ordered =
  | { readonly kind: 'order'; readonly order: Order }
  /** A template can't be filled in: this launch fails with the reason. */
  | { readonly kind: 'refused'; readonly reason: string };

class RefusedTemplate extends Error {}

function taken(filled: Filled): string {
  if (filled.kind === 'refused') throw new RefusedTemplate(filled.reason + orphanText(filled));
  return filled.text;
}

/** A job that is run by hand begins a lineage of its own: nothing ran before it in that one. */
function orphanText({ missing }: { readonly missing?: string }): string {
  const [, job] = /^parent\("(.+)"\)/.exec(missing ?? '') ?? [];
  return job === undefined ? '' : `: no run of ${job} is in this run's lineage: run ${job} instead`;
}

const text = (template: string, words: Words): string =>
  hasTemplate(template) ? taken(fillTemplate(template, words())) : template;
const command = (template: string, words: Words): string =>
  hasTemplate(template) ? taken(fillCommand(template, words())) : template;

export function orderOf(row: TaskRow, version: LaunchVersion): Ordered {
  try {
    return { kind: 'order', order: filledOrder(row, version) };
  } catch (error) {
    if (error instanceof RefusedTemplate) return { kind: 'refused', reason: error.message };
    throw error;
  }
}

function filledOrder(row: TaskRow, version: LaunchVersion): Order {
  const { task } = version.spec;
  const words = launchWords(row, version);
  const { timeoutMs, logTailBytes, volumes = [] } = version;
  return {
    taskId: row.id,
    taskDigest: row.taskDigest,
    processes: [{ name: 'main', args: argsOf(task, words) }],
    env: environmentOf(row, version, words),
    ports: task.ports.map((port, index) => ({
      name: port.name,
      port: row.ports[index] ?? 0,
      protocol: port.protocol,
    })),
    resources: wireResources(row),
    settings: filledSettings(row, version, words),
    ...(volumes.length === 0 ? {} : { volumes }),
    ...(task.user === undefined ? {} : { user: task.user }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(logTailBytes === undefined ? {} : { logTailBytes }),
  };
}

function argsOf({ command: written }: TaskSpec, words: Words): [string, ...string[]] {
  if ('shell' in written) return ['/bin/sh', '-c', command(written.shell, words)];
  const [program = '/bin/true', ...rest] = written.args;
  return [text(program, words), ...rest.map((arg) => text(arg, words))];
}

/** The settings of a version for one task of it. */
export const settingsOf = (row: TaskRow, version: LaunchVersion): Settings =>
  filledSettings(row, version, launchWords(row, version));

function filledSettings(row: TaskRow, { spec }: LaunchVersion, words: Words): Settings {
  return {
    digest: spec.settingsDigest,
    kill: { ...spec.task.kill },
    logsMaxBytes: spec.task.logsMaxBytes,
    health: spec.health.map((check) => wireCheck(check, row, words)),
    readiness: spec.readiness.map((check) => wireCheck(check, row, words)),
  };
}

function launchWords(row: TaskRow, version: LaunchVersion): Words {
  let words: Record<string, string> | undefined;
  return () => {
    if (words !== undefined) return words;
    words = { ...version.words() };
    for (const [index, port] of version.spec.task.ports.entries()) {
      const number = String(row.ports[index] ?? 0);
      if (port.name !== '') words[`ports.${port.name}`] = number;
      words[`ports.${index}`] = number;
    }
    return words;
  };
}

function environmentOf(row: TaskRow, version: LaunchVersion, words: Words): Record<string, string> {
  const env: Record<string, string> = {};
  const written = version.spec.task.env;
  for (const name of Object.keys(written)) env[name] = text(written[name] ?? '', words);
  Object.assign(env, version.env, { MERIDIAN_TASK: row.id, MERIDIAN_AGENT: row.agentId });
  Object.assign(env, portWords(row.ports));
  version.spec.task.ports.forEach((port, index) => {
    if (port.name === '') return;
    env[`PORT_${port.name.toUpperCase().replaceAll('-', '_')}`] = String(row.ports[index]);
  });
  return env;
}

/** Host ports as a task is told of them, by index. */
export function portWords(ports: readonly number[]): Record<string, string> {
  if (ports.length === 0) return {};
  const each = ports.map((port, index) => [`PORT${index}`, String(port)]);
  return { PORT: String(ports[0]), PORTS: ports.join(','), ...Object.fromEntries(each) };
}

function wireCheck(check: CheckSpec, row: TaskRow, words: Words): Check {
  const { probe, ...timing } = check;
  switch (probe.kind) {
    case 'http':
    case 'https':
      return {
        ...timing,
        probe: {
          kind: probe.kind,
          port: row.ports[probe.port] ?? 0,
          path: text(probe.path, words),
          ...(probe.codes === undefined ? {} : { codes: [...probe.codes] }),
        },
      };
    case 'tcp':
      return { ...timing, probe: { kind: 'tcp', port: row.ports[probe.port] ?? 0 } };
    case 'command':
      return { ...timing, probe: { kind: 'command', command: command(probe.command, words) } };
  }
}

/** What a task takes, as its agent is told. */
export function wireResources(row: Pick<TaskRow, 'resources'>): Order['resources'] {
  const ranges: Record<string, [number, number][]> = {};
  for (const name in row.resources.ranges)
    ranges[name] = (row.resources.ranges[name] ?? []).map(([begin, end]) => [begin, end]);
  return { scalars: { ...row.resources.scalars }, ranges, sets: {} };
}
