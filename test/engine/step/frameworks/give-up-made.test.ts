// What frameworks left behind on an agent is given up by an operator (pain 11 in mesos.md 6): its
// role's reservations there, or one volume of it.
import { describe, expect, it } from 'vitest';
import { agentView } from '../../../../engine/http/views/agent-view.ts';
import { volumeList } from '../../../../engine/http/views/volumes/volume-list.ts';
import { role } from '../../../../engine/model/ids.ts';
import type { Resource } from '../../../../engine/model/resources/resource.ts';
import type { OfferOperation } from '../../../../engine/model/scheduler-api/scheduler-call.ts';
import { bundle, reservedBundle } from '../../../support/allocate/resource-words.ts';
import { FrameworkScene } from '../../../support/frameworks/framework-scene.ts';
import { taskInfo } from '../../../support/frameworks/scripted-framework.ts';
import { ownMount, volumeApp } from '../../../support/volume-world.ts';

const all = 'cpus:8; disk:1000; mem:16000';
const at = 'db@a1-000000';

const [disk] = reservedBundle('disk:100', 'db') as [Resource];

const launch = (taskId: string): OfferOperation => ({
  kind: 'launch',
  tasks: [
    {
      ...taskInfo(taskId, [...bundle('cpus:1'), { ...disk, disk: { volume: { id: 'v' } } }]),
      volumes: [{ id: 'v', path: 'data' }],
    },
  ],
});

/** Two cores, and 300 MiB of disk with a volume of 100 of them, and whatever else. */
function left(...more: readonly OfferOperation[]) {
  const scene = new FrameworkScene();
  scene.agent('a1', all);
  const db = scene.framework('db', 'db');
  const resources = bundle('cpus:2; disk:300');
  db.accept(
    'a1',
    [
      { kind: 'reserve', operationId: 'r1', resources, role: role('db') },
      { kind: 'create', operationId: 'c1', disk, id: 'v' },
      ...more,
    ],
    0,
  );
  const release = (name: string): unknown => {
    scene.act(() => scene.world.operate({ kind: 'release', name }));
    return scene.world.answers.at(-1);
  };
  return { scene, db, release };
}

const views = ({ world: { core } }: FrameworkScene) => {
  const [agent] = core.tables.agents.values();
  if (!agent) throw new Error('no agent');
  const { reserved } = agentView(core, agent, 0);
  const { items } = volumeList(core.tables, { limit: 100 });
  return { reserved, volumes: items };
};

