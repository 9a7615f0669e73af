// What worlds of the simulator have shown to be wrong, each as small as it gets.
import { expect, it } from 'vitest';
import type { RunId } from '../../../../engine/model/ids.ts';
import { quantitiesOf } from '../../../../engine/model/resources/bundle.ts';
import { CoreWorld } from '../../../support/core-world.ts';
import { after, jobSpec } from '../../../support/job-spec.ts';

it('a soft failure whose children have run is not tried again: they would run again', () => {
  const world = new CoreWorld();
  world.addAgent('a1').behave = (order) =>
    order.taskId.startsWith('/a@') ? { state: 'failed', exitCode: 1 } : { state: 'finished' };
  world.commit(jobSpec('/a', { softError: true }), jobSpec('/b', { trigger: after('/a') }));
  world.operate({ kind: 'run', name: jobSpec('/a').name, env: {} });
  const ends = () => [...world.history.values()].map(({ name, state }) => `${name} ${state}`);
  expect(ends()).toEqual(['/a failed', '/b succeeded']);
  const launches = () => world.sent.filter(({ order }) => order.kind === 'launch').length;
  expect(launches()).toBe(2);
  world.operate({ kind: 'retry', run: '/a@m1' as RunId });
  expect(world.answers.at(-1)).toMatchObject({ ok: false, code: 'conflict' });
  expect(launches()).toBe(2);
});

it('a version is forgotten once the run that was created under it starts from a newer one', () => {
  const world = new CoreWorld();
  world.commit(jobSpec('/a'));
  world.operate({ kind: 'run', name: jobSpec('/a').name, env: {} });
  world.commit(jobSpec('/a', { timeoutMs: 60_000 }));
  const job = world.core.tables.jobs.get(jobSpec('/a').name);
  expect(job?.versions.size).toBe(2);
  world.addAgent('a1');
  expect(world.running()).toEqual(['/a@m1.1']);
  expect(job?.versions.size).toBe(1);
});

it('of a job that allows it no longer, none is tried again while another runs', () => {
  const world = new CoreWorld();
  world.addAgent('a1');
  const retries = { count: 1, delayMs: 1_000, factorMilli: 1_000, maxMs: 1_000 };
  world.commit(jobSpec('/a', { concurrency: 'allow', retries }));
  const { name } = jobSpec('/a');
  world.operate({ kind: 'run', name, env: {} });
  world.operate({ kind: 'run', name, env: {} });
  expect(world.running()).toEqual(['/a@m1.1', '/a@m2.1']);
  world.commit(jobSpec('/a', { concurrency: 'forbid', retries }));
  world.report('a1', '/a@m1.1', { state: 'failed', exitCode: 1 });
  world.advance(5_000);
  expect(world.running()).toEqual(['/a@m2.1']);
  world.report('a1', '/a@m2.1', { state: 'finished' });
  expect(world.running()).toEqual(['/a@m1.2']);
});

it('an attempt whose end only its run’s row says holds nothing of its agent', () => {
  const freeCpus: (number | undefined)[] = [];
  for (let writes = 0; ; writes += 1) {
    const world = new CoreWorld();
    world.addAgent('a1');
    world.commit(jobSpec('/a'));
    const { name } = jobSpec('/a');
    world.operate({ kind: 'run', name, env: {} });
    world.crashAfter = world.writes + writes;
    const isKilled = !world.survives(() =>
      world.report('a1', '/a@m1.1', { state: 'failed', exitCode: 1 }),
    );
    world.crashAfter = Infinity;
    world.restart();
    const attempt = [...world.core.tables.tasks.values()][0]?.row;
    expect(attempt?.end?.exitCode ?? 1).toBe(1);
    expect(attempt?.end?.reason).not.toBe('agent-unreachable');
    // Where it is over, a run that is cancelled before it has a place makes it forgotten.
    world.operate({ kind: 'run', name, env: {} });
    world.operate({ kind: 'cancel', run: '/a@m2' as RunId });
    world.connect('a1');
    world.advance(10_000);
    expect(world.running()).toEqual([]);
    const { core } = world;
    const [id] = core.tables.agents.keys();
    freeCpus.push(id && quantitiesOf(core.allocator.freeOn(id) ?? []).cpus);
    if (!isKilled) break;
  }
  expect(freeCpus.length).toBeGreaterThan(3);
  expect(new Set(freeCpus)).toEqual(new Set([8_000]));
});

