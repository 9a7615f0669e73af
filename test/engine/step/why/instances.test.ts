// What instances and rollouts wait for: failures, checks, others, people.
import { type ObjectName, objectName } from '../../../../engine/model/ids.ts';
import type { AppSpec } from '../../../../engine/model/wanted.ts';
import type { Status } from '../../../../schemas/generated/wire.ts';
import { type Situation, situations } from '../../../support/why/situation.ts';
import { app, usual, WhyWorld } from '../../../support/why/why-world.ts';

const web = '/shop/web';
const name: ObjectName = objectName(web);

type Version = 'good' | 'bad' | 'slow' | 'unready' | 'sick';

/** How a task of each version fares. */
const fares: Readonly<Record<Version, Partial<Status>>> = {
  good: {},
  bad: {
    ...{ state: 'failed', reason: 'command-exit', exitCode: 3 },
    ...{ message: 'cannot open config', health: 'unknown' },
  },
  slow: { health: 'unknown', message: 'GET /health: connection refused' },
  unready: { ready: false, message: 'GET /ready: 503' },
  sick: { health: 'unhealthy', ready: false, message: 'GET /health: 500' },
};

const { update } = app(web);

/** The app in a version that fares so. */
const version = (one: Version, more: Partial<AppSpec> = {}): AppSpec => {
  const { task, ...rest } = { ...app(web), ...more };
  return app(web, {}, { ...rest, task: { ...task, env: { V: one } } });
};

function worldOf(...objects: readonly AppSpec[]): WhyWorld {
  const world = new WhyWorld();
  for (const one of ['a1', 'a2']) {
    world.start(one, usual);
    world.agent(one).behave = ({ env }) => fares[(env.V ?? 'good') as Version];
  }
  world.push({ objects });
  return world;
}

/** First the one, then the other. */
function upgraded(from: Version, to: Version, more: Partial<AppSpec> = {}): WhyWorld {
  const world = worldOf(version(from, more));
  world.advance(1000);
  world.push({ objects: [version(to, more)] });
  return world;
}

/** The program of a version works from now on. */
function mend(world: WhyWorld, taskId: string): void {
  world.report(world.where(taskId), taskId, { health: 'healthy', ready: true });
}

const patient = { update: { ...update, maxFailuresPerInstance: 100, onFailure: 'pause' } } as const;

