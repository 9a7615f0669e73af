// The command line of meridian-agentd. All that is wrong with it is said at once, each as
// `where: what is: what would be right`.
import { parseArgs } from 'node:util';
import type { Resources } from '../schemas/generated/wire.ts';
import { parseAttributesText } from './core/attributes-text.ts';
import { parseResourcesText } from './core/resources-text.ts';

export interface AgentArguments {
  readonly engine: string;
  readonly tokenFile: string | undefined;
  readonly work: string;
  readonly name: string | undefined;
  readonly resources: Resources | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  readonly defaultUser: string | undefined;
  readonly allowRoot: boolean;
  readonly keepSandboxes: number;
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
  --resources TEXT       instead of what is detected, such as
                         'cpus:4;mem:8192;disk:20000;ports:[31000-32000]' (mem, disk: MiB)
  --attributes TEXT      facts for placement, such as 'rack:1-1;os:linux'
  --default-user USER    who runs tasks that name no user (needs root)
  --allow-root           tasks may run as root
  --keep-sandboxes N     sandboxes of ended tasks that are kept (= 100)
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
  attributes: { type: 'string' },
  'default-user': { type: 'string' },
  'allow-root': { type: 'boolean' },
  'keep-sandboxes': { type: 'string' },
  'kill-tasks-on-exit': { type: 'boolean' },
  'exit-with-stdin': { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

const keepMax = 100_000;

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
  const { engine, work } = values;
  const resources =
    values.resources === undefined ? undefined : parseResourcesText(values.resources);
  const attributes = parseAttributesText(values.attributes ?? '');
  const keepSandboxes = Number(values['keep-sandboxes'] ?? '100');
  const faults = [
    ...(engine === undefined ? ['--engine: missing: write --engine http://HOST:PORT'] : []),
    ...(work === undefined ? ['--work: missing: name a directory for this agent alone'] : []),
    ...(resources?.kind === 'faults' ? resources.faults : []),
    ...(attributes.kind === 'faults' ? attributes.faults : []),
    ...(Number.isInteger(keepSandboxes) && keepSandboxes >= 0 && keepSandboxes <= keepMax
      ? []
      : [`--keep-sandboxes: ${values['keep-sandboxes']}: a whole number from 0 to ${keepMax}`]),
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
      attributes: attributes.kind === 'attributes' ? attributes.attributes : {},
      defaultUser: values['default-user'],
      allowRoot: values['allow-root'] === true,
      keepSandboxes,
      killTasksOnExit: values['kill-tasks-on-exit'] === true,
      exitWithStdin: values['exit-with-stdin'] === true,
    },
  };
}
