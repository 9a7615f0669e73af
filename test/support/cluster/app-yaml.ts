// YAML of an app for end-to-end tests: light processes, checks and waits of a second or less.

export interface AppYaml {
  readonly name: string;
  readonly instances?: number;
  readonly command?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A shell command that says whether an instance is healthy. */
  readonly check?: string;
  readonly update?: string;
  readonly more?: readonly string[];
  readonly resources?: string;
}

export function appYaml(app: AppYaml): string {
  const timing = 'grace: 1s, interval: 200ms, timeout: 2s, maxConsecutiveFailures: 2';
  const check = `{kind: command, command: ${quoted(app.check ?? 'true')}, ${timing}}`;
  const env = Object.entries(app.env ?? {}).map(([name, value]) => `${name}: ${quoted(value)}`);
  return [
    'apiVersion: meridian/v1',
    'kind: App',
    `metadata: {name: ${app.name}}`,
    'spec:',
    `  instances: ${app.instances ?? 1}`,
    '  task:',
    `    command: ${quoted(app.command ?? 'exec sleep 100000')}`,
    `    env: {${env.join(', ')}}`,
    `    resources: ${app.resources ?? '{cpus: 0.1, memory: 16MiB}'}`,
    `  health: [${check}]`,
    `  update: ${app.update ?? '{minimumHealth: 1.0, maximumOver: 0.2, deadline: 20s}'}`,
    '  backoff: {initial: 200ms, factor: 1.15, max: 2s}',
    ...(app.more ?? []).map((line) => `  ${line}`),
    '',
  ].join('\n');
}

const quoted = (text: string): string => JSON.stringify(text);

export const clusterYaml = `apiVersion: meridian/v1
kind: Cluster
metadata: {name: test}
spec: {paths: [apps], sync: {interval: 200ms}}
`;
