// The rules of quotas and reservations, each on what it is there for.
import { describe, expect, it } from 'vitest';
import { parseResources } from '../../../../agentd/core/machine/given-resources.ts';
import { digestOf, objectName, role } from '../../../../engine/model/ids.ts';
import { type Bundle, bundleOf } from '../../../../engine/model/resources/bundle.ts';
import type { QuotaSpec } from '../../../../engine/model/wanted.ts';
import { guarantees } from '../../../../engine/sim/invariants/quota/guarantees.ts';
import { limits } from '../../../../engine/sim/invariants/quota/limits.ts';
import { Reckoning, type Rows } from '../../../../engine/sim/invariants/quota/reckoning.ts';
import { reservations } from '../../../../engine/sim/invariants/quota/reservations.ts';
import {
  isBlockedQuota,
  isFaultyQuota,
  neededInAll,
} from '../../../../engine/sim/script/quota/quota-rules.ts';
import { appSpec, placed, wantedOf } from '../../../support/app-spec.ts';
import { CoreWorld } from '../../../support/core-world.ts';
import { agentRow, RuleScene, taskRow } from '../../../support/sim/rule-scene.ts';

const bundle = (text: string): Bundle => {
  const given = parseResources(text);
  return given.kind === 'resources' ? bundleOf(given.resources) : [];
};

const quota = (of: string, terms: Pick<QuotaSpec, 'guarantee' | 'limit'>): QuotaSpec => ({
  ...{ kind: 'Quota', name: of, role: role(of), weightMilli: 1000 },
  ...{ digest: digestOf(of), ...terms },
});
const cpus = (count: number) => ({ cpus: count * 1000 });

const agentOf = (text: string): object => {
  const { facts, ...row } = agentRow('a1-000000') as { readonly facts: object };
  return { ...row, facts: { ...facts, resources: bundle(text) } };
};

const held = (id: string, of: string, taken: string) => {
  const given = bundle(taken);
  const sum = given.reduce(
    (all, { value }) => all + (value.kind === 'scalar' ? value.milli : 0),
    0,
  );
  const resources = { scalars: { cpus: sum }, ranges: {}, sets: {} };
  const isPlain = given.every(({ reservations: stack }) => stack === undefined);
  return taskRow(id, { role: role(of), resources, ...(isPlain ? {} : { taken: given }) });
};

describe('limits', () => {
  const sceneWith = (agent: string, ...quotas: readonly QuotaSpec[]) =>
    new RuleScene(limits).store({ 'meta/applied': { quotas }, 'agent/a1-000000': agentOf(agent) });

  it('counts what stands below a role, and says who took it over', () => {
    const scene = sceneWith('cpus:8', quota('shop', { limit: cpus(2) }));
    scene.store({ 'task//a#0.1': held('/a#0.1', 'shop', 'cpus:1') });
    scene.store({ 'task//a#1.1': held('/a#1.1', 'shop/web', 'cpus:1') });
    expect(scene.said()).toEqual([]);
    expect(scene.times('a launch fills a role above its own')).toBe(1);
    scene.store({ 'task//a#2.1': held('/a#2.1', 'shop/web', 'cpus:1') });
    expect(scene.said()).toEqual(['/a#2.1 takes shop to 3000 cpus: its limit is 2000']);
  });

  it('counts what is reserved, used or not, and lets that be used over it', () => {
    const scene = sceneWith('cpus:8; cpus(shop/web):2', quota('shop', { limit: cpus(1) }));
    scene.store({ 'task//a#0.1': held('/a#0.1', 'shop/web', 'cpus(shop/web):1') });
    expect(scene.said()).toEqual([]);
    scene.store({ 'task//a#1.1': held('/a#1.1', 'shop', 'cpus:1') });
    expect(scene.said()).toEqual(['/a#1.1 takes shop to 3000 cpus: its limit is 1000']);
  });

  it('counts what was reserved when it was taken, though the agent has it no more', () => {
    const scene = sceneWith('cpus:8; cpus(shop):2', quota('shop', { limit: cpus(3) }));
    scene.store({ 'task//a#0.1': held('/a#0.1', 'shop', 'cpus(shop):2') });
    scene.store({ 'agent/a1-000000': agentOf('cpus:10') });
    scene.store({ 'task//a#1.1': held('/a#1.1', 'shop', 'cpus:2') });
    expect(scene.said()).toEqual(['/a#1.1 takes shop to 4000 cpus: its limit is 3000']);
  });
});

describe('reservations', () => {
  const sceneWith = (agent: string) =>
    new RuleScene(reservations).store({ 'agent/a1-000000': agentOf(agent) });

  it('lets a role use what is kept for it or for one above it, to the unit', () => {
    const scene = sceneWith('cpus:1; cpus(shop):2');
    scene.store({ 'task//a#0.1': held('/a#0.1', 'shop/web', 'cpus(shop):1.5') });
    scene.store({ 'task//a#1.1': held('/a#1.1', 'shop', 'cpus(shop):0.5; cpus:1') });
    expect(scene.said()).toEqual([]);
    expect(scene.times('a task holds what is kept for a role above its own')).toBe(1);
    expect(scene.times('a task holds a part of each')).toBe(1);
    scene.store({ 'task//a#2.1': held('/a#2.1', 'shop', 'cpus(shop):0.1') });
    const text = '/a#2.1: a1-000000 has 2000 cpus for shop, 2100 are held';
    expect(scene.said()).toEqual([text]);
  });

  it('says so when another role has it, or nobody knows what was taken', () => {
    const scene = sceneWith('cpus:1; cpus(shop/web):2');
    scene.store({ 'task//a#0.1': held('/a#0.1', 'shop', 'cpus(shop/web):1') });
    expect(scene.said()).toEqual(['/a#0.1 of shop holds what is kept for shop/web']);
    scene.store({ 'task//a#1.1': held('/a#1.1', 'shop/web', 'cpus:2') });
    expect(scene.said()).toEqual(['/a#1.1: a1-000000 has 1000 cpus for nobody, 2000 are held']);
  });

  it('looks at ports, too', () => {
    const scene = sceneWith('cpus:4; ports:[1-2]; ports(shop):[3-4]');
    const row = held('/a#0.1', 'ads', 'cpus:1');
    scene.store({ 'task//a#0.1': { ...row, ports: [3] } });
    expect(scene.said()).toEqual(['/a#0.1 of ads is given port 3, kept for shop']);
  });
});

