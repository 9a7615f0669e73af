// Bad input stops nothing that runs, is told with its place, and is mended by the next commit
// alone.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appYaml, clusterYaml } from '../support/cluster/app-yaml.ts';
import { Cluster } from '../support/cluster/cluster.ts';

let cluster: Cluster;
const good = appYaml({ name: '/web', instances: 2 });
const files = { 'meridian.yaml': clusterYaml, 'apps/web.yaml': good };

beforeAll(async () => {
  cluster = await Cluster.start();
  cluster.commit(files);
  await cluster.startEngine();
  for (const agent of ['a1', 'a2']) cluster.startAgent(agent);
  await cluster.waitFor('two healthy', async () => (await running()).length === 2);
});

afterAll(() => cluster.stop());

async function running(): Promise<string[]> {
  const { items } = await cluster.client.tasks();
  return items
    .filter((task) => task.state === 'running')
    .map((task) => task.id)
    .sort();
}

/** The revision of a commit, once the engine has looked at it. */
async function revisionOf(commit: string) {
  await cluster.waitFor(`a look at ${commit}`, async () => {
    const { items } = await cluster.client.revisions();
    return items.some((revision) => revision.commit === commit);
  });
  const { items } = await cluster.client.revisions();
  return items.find((revision) => revision.commit === commit);
}

const faulty = [
  {
    what: 'broken YAML',
    files: { 'apps/broken.yaml': 'apiVersion: meridian/v1\nkind: App\nmetadata: {name: /x\n' },
    fault: { file: 'apps/broken.yaml' },
  },
  {
    what: 'an unknown field',
    files: { 'apps/x.yaml': appYaml({ name: '/x', more: ['instnces: 2'] }) },
    fault: {
      file: 'apps/x.yaml',
      code: 'unknown-field',
      hint: expect.stringContaining('instances'),
    },
  },
  {
    what: 'a cycle',
    files: {
      'apps/x.yaml': appYaml({ name: '/x', more: ['dependsOn: [/y]'] }),
      'apps/y.yaml': appYaml({ name: '/y', more: ['dependsOn: [/x]'] }),
    },
    fault: { code: 'cycle', message: expect.stringMatching(/\/x.*\/y/) },
  },
  {
    what: 'a name twice',
    files: { 'apps/x.yaml': good },
    fault: { code: 'duplicate-name', message: expect.stringContaining('/web') },
  },
];

describe.each(faulty)('$what', (row) => {
  it('is a fault with its place, changes nothing, and the next commit alone mends it', async () => {
    const before = await running();
    const revision = await revisionOf(cluster.commit(row.files));
    expect(revision?.state).toBe('faulty');
    expect(revision?.faults).toEqual(expect.arrayContaining([expect.objectContaining(row.fault)]));
    for (const fault of revision?.faults ?? []) expect(fault.line).toBeGreaterThan(0);
    expect(await running()).toEqual(before);
    const mended = Object.fromEntries(Object.keys(row.files).map((file) => [file, null]));
    expect((await revisionOf(cluster.commit(mended)))?.state).toBe('applied');
    expect(await running()).toEqual(before);
  });
});

it('tells of an app that can’t fit how many agents each resource ruled out', async () => {
  const before = await running();
  const big = appYaml({ name: '/big', resources: '{cpus: 64, memory: 16MiB}' });
  cluster.commit({ 'apps/big.yaml': big });
  await cluster.waitFor('the wait', async () => {
    const { items } = await cluster.client.apps();
    return items.some(
      (app) => app.name === '/big' && app.waits.some((w) => w.kind === 'unplaceable'),
    );
  });
  const why = JSON.stringify(await cluster.client.why('/big'));
  expect(why).toContain('cpus');
  expect(await running()).toEqual(before);
  cluster.commit({ 'apps/big.yaml': appYaml({ name: '/big' }) });
  await cluster.waitFor('it to fit', async () => (await running()).includes('/big#0.1'));
  cluster.commit({ 'apps/big.yaml': null });
  await cluster.waitFor('its end', async () => !(await running()).includes('/big#0.1'));
});

describe('all of the example’s apps moved out of `paths` in one commit', () => {
  const example = fileURLToPath(new URL('../../examples/shop', import.meta.url));

  it('is blocked, stops nothing, and a trailer lets it through', async () => {
    cpSync(join(example, 'apps'), join(cluster.repo.path, 'apps'), { recursive: true });
    const variables = clusterYaml.replace('{paths:', '{variables: {dbPort: "21010"}, paths:');
    expect(await revisionOf(cluster.commit({ 'meridian.yaml': variables }))).toMatchObject({
      state: 'applied',
    });
    cluster.repo.git('mv', 'apps', 'elsewhere');
    const moved = cluster.commit({
      'apps/group.yaml':
        'apiVersion: meridian/v1\nkind: Group\nmetadata: {name: /shop}\nspec: {}\n',
    });
    const before = await running();
    const revision = await revisionOf(moved);
    expect(revision).toMatchObject({
      state: 'blocked',
      reason: expect.stringContaining('Meridian-Allow-Delete'),
    });
    expect(await running()).toEqual(before);
    cluster.repo.git('commit', '--allow-empty', '-m', 'Meant\n\nMeridian-Allow-Delete: 10');
    await cluster.waitFor('nothing left', async () => (await running()).length === 0);
  });
});
