// There is room, and it isn't for this: quotas, reservations, agents that nothing is placed on,
// volumes that are somewhere else.
import { volumeApp } from '../../../support/volume-world.ts';
import { type Situation, situations } from '../../../support/why/situation.ts';
import { app, quota, type Sizes, usual, WhyWorld } from '../../../support/why/why-world.ts';

const [web, db] = ['/shop/web', '/shop/db'];
const one = app(web, { role: 'shop' });

function worldOf(...given: readonly string[]): WhyWorld {
  const world = new WhyWorld();
  for (const [at, text] of given.entries()) world.start(`a${at + 1}`, text);
  return world;
}

function placed(sizes: Sizes, ...given: readonly string[]): WhyWorld {
  const world = worldOf(...given);
  world.push({ objects: [app(web, sizes)] });
  return world;
}

const limit = (of: string, cpus: number) => quota(of, { limit: { cpus: cpus * 1000 } });
const guarantee = (of: string, cpus: number) => quota(of, { guarantee: { cpus: cpus * 1000 } });
const allowQuota = ['shop', 'ads'];

/** The task ends as its agent says. */
function end(world: WhyWorld, taskId: string, reason: string, message: string): void {
  world.report(world.where(taskId), taskId, { state: 'failed', reason, message });
}

/** The app with a volume, of so many cpus. */
const sized = (cpus: number) =>
  volumeApp(db, undefined, { task: { ...volumeApp(db).task, cpusMilli: cpus * 1000 } });

/** An app with a volume, whose agent is lost for longer than the agent timeout. */
function lost(): WhyWorld {
  const world = worldOf(usual);
  world.push({ objects: [volumeApp(db)] });
  world.start('a2');
  world.disconnect('a1');
  world.advance(80_000);
  return world;
}

