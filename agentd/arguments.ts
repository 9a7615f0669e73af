// The command line of meridian-agentd. All that is wrong with it is said at once, each as
// `where: what is: what would be right`.
import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseDuration } from '../engine/lib/duration.ts';
import { role } from '../engine/model/ids.ts';
import type { Resource } from '../engine/model/resources/resource.ts';
import { parseAttributes } from './core/machine/attributes-text.ts';
import { type GivenResources, parseResources } from './core/machine/given-resources.ts';
import { type DefaultRole, roleFault } from './core/machine/resource-rules.ts';

export interface AgentArguments {
  readonly engine: string;
  readonly tokenFile: string | undefined;
  readonly work: string;
  readonly name: string | undefined;
  /** As they were given. */
  readonly resources: readonly Resource[] | undefined;
  readonly defaultRole: DefaultRole;
  /** `region` and `zone` among them. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly defaultUser: string | undefined;
  readonly allowRoot: boolean;
  readonly keepSandboxes: number;
  readonly startTimeoutMs: number;
  readonly killTasksOnExit: boolean;
  readonly exitWithStdin: boolean;
}

export type ParsedArguments =
  | { readonly kind: 'run'; readonly options: AgentArguments }
  | { readonly kind: 'help' }
  | { readonly kind: 'faults'; readonly faults: readonly string[] };

export const usage = `Usage: meridian-agentd --engine URL --work DIR [--token-file FILE] [options]

Joins this machine to an engine and runs the tasks it is given. Ended by SIGTERM
it leaves them running; started again on the same --work it takes them over.

  --engine URL           address of the engine: http://HOST:PORT, or https, ws, wss
  --work DIR             the agent's own directory: its identity, journal and sandboxes
  --token-file FILE      the join token (or in MERIDIAN_JOIN_TOKEN)
  --name NAME            name of the agent (= the machine's): a-z 0-9 . -
  --resources TEXT       instead of what is detected, name by name, such as
                         'cpus(prod):8;mem:8192;disk:20000;ports:[31000-32000]' (mem, disk:
                         MiB; in brackets the role it is reserved for), Mesos' JSON, or
                         file:///PATH of a file with either
  --default-role ROLE    who resources are reserved for that name no role (= *, nobody)
  --attributes TEXT      facts for placement, such as 'rack:1-1;os:linux;cores:8;nets:{a,b}'
  --region NAME          where it stands: attribute region, for placement
  --zone NAME            the same of its zone within the region: attribute zone
  --default-user USER    who runs tasks that name no user (needs root)
  --allow-root           tasks may run as root
  --keep-sandboxes N     sandboxes of ended tasks that are kept (= 100)
  --start-timeout TIME   a task whose command hasn't begun after this has failed (= 1m):
                         1s to 1h; too short fails what a slow disk would start
  --kill-tasks-on-exit   SIGTERM ends the tasks too
  --exit-with-stdin      the end of standard input (a parent's death) counts as SIGTERM
  --help                 this text

Example:
  MERIDIAN_JOIN_TOKEN=... meridian-agentd --engine http://10.0.0.1:8480 --work /var/lib/meridian \\
    --attributes 'rack:1-1' --default-user www-data
`;

const options = {
  engine: { type: 'string' },
  'token-file': { type: 'string' },
  work: { type: 'string' },
  name: { type: 'string' },
  resources: { type: 'string' },
  'default-role': { type: 'string' },
  attributes: { type: 'string' },
  region: { type: 'string' },
  zone: { type: 'string' },
  'default-user': { type: 'string' },
  'allow-root': { type: 'boolean' },
  'keep-sandboxes': { type: 'string' },
  'start-timeout': { type: 'string' },
  'kill-tasks-on-exit': { type: 'boolean' },
  'exit-with-stdin': { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

const keepMax = 100_000;
const startTimeoutRangeMs = { least: 1_000, most: 3_600_000 };
/** Mesos' way to name a file that holds the value. */
const fileScheme = 'file://';
const maxFileBytes = 1_048_576;

export function parseArguments(args: readonly string[]): ParsedArguments {
  let values: Values;
  try {
    values = parseArgs({ args: [...args], options, allowPositionals: false }).values;
  } catch (error) {
    const what = (error as Error).message.split('\n')[0]?.replace(/\.? To specify.*$/, '');
    return { kind: 'faults', faults: [`arguments: ${what}: see --help`] };
  }
  return values.help === true ? { kind: 'help' } : checked(values);
}

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

function checked(values: Values): ParsedArguments {
  const { engine, work, region, zone } = values;
  const owner = values['default-role'] ?? '*';
  const resources = givenResources(values.resources, owner);
  const attributes = parseAttributes(values.attributes ?? '', { region, zone });
  const keepSandboxes = Number(values['keep-sandboxes'] ?? '100');
  const startTimeoutMs = parseDuration(values['start-timeout'] ?? '1m') ?? 0;
  const { least, most } = startTimeoutRangeMs;
  const noRole = roleFault(owner);
  const faults = [
    ...(engine === undefined ? ['--engine: missing: write --engine http://HOST:PORT'] : []),
    ...(work === undefined ? ['--work: missing: name a directory for this agent alone'] : []),
    ...(noRole === undefined ? [] : [`--default-role: ${noRole}`]),
    ...(resources?.kind === 'faults' ? resources.faults : []),
    ...(attributes.kind === 'faults' ? attributes.faults : []),
    ...(Number.isInteger(keepSandboxes) && keepSandboxes >= 0 && keepSandboxes <= keepMax
      ? []
      : [`--keep-sandboxes: ${values['keep-sandboxes']}: a whole number from 0 to ${keepMax}`]),
    ...(startTimeoutMs >= least && startTimeoutMs <= most
      ? []
      : [`--start-timeout: ${values['start-timeout']}: a duration from 1s to 1h, such as 90s`]),
  ];
  if (faults.length > 0 || engine === undefined || work === undefined)
    return { kind: 'faults', faults };
  return {
    kind: 'run',
    options: {
      engine,
      work,
      tokenFile: values['token-file'],
      name: values.name,
      resources: resources?.kind === 'resources' ? resources.resources : undefined,
      defaultRole: role(owner),
      attributes: attributes.kind === 'attributes' ? attributes.attributes : {},
      defaultUser: values['default-user'],
      allowRoot: values['allow-root'] === true,
      keepSandboxes,
      startTimeoutMs,
      killTasksOnExit: values['kill-tasks-on-exit'] === true,
      exitWithStdin: values['exit-with-stdin'] === true,
    },
  };
}

function givenResources(given: string | undefined, owner: string): GivenResources | undefined {
  if (given === undefined) return undefined;
  // A default role that is none is said once, not again of each resource.
  const defaultRole = roleFault(owner) === undefined ? role(owner) : '*';
  if (!given.startsWith(fileScheme)) return parseResources(given, defaultRole);
  const path = given.slice(fileScheme.length);
  try {
    const { size } = statSync(path);
    if (size > maxFileBytes) throw new Error(`${size} bytes: at most ${maxFileBytes}`);
    return parseResources(readFileSync(path, 'utf8'), defaultRole);
  } catch (error) {
    const what = (error as Error).message;
    return { kind: 'faults', faults: [`--resources: ${what}: name a file, as file:///PATH`] };
  }
}
