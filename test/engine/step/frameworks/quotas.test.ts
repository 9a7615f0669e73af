// Quotas that change while offers are outstanding (mesos.md 1.9), and planned absences of agents
// (mesos.md 1.10).
import { describe, expect, it } from 'vitest';
import { agentId, digestOf, role } from '../../../../engine/model/ids.ts';
import type { QuotaSpec } from '../../../../engine/model/wanted.ts';
import { placed, wantedOf } from '../../../support/app-spec.ts';
import { FrameworkScene } from '../../../support/frameworks/framework-scene.ts';
import {
  type ScriptedFramework,
  taskInfo,
} from '../../../support/frameworks/scripted-framework.ts';

type Terms = Pick<QuotaSpec, 'guarantee' | 'limit'>;

const quota = (of: string, terms: Terms): QuotaSpec => ({
  ...{ kind: 'Quota', name: of, role: role(of), weightMilli: 1000 },
  ...{ digest: digestOf(JSON.stringify([of, terms])), ...terms },
});

let commits = 0;

function commit(scene: FrameworkScene, ...quotas: readonly QuotaSpec[]): void {
  commits += 1;
  const id = `q${commits}`.padEnd(40, '0');
  const seen = { id, subject: 'quota', author: 'a', timeMs: scene.world.nowMs, allowDelete: 100 };
  const allowQuota = quotas.map(({ role: name }) => name as string);
  const wanted = { ...wantedOf(), quotas: quotas.map(placed) };
  const revision = { kind: 'wanted', commit: { ...seen, allowQuota }, wanted } as const;
  scene.act(() => scene.world.post({ kind: 'revision', revision }));
}

function sceneOf(): FrameworkScene {
  const scene = new FrameworkScene();
  for (const name of ['a1', 'a2', 'a3']) scene.agent(name, 'cpus:4; mem:4000');
  return scene;
}

const cpusOf = ({ offers }: ScriptedFramework): number =>
  offers
    .flatMap(({ resources }) => resources)
    .reduce(
      (sum, { name, value }) =>
        name === 'cpus' && value.kind === 'scalar' ? sum + value.milli / 1000 : sum,
      0,
    );

describe('a limit that is lower now', () => {
  it('takes back what a role was offered over it, and no more is offered', () => {
    const scene = sceneOf();
    const web = scene.framework('web', 'web');
    expect(cpusOf(web)).toBe(12);
    commit(scene, quota('web', { limit: { cpus: 5000 } }));
    expect(cpusOf(web)).toBe(5);
    scene.advance(3_000);
    expect(cpusOf(web)).toBe(5);
  });

  it('counts what the roles below are offered', () => {
    const scene = sceneOf();
    const ads = scene.framework('ads', 'web/ads');
    commit(scene, quota('web', { limit: { cpus: 5000 } }));
    expect(cpusOf(ads)).toBe(5);
  });

  it('counts what is in use, and takes nothing of that', () => {
    const scene = sceneOf();
    const web = scene.framework('web', 'web');
    web.launch('a1', taskInfo('t1', 'cpus:4; mem:100'));
    commit(scene, quota('web', { limit: { cpus: 4000 } }));
    expect([cpusOf(web), scene.world.running()]).toEqual([0, ['web.1:t1']]);
  });

  it('leaves the offers of others alone', () => {
    const scene = sceneOf();
    const web = scene.framework('web', 'web');
    const before = web.offered;
    web.clear();
    commit(scene, quota('other', { limit: { cpus: 1000 } }));
    expect([web.offered, web.heard]).toEqual([before, []]);
  });
});

describe('a guarantee', () => {
  it('takes back what others were offered, as much as it lacks, agent by agent', () => {
    const scene = sceneOf();
    const web = scene.framework('web', 'web');
    const db = scene.framework('db', 'db');
    expect([cpusOf(web), cpusOf(db)]).toEqual([12, 0]);
    commit(scene, quota('db', { guarantee: { cpus: 6000 } }));
    scene.advance(1_000);
    expect(cpusOf(db)).toBeGreaterThanOrEqual(6);
    expect(cpusOf(web) + cpusOf(db)).toBe(12);
  });
});

describe('an agent that is to be left', () => {
  const window = { startMs: 5_000_000 };

  it('is asked for by an inverse offer, once, of those who use it', () => {
    const scene = sceneOf();
    const web = scene.framework('web', 'web');
    for (const name of ['a1', 'a2', 'a3']) web.decline(name, 3_600_000);
    scene.world.core.allocator.setMaintenance(agentId('a1-000000'), window);
    scene.advance(2_000);
    const asked = web.heard.filter(({ kind }) => kind === 'inverse-offers');
    expect(asked).toEqual([]);
    web.call({ kind: 'revive' });
    scene.advance(3_000);
    expect(web.heard.filter(({ kind }) => kind === 'inverse-offers')).toMatchObject([
      { inverseOffers: [{ id: 'web.1:i1-7', agentId: 'a1-000000', window }] },
    ]);
  });

  it('is asked for again when a refusal has run out', () => {
    const scene = sceneOf();
    const web = scene.framework('web', 'web');
    scene.world.core.allocator.setMaintenance(agentId('a1-000000'), window);
    const asked = () =>
      web.heard.flatMap((one) => (one.kind === 'inverse-offers' ? one.inverseOffers : []));
    scene.advance(1_500);
    const inverseOfferIds = asked().map(({ id }) => id);
    expect(inverseOfferIds.length).toBe(1);
    web.call({ kind: 'decline-inverse', inverseOfferIds, refuseMs: 10_000 });
    scene.advance(8_000);
    expect(asked().length).toBe(1);
    scene.advance(4_000);
    expect(asked().length).toBe(2);
    web.call({ kind: 'accept-inverse', inverseOfferIds: [asked().at(-1)?.id ?? ''] });
    expect(scene.world.core.tables.inverseOffers.size).toBe(0);
  });

  it('is no longer asked for once it is gone', () => {
    const scene = sceneOf();
    const web = scene.framework('web', 'web');
    scene.world.core.allocator.setMaintenance(agentId('a1-000000'), window);
    scene.advance(1_500);
    scene.act(() => scene.world.operate({ kind: 'gone', agent: 'a1-000000' }));
    expect(web.heard.map(({ kind }) => kind)).toContain('rescind-inverse');
  });
});
