// Volumes that have a name of their own, and outlive their users.
import { describe, expect, it } from 'vitest';
import { digestOf, objectName, role } from '../../../../engine/model/ids.ts';
import { bundleOf } from '../../../../engine/model/resources/bundle.ts';
import type {
  AppSpec,
  JobSpec,
  QuotaSpec,
  VolumeMount,
  VolumeSpec,
} from '../../../../engine/model/wanted.ts';
import { waitsOf } from '../../../../engine/step/apps/waits.ts';
import { jobWaits } from '../../../../engine/step/jobs/waits.ts';
import { waitText } from '../../../../engine/step/wait.ts';
import { appSpec, placed, wantedOf } from '../../../support/app-spec.ts';
import { CoreWorld } from '../../../support/core-world.ts';
import { jobSpec } from '../../../support/job-spec.ts';

const mount = { path: 'data', source: { kind: 'volume', name: objectName('/shop/data') } } as const;

const volume = (sizeMib = 1000): VolumeSpec => ({
  ...{ kind: 'Volume', name: objectName('/shop/data'), labels: {}, role: role('shop'), sizeMib },
  digest: digestOf(`volume ${sizeMib}`),
});

const user = (name: string): AppSpec =>
  appSpec(({ task, update }) => ({
    ...{ name: objectName(name), role: role('shop'), instances: 1 },
    update: { ...update, maximumOverMilli: 0 },
    unreachable: { inactiveAfterMs: null, expungeAfterMs: null },
    task: { ...task, volumes: [mount] },
  }));

const job = (name: string): JobSpec => {
  const { task } = jobSpec(name);
  return jobSpec(name, { role: role('shop'), task: { ...task, volumes: [mount] } });
};

let commits = 0;

interface More {
  readonly volumes?: readonly VolumeSpec[];
  readonly quotas?: readonly QuotaSpec[];
}

function commit(world: CoreWorld, objects: readonly (AppSpec | JobSpec)[], more: More = {}): void {
  commits += 1;
  const id = `v${commits}`.padEnd(40, '0');
  const seen = { id, subject: 'volumes', author: 'a', timeMs: world.nowMs, allowDelete: 100 };
  const { volumes = [volume()], quotas = [] } = more;
  const wanted = {
    ...wantedOf(...objects),
    volumes: volumes.map(placed),
    quotas: quotas.map(placed),
  };
  world.post({ kind: 'revision', revision: { kind: 'wanted', commit: seen, wanted } });
}

function worldOf(agents: number): CoreWorld {
  const world = new CoreWorld();
  for (let at = 1; at <= agents; at += 1) world.addAgent(`a${at}`);
  return world;
}

const dataOf = (world: CoreWorld): string[][] =>
  [...world.agents.values()].flatMap(({ volumes }) => [...volumes.values()]);

const agentOf = (world: CoreWorld, taskId: string): string =>
  [...world.agents.keys()].find((at) => world.agent(at).tasks.has(taskId)) ?? '';

