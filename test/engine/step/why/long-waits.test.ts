// What has had no place for long is an event, once; and so is that it has found one.
import { expect, it } from 'vitest';
import { objectName } from '../../../../engine/model/ids.ts';
import { jobSpec } from '../../../support/job-spec.ts';
import { app, quota, usual, WhyWorld } from '../../../support/why/why-world.ts';

const web = app('/shop/web', { cpus: 3, role: 'shop' });

function worldOf(): WhyWorld {
  const world = new WhyWorld();
  world.start('a1', usual);
  world.push({ objects: [app('/x', { cpus: 2 })] });
  return world;
}

const told = (world: WhyWorld): readonly string[] =>
  world.notices.filter((one) => /^(un)?placed /.test(one));

it('says it once, with the sentence, and once that it is over', () => {
  const world = worldOf();
  world.push({ objects: [app('/x', { cpus: 2 }), web] });
  world.advance(29_000);
  expect(told(world)).toEqual([]);
  world.advance(300_000);
  expect(told(world)).toEqual([
    'unplaced 1 of 1 instance has no place: none of 1 agent fits: cpus rules out 1 (needs 3, ' +
      '2 free): free 1 cpu on a1-000000, ask for at most what is free there ' +
      '(`resources: {cpus: 2}`), or add an agent with 3 cpus free',
  ]);
  world.push({ objects: [web] });
  world.advance(10_000);
  expect(told(world)[1]).toMatch(/^placed waits for no place any more, after 5m$/);
  world.advance(300_000);
  expect(told(world)).toHaveLength(2);
});

it('says nothing of what finds a place meanwhile, or waits for a run of its own', () => {
  const world = worldOf();
  world.push({ objects: [app('/x', { cpus: 2 }), web] });
  world.advance(15_000);
  world.push({ objects: [web, jobSpec('/etl/load')] });
  world.advance(120_000);
  expect(told(world)).toEqual([]);
});

it('says it again when it waits for something else', () => {
  const world = worldOf();
  world.push({ objects: [app('/x', { cpus: 2 }), web] });
  world.advance(60_000);
  const quotas = [quota('shop', { limit: { cpus: 1000 } })];
  world.push({ objects: [web], quotas }, { allowQuota: ['shop'] });
  world.advance(60_000);
  expect(told(world).map((one) => one.split(':')[1])).toEqual([
    ' none of 1 agent fits',
    ' its role shop is at its limit',
  ]);
});

it('tells of runs, too', () => {
  const world = worldOf();
  const job = jobSpec('/etl/load');
  const large = jobSpec('/etl/load', { task: { ...job.task, cpusMilli: 9000 } });
  world.push({ objects: [large] });
  world.operate({ kind: 'run', name: objectName('/etl/load'), env: {} });
  world.advance(60_000);
  expect(told(world)).toEqual([expect.stringMatching(/^unplaced \/etl\/load@m1 has no place: /)]);
});

it('counts those of very many that wait at once', () => {
  const world = new WhyWorld();
  const names = Array.from({ length: 120 }, (_, at) => `/many/app${at}`);
  world.push({ objects: names.map((name) => app(name)) });
  world.advance(60_000);
  expect(told(world)).toHaveLength(51);
  expect(told(world).at(-1)).toBe(
    'unplaced 70 more apps and jobs have no place: see `meridian status`',
  );
  world.start('a1', 'cpus:200; mem:99999');
  world.advance(60_000);
  expect(told(world)).toHaveLength(101);
});
