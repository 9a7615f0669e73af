// Launches that end before they are sent, as many as one batch may make.
import { expect, it } from 'vitest';
import { CoreWorld } from '../../support/core-world.ts';
import { app } from '../../support/http/worlds.ts';

const most = 128;

it('counts the failure of a launch that ends in the batch that is full with it', () => {
  const world = new CoreWorld();
  world.addAgent('a', 1_000);
  bound(world);
  const { task } = app('/shop/web');
  const command = { shell: 'echo {{ports.none}}' };
  const ports = [] as const;
  world.commit(app('/shop/web', { instances: most, task: { ...task, command, ports } }));
  const web = [...world.core.tables.apps.values()][0];
  expect(web?.rollout?.state).toBe('paused');
  expect(Object.keys(web?.rollout?.failures ?? {}).length).toBeGreaterThan(0);
});

/** A failure that isn't counted is made good at once, for ever. */
function bound({ core }: CoreWorld): void {
  const handle = core.handle.bind(core);
  let batches = 0;
  core.handle = (...batch) => {
    batches += 1;
    if (batches > 100) throw new Error('it starts again and again');
    return handle(...batch);
  };
}