const rows: readonly Situation[] = [
  {
    name: 'the role: what is free is reserved for another one',
    stage: () => placed({ cpus: 2, role: 'shop' }, 'cpus:1; cpus(db):3; mem:4096'),
    about: web,
    kind: 'unplaceable',
    says:
      '/shop/web: 1 of 1 instance has no place: none of 1 agent fits: role db rules out 1 ' +
      '(cpus: needs 2, 1 free, 3 more kept for role db)',
    remedy:
      'commit it with `role: db`, or start a1-000000 with 1 cpu more that is reserved for ' +
      'nobody (`--resources`)',
    mend: (world) => world.push({ objects: [app(web, { cpus: 2, role: 'db' })] }),
  },
  {
    name: 'the role: it is given to others whole',
    stage: () => placed({ cpus: 2, role: 'shop' }, 'cpus(db):4; mem:4096'),
    about: web,
    kind: 'unplaceable',
    says:
      '/shop/web: 1 of 1 instance has no place: none of 1 agent fits: role db rules out 1 ' +
      '(cpus: needs 2, 0 free, 4 more kept for role db)',
    remedy:
      'commit it with `role: db`, or start a1-000000 with 2 cpus more that is reserved for ' +
      'nobody (`--resources`)',
    mend: (world) => world.start('a1', 'cpus(db):4; cpus:2; mem:4096'),
  },
  {
    name: 'a quota limit',
    stage: () => {
      const world = worldOf(usual);
      const objects = [app(web, { of: 3, role: 'shop' })];
      world.push({ objects, quotas: [limit('shop', 2)] }, { allowQuota });
      return world;
    },
    about: web,
    kind: 'quota',
    says:
      '/shop/web: 1 of 3 instances has no place: its role shop is at its limit: cpus 2 of ' +
      '2 used',
    remedy: 'raise it in the Quota of role shop (`limit: {cpus: 3}`), or let something end',
    mend: (world) =>
      world.push({ objects: [app(web, { of: 3, role: 'shop' })], quotas: [limit('shop', 3)] }),
  },
  {
    name: 'the limit of a role above',
    stage: () => {
      const world = worldOf(usual);
      const objects = [app(web, { cpus: 2, role: 'shop/web' })];
      world.push({ objects, quotas: [limit('shop', 1)] }, { allowQuota });
      return world;
    },
    about: web,
    kind: 'quota',
    says:
      '/shop/web: 1 of 1 instance has no place: role shop, above its own, is at its limit: ' +
      'cpus 0 of 1 used, each takes 2',
    remedy: 'raise it in the Quota of role shop (`limit: {cpus: 2}`), or let something end',
    mend: (world) =>
      world.push({
        objects: [app(web, { cpus: 2, role: 'shop/web' })],
        quotas: [limit('shop', 2)],
      }),
  },
  {
    name: 'the guarantee of another role',
    stage: () => {
      const world = worldOf(usual);
      const objects = [app(web, { of: 2, cpus: 2, role: 'shop' })];
      world.push({ objects, quotas: [guarantee('ads', 2)] }, { allowQuota });
      return world;
    },
    about: web,
    kind: 'quota',
    says:
      '/shop/web: 1 of 2 instances has no place: what is free is kept for the guarantee of ' +
      'role ads',
    remedy: 'lower the guarantee in the Quota of role ads, or add agents',
    mend: (world) => world.start('a2'),
  },
  {
    name: 'an agent that could not make a sandbox is left alone',
    stage: () => {
      const world = placed({ role: 'shop' }, usual);
      end(world, '/shop/web#0.1', 'sandbox-failed', 'no space left on /var/lib/meridian');
      return world;
    },
    about: web,
    kind: 'unplaceable',
    says:
      '/shop/web: 1 of 1 instance has no place: none of 1 agent fits: avoided rules out 1 ' +
      '(it is left alone for 30s: no space left on /var/lib/meridian)',
    remedy: "on a1-000000 (avoided): look at the agent's log on a1; or add an agent",
    next: ['a1-000000: it is placed on again', 30_000],
    mend: (world) => world.start('a2'),
  },
  {
    name: 'a port that something else holds',
    stage: () => {
      const world = placed({ ports: [31_001] }, usual);
      end(world, '/shop/web#0.1', 'port-busy', 'port 31001 is taken');
      return world;
    },
    about: web,
    kind: 'unplaceable',
    says:
      '/shop/web: 1 of 1 instance has no place: none of 1 agent fits: port 31001 rules out ' +
      "1 (port 31001 is taken or outside the agent's range)",
    remedy: 'free port 31001 on a1-000000, or take any port (`host: 0`)',
    mend: (world) => world.push({ objects: [app(web, { ports: [0] })] }),
  },
  {
    name: 'an agent without resources',
    stage: () => placed({}, 'cpu:4; mem:4096'),
    about: web,
    kind: 'unplaceable',
    says:
      '/shop/web: 1 of 1 instance has no place: none of 1 agent fits: no-resources rules ' +
      'out 1 (never offered: it has no cpus)',
    remedy: "on a1-000000 (no-resources): start it with --resources 'cpus:4'; or add an agent",
    mend: (world) => world.start('a1', 'cpus:4; mem:4096'),
  },
  {
    name: 'no agent that is there',
    stage: () => {
      const world = worldOf(usual);
      world.disconnect('a1');
      world.push({ objects: [one] });
      world.advance(10_000);
      return world;
    },
    about: web,
    kind: 'unplaceable',
    says:
      '/shop/web: 1 of 1 instance has no place: none of 1 agent fits: disconnected rules ' +
      'out 1 (disconnected 10s ago, waited for another 65s)',
    remedy: 'on a1-000000 (disconnected): start meridian-agentd on a1; or add an agent',
    next: ['a1-000000: it is declared unreachable', 65_000],
    forMs: 10_000,
    mend: (world) => world.start('a1'),
  },
  {
    name: 'an agent with tasks that were given up',
    stage: () => {
      const world = worldOf(usual);
      world.haunt('a1', '/old/app#3.7');
      world.push({ objects: [one] });
      return world;
    },
    about: web,
    kind: 'unplaceable',
    says:
      '/shop/web: 1 of 1 instance has no place: none of 1 agent fits: zombies rules out 1 ' +
      '(it still runs 1 task given up before (/old/app#3.7))',
    remedy:
      "on a1-000000 (zombies): they are being killed; where they don't end, reboot a1; or add " +
      'an agent',
    mend: (world) => world.exorcise('a1', '/old/app#3.7'),
  },
  {
    name: 'a volume on an agent that is unreachable',
    stage: lost,
    about: db,
    kind: 'unreachable',
    says:
      '/shop/db: /shop/db#0.1 is on a1-000000, unreachable for 5s, not replaced meanwhile ' +
      '(unreachable.inactiveAfter)',
    remedy: 'start meridian-agentd on a1, or `meridian gone a1-000000` if it never comes back',
    forMs: 5_000,
    mend: (world) => world.start('a1'),
  },
  {
    name: 'a volume on an agent that never comes back: its data is given up',
    stage: lost,
    about: db,
    kind: 'unreachable',
    says:
      '/shop/db: /shop/db#0.1 is on a1-000000, unreachable for 5s, not replaced meanwhile ' +
      '(unreachable.inactiveAfter)',
    remedy: 'start meridian-agentd on a1, or `meridian gone a1-000000` if it never comes back',
    forMs: 5_000,
    mend: (world) => world.operate({ kind: 'gone', agent: world.idOf('a1') }),
  },
  {
    name: 'a volume on an agent that is away, of an instance that is to start again',
    stage: () => {
      const world = worldOf(usual);
      world.push({ objects: [volumeApp(db)] });
      world.push({ objects: [volumeApp(db, undefined, { instances: 0 })] });
      world.start('a2');
      world.disconnect('a1');
      world.push({ objects: [volumeApp(db)] });
      return world;
    },
    about: db,
    kind: 'volume',
    says:
      '/shop/db: instance 0 goes back to a1-000000, which has its volumes; that agent: ' +
      'disconnected 1s ago, waited for another 75s',
    remedy: 'start meridian-agentd on a1; or `meridian release /shop/db#0` gives its data up',
    next: ['it is declared unreachable', 75_000],
    mend: (world) => world.start('a1'),
    running: ['/shop/db#0.2'],
  },
  {
    name: 'a volume where there is no room',
    stage: () => {
      const world = worldOf(usual);
      world.push({ objects: [volumeApp(db)] });
      world.push({ objects: [volumeApp(db, undefined, { instances: 0 }), app('/x', { cpus: 2 })] });
      world.start('a2');
      world.push({ objects: [sized(3), app('/x', { cpus: 2 })] });
      return world;
    },
    about: db,
    kind: 'volume',
    says:
      '/shop/db: instance 0 goes back to a1-000000, which has its volumes, and has no room ' +
      'there: cpus needs 3, 2 free',
    remedy: 'free 1 cpu on a1-000000; or `meridian release /shop/db#0` gives its data up',
    mend: (world) => world.operate({ kind: 'release', name: '/shop/db#0' }),
  },
];

situations('it is kept from what is free', rows);