describe('guarantees', () => {
  const app = (of: string, instances: number) =>
    appSpec(({ task }) => ({
      name: objectName(`/${of}`),
      ...{ instances, role: role(of), task: { ...task, cpusMilli: 1000 } },
    }));

  /** The batch is told as if the quotas had been these when it launched. */
  function launched(quotas: readonly QuotaSpec[], of: string, instances: number) {
    const world = new CoreWorld();
    world.addAgent('a1', 4);
    const scene = new RuleScene(guarantees).watch(world);
    scene.tamper = (_, tables) => {
      if (tables.cluster) tables.cluster = { ...tables.cluster, quotas };
    };
    const commit = { id: 'c'.repeat(40), subject: 's', author: 'a', timeMs: world.nowMs };
    const wanted = { ...wantedOf(app(of, instances)), quotas: quotas.map(placed).slice(0, 0) };
    world.post({ kind: 'revision', revision: { kind: 'wanted', commit, wanted } });
    return scene;
  }

  it('says so when what is promised to one is given to another', () => {
    const scene = launched([quota('ads', { guarantee: cpus(2) })], 'shop', 3);
    const all = [0, 1, 2].map((at) => `/shop#${at}.1 of shop`).join(', ');
    expect(scene.said()).toEqual([`${all}: 1000 cpus less than promised is free, -2000 before`]);
  });

  it('lets pass what leaves enough, and what meets a guarantee', () => {
    expect(launched([quota('ads', { guarantee: cpus(2) })], 'shop', 2).said()).toEqual([]);
    const scene = launched([quota('ads', { guarantee: cpus(5) })], 'ads', 3);
    expect(scene.said()).toEqual([]);
    expect(scene.times('a launch meets a guarantee')).toBe(1);
  });
});

describe('the reckoning', () => {
  const rows = (change: Partial<Rows>): Rows => ({
    quotas: [],
    agents: [
      { id: 'a1-000000', resources: bundle('cpus:4; cpus(shop):2'), kept: [], isOffered: true },
    ],
    tasks: [],
    ...change,
  });

  it('takes what is held beyond what there is off what is nobody’s', () => {
    const tasks = [held('/a#0.1', 'shop', 'cpus(shop):3'), held('/b#0.1', 'ads', 'cpus:1')];
    expect(new Reckoning(rows({ tasks })).free('cpus')).toBe(2000);
  });

  it('needs the larger of what a role lacks and what those below it need', () => {
    const quotas = [
      quota('shop', { guarantee: cpus(5) }),
      quota('shop/web', { guarantee: cpus(1) }),
      quota('shop/api/eu', { guarantee: cpus(1) }),
    ];
    const reckoning = new Reckoning(rows({ quotas }));
    expect(reckoning.needed('cpus')).toBe(3000);
    expect(reckoning.needed('cpus', { role: 'shop/api', scalars: cpus(2) })).toBe(2000);
    expect(reckoning.isPromised({ role: 'shop/api', scalars: cpus(1) })).toBe(false);
    expect(reckoning.isPromised({ role: 'ads', scalars: cpus(2) })).toBe(true);
  });
});

describe('what a commit asks of quotas', () => {
  const plans = (all: Readonly<Record<string, { guarantee?: number; limit?: number }>>) =>
    new Map(
      Object.entries(all).map(([of, { guarantee, limit }]) => [
        of,
        {
          ...(guarantee === undefined ? {} : { guarantee: { cpusMilli: guarantee } }),
          ...(limit === undefined ? {} : { limit: { cpusMilli: limit } }),
        },
      ]),
    );

  it.each([
    [{ a: { guarantee: 2, limit: 2 } }, false],
    [{ a: { guarantee: 3, limit: 2 } }, true],
    [{ a: { limit: 2 }, 'a/b/c': { guarantee: 3 } }, true],
    [{ a: { limit: 3 }, 'a/b': { guarantee: 2 }, 'a/c/d': { guarantee: 2 } }, true],
    [{ a: { limit: 3 }, 'ab/c': { guarantee: 9 } }, false],
  ])('%j is faulty: %s', (all, isFaulty) => {
    expect(isFaultyQuota(plans(all))).toBe(isFaulty);
  });

  it('is blocked for what it raises or lowers itself, unless that is allowed', () => {
    const wanted = plans({ a: { guarantee: 5 }, b: { limit: 1 } });
    const capacity = { cpusMilli: 4, memoryMib: 4 };
    const use = (of: string) => ({ cpusMilli: of === 'b' ? 2 : 0, memoryMib: 0 });
    const asked = { applied: plans({}), wanted, capacity, use, allowed: [] as string[] };
    expect(neededInAll(wanted, 'cpusMilli')).toBe(5);
    expect(isBlockedQuota(asked)).toBe(true);
    expect(isBlockedQuota({ ...asked, allowed: ['a'] })).toBe(true);
    expect(isBlockedQuota({ ...asked, allowed: ['a', 'b'] })).toBe(false);
    expect(isBlockedQuota({ ...asked, applied: wanted })).toBe(false);
  });
});
