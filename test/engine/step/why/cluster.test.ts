// What keeps a commit from being applied, and what is waited for after an engine's start.

import { expect, it } from 'vitest';
import { objectName } from '../../../../engine/model/ids.ts';
import { repositoryWait } from '../../../../engine/step/why/revision-waits.ts';
import { volumeApp } from '../../../support/volume-world.ts';
import { type Situation, situations } from '../../../support/why/situation.ts';
import { app, quota, usual, WhyWorld } from '../../../support/why/why-world.ts';

const web = '/shop/web';
const names = ['/a', '/b', '/c', '/d', '/e', '/f', '/g', '/h'];
const many = names.map((name) => app(name, { cpus: 0.1 }));

function worldOf(): WhyWorld {
  const world = new WhyWorld();
  world.start('a1', usual);
  return world;
}

const rows: readonly Situation[] = [
  {
    name: 'the mass-delete guard',
    stage: () => {
      const world = worldOf();
      world.push({ objects: many });
      world.push({ objects: many.slice(0, 1) }, { allowDelete: -1 });
      world.advance(60_000);
      return world;
    },
    about: '2',
    kind: 'revision',
    says: '00000002: blocked: it would remove 7 of 8 applied apps and jobs',
    remedy: 'commit with the trailer "Meridian-Allow-Delete: 7" if that is meant',
    forMs: 60_000,
    mend: (world) => world.push({ objects: many.slice(0, 1) }, { allowDelete: 7 }),
    running: ['/a#0.1'],
  },
  {
    name: 'a guarantee that is more than the cluster has',
    stage: () => {
      const world = worldOf();
      world.push({ objects: [] });
      world.push({ objects: [], quotas: [quota('shop', { guarantee: { cpus: 9000 } })] });
      return world;
    },
    about: '2',
    kind: 'revision',
    says:
      '00000002: blocked: the guarantees of cpus come to 9 (shop 9), and all known agents ' +
      'have 4',
    remedy:
      'lower guarantees or add agents, or commit with the trailer "Meridian-Allow-Quota: ' +
      'shop" if that is meant',
    mend: (world) =>
      world.push({ objects: [], quotas: [quota('shop', { guarantee: { cpus: 4000 } })] }),
  },
  {
    name: 'a commit with faults',
    stage: () => {
      const world = worldOf();
      const commit = { id: 'f'.repeat(40), subject: 'typo', author: 'ann', timeMs: world.nowMs };
      const fault = {
        ...{ file: 'apps/web.yaml', line: 7, column: 3, path: 'spec', code: 'unknown-field' },
        ...{ message: 'unknown field instnaces', hint: 'did you mean instances?' },
      };
      const revision = { kind: 'faulty', commit, faults: [fault], faultCount: 3 } as const;
      world.post({ kind: 'revision', revision });
      world.advance(5000);
      return world;
    },
    about: 'fffffff',
    kind: 'revision',
    says: 'ffffffff: has 3 faults (apps/web.yaml:7: unknown field instnaces)',
    remedy: 'commit a fix; nothing changes until then',
    forMs: 5_000,
    mend: (world) => world.push({ objects: [] }),
  },
  {
    name: 'the engine has just started, and its agents are not back',
    stage: () => {
      const world = worldOf();
      world.push({ objects: [app(web)] });
      world.push({ objects: [app(web, { of: 2 })] });
      world.restart();
      world.advance(2000);
      return world;
    },
    about: web,
    kind: 'recovering',
    says:
      '/shop/web: /shop/web#0.1, /shop/web#1.1 are on a1-000000, not back since the engine ' +
      'started 2s ago, waited for another 10m',
    remedy: 'start meridian-agentd on a1',
    next: ['it is declared unreachable', 598_000],
    forMs: 2_000,
    mend: (world) => world.start('a1'),
  },
  {
    name: 'the engine has just started, and something new has no place yet',
    stage: () => {
      const world = worldOf();
      world.push({ objects: [] });
      world.restart();
      world.push({ objects: [app(web)] });
      world.advance(1000);
      return world;
    },
    about: web,
    kind: 'recovering',
    says: '/shop/web: the engine has just started; what its agents run is waited for, 5s at most',
    remedy: 'start meridian-agentd on a1',
    next: ['the engine goes on without them', 5_000],
    forMs: 1_000,
    mend: (world) => world.start('a1'),
  },
  {
    name: 'an agent that is away',
    stage: () => {
      const world = worldOf();
      world.start('a2');
      world.disconnect('a1');
      world.advance(20_000);
      return world;
    },
    about: 'a1',
    kind: 'disconnected',
    says: 'a1-000000: disconnected 20s ago, waited for another 55s',
    remedy: 'start meridian-agentd on a1',
    next: ['it is declared unreachable', 55_000],
    forMs: 20_000,
    mend: (world) => world.start('a1'),
  },
  {
    name: 'an agent that is unreachable',
    stage: () => {
      const world = worldOf();
      world.start('a2');
      world.disconnect('a1');
      world.advance(135_000);
      return world;
    },
    about: 'a1',
    kind: 'unreachable',
    says: 'a1-000000: unreachable for 60s',
    remedy: 'start meridian-agentd on a1, or `meridian gone a1-000000` if it never comes back',
    forMs: 60_000,
    mend: (world) => world.start('a1'),
  },
  {
    name: 'an agent that still runs what was given up',
    stage: () => {
      const world = worldOf();
      world.haunt('a1', '/old/app#3.7');
      world.advance(3000);
      return world;
    },
    about: 'a1',
    kind: 'zombies',
    says: 'a1-000000: it still runs 1 task given up before (/old/app#3.7)',
    remedy: "they are being killed; where they don't end, reboot a1",
    forMs: 3_000,
    mend: (world) => world.exorcise('a1', '/old/app#3.7'),
  },
  {
    name: 'an app whose file is deleted, and that others needed',
    stage: () => {
      const world = worldOf();
      const db = app('/shop/db', { cpus: 0.1 });
      const needs = app(web, {}, { dependsOn: [objectName('/shop/db')] });
      world.push({ objects: [db, needs] });
      const kept = world.agent('a1');
      // Nothing there ends.
      world.agents.delete('a1');
      world.push({ objects: [] });
      world.agents.set('a1', kept);
      world.advance(4000);
      return world;
    },
    about: '/shop/db',
    kind: 'stopping',
    says: '/shop/db: its file is deleted; it stops after /shop/web',
    remedy: 'see `meridian why /shop/web`',
    forMs: 4_000,
    mend: (world) => {
      world.report('a1', '/shop/web#0.1', { state: 'killed' });
      world.push({ objects: [app('/shop/db', { cpus: 0.1 })] });
    },
  },
  {
    name: 'an app whose volume an agent has lost',
    stage: () => {
      const world = worldOf();
      world.push({ objects: [volumeApp('/shop/db')] });
      world.report('a1', '/shop/db#0.1', { state: 'failed', reason: 'command-exit', exitCode: 1 });
      world.disconnect('a1');
      world.agent('a1').volumes.clear();
      world.advance(10_000);
      world.start('a1');
      return world;
    },
    about: '/shop/db',
    kind: 'volume',
    says: '/shop/db: /shop/db#0 waits for /shop/db#0.1:data: agent a1-000000 has lost that volume',
    remedy:
      'put its data back on a1-000000 and start that agent again, or `meridian release ' +
      '/shop/db#0` gives it up for a new, empty one',
    mend: (world) => {
      world.operate({ kind: 'release', name: '/shop/db#0' });
      world.advance(3000);
    },
  },
];

situations('what the cluster waits for', rows);

it('says of a repository that can’t be read since when, and when it is read again', () => {
  const world = worldOf();
  world.push({ objects: [] });
  const describe = '/srv/wanted (main)';
  const failure = { code: 'denied', message: 'permission denied (publickey)' };
  world.post({ kind: 'repo', describe, failure });
  world.advance(3000);
  const wait = repositoryWait(world.core.tables, world.nowMs);
  expect(wait).toEqual({
    kind: 'repository',
    what: "can't be read for 3s: permission denied (publickey); what is applied goes on",
    remedy: 'see that the engine may read it: its key, or the token in its URL',
    sinceMs: world.nowMs - 3000,
    next: { what: 'it is read again', atMs: world.nowMs + 7000 },
  });
  world.post({ kind: 'repo', describe, head: 'a'.repeat(40) });
  expect(repositoryWait(world.core.tables, world.nowMs)).toBeUndefined();
});