describe('a Volume', () => {
  it('outlives the app that used it, and the next one finds the data', () => {
    const world = worldOf(3);
    commit(world, [user('/shop/a')]);
    commit(world, []);
    expect(world.running()).toEqual([]);
    commit(world, [user('/shop/b')]);
    expect(dataOf(world)).toEqual([['/shop/a#0.1', '/shop/b#0.1']]);
  });

  it('goes with its own file, once nobody has it', () => {
    const world = worldOf(2);
    commit(world, [user('/shop/a')]);
    world.agent('a1').behave = () => ({});
    commit(world, [], { volumes: [] });
    expect(dataOf(world)).toEqual([]);
    expect(world.core.tables.reservations.size).toBe(0);
    commit(world, [user('/shop/a')]);
    expect(dataOf(world)).toEqual([['/shop/a#0.2']]);
  });

  it('stays as large as it was made', () => {
    const world = worldOf(2);
    commit(world, [user('/shop/a')]);
    commit(world, [], { volumes: [volume(5000)] });
    commit(world, [user('/shop/a')], { volumes: [volume(5000)] });
    const [row] = world.core.tables.reservations.values();
    expect(row?.volumes.map(({ sizeMib }) => sizeMib)).toEqual([1000]);
    expect(dataOf(world)).toEqual([['/shop/a#0.1', '/shop/a#0.2']]);
  });

  it('is one run’s after the other’s, which says whom it waits for', () => {
    const world = worldOf(2);
    commit(world, [job('/shop/one'), job('/shop/two')]);
    world.operate({ kind: 'run', name: objectName('/shop/one'), env: {} });
    world.operate({ kind: 'run', name: objectName('/shop/two'), env: {} });
    const [first = ''] = world.running();
    expect(world.running()).toHaveLength(1);
    const { tables } = world.core;
    const two = tables.jobs.get(objectName('/shop/two'));
    const now = { nowMs: world.nowMs, wallMs: world.wallMs };
    const waits = two ? jobWaits(world.core, two, now).map(waitText) : [];
    expect(waits[0]).toContain(`waits for its volume, which ${first} has`);
    world.report(agentOf(world, first), first, { state: 'finished', exitCode: 0 });
    expect(dataOf(world)[0]).toHaveLength(2);
  });

  it('can’t be where another volume of its user isn’t: that says what gives one up', () => {
    const world = worldOf(2);
    const own = { path: 'own', source: { kind: 'persistent', sizeMib: 10 } } as const;
    const both = (...volumes: readonly VolumeMount[]): AppSpec =>
      appSpec(({ task, update }) => ({
        ...{ name: objectName('/shop/both'), role: role('shop'), instances: 1 },
        update: { ...update, maximumOverMilli: 0 },
        unreachable: { inactiveAfterMs: null, expungeAfterMs: null },
        task: { ...task, volumes },
      }));
    commit(world, [user('/shop/a'), both(own)]);
    commit(world, [both(own, mount)]);
    expect(world.running()).toEqual([]);
    const { tables } = world.core;
    const app = tables.apps.get(objectName('/shop/both'));
    const waits = app ? waitsOf(world.core, app, world.nowMs).map(waitText) : [];
    expect(waits[0]).toMatch(
      /^instance 0 needs volumes that are on a\d-0{6} and a\d-0{6}: no task can have both: `mer/,
    );
    world.operate({ kind: 'release', name: '/shop/data' });
    expect(world.running()).toEqual(['/shop/both#0.2']);
    expect(dataOf(world).sort()).toEqual([
      ['/shop/both#0.1', '/shop/both#0.2'],
      ['/shop/both#0.2'],
    ]);
  });

  it('isn’t given up while a task has it', () => {
    const world = worldOf(1);
    commit(world, [user('/shop/a')]);
    world.operate({ kind: 'release', name: '/shop/data' });
    expect(world.answers.at(-1)).toMatchObject({ ok: false, code: 'conflict' });
    world.operate({ kind: 'release', name: '/shop/dat' });
    expect(world.answers.at(-1)).toMatchObject({ ok: false, hint: 'did you mean /shop/data?' });
    commit(world, []);
    world.operate({ kind: 'release', name: '/shop/data' });
    expect(world.answers.at(-1)).toMatchObject({ ok: true });
    expect(dataOf(world)).toEqual([]);
  });

  it('counts for the limit of its role, whether it is used or not', () => {
    const world = worldOf(1);
    const limit = { kind: 'Quota', name: 'shop', role: role('shop'), weightMilli: 1000 } as const;
    const quotas = [{ ...limit, limit: { disk: 1_500_000 }, digest: digestOf('limit') }];
    commit(world, [user('/shop/a')], { quotas });
    expect(world.running()).toEqual(['/shop/a#0.1']);
    const more = appSpec(({ task }) => ({
      ...{ name: objectName('/shop/more'), role: role('shop'), instances: 2 },
      task: { ...task, diskMib: 400, ports: [] },
    }));
    commit(world, [more], { quotas });
    expect(world.running()).toEqual(['/shop/more#0.1']);
    commit(world, [more, user('/shop/a')], { quotas });
    expect(world.running()).toContain('/shop/a#0.2');
  });
});

describe('an app with a volume that goes to another role', () => {
  const own = { path: 'own', source: { kind: 'persistent', sizeMib: 10 } } as const;
  const of = (name: string): AppSpec =>
    appSpec(({ task, update }) => ({
      ...{ name: objectName('/shop/moved'), role: role(name), instances: 1 },
      update: { ...update, maximumOverMilli: 0 },
      unreachable: { inactiveAfterMs: null, expungeAfterMs: null },
      task: { ...task, cpusMilli: 1000, volumes: [own] },
    }));

  it('takes what it takes as that role’s, within its limit', () => {
    const world = worldOf(1);
    const limit = { kind: 'Quota', name: 'web', role: role('web'), weightMilli: 1000 } as const;
    const quotas = [{ ...limit, limit: { cpus: 500 }, digest: digestOf('web') }];
    commit(world, [of('shop')], { quotas });
    commit(world, [of('web')], { quotas });
    world.report('a1', '/shop/moved#0.1', { state: 'failed' });
    world.advance(5000);
    expect(world.running()).toEqual([]);
    commit(world, [of('web')]);
    expect(world.running()).toEqual(['/shop/moved#0.2']);
    const standings = world.core.allocator
      .roles()
      .map(({ role: one, allocated }) => [one, allocated.cpus]);
    expect(standings).toContainEqual(['web', 1000]);
  });

  it('takes what its agent no longer keeps for the role before', () => {
    const world = new CoreWorld();
    world.addAgent('a1', 1);
    const [{ row } = { row: undefined }] = [...world.core.tables.agents.values()];
    const plain = row?.facts.resources ?? [];
    const forShop = { reservations: [{ kind: 'static', role: role('shop') }] } as const;
    const reserved = plain.map((one) => (one.name === 'cpus' ? { ...one, ...forShop } : one));
    world.disconnect('a1');
    world.connect('a1', 1, bundleOf(reserved));
    commit(world, [of('shop')]);
    expect(world.running()).toEqual(['/shop/moved#0.1']);
    world.disconnect('a1');
    world.connect('a1', 1, plain);
    commit(world, [of('web')]);
    world.report('a1', '/shop/moved#0.1', { state: 'failed' });
    world.advance(5000);
    expect(world.running()).toEqual(['/shop/moved#0.2']);
    expect(world.agent('a1').volumes.get('/shop/moved#0.1:own')).toHaveLength(2);
  });
});

describe('a volume that nobody knows of', () => {
  it('is left alone, and destroyed when an operator says so', () => {
    const world = worldOf(1);
    world.agent('a1').volumes.set('/old/db#0.9:data', ['/old/db#0.9']);
    world.connect('a1');
    commit(world, [user('/shop/a')]);
    expect(world.agent('a1').volumes.size).toBe(2);
    world.operate({ kind: 'release', name: '/old/db#0.9:data' });
    expect([...world.agent('a1').volumes.keys()]).toEqual(['/shop/a#0.1:data']);
  });
});

describe('a revocable app', () => {
  it('takes what may be taken back, and nothing else', () => {
    const world = new CoreWorld();
    world.addAgent('a1');
    const revocable = appSpec(({ task }) => ({
      ...{ name: objectName('/batch'), role: role('batch'), instances: 3, tier: 'revocable' },
      task: { ...task, cpusMilli: 1000, memoryMib: 100, ports: [] },
    }));
    commit(world, [revocable], { volumes: [] });
    expect(world.running()).toEqual([]);
    const spare = (name: string, milli: number) =>
      ({ name, value: { kind: 'scalar', milli }, revocable: true }) as const;
    const { resources } = [...world.core.tables.agents.values()][0]?.row.facts ?? { resources: [] };
    world.disconnect('a1');
    world.connect('a1', 8, bundleOf([...resources, spare('cpus', 2000), spare('mem', 800_000)]));
    expect(world.running()).toEqual(['/batch#0.1', '/batch#1.1']);
    const firm = appSpec(({ task }) => ({
      ...{ name: objectName('/firm'), role: role('firm'), instances: 9 },
      task: { ...task, cpusMilli: 1000, memoryMib: 100, ports: [] },
    }));
    commit(world, [revocable, firm], { volumes: [] });
    expect(world.running().filter((id) => id.startsWith('/firm'))).toHaveLength(8);
  });

  it('gives that back once it has ended, and what it never took to nobody', () => {
    const world = new CoreWorld();
    world.addAgent('a1', 2);
    const spare = (name: string, milli: number) =>
      ({ name, value: { kind: 'scalar', milli }, revocable: true }) as const;
    const { resources } = [...world.core.tables.agents.values()][0]?.row.facts ?? { resources: [] };
    world.disconnect('a1');
    world.connect('a1', 2, bundleOf([...resources, spare('cpus', 2000), spare('mem', 800_000)]));
    const app = (name: string, instances: number, tier?: 'revocable'): AppSpec =>
      appSpec(({ task }) => ({
        ...{ name: objectName(name), role: role('batch'), instances },
        ...(tier === undefined ? {} : { tier }),
        task: { ...task, cpusMilli: 1000, memoryMib: 100, ports: [] },
      }));
    commit(world, [app('/batch', 2, 'revocable')], { volumes: [] });
    const row = [...world.core.tables.tasks.values()][0]?.row;
    expect(row?.taken?.every(({ revocable }) => revocable)).toBe(true);
    commit(world, [app('/firm', 5)], { volumes: [] });
    expect(world.running()).toEqual(['/firm#0.1', '/firm#1.1']);
    commit(world, [app('/firm', 5), app('/late', 5, 'revocable')], { volumes: [] });
    expect(world.running().filter((id) => id.startsWith('/late'))).toHaveLength(2);
  });
});