const rows: readonly Situation[] = [
  {
    name: 'backoff after one failure',
    stage: () => {
      const world = worldOf(version('good'));
      const end = { state: 'failed', reason: 'command-exit', exitCode: 9, message: 'oom' } as const;
      world.report(world.where('/shop/web#0.1'), '/shop/web#0.1', end);
      return world;
    },
    about: web,
    kind: 'backoff',
    says: '/shop/web: starts again in 1s, after /shop/web#0.1 ended with exit code 9: oom',
    remedy: 'see `meridian logs /shop/web#0.1`, and commit a fix',
    next: ['it is started again', 1_000],
    mend: (world) => world.advance(1000),
    running: ['/shop/web#0.2'],
  },
  {
    name: 'a crash loop',
    stage: () => {
      const world = worldOf(version('bad', patient));
      world.advance(60_000);
      return world;
    },
    about: web,
    kind: 'backoff',
    says:
      '/shop/web: starts again in 6s, after 17 failures in 56s, the last: /shop/web#0.17 ' +
      'ended with exit code 3: cannot open config',
    remedy: 'see `meridian logs /shop/web#0.17`, and commit a fix',
    next: ['it is started again', 5_216],
    forMs: 4_167,
    mend: (world) => {
      world.push({ objects: [version('good', patient)] });
      world.advance(300_000);
    },
  },
  {
    name: 'a failing health check',
    stage: () => {
      const world = worldOf(version('sick'));
      world.advance(5000);
      return world;
    },
    about: web,
    kind: 'unhealthy',
    says: '/shop/web: /shop/web#0.1 is unhealthy (GET /health: 500)',
    remedy: 'see `meridian logs /shop/web#0.1`, and commit a fix or a revert',
    next: ['it fails without progress (`update.deadline`)', 595_000],
    forMs: 5_000,
    mend: (world) => {
      world.push({ objects: [version('good')] });
      world.advance(1000);
    },
  },
  {
    name: 'a health check that has not passed yet',
    stage: () => worldOf(version('slow')),
    about: web,
    kind: 'starting',
    says: '/shop/web: /shop/web#0.1 is not checked healthy yet (GET /health: connection refused)',
    remedy: 'see `meridian logs /shop/web#0.1`',
    next: ['it fails without progress (`update.deadline`)', 600_000],
    mend: (world) => mend(world, '/shop/web#0.1'),
  },
  {
    name: 'a failing readiness check',
    stage: () => {
      const world = worldOf(version('unready'));
      world.advance(30_000);
      return world;
    },
    about: web,
    kind: 'starting',
    says: '/shop/web: /shop/web#0.1 is not ready yet (GET /ready: 503)',
    remedy: 'see `meridian logs /shop/web#0.1`',
    next: ['it fails without progress (`update.deadline`)', 570_000],
    forMs: 30_000,
    mend: (world) => mend(world, '/shop/web#0.1'),
  },
  {
    name: 'a task that is being stopped',
    stage: () => {
      const world = upgraded('good', 'good', { instances: 1 });
      const agent = world.where('/shop/web#0.1');
      const kept = world.agent(agent);
      // It takes its time.
      world.agents.delete(agent);
      world.push({ objects: [version('good', { instances: 0 })] });
      world.agents.set(agent, kept);
      world.advance(1000);
      return world;
    },
    about: web,
    kind: 'stopping',
    says: '/shop/web: /shop/web#0.1 is to stop (surplus), asked 1s ago',
    remedy: '',
    next: ['it is killed (`kill.grace`)', 2_000],
    forMs: 1_000,
    mend: (world) =>
      world.report(world.where('/shop/web#0.1'), '/shop/web#0.1', { state: 'killed' }),
    running: [],
  },
  {
    name: 'a dependency',
    stage: () => {
      const world = worldOf(
        version('good', { dependsOn: [objectName('/shop/db')] }),
        app('/shop/db', {}, { task: { ...app(web).task, env: { V: 'slow' } } }),
      );
      world.advance(10_000);
      return world;
    },
    about: web,
    kind: 'dependency',
    says: '/shop/web: waits for /shop/db, which it depends on',
    remedy: 'see `meridian why /shop/db`',
    forMs: 10_000,
    mend: (world) => mend(world, '/shop/db#0.1'),
    running: ['/shop/db#0.1', '/shop/web#0.1'],
  },
  {
    name: 'paused by a person, its deadline standing still',
    stage: () => {
      const world = upgraded('good', 'slow');
      world.advance(100_000);
      world.operate({ kind: 'pause', name });
      world.advance(3_600_000);
      return world;
    },
    about: web,
    kind: 'paused',
    says: '/shop/web: paused by test 60m ago; the deadline of /shop/web!2 stands still, 9m left',
    remedy: '`meridian resume /shop/web` lets it go on',
    forMs: 3_600_000,
    mend: (world) => {
      world.operate({ kind: 'resume', name });
      mend(world, '/shop/web#0.2');
    },
  },
  {
    name: 'a rollout under way, with its deadline',
    stage: () => {
      const world = upgraded('good', 'good', { update: { ...update, watchMs: 60_000 } });
      world.advance(20_000);
      return world;
    },
    about: web,
    kind: 'rolling',
    says: '/shop/web: /shop/web!1 rolls out 00000001: 0 of 1 instance healthy',
    remedy: '',
    next: ['an instance is proven (`update.watch`)', 39_000],
    forMs: 21_000,
    mend: (world) => world.advance(60_000),
  },
  {
    name: 'a rollout that has paused itself',
    stage: () => {
      const world = upgraded('good', 'bad', { update: { ...update, onFailure: 'pause' } });
      world.advance(10_000);
      return world;
    },
    about: web,
    kind: 'quarantined',
    says:
      '/shop/web: revision 00000002 failed (instance 0 failed: exit code 3: cannot open ' +
      'config); it is held',
    remedy: 'commit a fix or a revert, or `meridian resume /shop/web` to try it again',
    forMs: 10_000,
    mend: (world) => world.push({ objects: [version('good', { update: patient.update })] }),
  },
  {
    name: 'a version that failed, and was taken back',
    stage: () => {
      const world = upgraded('good', 'bad');
      world.advance(10_000);
      return world;
    },
    about: web,
    kind: 'quarantined',
    says:
      '/shop/web: revision 00000002 failed (instance 0 failed: exit code 3: cannot open ' +
      'config); it runs 00000001 instead',
    remedy: 'commit a fix or a revert, or `meridian resume /shop/web` to try it again',
    forMs: 10_000,
    mend: (world) => world.push({ objects: [version('good')] }),
    running: ['/shop/web#0.1'],
  },
  {
    name: 'the first version ever failed',
    stage: () => worldOf(version('bad')),
    about: web,
    kind: 'quarantined',
    says:
      '/shop/web: revision 00000001 failed (instance 0 failed: exit code 3: cannot open ' +
      'config); it is held',
    remedy: 'commit a fix or a revert, or `meridian resume /shop/web` to try it again',
    mend: (world) => {
      world.push({ objects: [version('good')] });
      world.advance(1000);
    },
  },
  {
    name: 'an agent that is disconnected',
    stage: () => {
      const world = worldOf(version('good'));
      world.disconnect(world.where('/shop/web#0.1'));
      world.advance(5000);
      return world;
    },
    about: web,
    kind: 'disconnected',
    says: '/shop/web: /shop/web#0.1 is on a1-000000, disconnected 5s ago, waited for another 70s',
    remedy: 'start meridian-agentd on a1',
    next: ['it is declared unreachable', 70_000],
    forMs: 5_000,
    mend: (world) => world.start(world.where('/shop/web#0.1')),
  },
  {
    name: 'an unreachable agent, its instance replaced after a while',
    stage: () => {
      const unreachable = { inactiveAfterMs: 300_000, expungeAfterMs: 600_000 };
      const world = worldOf(version('good', { unreachable }));
      world.disconnect(world.where('/shop/web#0.1'));
      world.advance(80_000);
      return world;
    },
    about: web,
    kind: 'unreachable',
    says: '/shop/web: /shop/web#0.1 is on a1-000000, unreachable for 5s, replaced in 5m',
    remedy: 'start meridian-agentd on a1, or `meridian gone a1-000000` if it never comes back',
    next: ['it is replaced (`unreachable.inactiveAfter`)', 295_000],
    forMs: 5_000,
    mend: (world) => world.start(world.where('/shop/web#0.1')),
  },
];

situations('what instances wait for', rows);
