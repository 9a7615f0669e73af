// Giving data up: what is answered, what follows, and what it takes for a lost volume.
import { describe, expect, it } from 'vitest';
import { objectName, role } from '../../../../engine/model/ids.ts';
import { jobWaits } from '../../../../engine/step/jobs/waits.ts';
import { jobSpec } from '../../../support/job-spec.ts';
import {
  mountOf,
  ownMount,
  VolumeWorld,
  volumeApp,
  volumeSpec,
} from '../../../support/volume-world.ts';

const dbData = '/shop/db#0.1:data';

function running(): VolumeWorld {
  const world = VolumeWorld.of(2);
  world.commit(volumeApp('/shop/db'));
  return world;
}

const agentWith = (world: VolumeWorld, id: string): string =>
  [...world.agents.keys()].find((name) => world.agent(name).volumes.has(id)) ?? '';

function release(world: VolumeWorld, name: string): unknown {
  world.operate({ kind: 'release', name });
  return world.answers.at(-1);
}

function lost(world: VolumeWorld): VolumeWorld {
  const at = agentWith(world, dbData);
  world.end(at, '/shop/db#0.1');
  world.lose(at, dbData);
  return world;
}

describe('release', () => {
  it('of what a task has is refused with who that is, by slot or by id', () => {
    const world = running();
    expect(release(world, '/shop/db#0')).toMatchObject({
      ...{ ok: false, code: 'conflict', what: '/shop/db#0.1 has the volumes of /shop/db#0' },
    });
    expect(release(world, dbData)).toEqual({
      ...{ ok: false, code: 'conflict', what: `${dbData} is kept for /shop/db#0` },
      hint: '`meridian release /shop/db#0` gives it up with all that is kept there',
    });
    expect(agentWith(world, dbData)).not.toBe('');
  });

  it('of a lost volume lets its instance start with a new one, and is audited', () => {
    const world = lost(running());
    const answer = release(world, '/shop/db#0');
    expect(answer).toMatchObject({ ok: true });
    expect(JSON.stringify(answer)).toContain(`${dbData} is given up`);
    world.advance(10_000);
    expect(world.running()).toEqual([expect.stringMatching(/^\/shop\/db#0\.[2-9]$/)]);
    const audits = [...world.rows].filter(([key]) => key.startsWith('audit/'));
    expect(audits.map(([, value]) => JSON.parse(value))).toMatchObject([
      { who: 'test', operation: 'release', subject: '/shop/db#0' },
    ]);
  });

  it('of what is given up already says so', () => {
    const world = running();
    const at = agentWith(world, dbData);
    world.end(at, '/shop/db#0.1');
    world.disconnect(at);
    expect(release(world, '/shop/db#0')).toMatchObject({ ok: true });
    const message = `${dbData} is given up already: ${at}-000000 has still to destroy it`;
    expect(release(world, dbData)).toEqual({ ok: true, message });
  });

  it('of a stray tells its agents, and is refused while none of them is there', () => {
    const world = VolumeWorld.of(2);
    for (const name of ['a1', 'a2']) {
      world.agent(name).volumes.set('/old/db#0.3:data', []);
      world.connect(name);
    }
    world.disconnect('a1');
    world.disconnect('a2');
    expect(release(world, '/old/db#0.3:data')).toEqual({
      ...{ ok: false, code: 'conflict', what: 'a1-000000, which has /old/db#0.3:data, is away' },
      hint: 'wait until it is back: see `meridian why a1-000000`',
    });
    world.connect('a1');
    world.connect('a2');
    const message = 'a1-000000, a2-000000 is told to destroy /old/db#0.3:data';
    expect(release(world, '/old/db#0.3:data')).toEqual({ ok: true, message });
    expect([world.agent('a1').volumes.size, world.agent('a2').volumes.size]).toEqual([0, 0]);
  });

  it('of nothing that is there says what may have been meant', () => {
    const world = running();
    expect(release(world, '/shop/db')).toMatchObject({
      ...{ ok: false, code: 'not-found', hint: 'did you mean /shop/db#0?' },
    });
    expect(release(VolumeWorld.of(1), '/x')).toMatchObject({
      hint: 'see `meridian volumes` and `agents`',
    });
  });
});

describe('a lost volume', () => {
  it('is looked for ever more seldom, and fails neither version nor rollout', () => {
    const world = lost(running());
    const backoff = { initialMs: 1000, factorMilli: 2000, maxMs: 60_000 };
    const { task } = volumeApp('/shop/db');
    const next = { backoff, task: { ...task, env: { VERSION: '2' } } };
    world.commit(volumeApp('/shop/db', [ownMount], next));
    const before = world.sent.length;
    world.advance(500_000);
    const launches = world.sent.slice(before).filter(({ order }) => order.kind === 'launch');
    expect(launches.length).toBeGreaterThan(3);
    expect(launches.length).toBeLessThan(25);
    const app = world.core.tables.apps.get(objectName('/shop/db'));
    expect(app?.row.quarantine).toEqual({});
    expect(world.notices.filter((text) => /rollout-failed|rolled back/.test(text))).toEqual([]);
  });

  it('of a Volume is what a run of its job says that it waits for', () => {
    const world = VolumeWorld.of(1);
    const { task, retries } = jobSpec('/shop/load');
    const load = jobSpec('/shop/load', {
      ...{ role: role('shop'), retries: { ...retries, count: 3 } },
      task: { ...task, volumes: [mountOf('/shop/photos')] },
    });
    world.commitWith([volumeSpec('/shop/photos')], load);
    world.operate({ kind: 'run', name: load.name, env: {} });
    const [first = ''] = world.running();
    world.report('a1', first, { state: 'finished', exitCode: 0, startedMs: world.nowMs });
    world.lose('a1', `${first}:data`);
    world.operate({ kind: 'run', name: load.name, env: {} });
    const job = world.core.tables.jobs.get(load.name);
    const waits = job ? jobWaits(world.core, job, world) : [];
    expect(waits.map(({ kind }) => kind)).toEqual(['volume', 'retry']);
    expect(waits[0]?.what).toContain(`/shop/photos waits for ${first}:data: agent a1-000000`);
    expect(waits[0]?.remedy).toContain('`meridian release /shop/photos`');
  });
});

describe('what is kept', () => {
  it('goes with the last volume of its slot: nothing is kept for an app that has none', () => {
    const world = running();
    world.commit(volumeApp('/shop/db', []));
    world.commit(volumeApp('/shop/db', [], { instances: 2 }));
    expect(world.running()).toHaveLength(2);
    expect([...world.core.tables.reservations.keys()]).toEqual([]);
    expect(agentWith(world, dbData)).toBe('');
  });
});
