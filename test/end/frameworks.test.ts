// Frameworks of others on a real engine with real agents: figures 4.1 and 4.2 of the book and its
// weights, to the number; and a task from its launch to its end.
import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { role } from '../../engine/model/ids.ts';
import type { Resource } from '../../engine/model/resources/resource.ts';
import type { OfferOperation } from '../../engine/model/scheduler-api/scheduler-call.ts';
import { bundle, reservedBundle } from '../support/allocate/resource-words.ts';
import { clusterYaml } from '../support/cluster/app-yaml.ts';
import { FrameworkCluster } from '../support/frameworks/framework-cluster.ts';
import { taskInfo } from '../support/frameworks/scripted-framework.ts';
import { waitUntil } from '../support/wait-until.ts';

let cluster: FrameworkCluster | undefined;

afterEach(async () => {
  await cluster?.stop();
  cluster = undefined;
});

async function start(files: Readonly<Record<string, string>> = {}): Promise<FrameworkCluster> {
  cluster = await FrameworkCluster.start({ 'meridian.yaml': clusterYaml, ...files });
  return cluster;
}

const soon = (what: string, isTrue: () => boolean): Promise<void> =>
  waitUntil(what, async () => isTrue(), 30_000);

test('figure 4.1: what A leaves is offered to B, and A’s task runs on', async () => {
  const { cluster: machines } = await start();
  machines.startAgent('m1', { resources: 'cpus:8;mem:16384;disk:65536;ports:[21000-21009]' });
  const a = cluster?.framework('A');
  await soon('A has the agent', () => a?.offers.length === 1);
  const b = cluster?.framework('B');
  expect(a?.offered).toEqual(['m1 *: cpus:8; disk:65536; mem:16384; ports:21000-21009']);
  const half = bundle('cpus:4; disk:32768; mem:8192; ports:21000-21009');
  const mark = `${machines.marks}/half`;
  const shell = `echo "$PORT0" > ${mark}; exec sleep 100000`;
  a?.launch('m1', { ...taskInfo('half', half), command: { shell } });
  await soon('B has the rest', () => b?.offers.length === 1);
  expect(b?.offered).toEqual(['m1 *: cpus:4; disk:32768; mem:8192']);
  await soon('it runs', () => a?.told.includes('half running') === true);
  const { items } = await machines.client.tasks();
  expect(items).toMatchObject([{ id: 'A.1:half', state: 'running', ports: expect.any(Array) }]);
  const offers = await machines.client.offers();
  expect(offers.items).toMatchObject([{ framework: 'B.1', resources: { cpus: 4, mem: 8192 } }]);
  a?.call({ kind: 'kill', taskId: 'half' });
  await soon('its end is told', () => a?.told.includes('half killed') === true);
  a?.acknowledge('half');
  await waitUntil(
    'it is forgotten',
    async () => (await machines.client.tasks()).items.length === 0,
  );
});

test('figure 4.2: A sees what is anybody’s, B also what is reserved for its role', async () => {
  const { cluster: machines } = await start();
  const halves = ['cpus(prod):8;mem(prod):16384;disk(prod):65536', 'cpus:8;mem:16384;disk:65536'];
  const a = cluster?.framework('A');
  machines.startAgent('m1', { resources: halves.join(';') });
  await soon('A has its half', () => a?.offers.length === 1);
  expect(a?.offered[0]).toMatch(/^m1 \*: cpus:8; disk:65536; mem:16384/);
  a?.decline('m1', 3_600_000);
  const b = cluster?.framework('B', 'prod');
  await soon('B has both', () => b?.offers.length === 1);
  const { items } = await machines.client.offers();
  expect(items).toMatchObject([
    { framework: 'B.1', role: 'prod', resources: { cpus: 16, mem: 32_768, disk: 131_072 } },
  ]);
});

/** What role `db` reserves, a volume of it, and tasks that see it at `db`. */
const [disk] = reservedBundle('disk:100', 'db') as [Resource];
const volume: Resource = { ...disk, disk: { volume: { id: 'data' } } };
const create: OfferOperation = { kind: 'create', operationId: 'c1', disk, id: 'data' };
const reserve: OfferOperation = {
  ...{ kind: 'reserve', operationId: 'r1', resources: bundle('disk:100'), role: role('db') },
};
const task = (taskId: string, shell: string): OfferOperation => ({
  kind: 'launch',
  tasks: [
    {
      ...taskInfo(taskId, [...bundle('cpus:1'), volume]),
      command: { shell },
      volumes: [{ id: 'data', path: 'db' }],
    },
  ],
});

