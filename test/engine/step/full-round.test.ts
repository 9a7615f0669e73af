import { describe, expect, it } from 'vitest';
import { objectName } from '../../../engine/model/ids.ts';
import { appSpec } from '../../support/app-spec.ts';
import { CoreWorld } from '../../support/core-world.ts';

/** As if a change had been made, and looking at it forgotten. */
function forgetChange(world: CoreWorld, name: string, instances: number): void {
  const app = world.core.tables.apps.get(objectName(name));
  const version = app && [...app.versions.values()].at(-1);
  if (!version) throw new Error(`no app ${name}`);
  app.versions.set(version.spec.digest, { ...version, spec: { ...version.spec, instances } });
}

const apps = (count: number) =>
  Array.from({ length: count }, (_, index) => {
    const name = objectName(`/many/app${String(index).padStart(3, '0')}`);
    return appSpec(() => ({ name, instances: index < 2 ? 1 : 0 }));
  });

describe('the full round in the background', () => {
  it('looks at what was forgotten', () => {
    const world = new CoreWorld();
    world.addAgent('a1');
    world.commit(appSpec(() => ({ instances: 1 })));
    forgetChange(world, '/shop/web', 3);
    world.post({ kind: 'timer', key: 'nothing' });
    expect(world.running()).toHaveLength(1);
    world.advance(10_000);
    expect(world.running()).toHaveLength(3);
  });

  it('gets to every app, a slice at a time', () => {
    const world = new CoreWorld();
    world.addAgent('a1');
    world.commit(...apps(450));
    forgetChange(world, '/many/app449', 1);
    world.advance(20_000);
    expect(world.running()).toHaveLength(2);
    world.advance(10_000);
    expect(world.running()).toContain('/many/app449#0.1');
  });

  it('begins again when it is through', () => {
    const world = new CoreWorld();
    world.addAgent('a1');
    world.commit(...apps(10));
    world.advance(60_000);
    forgetChange(world, '/many/app000', 2);
    world.advance(20_000);
    expect(world.running()).toContain('/many/app000#1.1');
  });

  it('writes and says nothing where nothing was forgotten', () => {
    const world = new CoreWorld();
    world.addAgent('a1');
    world.commit(...apps(20));
    const { writes } = world;
    const sent = world.sent.length;
    world.advance(120_000);
    expect([world.writes, world.sent.length]).toEqual([writes, sent]);
  });
});
