// Volumes and the mass-delete guard: their data goes with them, so they count beside apps and jobs,
// by the same reckoning as in a plan.
import { expect, test } from 'vitest';
import { snapshotView } from '../../../../engine/http/views/snapshot-view.ts';
import type { Wanted } from '../../../../engine/model/wanted.ts';
import { planOf } from '../../../../engine/plan/plan-document.ts';
import { CoreWorld } from '../../../support/core-world.ts';
import { app, volume } from '../../../support/fault-table.ts';
import { wantedOf } from '../../../support/specs/spec-tree.ts';

const treeOf = (names: readonly string[]): Wanted =>
  wantedOf({
    'a.yaml': app('/a'),
    'v.yaml': names.map((name) => volume(name, '{size: 1GiB}')).join('---\n'),
  });

const all = ['/v/a', '/v/b', '/v/c', '/v/d', '/v/e', '/v/f', '/v/g'];

function worldWith(wanted: Wanted): CoreWorld {
  const world = new CoreWorld();
  world.addAgent('a1');
  commit(world, '1', wanted);
  return world;
}

const commit = (world: CoreWorld, id: string, wanted: Wanted, allowDelete?: number): void => {
  const seen = { id: id.repeat(40), subject: 's', author: 'a', timeMs: 0 };
  const allowed = allowDelete === undefined ? seen : { ...seen, allowDelete };
  world.post({ kind: 'revision', revision: { kind: 'wanted', commit: allowed, wanted } });
};

const planned = (world: CoreWorld, wanted: Wanted) => {
  const snapshot = snapshotView(world.core, { nowMs: world.nowMs, wallMs: world.nowMs });
  return planOf({
    ...{ repo: 'r', asOf: '2026-01-02T03:04:05Z', engineVersion: '0', timeZoneData: '2025b' },
    ...{ wanted, faults: [], against: { kind: 'engine', snapshot } },
  });
};

const last = ({ core }: CoreWorld) => core.tables.revisions.get(core.tables.lastRevision);

test('a commit that removes many Volumes is blocked, in the plan’s words, until it says so', () => {
  const world = worldWith(treeOf(all));
  const few = treeOf(all.slice(0, 1));
  const plan = planned(world, few);
  expect(plan.reason).toContain('it would remove 6 of 8 applied apps, jobs and volumes');
  commit(world, '2', few);
  expect(last(world)).toMatchObject({ state: 'blocked', reason: plan.reason });
  expect(world.core.tables.cluster?.volumes).toHaveLength(7);
  commit(world, '3', few, 6);
  expect(last(world)?.state).toBe('applied');
  expect(world.core.tables.cluster?.volumes).toHaveLength(1);
});

test('one that removes a few is applied, as the plan says', () => {
  const world = worldWith(treeOf(all));
  const fewer = treeOf(all.slice(0, 3));
  expect(planned(world, fewer).verdict).toBe('changes');
  commit(world, '2', fewer);
  expect(last(world)?.state).toBe('applied');
});