test('a volume of a framework has its data for the next task, until it is destroyed', async () => {
  const { cluster: machines } = await start();
  machines.startAgent('m1', { resources: 'cpus:2;mem:1024;disk:1024' });
  const db = cluster?.framework('db', 'db');
  await soon('it has the agent', () => db?.offers.length === 1);
  const mark = `${machines.marks}/read`;
  db?.accept('m1', [reserve, create, task('writes', 'echo kept > db/file')], 0);
  await soon('one wrote', () => db?.told.includes('writes finished') === true);
  const hasVolume = (): boolean =>
    db?.offers.some(({ resources }) => resources.some((one) => one.disk?.volume)) === true;
  const acceptVolume = (...next: readonly OfferOperation[]): void => {
    const offerIds = db?.offers.map(({ id }) => id) ?? [];
    db?.call({ kind: 'accept', offerIds, operations: next, refuseMs: 0 });
  };
  await soon('its volume is offered again', hasVolume);
  acceptVolume(task('reads', `cat db/file > ${mark}`));
  await soon('another read', () => db?.told.includes('reads finished') === true);
  expect(readFileSync(mark, 'utf8')).toBe('kept\n');
  await soon('its volume is offered again', hasVolume);
  const { items } = await machines.client.volumes();
  expect(items).toMatchObject([{ name: 'data!1.1', role: 'db', sizeMib: 100, state: 'idle' }]);
  acceptVolume({ kind: 'destroy', operationId: 'd1', id: 'data' });
  await soon(
    'it is destroyed',
    () =>
      db?.heard.some((event) => event.kind === 'operation-done' && event.operationId === 'd1') ===
      true,
  );
  await waitUntil(
    'its data is gone',
    async () => (await machines.client.volumes()).items.length === 0,
  );
  await soon('its disk is offered', () => db?.offers.length !== 0);
  acceptVolume({ ...create, operationId: 'c2' }, task('finds', `ls -A db > ${mark}`));
  await soon('a new one is made', () => db?.told.includes('finds finished') === true);
  expect(readFileSync(mark, 'utf8')).toBe('');
});

test('what a framework leaves behind is listed with the words that give it up', async () => {
  const { cluster: machines } = await start();
  machines.startAgent('m1', { resources: 'cpus:2;mem:1024;disk:1024' });
  const db = cluster?.framework('db', 'db');
  await soon('it has the agent', () => db?.offers.length === 1);
  db?.accept('m1', [reserve, create, task('writes', 'echo kept > db/file')], 0);
  await soon('its task has ended', () => db?.told.includes('writes finished') === true);
  db?.call({ kind: 'teardown' });
  const [m1] = (await machines.client.agents()).items;
  const name = m1?.reserved[0]?.release ?? '';
  expect(name).toBe(`db@${m1?.id}`);
  const { message } = await machines.client.operate({ kind: 'release', name });
  expect(message).toBe(`${name} is given up: role * has it now, and ${m1?.id} destroys the data`);
  await waitUntil('all that it left is gone', async () => {
    const [agent] = (await machines.client.agents()).items;
    return agent?.reserved.length === 0 && (await machines.client.volumes()).items.length === 0;
  });
});

const quotaOf = (role: string, weight: number): string => `apiVersion: meridian/v1
kind: Quota
spec: {role: ${role}, weight: ${weight}}
`;

test('weights 10, 20 and 30 share six agents as 1, 2 and 3', async () => {
  const weights = { dev: 10, stage: 20, prod: 30 };
  const files = Object.entries(weights).map(([role, weight]) => [
    `apps/quota-${role}.yaml`,
    quotaOf(role, weight),
  ]);
  const { cluster: machines } = await start(Object.fromEntries(files));
  const frameworks = Object.keys(weights).map((role) => cluster?.framework(role, role));
  await waitUntil('the weights are in effect', async () => {
    const { items } = await machines.client.roles();
    return items.some(({ role, weight }) => role === 'prod' && weight === 30);
  });
  for (let at = 1; at <= 6; at += 1)
    machines.startAgent(`m${at}`, { resources: 'cpus:1;mem:1024' });
  const counts = () => frameworks.map((one) => one?.offers.length ?? 0);
  await soon('all are offered', () => counts().reduce((sum, count) => sum + count) === 6);
  expect(counts()).toEqual([1, 2, 3]);
  const { items } = await machines.client.roles();
  const shares = items
    .filter((one) => one.role in weights)
    .map((one) => [one.role, one.offered?.cpus, one.allocated.cpus]);
  expect(shares).toEqual([
    ['dev', 1, 1],
    ['prod', 3, 3],
    ['stage', 2, 2],
  ]);
});
