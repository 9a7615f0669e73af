// What is wanted in a soak: the apps, how they differ from each other, and their YAML.
import type { Conduct } from './task-script.ts';

export interface SoakApp {
  readonly name: string;
  readonly instances: number;
  readonly conduct: Conduct;
  /** What a fleeting one ends with. */
  readonly exitCode: number;
  /** In the task's environment: another one is an upgrade. `bad...` fails its check. */
  readonly version: string;
  /** In the command itself. */
  readonly words: number;
  /** Only of settings: label, grace, interval of the check. */
  readonly settings: number;
  readonly isChecked: boolean;
  /** Waits for an unreachable agent instead of replacing at once. */
  readonly isPatient: boolean;
}

export type Wanted = ReadonlyMap<string, SoakApp>;

type Kind = Pick<SoakApp, 'name'> & Partial<SoakApp>;

const kinds: readonly Kind[] = [
  { name: '/soak/web', isChecked: true },
  { name: '/soak/fails', conduct: 'fleeting', exitCode: 1 },
  { name: '/soak/queue', isPatient: true },
  { name: '/soak/stubborn', conduct: 'stubborn' },
  { name: '/soak/api', isChecked: true, isPatient: true },
  { name: '/soak/finishes', conduct: 'fleeting' },
  { name: '/soak/cache' },
  { name: '/soak/store', isChecked: true },
];

const plain: Omit<SoakApp, 'name' | 'instances'> = {
  ...{ conduct: 'steady', exitCode: 0, version: 'v1', words: 0, settings: 0 },
  ...{ isChecked: false, isPatient: false },
};

/** The first so many apps, each with so many instances. */
export function firstWanted(apps: number, instances: number): Wanted {
  const all = kinds.slice(0, apps).map((kind): SoakApp => ({ ...plain, instances, ...kind }));
  return new Map(all.map((app) => [app.name, app]));
}

/** A state that comes to rest: every app there, a new version of each, none that ends by itself. */
export function lastWanted(apps: number, instances: number): Wanted {
  const first = [...firstWanted(apps, instances).values()];
  const all = first.map((app) => ({ ...app, conduct: 'steady' as const, version: 'last' }));
  return new Map(all.map((app) => [app.name, app]));
}

export const fileOf = (name: string): string => `apps/${name.split('/').at(-1)}.yaml`;

export interface Places {
  readonly script: string;
  readonly records: string;
}

export function soakYaml(app: SoakApp, { script, records }: Places): string {
  const words = [app.conduct, app.exitCode, app.words].join(' ');
  const every = 800 + 100 * (app.settings % 5);
  const timing = `grace: 5s, interval: ${every}ms, timeout: 3s, maxConsecutiveFailures: 3`;
  const check = `{kind: command, command: 'test "\${VERSION#bad}" = "$VERSION"', ${timing}}`;
  const patience = app.isPatient ? '{inactiveAfter: 1m, expungeAfter: 5m}' : '{}';
  const forgiven = app.conduct === 'fleeting' ? 1000 : 1;
  const failures = `maxFailuresPerInstance: ${forgiven}, maxFailedInstances: ${forgiven}`;
  return [
    'apiVersion: meridian/v1',
    'kind: App',
    `metadata: {name: ${app.name}, labels: {settings: s${app.settings}}}`,
    'spec:',
    `  instances: ${app.instances}`,
    '  task:',
    `    command: exec /bin/sh ${script} ${words}`,
    `    env: {RECORDS: ${records}, VERSION: ${app.version}}`,
    '    resources: {cpus: 0.1, memory: 16MiB}',
    `    kill: {grace: ${2 + (app.settings % 3)}s}`,
    `  health: [${app.isChecked ? check : ''}]`,
    `  update: {minimumHealth: 0.8, maximumOver: 0.4, deadline: 60s, ${failures}}`,
    `  unreachable: ${patience}`,
    '  backoff: {initial: 200ms, factor: 1.15, max: 2s}',
    '',
  ].join('\n');
}
