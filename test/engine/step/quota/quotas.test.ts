// Quotas and reservations as they bind what is launched, and what is said of what they keep from
// it.
import { describe, expect, it } from 'vitest';
import { parseResources } from '../../../../agentd/core/machine/given-resources.ts';
import { agentId, digestOf, objectName, role } from '../../../../engine/model/ids.ts';
import { type Bundle, bundleOf, quantitiesOf } from '../../../../engine/model/resources/bundle.ts';
import type { AppSpec, QuotaSpec } from '../../../../engine/model/wanted.ts';
import { waitsOf } from '../../../../engine/step/apps/waits.ts';
import { appSpec, placed, wantedOf } from '../../../support/app-spec.ts';
import { CoreWorld } from '../../../support/core-world.ts';

const bundle = (text: string): Bundle => {
  const given = parseResources(`${text}; mem:16384; ports:[31000-31100]`);
  return given.kind === 'resources' ? bundleOf(given.resources) : [];
};

const app = (name: string, cpus: number, more: { readonly role?: string; readonly of?: number }) =>
  appSpec(({ task }) => ({
    name: objectName(name),
    instances: more.of ?? 1,
    role: role(more.role ?? 'shop'),
    task: { ...task, cpusMilli: cpus * 1000 },
  }));

type Terms = Pick<QuotaSpec, 'guarantee' | 'limit'>;
const quota = (of: string, terms: Terms): QuotaSpec => ({
  ...{ kind: 'Quota', name: of, role: role(of), weightMilli: 1000 },
  ...{ digest: digestOf(JSON.stringify([of, terms])), ...terms },
});
const limit = (of: string, cpus: number) => quota(of, { limit: { cpus: cpus * 1000 } });
const guarantee = (of: string, cpus: number) => quota(of, { guarantee: { cpus: cpus * 1000 } });

let commits = 0;

function commit(world: CoreWorld, apps: readonly AppSpec[], quotas: readonly QuotaSpec[]): void {
  commits += 1;
  const id = `q${commits}`.padEnd(40, '0');
  const allowQuota = ['shop', 'shop/web', 'ads'];
  const seen = { id, subject: 'quota', author: 'a', timeMs: world.nowMs, allowDelete: 100 };
  world.post({
    kind: 'revision',
    revision: {
      kind: 'wanted',
      commit: { ...seen, allowQuota },
      wanted: { ...wantedOf(...apps), quotas: quotas.map(placed) },
    },
  });
}

function worldOf(agents: Readonly<Record<string, string>>): CoreWorld {
  const world = new CoreWorld();
  for (const [name, text] of Object.entries(agents)) {
    world.addAgent(name, 0);
    refit(world, name, text);
  }
  return world;
}

function refit(world: CoreWorld, name: string, text: string): void {
  world.disconnect(name);
  world.connect(name, 0, bundle(text));
}

function waits({ core, nowMs }: CoreWorld, name: string): readonly string[] {
  const entry = core.tables.apps.get(objectName(name));
  return entry ? waitsOf(core, entry, nowMs).map(({ kind, what }) => `${kind}: ${what}`) : [];
}

const remedyOf = ({ core, nowMs }: CoreWorld, name: string): string | undefined => {
  const entry = core.tables.apps.get(objectName(name));
  return entry && waitsOf(core, entry, nowMs)[0]?.remedy;
};

const freeCpus = ({ core }: CoreWorld, name: string): number | undefined =>
  quantitiesOf(core.allocator.freeOn(agentId(`${name}-000000`)) ?? []).cpus;

