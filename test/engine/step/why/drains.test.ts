// Agents that are emptied, by operators and for windows: what is said of them, of what is still
// there, and of what nothing else has room for.

import { describe, expect, it } from 'vitest';
import { objectName } from '../../../../engine/model/ids.ts';
import type { MaintenanceSpec } from '../../../../engine/model/wanted.ts';
import { jobSpec } from '../../../support/job-spec.ts';
import { maintenanceSpec } from '../../../support/maintenance-spec.ts';
import { volumeApp } from '../../../support/volume-world.ts';
import { type Situation, situations } from '../../../support/why/situation.ts';
import { app, usual, WhyWorld } from '../../../support/why/why-world.ts';

const [web, other, db] = ['/shop/web', '/shop/other', '/shop/db'];
const hour = 3_600_000;

function worldOf(...names: readonly string[]): WhyWorld {
  const world = new WhyWorld();
  for (const name of names) world.start(name);
  return world;
}

const drain = (world: WhyWorld, ...names: readonly string[]): void =>
  world.operate({ kind: 'drain', agents: names.map((name) => world.idOf(name)), batch: 1 });

const undrain = (world: WhyWorld, ...names: readonly string[]): void =>
  world.operate({ kind: 'undrain', agents: names.map((name) => world.idOf(name)) });

/** One that runs on the only agent, which is then drained. */
function stuck(): WhyWorld {
  const world = worldOf('a1');
  world.push({ objects: [app(web)] });
  drain(world, 'a1');
  world.advance(5000);
  return world;
}

/** A window of the agents of that name, which has begun and lasts an hour. */
const windowOf = (world: WhyWorld, name: string): MaintenanceSpec =>
  maintenanceSpec({
    ...{ name: objectName('/rack-2'), agents: [name] },
    ...{ startMs: world.wallMs, endMs: world.wallMs + hour },
  });

const rows: readonly Situation[] = [
  {
    name: 'an agent that an operator drains, with something left on it',
    stage: stuck,
    about: 'a1',
    kind: 'draining',
    says: 'a1-000000: drained by test (drain 1): 1 instance left',
    remedy: '`meridian undrain a1-000000` calls it off',
    forMs: 5000,
    mend: (world) => undrain(world, 'a1'),
  },
  {
    name: 'an agent that an operator has drained',
    stage: () => {
      const world = worldOf('a1', 'a2');
      drain(world, 'a1');
      world.advance(2000);
      return world;
    },
    about: 'a1',
    kind: 'drained',
    says: 'a1-000000: drained by test (drain 1): nothing runs there any more',
    remedy: '`meridian undrain a1-000000` when its work is done',
    forMs: 2000,
    mend: (world) => undrain(world, 'a1'),
  },
  {
    name: 'an agent whose window has begun',
    stage: () => {
      const world = worldOf('a1', 'a2');
      world.push({ objects: [app(web), windowOf(world, 'a1')] });
      return world;
    },
    about: 'a1',
    kind: 'drained',
    says: 'a1-000000: drained for /rack-2, until 1970-01-01T01:16:40Z: nothing runs there any more',
    remedy: 'change or delete /rack-2 in the repository to call it off',
    next: ['its window is over', hour],
    mend: (world) => world.push({ objects: [app(web)] }),
  },
  {
    name: 'an instance whose successor has no place',
    stage: stuck,
    about: web,
    kind: 'unplaceable',
    says:
      '/shop/web: 1 of 1 instance has no place: none of 1 agent fits: draining rules out 1 ' +
      '(drained by test (drain 1): 1 instance left)',
    remedy: 'on a1-000000 (draining): `meridian undrain a1-000000` calls it off; or add an agent',
    forMs: 5000,
    mend: (world) => world.start('a2'),
    running: ['/shop/web#0.2'],
  },
  {
    name: 'what has no place because the only agent is drained',
    stage: () => {
      const world = worldOf('a1');
      drain(world, 'a1');
      world.push({ objects: [app(other)] });
      return world;
    },
    about: other,
    kind: 'unplaceable',
    says:
      '/shop/other: 1 of 1 instance has no place: none of 1 agent fits: drained rules out 1 ' +
      '(drained by test (drain 1): nothing runs there any more)',
    remedy:
      'on a1-000000 (drained): `meridian undrain a1-000000` when its work is done; or add an agent',
    mend: (world) => undrain(world, 'a1'),
  },
  {
    name: 'an instance with a volume, which no other agent has',
    stage: () => {
      const world = worldOf('a1');
      world.push({ objects: [volumeApp(db)] });
      world.start('a2');
      drain(world, 'a1');
      world.advance(30_000);
      return world;
    },
    about: db,
    kind: 'volume',
    says:
      '/shop/db: instance 0 goes back to a1-000000, which has its volumes; that agent: drained ' +
      'by test (drain 1): nothing runs there any more',
    remedy:
      '`meridian undrain a1-000000` when its work is done; or `meridian release /shop/db#0` ' +
      'gives its data up',
    forMs: 30_000,
    mend: (world) => undrain(world, 'a1'),
  },
  {
    name: 'an instance that no longer fits its agent, and fits no other',
    stage: () => {
      const world = worldOf('a1');
      world.push({ objects: [app(web, { cpus: 2 })] });
      world.start('a1', usual.replace('cpus:4', 'cpus:1'));
      return world;
    },
    about: web,
    kind: 'unplaceable',
    says:
      '/shop/web: 1 of 1 instance has no place: none of 1 agent fits: cpus rules out 1 ' +
      '(needs 2, 0 free)',
    remedy:
      'ask for at most 1 cpu, all that the largest agent has (`resources: {cpus: 1}`), or add a ' +
      'larger one',
    mend: (world) => world.start('a1'),
  },
];

situations('of agents that are emptied, it tells of', rows);

describe('of an agent with something left on it', () => {
  it('says of each app what keeps its instances there', () => {
    const [, ...others] = stuck().why('a1').waits;
    const leaves = '/shop/web#0.1 leaves a1-000000 (drained by test (drain 1))';
    expect(others.map(({ text }) => text)).toEqual([
      `${leaves}: its successor has no place: see \`meridian why /shop/web\``,
    ]);
  });

  it('says of runs that they may finish, and until when', () => {
    const world = worldOf('a1');
    const manual = { kind: 'manual' } as const;
    world.push({ objects: [jobSpec('/etl/load', { trigger: manual })] });
    world.operate({ kind: 'run', name: objectName('/etl/load'), env: {} });
    const agents = [world.idOf('a1')];
    world.operate({ kind: 'drain', agents, batch: 1, jobsAfterMs: 60_000 });
    const [, wait] = world.why('a1').waits;
    expect(wait).toEqual({
      kind: 'draining',
      text: '1 run may finish: /etl/load@m1: `meridian cancel /etl/load@m1` ends it now',
      sinceMs: world.nowMs,
      next: { what: 'it is stopped', atMs: world.nowMs + 60_000 },
    });
  });
});
