// Due runs over kill -9 of the engine, on the machine's own clock; and what becomes of a job that
// was suspended.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isoInstant } from '../../../engine/lib/time.ts';
import { clusterYaml } from '../../support/cluster/app-yaml.ts';
import { Cluster } from '../../support/cluster/cluster.ts';
import { jobYaml } from '../../support/cluster/job-yaml.ts';

let cluster: Cluster;

beforeEach(async () => {
  cluster = await Cluster.start();
  cluster.commit({ 'meridian.yaml': clusterYaml, 'apps/none.yaml': nothing() });
  await cluster.startEngine();
  cluster.startAgent('a1');
  await cluster.waitFor('the agent', async () => {
    const { items } = await cluster.client.agents();
    return items[0]?.presence === 'registered';
  });
});

afterEach(() => cluster.stop());

const nothing = (): string => jobYaml({ name: '/none', trigger: 'manual: true' });

const marked = (more: readonly string[], trigger: string, then = 'true'): string =>
  jobYaml({
    name: '/tick',
    trigger,
    command: `echo "$MERIDIAN_RUN" >> "$MARKS/ticks"; ${then}`,
    env: { MARKS: cluster.marks },
    more,
  });

/** Runs whose command ran, in order. */
function ticks(): readonly string[] {
  const file = join(cluster.marks, 'ticks');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

const secondFromNow = (seconds: number): string =>
  isoInstant((Math.floor(Date.now() / 1_000) + seconds) * 1_000);

const until = (instant: string, offsetMs: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, Math.max(0, Date.parse(instant) + offsetMs - Date.now()));
  });

async function commitTick(yaml: string): Promise<void> {
  cluster.commit({ 'apps/tick.yaml': yaml });
  await cluster.waitFor('the commit', async () => {
    const { latest } = await cluster.client.status();
    return latest?.commit === cluster.repo.git('rev-parse', 'HEAD').trim();
  });
}

const ends = async (): Promise<readonly string[]> => {
  const { items } = await cluster.client.runs({ job: '/tick', limit: 20 });
  return items.map((run) => run.state).reverse();
};

it('fires once when the engine is killed one second before', async () => {
  const due = secondFromNow(5);
  await commitTick(marked([], `schedule: R1/${due}/PT1H`));
  await until(due, -1_000);
  await cluster.kill('engine');
  await cluster.startEngine();
  await cluster.waitFor('the run', async () => (await ends()).includes('succeeded'));
  expect(ticks()).toHaveLength(1);
  expect(await ends()).toEqual(['succeeded']);
});

it('fires once when the engine is down while it is due', async () => {
  const due = secondFromNow(4);
  await commitTick(marked([], `schedule: R1/${due}/PT1H`));
  await until(due, -500);
  await cluster.kill('engine');
  await until(due, 1_500);
  await cluster.startEngine();
  await cluster.waitFor('the run', async () => (await ends()).includes('succeeded'));
  expect(ticks()).toHaveLength(1);
});

it('goes on with the run that is under way when the engine is killed', async () => {
  const due = secondFromNow(4);
  await commitTick(marked([], `schedule: R1/${due}/PT1H`, 'sleep 3'));
  await cluster.waitFor('the start', async () => ticks().length === 1);
  await cluster.kill('engine');
  await cluster.startEngine();
  await cluster.waitFor('its end', async () => (await ends()).includes('succeeded'));
  expect(ticks()).toHaveLength(1);
  expect(await ends()).toEqual(['succeeded']);
});

it.each([
  ['none', 0, 1],
  ['latest', 1, 1],
  ['all', 2, 0],
] as const)('resumed with catchUp %s runs %i of two missed runs', async (catchUp, runs, missed) => {
  const first = secondFromNow(4);
  const second = isoInstant(Date.parse(first) + 2_000);
  const trigger = `schedule: R2/${first}/PT2S`;
  const policy = [`catchUp: ${catchUp}`];
  await commitTick(marked(['suspended: true', ...policy], trigger));
  await until(second, 500);
  expect(ticks()).toEqual([]);
  await commitTick(marked(policy, trigger));
  await cluster.waitFor('what is caught up', async () => {
    const over = await ends();
    return over.filter((state) => state === 'succeeded').length === runs && over.length > 0;
  });
  expect(ticks()).toHaveLength(runs);
  expect((await ends()).filter((state) => state === 'skipped')).toHaveLength(missed);
});

it('kills an attempt at its timeout, and tells so', async () => {
  await commitTick(marked(['timeout: 1s'], 'manual: true', 'sleep 60'));
  await cluster.client.operate({ kind: 'run', job: '/tick' });
  await cluster.waitFor('the timeout', async () => (await ends()).includes('failed'));
  const { items } = await cluster.client.runs({ job: '/tick', limit: 1 });
  expect(items[0]?.attempts[0]?.reason).toBe('timeout');
});
