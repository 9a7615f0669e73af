import { describe, expect, it } from 'vitest';
import { objectName } from '../../../engine/model/ids.ts';
import type { CheckSpec } from '../../../engine/model/wanted.ts';
import { appSpec } from '../../support/app-spec.ts';
import { CoreWorld } from '../../support/core-world.ts';

const web = objectName('/shop/web');
const check: CheckSpec = {
  delayMs: 0,
  graceMs: 1000,
  intervalMs: 1000,
  timeoutMs: 500,
  maxConsecutiveFailures: 2,
  probe: { kind: 'http', port: 0, path: '/health' },
};

describe('instances that are told to go', () => {
  it('are sent no new settings, and hold up no rollout', () => {
    const world = new CoreWorld();
    world.addAgent('a1');
    world.commit(appSpec());
    world.sent.length = 0;
    world.commit(appSpec(() => ({ instances: 0, health: [check] })));
    expect(world.sent.map(({ order }) => order.kind)).not.toContain('configure');
    expect(world.running()).toEqual([]);
    expect(world.core.tables.apps.get(web)?.rollout).toBeUndefined();
  });
});

describe('a launch that its machine could not carry out', () => {
  it('counts against no rollout, and delays the next', () => {
    const world = new CoreWorld();
    world.addAgent('a1').behave = () => ({ state: 'failed', reason: 'launch-failed' });
    world.commit(appSpec(() => ({ instances: 1 })));
    const app = world.core.tables.apps.get(web);
    expect(app?.rollout).toMatchObject({ state: 'running', failures: {} });
    expect(app?.row.backoff?.delayMs).toBe(1_000);
  });
});

describe('an app that is deleted and comes back while it stops', () => {
  it('is there for those that need it only once it is seen healthy again', () => {
    const world = new CoreWorld();
    world.addAgent('a1');
    const shop = objectName('/shop/zdb');
    const db = appSpec(() => ({ name: shop, instances: 1 }));
    world.commit(db);
    world.disconnect('a1');
    world.commit();
    world.commit(
      db,
      appSpec(() => ({ instances: 1, dependsOn: [shop] })),
    );
    expect(world.core.tables.apps.get(web)?.rollout?.opened).toBe(false);
  });
});
