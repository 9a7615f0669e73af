// What the applied revision keeps of windows, over a restart too, and what is said of a commit of
// them.
import { describe, expect, it, test } from 'vitest';
import { objectName } from '../../../../engine/model/ids.ts';
import type { MaintenanceSpec } from '../../../../engine/model/wanted.ts';
import { appSpec, wantedOf } from '../../../support/app-spec.ts';
import { CoreWorld } from '../../../support/core-world.ts';
import { maintenanceSpec } from '../../../support/maintenance-spec.ts';

const windowOf = (name: string, startMs = 9e12): MaintenanceSpec =>
  maintenanceSpec({ name: objectName(name), agents: ['a9'], startMs });

const applied = ({ core }: CoreWorld) => core.tables.cluster?.maintenance;
const last = ({ core: { tables } }: CoreWorld) => tables.revisions.get(tables.lastRevision);

describe('the applied revision', () => {
  it('has no windows where none are wanted', () => {
    const world = new CoreWorld();
    world.commit(appSpec());
    expect(world.core.tables.cluster).not.toHaveProperty('maintenance');
  });

  it('keeps them, and has them again after a restart, until they are deleted', () => {
    const world = new CoreWorld();
    const windows = [windowOf('/m1'), windowOf('/m2')];
    world.commit(appSpec(), ...windows);
    expect(applied(world)).toEqual(windows);
    world.restart();
    expect(applied(world)).toEqual(windows);
    world.commit(appSpec());
    world.restart();
    expect(applied(world)).toBeUndefined();
  });
});

test.each([
  ['comes', [], [windowOf('/m1')], { added: 1, changed: 0, removed: 0 }],
  ['changes', [windowOf('/m1')], [windowOf('/m1', 8e12)], { added: 0, changed: 1, removed: 0 }],
  ['goes', [windowOf('/m1'), windowOf('/m2')], [], { added: 0, changed: 0, removed: 2 }],
  ['stays', [windowOf('/m1')], [windowOf('/m1')], { added: 0, changed: 0, removed: 0 }],
] as const)('a window that %s is counted', (_what, before, after, changed) => {
  const world = new CoreWorld();
  world.commit(appSpec(), ...before);
  world.commit(appSpec(), ...after);
  expect(last(world)).toMatchObject({ state: 'applied', changed });
});

test('windows that the store could not hold are refused, and the longest is named', () => {
  const world = new CoreWorld();
  const named = (name: string, count: number): MaintenanceSpec =>
    maintenanceSpec({
      name: objectName(name),
      agents: Array.from({ length: count }, (_, at) => `${'n'.repeat(90)}${at}`),
    });
  world.commit(appSpec(), named('/m1', 5_000), named('/m2', 6_000));
  expect(last(world)).toMatchObject({ state: 'faulty', faults: [{ code: 'too-large' }] });
  const message = last(world)?.faults[0]?.message;
  expect(message).toContain('the cluster with its quotas, volumes, maintenance and groups');
});

test('all windows may go at once: they are not what the mass-delete guard keeps', () => {
  const world = new CoreWorld();
  const windows = Array.from({ length: 20 }, (_, index) => windowOf(`/m${index}`));
  world.commit(appSpec(), ...windows);
  const commit = { id: 'd'.repeat(40), subject: 's', author: 'a', timeMs: world.nowMs };
  const wanted = wantedOf(appSpec());
  world.post({ kind: 'revision', revision: { kind: 'wanted', commit, wanted } });
  expect(last(world)).toMatchObject({ state: 'applied', changed: { removed: 20 } });
});
