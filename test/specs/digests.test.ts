// Same spec, same digest, for ever: else an upgrade of the engine would restart everything.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { job } from '../support/fault-table.ts';
import { arbitraryDocuments, type SpecDoc } from '../support/specs/spec-generator.ts';
import { wantedOf } from '../support/specs/spec-tree.ts';

const golden = (name: string): string =>
  readFileSync(new URL(`./golden/${name}`, import.meta.url), 'utf8');

test('50 specs have the digests they always had', () => {
  const { apps, groups, quotas, cluster } = wantedOf({
    'specs.yaml': golden('specs.yaml'),
    'meridian.yaml': golden('meridian.yaml'),
  });
  const lines = [
    ...apps.map(({ spec: { name, taskDigest, settingsDigest, versionDigest, digest } }) =>
      [name, taskDigest, settingsDigest, versionDigest, digest].join(' '),
    ),
    ...groups.map(({ spec }) => `${spec.name} ${spec.digest}`),
    ...quotas.map(({ spec }) => `${spec.role} ${spec.digest}`),
    `cluster ${cluster.digest}`,
  ];
  expect(apps).toHaveLength(50);
  expect(`${lines.join('\n')}\n`).toBe(golden('digests.txt'));
});

test('Jobs have the digests they always had', () => {
  const { jobs } = wantedOf({
    'jobs.yaml': golden('jobs.yaml'),
    'meridian.yaml': golden('meridian.yaml'),
  });
  const lines = jobs.map(({ spec: { name, taskDigest, settingsDigest, digest } }) =>
    [name, taskDigest, settingsDigest, digest].join(' '),
  );
  expect(jobs).toHaveLength(8);
  expect(`${lines.join('\n')}\n`).toBe(golden('jobs-digests.txt'));
});

const taskOf = (task: string) => {
  const text = `apiVersion: meridian/v1\nkind: App\nmetadata: {name: /a}\nspec: {task: ${task}}\n`;
  const [app] = wantedOf({ 'a.yaml': text }).apps;
  return app?.spec.taskDigest;
};

test.each([
  ['{command: run}', '{"command":"run"}'],
  [
    '{args: [a, b], resources: {cpus: 0.5, memory: 1GiB}, env: {B: x, A: 1.10}}',
    '{"args":["a","b"],"env":{"A":"1.10","B":"x"},"resources":{"cpus":500,"memory":1024}}',
  ],
  [
    '{command: x, ports: [{name: http, service: 80, labels: {a: b}}, {host: 53, protocol: udp}]}',
    '{"command":"x","ports":[{"name":"http"},{"host":53,"protocol":"udp"}]}',
  ],
  [
    '{command: x, volumes: [{path: wal, persistent: 2GiB}, {path: db, persistent: 512}]}',
    '{"command":"x","volumes":[{"path":"db","persistent":512},{"path":"wal","persistent":2048}]}',
  ],
])('the digest of %s is that of %s', (task, canonical) => {
  expect(taskOf(task)).toBe(createHash('sha256').update(canonical).digest('hex'));
});

test.each([
  [
    'a default written out',
    '{command: x, resources: {cpus: 0.1, memory: 32MiB, disk: 0}, ports: []}',
  ],
  ['another unit', '{command: x, resources: {memory: 32}}'],
  ['more decimals', '{command: x, resources: {cpus: 0.100}}'],
  ['no volumes', '{command: x, volumes: []}'],
  ['kill and logs', '{command: x, kill: {grace: 1m}, logs: {maxSize: 1MiB}}'],
])('%s changes no task digest', (_what, task) => {
  expect(taskOf(task)).toBe(taskOf('{command: x}'));
});

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const jobDigest = (spec: string): string | undefined =>
  wantedOf({ 'j.yaml': job('/j', spec) }).jobs[0]?.spec.digest;

test.each([
  ['  schedule: R//PT1H\n', '"kind":"Job","name":"/j","schedule":"R//PT1H","task":"TASK"'],
  [
    '  cron: "0 0 * * *"\n  timeZone: Asia/Tokyo\n',
    '"cron":"0 0 * * *","kind":"Job","name":"/j","task":"TASK","timeZone":"Asia/Tokyo"',
  ],
  [
    '  manual: true\n  retries: {count: 2, delay: 1m}\n',
    '"kind":"Job","manual":true,"name":"/j","retries":{"count":2},"task":"TASK"',
  ],
])('the digest of a Job with %j is that of what it says, defaults left out', (spec, said) => {
  const task = sha256('{"command":"run"}');
  expect(jobDigest(spec)).toBe(sha256(`{${said.replace('TASK', task)}}`));
});

const apiVersion = 'meridian/v1';
const styles = [
  {},
  { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' },
  { collectionStyle: 'flow' },
  { indent: 4, lineWidth: 40, defaultStringType: 'QUOTE_SINGLE' },
] as const;

function reversedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversedKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, member]) => [key, reversedKeys(member)]);
  return Object.fromEntries(entries.reverse());
}

const files = (documents: readonly SpecDoc[], style: number, turn: boolean) =>
  Object.fromEntries(
    documents.map((document, index) => {
      const whole = { apiVersion, ...document };
      const text = stringify(turn ? reversedKeys(whole) : whole, styles[style]);
      const path = index === 0 ? 'meridian.yaml' : `specs/${index}.yaml`;
      return [path, turn ? `# a comment\n---\n${text}\n# and one more\n` : text];
    }),
  );

test('the order of keys, comments and formatting are nothing to any digest', () => {
  fc.assert(
    fc.property(arbitraryDocuments(), fc.nat({ max: 3 }), (documents, style) => {
      const one = wantedOf(files(documents, 0, false));
      const other = wantedOf(files(documents, style, true));
      const specs = (wanted: typeof one) => [
        wanted.cluster.digest,
        ...[...wanted.apps, ...wanted.jobs, ...wanted.quotas, ...wanted.volumes].map(
          ({ spec }) => spec.digest,
        ),
      ];
      expect(specs(other)).toEqual(specs(one));
    }),
    { numRuns: 60 },
  );
});
