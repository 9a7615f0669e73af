// Whatever has a name may be asked about, and a name that is none is told what was meant.
import { describe, expect, it } from 'vitest';
import { whyView } from '../../../../engine/http/views/why/why-view.ts';
import { FrameworkScene } from '../../../support/frameworks/framework-scene.ts';
import { jobSpec } from '../../../support/job-spec.ts';
import { ownMount, volumeSpec } from '../../../support/volume-world.ts';
import { app, quota, usual, WhyWorld } from '../../../support/why/why-world.ts';

function worldOf(): WhyWorld {
  const world = new WhyWorld();
  world.start('a1', usual);
  const plain = app('/shop/db');
  const web = app('/shop/web', { cpus: 3, of: 2, role: 'shop' });
  world.push(
    {
      objects: [
        app('/shop/db', {}, { task: { ...plain.task, volumes: [ownMount] } }),
        web,
        jobSpec('/etl/load'),
      ],
      quotas: [quota('shop', { limit: { cpus: 3000 } })],
      volumes: [volumeSpec('/shop/data')],
    },
    { allowQuota: ['shop'] },
  );
  world.advance(5000);
  return world;
}

const rows: readonly (readonly [name: string, subject: string, sentence: RegExp])[] = [
  ['/shop/web', 'app', /^\/shop\/web: 1 of 2 instances has no place: its role shop is at its/],
  ['web', 'never', /did you mean \/shop\/web\?/],
  ['/shop/web#0.1', 'task', /^\/shop\/web#0\.1: runs on a1-000000 and is healthy$/],
  ['/shop/web!1', 'rollout', /^\/shop\/web!1: 1 of 2 instances has no place/],
  ['/shop/db!1', 'rollout', /^\/shop\/db!1: succeeded 5s ago$/],
  ['/etl/load', 'job', /^\/etl\/load: it has not run yet$/],
  ['a1', 'agent', /^a1-000000: registered and offered, with 2 tasks$/],
  ['shop', 'role', /^shop: \/shop\/web: 1 of 2 instances has no place: its role shop is at its/],
  [
    '/shop/db#0',
    'volume',
    /^\/shop\/db#0: data on a1-000000 \(1000 MiB\): \/shop\/db#0\.1 has it$/,
  ],
  ['/shop/db#0.1:data', 'volume', /\/shop\/db#0\.1 has it$/],
  [
    '/shop/data',
    'volume',
    /^\/shop\/data: its volume \(500 MiB\): made when a task first uses it$/,
  ],
  ['1', 'revision', /^00000001: in force$/],
  ['00000001', 'revision', /^00000001: in force$/],
  ['shp', 'never', /did you mean shop\?/],
  ['/shop/dta', 'never', /did you mean \/shop\/data\?/],
  ['nothing like it at all', 'never', /nothing here has that name/],
];

describe('why', () => {
  it.each(rows)('%s is of the kind `%s`', (name, subject, sentence) => {
    const world = worldOf();
    if (subject === 'never') expect(() => world.why(name)).toThrow(sentence);
    else {
      expect(world.why(name).sentence).toMatch(sentence);
      expect(world.why(name).subject).toBe(subject);
    }
  });

  it('tells of a framework by its id, and by its name where one has it alone', () => {
    const scene = new FrameworkScene();
    scene.agent('a1');
    scene.framework('batch', 'dev');
    const { core } = scene.world;
    for (const name of ['batch', 'batch.1'])
      expect(whyView(core, name, scene.world)).toMatchObject({
        ...{ name: 'batch.1', subject: 'framework', state: 'connected' },
        sentence: "batch.1: 0 tasks, 1 offer that it hasn't answered",
        offers: [{ role: 'dev', agents: 1, ruledOut: [{ by: 'in use', kind: 'resource' }] }],
      });
    scene.framework('batch', 'ops');
    expect(() => whyView(core, 'batch', scene.world)).toThrow(/did you mean batch\.1\?/);
  });

  it('tells of a maintenance by its name, and of a drain', () => {
    const world = worldOf();
    world.operate({ kind: 'drain', agents: ['a1'], batch: 1 });
    const { subject, sentence, waits } = world.why('drain 1');
    expect(subject).toBe('maintenance');
    expect(sentence).toBe('drain 1: draining: 0 of 1 agent drained');
    expect(waits[0]?.kind).toBe('draining');
  });

  it('says of an older commit that a newer one counts', () => {
    const world = worldOf();
    world.push({ objects: [] }, { allowDelete: -1 });
    expect(world.why('2').sentence).toMatch(/^00000002: blocked: it would remove all/);
    world.push({ objects: [] });
    expect(world.why('2').sentence).toBe('00000002: blocked; 00000003 is newer, and applied');
  });
});
