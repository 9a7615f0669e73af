// The diamond A -> B, C -> D on a real cluster: a job in it that fails once, and one that fails for
// good until a commit mends it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clusterYaml } from '../../support/cluster/app-yaml.ts';
import { Cluster } from '../../support/cluster/cluster.ts';
import { jobYaml } from '../../support/cluster/job-yaml.ts';

let cluster: Cluster;

/** Appends what runs to `starts`, and does what is asked for. */
const job = (name: string, trigger: string, then = 'true', more: readonly string[] = []): string =>
  jobYaml({
    name,
    trigger,
    command: `echo "$MERIDIAN_TASK" >> "$MARKS/starts"; ${then}`,
    env: { MARKS: cluster.marks },
    more,
  });

const failsOnce = 'test "$MERIDIAN_ATTEMPT" -gt 1 || { echo "not yet" >&2; exit 3; }';

beforeAll(async () => {
  cluster = await Cluster.start();
  cluster.commit({
    'meridian.yaml': clusterYaml,
    'apps/a.yaml': job('/etl/a', 'manual: true'),
    'apps/b.yaml': job('/etl/b', 'after: [/etl/a]', failsOnce, [
      'retries: {count: 1, delay: 200ms}',
    ]),
    'apps/c.yaml': job('/etl/c', 'after: [/etl/a]'),
    'apps/d.yaml': job('/etl/d', 'after: [/etl/b, /etl/c]'),
  });
  await cluster.startEngine();
  for (const agent of ['a1', 'a2']) cluster.startAgent(agent);
  await cluster.waitFor('four jobs', async () => (await cluster.client.jobs()).items.length === 4);
});

afterAll(() => cluster.stop());

/** Task ids in the order in which their commands ran. */
function starts(): readonly string[] {
  const file = join(cluster.marks, 'starts');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

const startsOf = (name: string): readonly string[] =>
  starts().filter((id) => id.startsWith(`${name}@`));

async function newest(name: string) {
  const { items } = await cluster.client.runs({ job: name, limit: 1 });
  return items[0];
}

const isOver = async (name: string, state: string, lineage: string): Promise<boolean> => {
  const run = await newest(name);
  return run?.lineage === lineage && run.state === state;
};

async function runChain(): Promise<string> {
  const answer = await cluster.client.operate({ kind: 'run', job: '/etl/a' });
  if (answer.run === undefined) throw new Error(answer.message);
  return answer.run;
}

it('tries the one that failed once again, and runs the last once', async () => {
  const lineage = await runChain();
  await cluster.waitFor('the last', () => isOver('/etl/d', 'succeeded', lineage));
  expect(startsOf('/etl/b')).toHaveLength(2);
  expect(startsOf('/etl/d')).toHaveLength(1);
  const run = await newest('/etl/b');
  expect(run?.attempts.map(({ state, exitCode }) => [state, exitCode])).toEqual([
    ['failed', 3],
    ['finished', 0],
  ]);
  const detail = await cluster.client.run(run?.id ?? '');
  expect(detail.attempts[0]?.message).toContain('not yet');
  // Each ran before what came after it.
  const order = starts().map((id) => id.slice(0, id.indexOf('@')));
  expect(order[0]).toBe('/etl/a');
  expect(order.at(-1)).toBe('/etl/d');
});

it('holds what is below the one that failed for good, until it is mended and retried', async () => {
  const broken = job('/etl/b', 'after: [/etl/a]', 'echo "no such table" >&2; exit 4');
  cluster.commit({ 'apps/b.yaml': broken });
  await cluster.waitFor('the broken b', async () => {
    const { policy } = await cluster.client.job('/etl/b');
    return policy?.retries.count === 0;
  });
  const lineage = await runChain();
  await cluster.waitFor('b to fail', () => isOver('/etl/b', 'failed', lineage));
  await cluster.waitFor('c', () => isOver('/etl/c', 'succeeded', lineage));
  expect((await newest('/etl/d'))?.lineage).not.toBe(lineage);
  const why = await cluster.client.why('/etl/d');
  const failed = await newest('/etl/b');
  expect(why.sentence).toContain('/etl/b');
  expect(why.remedy).toContain(`meridian retry ${failed?.id}`);
  expect(JSON.stringify(why)).toContain('no such table');

  cluster.commit({ 'apps/b.yaml': job('/etl/b', 'after: [/etl/a]', 'echo mended') });
  await cluster.client.sync();
  await cluster.client.operate({ kind: 'retry', run: failed?.id ?? '' });
  await cluster.waitFor('the last', () => isOver('/etl/d', 'succeeded', lineage));
  expect(startsOf('/etl/d')).toHaveLength(2);
  expect((await newest('/etl/b'))?.id).toBe(failed?.id);
  expect((await cluster.client.why('/etl/d')).waits).toEqual([]);
});

it('keeps a job’s history when its file is deleted and comes back', async () => {
  const before = (await cluster.client.runs({ job: '/etl/d' })).items.map((run) => run.id);
  const file = readFileSync(join(cluster.repo.path, 'apps/d.yaml'), 'utf8');
  cluster.commit({ 'apps/d.yaml': null });
  await cluster.waitFor('d to be gone', async () => {
    return (await cluster.client.jobs()).items.length === 3;
  });
  cluster.commit({ 'apps/d.yaml': file });
  await cluster.waitFor('d to be back', async () => {
    return (await cluster.client.jobs()).items.length === 4;
  });
  const { items } = await cluster.client.runs({ job: '/etl/d' });
  expect(items.map((run) => run.id)).toEqual(before);
  const lineage = await runChain();
  await cluster.waitFor('the last', () => isOver('/etl/d', 'succeeded', lineage));
});
