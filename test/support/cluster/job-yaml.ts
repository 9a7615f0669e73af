// YAML of a job for end-to-end tests.

export interface JobYaml {
  readonly name: string;
  /** `schedule: ...`, `after: [...]` or `manual: true`. */
  readonly trigger: string;
  readonly command?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly more?: readonly string[];
}

export function jobYaml(job: JobYaml): string {
  const env = Object.entries(job.env ?? {}).map(
    ([name, value]) => `${name}: ${JSON.stringify(value)}`,
  );
  return [
    'apiVersion: meridian/v1',
    'kind: Job',
    `metadata: {name: ${job.name}}`,
    'spec:',
    `  ${job.trigger}`,
    '  task:',
    `    command: ${JSON.stringify(job.command ?? 'true')}`,
    `    env: {${env.join(', ')}}`,
    '    resources: {cpus: 0.1, memory: 16MiB}',
    ...(job.more ?? []).map((line) => `  ${line}`),
    '',
  ].join('\n');
}