it('a run that is replaced by what a batch brings isn’t launched in the place it frees', () => {
  const world = new CoreWorld();
  world.addAgent('a1', 0.4);
  const large = { ...jobSpec('/c').task, cpusMilli: 400 };
  const child = { trigger: after('/a', '/b'), concurrency: 'replace', task: large } as const;
  const parents = ['/a', '/b'].map((name) => jobSpec(name, { concurrency: 'allow' }));
  world.commit(...parents, jobSpec('/c', child));
  for (const name of ['/a', '/b', '/a', '/b'])
    world.operate({ kind: 'run', name: jobSpec(name).name, env: {} });
  const finish = (id: string) => world.report('a1', id, { state: 'finished' });
  const runs = () => [...(world.core.tables.jobs.get(jobSpec('/c').name)?.runs.values() ?? [])];
  for (const id of ['/a@m1.1', '/b@m2.1', '/a@m3.1']) finish(id);
  const [first] = runs();
  expect(first?.state).toBe('waiting');
  // Makes room for it, and brings another in its place.
  finish('/b@m4.1');
  const [second] = runs().filter(({ state }) => state === 'running');
  expect(world.running()).toEqual([`${second?.id}.1`]);
  expect(second?.id).not.toBe(first?.id);
  expect(world.history.get(first?.id ?? '')).toMatchObject({ state: 'cancelled' });
});

it('what went on below it once isn’t tried again, though nothing follows it at present', () => {
  const soft = jobSpec('/a', { softError: true });
  const world = new CoreWorld();
  world.addAgent('a1').behave = (order) =>
    order.taskId.startsWith('/a@') ? { state: 'failed', exitCode: 1 } : { state: 'finished' };
  world.commit(soft, jobSpec('/b', { trigger: after('/a') }));
  world.operate({ kind: 'run', name: soft.name, env: {} });
  world.commit(soft);
  world.operate({ kind: 'retry', run: '/a@m1' as RunId });
  expect(world.answers.at(-1)).toMatchObject({ ok: false, code: 'conflict' });
  world.agent('a1').behave = () => ({ state: 'finished' });
  world.commit(soft, jobSpec('/b', { trigger: after('/a') }));
  const launches = world.sent.flatMap(({ order }) =>
    order.kind === 'launch' ? order.order.taskId : [],
  );
  expect(launches).toEqual([...new Set(launches)]);
  expect(launches).toHaveLength(2);
});

it('what was replaced isn’t tried again: what follows it has a record that it was skipped', () => {
  const world = new CoreWorld();
  world.addAgent('a1');
  world.commit(jobSpec('/a', { concurrency: 'replace' }), jobSpec('/b', { trigger: after('/a') }));
  const { name } = jobSpec('/a');
  world.operate({ kind: 'run', name, env: {} });
  world.disconnect('a1');
  world.operate({ kind: 'run', name, env: {} });
  world.operate({ kind: 'cancel', run: '/a@m2' as RunId });
  world.connect('a1');
  expect([...world.history.values()].map((run) => `${run.name} ${run.reason}`)).toEqual([
    '/a by test',
    '/a replaced',
    '/b parent /a',
  ]);
  world.operate({ kind: 'retry', run: '/a@m1' as RunId });
  expect(world.answers.at(-1)).toMatchObject({ ok: false, code: 'conflict' });
});
