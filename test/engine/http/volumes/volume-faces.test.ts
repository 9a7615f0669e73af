// Where else volumes are told of: their app, their agent, why, and the API's routes.
import { describe, expect, it } from 'vitest';
import { findApp } from '../../../../engine/http/subject.ts';
import { agentList } from '../../../../engine/http/views/agent-view.ts';
import { appDetail } from '../../../../engine/http/views/app-view.ts';
import { whyView } from '../../../../engine/http/views/why/why-view.ts';
import { apiFaults } from '../../../support/http/api-check.ts';
import { call } from '../../../support/http/http-call.ts';
import { served } from '../../../support/http/served.ts';
import {
  mountOf,
  ownMount,
  VolumeWorld,
  volumeApp,
  volumeSpec,
} from '../../../support/volume-world.ts';

const dbData = '/shop/db#0.1:data';

/** Its instance ended, and its agent came back without its data. */
function lost(): VolumeWorld {
  const world = VolumeWorld.of(1);
  world.commit(volumeApp('/shop/db'));
  world.end('a1', '/shop/db#0.1');
  world.lose('a1', dbData);
  return world;
}

const why = ({ core, nowMs }: VolumeWorld, name: string) => {
  const view = whyView(core, name, { nowMs, wallMs: nowMs });
  expect(apiFaults('why.json', view)).toEqual([]);
  return view;
};

describe('an app', () => {
  const volumesOf = ({ core, nowMs }: VolumeWorld, name: string) => {
    const view = appDetail(core, findApp(core.tables, name), nowMs);
    expect(apiFaults('app.json#/$defs/AppDetail', view)).toEqual([]);
    return view.volumes.map(({ name: keptFor, state }) => `${keptFor} ${state}`);
  };

  it('lists those of its slots, and the Volumes that it uses, made or not', () => {
    const world = VolumeWorld.of(1);
    const volumes = [volumeSpec('/shop/photos'), volumeSpec('/shop/videos')];
    const mounts = [ownMount, { ...mountOf('/shop/photos'), path: 'photos' }];
    const other = volumeApp('/shop/dbx');
    world.commitWith(volumes, volumeApp('/shop/db', mounts), other);
    expect(volumesOf(world, '/shop/db')).toEqual(['/shop/db#0 in-use', '/shop/photos in-use']);
    const first = VolumeWorld.of(0);
    first.commitWith(volumes, volumeApp('/shop/db', mounts));
    expect(volumesOf(first, '/shop/db')).toEqual(['/shop/photos not-made']);
    first.commitWith(volumes, volumeApp('/shop/db', []));
    expect(volumesOf(first, '/shop/db')).toEqual([]);
  });

  it('whose volume is lost says so first, and what gives it up', () => {
    const world = lost();
    const { sentence, remedy, waits } = why(world, '/shop/db');
    expect(sentence).toBe(
      '/shop/db: /shop/db#0 waits for /shop/db#0.1:data: agent a1-000000 has lost that volume',
    );
    expect(remedy).toContain('`meridian release /shop/db#0` gives it up for a new, empty one');
    expect(waits.map(({ kind }) => kind).slice(0, 2)).toEqual(['volume', 'backoff']);
    world.operate({ kind: 'release', name: '/shop/db#0' });
    world.advance(60_000);
    expect(why(world, '/shop/db').sentence).toContain('as wanted');
  });

  it('whose volume was lost behind its agent’s back says so once a launch has found out', () => {
    const world = VolumeWorld.of(1);
    world.commit(volumeApp('/shop/db'));
    world.agent('a1').volumes.delete(dbData);
    world.end('a1', '/shop/db#0.1');
    expect(why(world, '/shop/db').waits[0]?.kind).toBe('backoff');
    world.advance(5_000);
    expect(why(world, '/shop/db').sentence).toContain('has lost that volume');
  });

  it('isn’t told of a lost volume of a slot that was scaled away', () => {
    const world = VolumeWorld.of(1);
    world.commit(volumeApp('/shop/db', [ownMount], { instances: 2 }));
    world.commit(volumeApp('/shop/db'));
    world.lose('a1', '/shop/db#1.1:data');
    expect(why(world, '/shop/db').waits).toEqual([]);
  });
});

describe('an agent', () => {
  const warningsOf = ({ core, nowMs }: VolumeWorld) => {
    const list = agentList(core, {}, nowMs);
    expect(apiFaults('agent.json', list)).toEqual([]);
    return list.items.flatMap(({ warnings }) => warnings);
  };

  it('warns of what it has lost, and why says so too', () => {
    const world = lost();
    const what = 'it has lost /shop/db#0.1:data, the volume of /shop/db#0';
    expect(warningsOf(world)).toMatchObject([{ what }]);
    expect(warningsOf(world)[0]?.remedy).toContain('`meridian release /shop/db#0`');
    expect(why(world, 'a1').evidence.join()).toContain(`${what}: put its data back on a1-000000`);
  });

  it('warns of a few strays by name, and of the others how many', () => {
    const world = VolumeWorld.of(1);
    for (let at = 0; at < 5; at += 1) world.agent('a1').volumes.set(`/old/db#${at}.1:data`, []);
    world.connect('a1');
    const warnings = warningsOf(world);
    expect(warnings).toHaveLength(4);
    expect(warnings[0]).toEqual({
      what: 'it has /old/db#0.1:data, a volume that nobody knows of',
      remedy: '`meridian release /old/db#0.1:data` destroys its data',
    });
    expect(warnings[3]).toEqual({
      what: 'and 2 volumes more',
      remedy: 'see `meridian volumes --agent a1-000000 --state stray`',
    });
  });

  it('that has all that it should have warns of nothing', () => {
    const world = VolumeWorld.of(1);
    world.commit(volumeApp('/shop/db'));
    expect(warningsOf(world)).toEqual([]);
  });
});

describe('the API', () => {
  it('lists volumes, by what it says it filters by', async () => {
    const { port } = await served({ world: lost() });
    const { status, text, headers } = await call(port, '/v1/volumes?state=missing&name=/shop/db');
    expect([status, typeof headers.etag]).toEqual([200, 'string']);
    const list = JSON.parse(text);
    expect(apiFaults('resources/volume.json', list)).toEqual([]);
    expect(list.items).toMatchObject([{ id: dbData, state: 'missing' }]);
    expect((await call(port, '/v1/volumes?state=lost')).status).toBe(400);
    expect((await call(port, '/v1/volumes?label=a')).status).toBe(400);
  });

  const post = (body: object) => ({
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-meridian-user': 'alice' },
    body: JSON.stringify(body),
  });

  it('hands a release on with who asked', async () => {
    const { port, face } = await served({ world: lost() });
    const operation = { kind: 'release', name: '/shop/db#0' };
    const answer = await call(port, '/v1/operations', post(operation));
    expect(answer.status).toBe(200);
    expect(face.operations).toEqual([{ operation, who: 'alice (127.0.0.1)' }]);
  });

  it.each([{}, { name: '' }, { name: '/a', force: true }, { name: 'x'.repeat(601) }])(
    'takes no release of %j',
    async (more) => {
      const { port, face } = await served();
      const answer = await call(port, '/v1/operations', post({ kind: 'release', ...more }));
      expect([answer.status, face.operations]).toEqual([400, []]);
    },
  );
});