describe('what quotas keep from an app', () => {
  it('is said with its limit, the figures, and what would let it through', () => {
    const world = worldOf({ a1: 'cpus:8' });
    commit(world, [app('/shop/web', 1, { of: 4 })], [limit('shop', 2)]);
    expect(world.running()).toHaveLength(2);
    expect(waits(world, '/shop/web')).toContain(
      'quota: 2 of 4 instances have no place: its role shop is at its limit: cpus 2 of 2 used',
    );
    expect(remedyOf(world, '/shop/web')).toBe(
      'raise it in the Quota of role shop (`limit: {cpus: 4}`), or let something end',
    );
  });

  it('is said of the role above whose limit it is', () => {
    const world = worldOf({ a1: 'cpus:8' });
    commit(world, [app('/shop/web', 2, { role: 'shop/web', of: 2 })], [limit('shop', 3)]);
    expect(world.running()).toHaveLength(1);
    const sentence = 'role shop, above its own, is at its limit: cpus 2 of 3 used, each takes 2';
    expect(waits(world, '/shop/web').join()).toContain(sentence);
  });

  it('is said to be kept for another’s guarantee', () => {
    const world = worldOf({ a1: 'cpus:8' });
    commit(world, [app('/shop/web', 3, { of: 2 })], [guarantee('ads', 4)]);
    expect(world.running()).toHaveLength(1);
    expect(waits(world, '/shop/web')).toContain(
      'quota: 1 of 2 instances has no place: what is free is kept for the guarantee of role ads',
    );
    expect(remedyOf(world, '/shop/web')).toBe(
      'lower the guarantee in the Quota of role ads, or add agents',
    );
  });

  it('is said beside what fits nowhere anyway, if it is a limit', () => {
    const world = worldOf({ a1: 'cpus:1' });
    commit(world, [app('/shop/web', 1, { of: 2 })], [limit('shop', 1)]);
    const kinds = waits(world, '/shop/web').map((text) => text.split(':')[0]);
    expect(kinds.slice(0, 2)).toEqual(['quota', 'unplaceable']);
  });

  it('is none of it when it only fits nowhere', () => {
    const world = worldOf({ a1: 'cpus:3' });
    commit(world, [app('/shop/web', 2, { of: 2 })], [limit('shop', 5), guarantee('ads', 1)]);
    expect(waits(world, '/shop/web').join()).toContain('unplaceable');
    expect(waits(world, '/shop/web').join()).not.toContain('quota');
  });
});

describe('what is reserved', () => {
  it('is used with what is nobody’s as soon as a limit lets it, wherever that was freed', () => {
    const world = worldOf({ a1: 'cpus:2; cpus(shop):1', a2: 'cpus:4' });
    const other = app('/other', 3, { role: '*' });
    const [small, api] = [app('/shop/small', 1, {}), app('/shop/api', 2, {})];
    refit(world, 'a1', 'cpus:0.5');
    commit(world, [other, small], [limit('shop', 2)]);
    refit(world, 'a1', 'cpus:2; cpus(shop):1');
    commit(world, [other, small, api], [limit('shop', 2)]);
    expect(world.running()).toEqual(['/other#0.1', '/shop/small#0.1']);
    world.report('a2', '/shop/small#0.1', { state: 'failed', exitCode: 1 });
    expect(world.running()).toContain('/shop/api#0.1');
  });

  it('is not given again while tasks hold it from before their agent came back without', () => {
    const world = worldOf({ a1: 'cpus:2; cpus(shop):2' });
    commit(world, [app('/shop/web', 1, { of: 2 })], [limit('shop', 3)]);
    refit(world, 'a1', 'cpus:4');
    expect(freeCpus(world, 'a1')).toBe(2000);
    commit(world, [app('/shop/web', 1, { of: 4 })], [limit('shop', 3)]);
    expect(world.running()).toHaveLength(3);
    expect(waits(world, '/shop/web').join()).toContain('cpus 3 of 3 used');
  });

  it('is kept free for what tasks hold of nobody’s that isn’t there any more', () => {
    const world = worldOf({ a1: 'cpus:4' });
    commit(world, [app('/other', 1, { role: '*', of: 3 })], []);
    refit(world, 'a1', 'cpus:1; cpus(shop):3');
    expect(freeCpus(world, 'a1')).toBe(1000);
    commit(world, [app('/other', 1, { role: '*', of: 3 }), app('/shop/web', 1, { of: 3 })], []);
    expect(world.running()).toHaveLength(4);
  });
});
