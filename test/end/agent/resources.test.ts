// What agents are started with, from the command line to `meridian agents`, with real processes.
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appYaml, clusterYaml } from '../../support/cluster/app-yaml.ts';
import { Cluster } from '../../support/cluster/cluster.ts';

const main = fileURLToPath(new URL('../../../.build/engine/main.js', import.meta.url));
const run = promisify(execFile);
let cluster: Cluster;

beforeAll(async () => {
  cluster = await Cluster.start({ config: { agentRemovalLimit: { perSeconds: 1.5 } } });
  const app = { name: '/shop/web', instances: 1, command: 'exec sleep 100000' };
  cluster.commit({ 'meridian.yaml': clusterYaml, 'apps/web.yaml': appYaml(app) });
  await cluster.startEngine();
  cluster.startAgent('slip', { resources: 'cpu:4;mem:4096' });
  await cluster.waitFor('the first agent', async () => (await agents()).length === 1);
});

afterAll(() => cluster.stop());

const agents = async () => (await cluster.client.agents()).items;
const agentOf = async (name: string) => (await agents()).find(({ id }) => id.startsWith(name));

test('with a misspelt resource it joins, is never offered, and says what to write', async () => {
  const slip = await agentOf('slip');
  expect(slip?.presence).toBe('registered');
  const never = "never offered: it has no cpus: start it with --resources 'cpus:4'";
  expect(slip?.waits).toMatchObject([{ kind: 'no-resources', text: never }]);
  expect(slip?.warnings).toMatchObject([{ remedy: 'write cpus in --resources' }]);
  for (const said of [never, 'no task asks for cpu: write cpus in --resources'])
    expect(cluster.log('slip')).toContain(said);
  const why = await cluster.client.why('/shop/web');
  expect(JSON.stringify(why)).toContain('no-resources rules out 1');
  const { stdout } = await run(process.execPath, [main, 'agents'], {
    env: {
      ...process.env,
      MERIDIAN_URL: cluster.url,
      MERIDIAN_TOKEN: 'api-canary',
      COLUMNS: '200',
    },
  });
  expect(stdout).toContain(never);
});

test('the list says by which settings of the engine agents are given up', async () => {
  expect((await cluster.client.agents()).absence).toMatchObject({
    ...{ agentTimeoutMs: 3_000, agentReregistrationTimeoutMs: 20_000 },
    removalLimit: { agents: 20, perMs: 1_500 },
  });
});

test('what it reserves, its disks and its place are shown as they were given', async () => {
  const file = join(cluster.folder, 'resources.json');
  const scalar = (name: string, value: number) => ({ name, type: 'SCALAR', scalar: { value } });
  const path = { source: { type: 'PATH', path: { root: cluster.marks } } };
  const resources = [
    { ...scalar('cpus', 8), role: 'prod' },
    { ...scalar('cpus', 2), role: '*' },
    scalar('mem', 1024),
    { ...scalar('disk', 512), disk: path },
    {
      ...{ name: 'ports', type: 'RANGES', role: '*' },
      ranges: { range: [{ begin: 21_000, end: 21_009 }] },
    },
  ];
  writeFileSync(file, JSON.stringify(resources));
  const words = ['--default-role', 'eng', '--region', 'eu', '--zone', 'eu-1'];
  cluster.startAgent('json', { resources: `file://${file}`, attributes: 'rack:1-1', words });
  await cluster.waitFor('the second agent', async () => (await agents()).length === 2);
  const agent = await agentOf('json');
  expect(agent?.attributes).toEqual({ rack: '1-1', region: 'eu', zone: 'eu-1' });
  expect(agent?.resources).toMatchObject({ cpus: { total: 10 }, mem: { total: 1024 } });
  expect(agent?.reserved).toEqual([
    { role: 'eng', scalars: { disk: 512, mem: 1024 }, ranges: {}, sets: {} },
    { role: 'prod', scalars: { cpus: 8 }, ranges: {}, sets: {} },
  ]);
  expect(agent?.disks).toEqual([{ kind: 'path', root: cluster.marks, total: 512, role: 'eng' }]);
  expect(agent).toMatchObject({ waits: [], warnings: [] });
});

test('an agent whose resources are wrong says all of it and doesn’t start', async () => {
  cluster.startAgent('wrong', { resources: 'cpus:x;mem(a b):1', words: ['--zone', '?'] });
  await cluster.waitFor('its end', async () => cluster.endOf('wrong') === 'exit code 1');
  const said = cluster.log('wrong');
  for (const fault of ['--resources: cpus: "x"', '--resources: mem: role "a b"', '--zone: "?"'])
    expect(said).toContain(fault);
});
