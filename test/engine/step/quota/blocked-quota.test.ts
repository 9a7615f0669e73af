// The engine applies no revision whose Quotas stand against what it knows, and says so.
import { describe, expect, it } from 'vitest';
import { snapshotView } from '../../../../engine/http/views/snapshot-view.ts';
import { statusView } from '../../../../engine/http/views/status-view.ts';
import { digestOf, objectName, role } from '../../../../engine/model/ids.ts';
import type { AppSpec, QuotaSpec } from '../../../../engine/model/wanted.ts';
import { appSpec, placed, wantedOf } from '../../../support/app-spec.ts';
import { CoreWorld } from '../../../support/core-world.ts';
import { plan } from '../../plan/plan-world.ts';

const web = (instances: number) =>
  appSpec(({ task }) => ({ instances, role: role('shop'), task: { ...task, cpusMilli: 1000 } }));

const quota = (more: Partial<QuotaSpec>): QuotaSpec => ({
  ...{ kind: 'Quota', name: 'shop', role: role('shop'), weightMilli: 1000 },
  ...{ digest: digestOf(JSON.stringify(more)), ...more },
});
const guaranteed = (cpus: number) => quota({ guarantee: { cpus: cpus * 1000 } });
const limited = (cpus: number) => quota({ limit: { cpus: cpus * 1000 } });

let commits = 0;

function commit(
  world: CoreWorld,
  apps: readonly AppSpec[],
  quotas: readonly QuotaSpec[],
  more: { readonly allowQuota?: readonly string[]; readonly id?: string } = {},
): string {
  commits += 1;
  const { allowQuota, id = `q${commits}`.padEnd(40, '0') } = more;
  const seen = { id, subject: 'quota', author: 'a', timeMs: world.nowMs, allowDelete: 100 };
  world.post({
    kind: 'revision',
    revision: {
      kind: 'wanted',
      commit: { ...seen, ...(allowQuota === undefined ? {} : { allowQuota }) },
      wanted: { ...wantedOf(...apps), quotas: quotas.map(placed) },
    },
  });
  return id;
}

/** Two agents of 8 cpus, and an app that uses four of them. */
function worldInUse(): CoreWorld {
  const world = new CoreWorld();
  for (const name of ['a1', 'a2']) world.addAgent(name);
  commit(world, [web(4)], []);
  expect(world.running()).toHaveLength(4);
  return world;
}

const last = ({ core }: CoreWorld) => core.tables.revisions.get(core.tables.lastRevision);
const quotasOf = ({ core }: CoreWorld) => core.tables.cluster?.quotas;