describe('release', () => {
  it('of a role’s reservations on an agent, volumes and all, after their framework', () => {
    const { scene, db, release } = left(launch('t1'));
    scene.act(() => scene.world.report('a1', 'db.1:t1', { state: 'finished', exitCode: 0 }));
    db.call({ kind: 'teardown' });
    expect(scene.keys('framework/')).toEqual([]);
    expect(views(scene).reserved).toEqual([
      { role: 'db', scalars: { cpus: 2, disk: 300 }, ranges: {}, sets: {}, release: at },
    ]);
    expect([...scene.world.agent('a1').volumes.keys()]).toEqual(['v!1.1']);
    const other = scene.framework('other');
    expect(other.offered).toEqual(['a1 *: cpus:6; disk:700; mem:16000']);

    const message = `${at} is given up: role * has it now, and a1-000000 destroys the data`;
    expect(release(at)).toEqual({ ok: true, message });
    expect(other.heard).toContainEqual(expect.objectContaining({ kind: 'rescind' }));
    expect(views(scene)).toEqual({ reserved: [], volumes: [] });
    expect([...scene.world.agent('a1').volumes.keys()]).toEqual([]);
    expect(scene.keys('conversion/')).toEqual([]);
    expect(scene.keys('leaving/')).toEqual([]);
    scene.advance(2_000);
    expect(other.offered).toEqual([`a1 *: ${all}`]);
    expect(release(at)).toMatchObject({ ok: false, code: 'not-found' });
  });

  it('holds over an engine start, with the agent away', () => {
    const { scene, db, release } = left(launch('t1'));
    scene.act(() => scene.world.report('a1', 'db.1:t1', { state: 'finished', exitCode: 0 }));
    db.call({ kind: 'teardown' });
    scene.act(() => scene.world.disconnect('a1'));
    expect(release(at)).toMatchObject({ ok: true });
    expect(views(scene).volumes).toMatchObject([{ id: 'v!1.1', state: 'leaving' }]);
    scene.restart();
    scene.connect('a1', all);
    expect([...scene.world.agent('a1').volumes.keys()]).toEqual([]);
    const other = scene.framework('other');
    expect(other.offered).toEqual([`a1 *: ${all}`]);
  });

  it('of one volume, by its id: its disk stays reserved', () => {
    const { scene, db, release } = left();
    const [volume] = views(scene).volumes;
    expect(volume).toMatchObject({ id: 'v!1.1', state: 'idle' });
    expect(volume).toMatchObject({ what: 'a framework made it: it is offered to role db' });
    expect(volume?.remedy).toBe('');
    expect(views(scene).reserved[0]).not.toHaveProperty('release');
    expect(release('v!1.1')).toMatchObject({ ok: true });
    expect(db.heard).toContainEqual(expect.objectContaining({ kind: 'rescind' }));
    scene.advance(2_000);
    expect(db.offered).toEqual(['a1 db: cpus:6; cpus(db):2; disk:700; disk(db):300; mem:16000']);
  });

  for (const name of [at, 'v!1.1'])
    it(`of what a task has is refused with who that is: ${name}`, () => {
      const { scene, release } = left(launch('t1'));
      expect(release(name)).toEqual({
        ...{ ok: false, code: 'conflict', what: `db.1:t1 has of ${name}` },
        hint: 'end it first: its framework kills it, or is torn down',
      });
      expect(scene.world.running()).toEqual(['db.1:t1']);
      expect(views(scene).reserved).toHaveLength(1);
    });

  it('of what the agent hasn’t whole any more', () => {
    for (const name of ['v!1.1', at]) {
      const { scene, db, release } = left();
      db.call({ kind: 'teardown' });
      expect(views(scene).volumes[0]?.remedy).toBe('`meridian release v!1.1` gives its data up');
      scene.act(() => scene.world.disconnect('a1'));
      scene.connect('a1', 'cpus:1; disk:50; mem:16000');
      expect(release(name)).toMatchObject({ ok: true });
      expect(views(scene).volumes).toEqual([]);
      release(at);
      const other = scene.framework('other');
      expect(other.offered).toEqual(['a1 *: cpus:1; disk:50; mem:16000']);
      expect(scene.keys('conversion/')).toEqual([]);
    }
  });

  it('takes the last reservation off: what was refined is its parent’s again', () => {
    const scene = new FrameworkScene();
    scene.agent('a1', all);
    const eng = scene.framework('eng', 'eng');
    const refined = reservedBundle('cpus:2', 'eng');
    eng.accept(
      'a1',
      [
        { kind: 'reserve', operationId: 'r1', resources: bundle('cpus:4'), role: role('eng') },
        { kind: 'reserve', operationId: 'r2', resources: refined, role: role('eng/ads') },
      ],
      0,
    );
    scene.act(() => scene.world.operate({ kind: 'release', name: 'eng/ads@a1-000000' }));
    const message = 'eng/ads@a1-000000 is given up: role eng has it now';
    expect(scene.world.answers.at(-1)).toEqual({ ok: true, message });
    scene.advance(2_000);
    expect(eng.offered).toEqual(['a1 eng: cpus:4; cpus(eng):4; disk:1000; mem:16000']);
  });

  it('of what an app has, or keeps part of, names the app', () => {
    for (const [mounts, by, hint] of [
      [[ownMount], '/shop/db#0', '`meridian release /shop/db#0` first'],
      [[], '/shop/db#0.1', 'end it first: see `meridian why /shop/db`'],
    ] as const) {
      const scene = new FrameworkScene();
      scene.agent('a1', 'cpus:1; disk:1000; mem:16000; ports:31000-31009');
      const shop = scene.framework('shop', 'shop');
      const resources = bundle('cpus:1; disk:1000; mem:16000');
      shop.accept('a1', [{ kind: 'reserve', operationId: 'r1', resources, role: role('shop') }], 0);
      shop.call({ kind: 'teardown' });
      scene.act(() => scene.world.commit(volumeApp('/shop/db', mounts)));
      expect(scene.world.running()).toEqual(['/shop/db#0.1']);
      scene.act(() => scene.world.operate({ kind: 'release', name: 'shop@a1-000000' }));
      const what = `${by} has of shop@a1-000000`;
      expect(scene.world.answers.at(-1)).toEqual({ ok: false, code: 'conflict', what, hint });
    }
  });

  it('of what an agent itself keeps for a role gives up nothing', () => {
    const scene = new FrameworkScene();
    scene.agent('a1', 'cpus(db):8; mem:16000');
    scene.act(() => scene.world.operate({ kind: 'release', name: at }));
    expect(scene.world.answers.at(-1)).toMatchObject({ ok: false, code: 'not-found' });
    expect(views(scene).reserved[0]).not.toHaveProperty('release');
  });
});
