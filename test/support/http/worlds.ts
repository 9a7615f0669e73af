// Worlds in which something waits, one for each reason.
import { objectName, role } from '../../../engine/model/ids.ts';
import { appSpec } from '../app-spec.ts';
import { CoreWorld } from '../core-world.ts';

type Draft = Parameters<NonNullable<Parameters<typeof appSpec>[0]>>[0];

/** An app with what is said of it. */
export const app = (name: string, change: Partial<Draft> = {}) =>
  appSpec(() => ({ name: objectName(name), ...change }));

/** The same app whose task runs something else. */
const task = (change: Partial<Draft['task']>): Draft['task'] => ({
  ...appSpec().task,
  ...change,
});

export interface WorldRow {
  /** What its first wait's kind is, or `none`. */
  readonly kind: string;
  readonly state: string;
  readonly says: RegExp;
  readonly make: () => CoreWorld;
}

function world(agents: readonly string[] = ['a', 'b']): CoreWorld {
  const made = new CoreWorld();
  for (const name of agents) made.addAgent(name);
  return made;
}

const two = { instances: 2 } as const;

function rolling(): CoreWorld {
  const made = world();
  made.commit(app('/shop/web', two));
  for (const name of ['a', 'b'])
    made.agent(name).behave = () => ({ state: 'starting', health: 'unknown', ready: false });
  made.commit(app('/shop/web', { ...two, task: task({ env: { VERSION: '2' } }) }));
  return made;
}

function failed(isFirst: boolean): CoreWorld {
  const made = world();
  if (!isFirst) made.commit(app('/shop/web', two));
  for (const name of ['a', 'b'])
    made.agent(name).behave = ({ processes }) =>
      JSON.stringify(processes).includes('false')
        ? { state: 'failed', exitCode: 3, message: 'cannot open config', health: 'unknown' }
        : {};
  made.commit(app('/shop/web', { ...two, task: task({ command: { shell: 'false' } }) }));
  return made;
}

/** Each is about `/shop/web`. */
export const worlds: readonly WorldRow[] = [
  {
    kind: 'none',
    state: 'healthy',
    says: /as wanted, 2 of 2 instances healthy/,
    make: () => {
      const made = world();
      made.commit(app('/shop/web', two));
      return made;
    },
  },
  {
    kind: 'unplaceable',
    state: 'waiting',
    says: /2 of 2 instances have no place: there is no agent/,
    make: () => {
      const made = world([]);
      made.commit(app('/shop/web', two));
      return made;
    },
  },
  {
    kind: 'unplaceable',
    state: 'waiting',
    says: /1 of 3 instances has no place: none of 2 agents fits: hostname unique rules out 2/,
    make: () => {
      const made = world();
      const placement = [{ attribute: 'hostname', operator: 'unique' as const }];
      made.commit(app('/shop/web', { instances: 3, placement }));
      return made;
    },
  },
  {
    kind: 'dependency',
    state: 'waiting',
    says: /waits for \/shop\/db, which it depends on/,
    make: () => {
      const made = world();
      for (const name of ['a', 'b']) made.agent(name).behave = () => ({ health: 'unknown' });
      const dependsOn = [objectName('/shop/db')];
      made.commit(app('/shop/web', { ...two, dependsOn }), app('/shop/db', { instances: 1 }));
      return made;
    },
  },
  {
    kind: 'paused',
    state: 'paused',
    says: /paused by test 1s ago/,
    make: () => {
      const made = world();
      made.commit(app('/shop/web', two));
      made.operate({ kind: 'pause', name: objectName('/shop/web') });
      return made;
    },
  },
  {
    kind: 'quarantined',
    state: 'failed',
    says: /c1000000 failed \(instance \d failed: exit code 3: cannot open config\); it is held/,
    make: () => failed(true),
  },
  {
    kind: 'quarantined',
    state: 'failed',
    says: /revision c2000000 failed \(.*cannot open config\); it runs c1000000 instead/,
    make: () => failed(false),
  },
  {
    kind: 'backoff',
    state: 'waiting',
    says: /starts again in 1s, after \/shop\/web#0\.1 ended with exit code 9: out of luck/,
    make: () => {
      const made = world();
      made.commit(app('/shop/web', two));
      const name = made.agent('a').tasks.has('/shop/web#0.1') ? 'a' : 'b';
      made.report(name, '/shop/web#0.1', {
        state: 'failed',
        exitCode: 9,
        message: 'out of luck',
      });
      return made;
    },
  },
  {
    kind: 'volume',
    state: 'waiting',
    says: /\/shop\/web#0 waits for \/shop\/web#0\.1:data: agent a-000000 has lost that volume/,
    make: () => {
      const made = world(['a']);
      const data = { path: 'data', source: { kind: 'persistent', sizeMib: 10 } } as const;
      made.commit(app('/shop/web', { instances: 1, task: task({ volumes: [data] }) }));
      made.agent('a').volumes.clear();
      made.report('a', '/shop/web#0.1', { state: 'failed', exitCode: 1, startedMs: made.nowMs });
      made.advance(1_000);
      return made;
    },
  },
  { kind: 'starting', state: 'rolling', says: /are starting/, make: rolling },
  {
    kind: 'unhealthy',
    state: 'degraded',
    says: /\/shop\/web#1\.1 is unhealthy \(status 500\)/,
    make: () => {
      const made = world();
      made.commit(app('/shop/web', two));
      const name = made.agent('a').tasks.has('/shop/web#1.1') ? 'a' : 'b';
      made.report(name, '/shop/web#1.1', { health: 'unhealthy', message: 'status 500' });
      return made;
    },
  },
  {
    kind: 'disconnected',
    state: 'healthy',
    says: /on a-000000, disconnected 10s ago, waited for another 65s/,
    make: () => {
      const made = world();
      made.commit(app('/shop/web', two));
      made.disconnect('a');
      made.advance(10_000);
      return made;
    },
  },
  {
    kind: 'recovering',
    state: 'degraded',
    says: /on a-000000, not back since the engine started 1s ago, waited for another 10m/,
    make: () => {
      const made = world();
      made.commit(app('/shop/web', two));
      made.restart();
      made.connect('b');
      return made;
    },
  },
  {
    kind: 'unreachable',
    state: 'degraded',
    says: /on a-000000, unreachable for 25s, not replaced meanwhile/,
    make: () => {
      const made = world();
      const unreachable = { inactiveAfterMs: null, expungeAfterMs: null };
      made.commit(app('/shop/web', { ...two, unreachable }));
      made.disconnect('a');
      made.advance(100_000);
      return made;
    },
  },
  {
    kind: 'stopping',
    state: 'stopping',
    says: /its file is deleted; 1 instance to stop/,
    make: () => {
      const made = world();
      made.commit(app('/shop/web', two), app('/other', { role: role('x') }));
      made.disconnect('a');
      made.commit(app('/other', { role: role('x') }));
      return made;
    },
  },
];