describe('a revision with Quotas', () => {
  it('is blocked where guarantees come to more than agents have, and nothing of it holds', () => {
    const world = worldInUse();
    commit(world, [web(5)], [guaranteed(17)]);
    expect(last(world)).toMatchObject({
      state: 'blocked',
      reason: expect.stringContaining('come to 17 (shop 17), and all known agents have 16'),
    });
    expect([world.running().length, quotasOf(world)]).toEqual([4, []]);
    expect(world.notices.some((text) => text.includes('is blocked'))).toBe(true);
    const { waits } = statusView(world.core, { nowMs: world.nowMs, wallMs: world.wallMs });
    expect(JSON.stringify(waits)).toContain('Meridian-Allow-Quota: shop');
  });

  it('is applied by the trailer, and by what makes it sound', () => {
    const world = worldInUse();
    commit(world, [web(4)], [guaranteed(17)]);
    commit(world, [web(4)], [guaranteed(17)], { allowQuota: ['eng'] });
    expect(last(world)?.state).toBe('blocked');
    commit(world, [web(4)], [guaranteed(17)], { allowQuota: ['shop'] });
    expect(last(world)?.state).toBe('applied');
    const other = worldInUse();
    commit(other, [web(4)], [guaranteed(17)]);
    other.addAgent('a3');
    commit(other, [web(4)], [guaranteed(17)]);
    expect(last(other)?.state).toBe('applied');
  });

  it('is blocked where a limit is below use, but not for what it stops itself', () => {
    const world = worldInUse();
    commit(world, [web(4)], [limited(3)]);
    expect(last(world)?.reason).toContain('cpus 3, is below what it uses, cpus 4');
    commit(world, [web(3)], [limited(3)]);
    expect(last(world)?.state).toBe('applied');
    expect(quotasOf(world)).toMatchObject([{ limit: { cpus: 3000 } }]);
  });

  it('does not count what has ended, or is on its way out, as use', () => {
    const world = worldInUse();
    for (const id of ['/shop/web#0.1', '/shop/web#1.1']) {
      const on = [...world.agents].find(([, agent]) => agent.tasks.has(id))?.[0] ?? '';
      world.report(on, id, { state: 'failed' });
    }
    commit(world, [web(4)], [limited(1)]);
    expect(last(world)?.reason).toContain('cpus 1, is below what it uses, cpus 2');
    commit(world, [web(4)], [limited(2)]);
    expect(last(world)?.state).toBe('applied');
  });

  it('is told by its plan in the same words', () => {
    const world = worldInUse();
    const { core, nowMs } = world;
    const tries: readonly (readonly [AppSpec[], QuotaSpec[]])[] = [
      [[web(4)], [guaranteed(17)]],
      [[web(4)], [limited(3)]],
      [[web(3)], [limited(3)]],
      [[web(5)], [guaranteed(16)]],
    ];
    for (const [apps, quotas] of tries) {
      const wanted = { ...wantedOf(...apps), quotas: quotas.map(placed) };
      const snapshot = snapshotView(core, { nowMs, wallMs: nowMs });
      const document = plan(wanted, { kind: 'engine', snapshot });
      commit(world, apps, quotas);
      expect(last(world)?.reason).toBe(document.reason);
      expect(last(world)?.state).toBe(document.verdict === 'blocked' ? 'blocked' : 'applied');
    }
  });

  it('once applied never stands in the way of another, though agents are lost for good', () => {
    const world = worldInUse();
    commit(world, [web(4)], [guaranteed(16)]);
    world.disconnect('a2');
    world.operate({ kind: 'gone', agent: world.agent('a2').id });
    commit(world, [web(5)], [guaranteed(16)]);
    expect(last(world)?.state).toBe('applied');
    commit(world, [web(5)], [guaranteed(17)]);
    expect(last(world)?.reason).toContain('all known agents have 8');
    commit(world, [web(5)], [guaranteed(15)]);
    expect(last(world)?.state).toBe('applied');
  });

  it('counts agents that are away and may come back', () => {
    const world = worldInUse();
    world.disconnect('a2');
    world.advance(80_000);
    expect(world.core.tables.agents.get(world.agent('a2').id as never)?.presence.kind).toBe(
      'unreachable',
    );
    commit(world, [web(4)], [guaranteed(16)]);
    expect(last(world)?.state).toBe('applied');
  });

  it('is taken as the first of a store, whose agents are still joining', () => {
    const world = new CoreWorld();
    world.addAgent('a1');
    commit(world, [web(1)], [guaranteed(99)]);
    expect(last(world)?.state).toBe('applied');
  });

  it('that is looked at again after a restart is no new one, blocked or applied', () => {
    const world = worldInUse();
    const seen = [limited(4), guaranteed(99)].map((one) => {
      const id = commit(world, [web(4)], [one]);
      const number = world.core.tables.lastRevision;
      world.restart();
      commit(world, [web(4)], [one], { id });
      return [last(world)?.state, world.core.tables.lastRevision - number];
    });
    expect(seen).toEqual([
      ['applied', 0],
      ['blocked', 0],
    ]);
    expect(quotasOf(world)).toMatchObject([{ limit: { cpus: 4000 } }]);
  });
});

describe('a stored cluster from before guarantees and limits', () => {
  it('loads, and takes them by its next revision', () => {
    const world = new CoreWorld();
    world.addAgent('a1');
    commit(world, [appSpec(() => ({ name: objectName('/a'), instances: 1 }))], [quota({})]);
    const row = [...world.rows].find(([, text]) => text.includes('"quotas"'))?.[1] ?? '';
    expect(row).toContain('"weightMilli":1000');
    expect(row).not.toContain('guarantee');
    world.restart();
    expect(quotasOf(world)?.[0]).not.toHaveProperty('guarantee');
    commit(world, [appSpec(() => ({ name: objectName('/a'), instances: 1 }))], [guaranteed(2)]);
    expect(quotasOf(world)).toMatchObject([{ guarantee: { cpus: 2000 } }]);
  });
});
