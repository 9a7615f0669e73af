import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Allocator } from '../../../engine/allocate/allocator.ts';
import { agentId, objectName, type Role, role } from '../../../engine/model/ids.ts';

const [shop, tools] = [role('shop'), role('tools')];
const task = { cpus: 1000, mem: 1000 };

function allocatorOf(cpus: readonly number[]): Allocator {
  const allocator = new Allocator();
  cpus.forEach((count, index) => {
    const id = agentId(`a${index}-000000`);
    const scalars = { cpus: count * 1000, mem: 1_000_000 };
    allocator.setAgent(id, { scalars, ranges: { ports: [[1, 9]] }, sets: {} });
    allocator.setActive(id, true);
  });
  return allocator;
}

const demand = (name: Role, count: number) => ({
  name: objectName(`/${name}`),
  role: name,
  scalars: task,
  count,
});

/** Takes what it may of each round until nobody takes anything; launches by role. */
function fill(allocator: Allocator, wants: Map<Role, number>): Map<Role, number> {
  const got = new Map<Role, number>();
  const state = () =>
    [...wants].filter(([, left]) => left > 0).map(([name, left]) => demand(name, left));
  allocator.request('apps', state());
  for (let round = allocator.round(); round; round = allocator.round()) {
    const bound = round.atMost;
    let taken = 0;
    const most = Math.min(wants.get(round.role) ?? 0, (bound?.cpus ?? Infinity) / 1000);
    const fitting = round.offers.flatMap((offer) => {
      const { cpus = 0 } = offer.resources.scalars;
      return Array.from({ length: Math.floor(cpus / 1000) }, () => offer.agentId);
    });
    for (const agent of fitting.slice(0, most)) {
      taken += 1;
      allocator.allocated(round.role, agent, { framework: 'apps', scalars: task, ports: [] });
    }
    wants.set(round.role, (wants.get(round.role) ?? 0) - taken);
    got.set(round.role, (got.get(round.role) ?? 0) + taken);
    if (taken === 0) allocator.declined(round);
    allocator.request('apps', state());
  }
  return got;
}

describe('the allocator', () => {
  it('offers nobody anything without demand', () => {
    expect(allocatorOf([4]).round()).toBeUndefined();
  });

  it('offers a role alone all that is free, without a bound', () => {
    const allocator = allocatorOf([4, 4]);
    allocator.request('apps', [demand(shop, 1)]);
    const round = allocator.round();
    expect(round?.offers).toHaveLength(2);
    expect(round?.atMost).toBeUndefined();
  });

  it('offers again what comes back', () => {
    const allocator = allocatorOf([1]);
    const id = agentId('a0-000000');
    allocator.allocated(shop, id, { framework: 'apps', scalars: task, ports: [3] });
    expect(allocator.free(id)?.ranges.ports).toEqual([
      [1, 2],
      [4, 9],
    ]);
    allocator.request('apps', [demand(tools, 1)]);
    expect(allocator.round()?.offers).toEqual([]);
    allocator.declined({ role: tools, framework: 'apps', offers: [], demands: [demand(tools, 1)] });
    expect(allocator.round()).toBeUndefined();
    allocator.recovered(shop, id, { framework: 'apps', scalars: task, ports: [3] });
    expect(allocator.round()?.offers).toHaveLength(1);
    expect(allocator.free(id)?.ranges.ports).toEqual([[1, 9]]);
  });

  it('shares what two roles fight for by weight, within one task of fair', () => {
    const weights = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }));
    const cpus = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(weights, cpus, ([a, b], sizes) => {
        const allocator = allocatorOf(sizes);
        allocator.setWeights([
          { role: shop, weightMilli: a * 1000 },
          { role: tools, weightMilli: b * 1000 },
        ]);
        const total = sizes.reduce((sum, size) => sum + size, 0);
        const got = fill(
          allocator,
          new Map([
            [shop, 1000],
            [tools, 1000],
          ]),
        );
        const [forShop, forTools] = [got.get(shop) ?? 0, got.get(tools) ?? 0];
        expect(forShop + forTools).toBe(total);
        expect(Math.abs(forShop - (total * a) / (a + b))).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('gives what one role does not want to the other', () => {
    const got = fill(
      allocatorOf([4, 4]),
      new Map([
        [shop, 1],
        [tools, 1000],
      ]),
    );
    expect([got.get(shop), got.get(tools)]).toEqual([1, 7]);
  });

  it('lets a task that fits nowhere keep none of its role’s others from their turn', () => {
    const allocator = allocatorOf([4]);
    const big = { ...demand(shop, 1), name: objectName('/big'), scalars: { cpus: 64_000, mem: 1 } };
    const small = { ...demand(shop, 1), name: objectName('/small') };
    allocator.request('apps', [big, small, demand(tools, 1)]);
    expect(allocator.round()).toMatchObject({ role: shop, atMost: task });
  });

  it('offers next for what the bound of a round left out, until all was declined', () => {
    const allocator = allocatorOf([4]);
    const picky = { ...demand(shop, 1), name: objectName('/picky'), scalars: { cpus: 10 } };
    const other = { ...demand(shop, 1), name: objectName('/other') };
    allocator.request('apps', [
      picky,
      other,
      { ...demand(tools, 1), scalars: { cpus: 1, mem: 1 } },
    ]);
    const names = () => {
      const round = allocator.round();
      if (round) allocator.declined(round);
      return round && [round.role, ...round.demands.map(({ name }) => name)];
    };
    expect(names()).toEqual(['shop', '/picky', '/other']);
    expect(names()).toEqual(['shop', '/other']);
    expect(names()).toEqual(['tools', '/tools']);
    expect(names()).toBeUndefined();
    allocator.request('apps', [picky, { ...other, scalars: { cpus: 1 } }]);
    expect(names()).toEqual(['shop', '/other']);
    allocator.reoffer();
    expect(names()).toEqual(['shop', '/picky', '/other']);
  });
});

describe('the frameworks of one role', () => {
  /** What each has of so many tasks once nobody takes anything more. */
  function share(
    cpus: number,
    running: Readonly<Record<string, number>>,
    wanted: Readonly<Record<string, number>>,
  ): Readonly<Record<string, number>> {
    const allocator = allocatorOf([cpus]);
    const agent = agentId('a0-000000');
    const has: Record<string, number> = { ...running };
    const wants: Record<string, number> = { ...wanted };
    for (const [framework, count] of Object.entries(running))
      for (let left = count; left > 0; left -= 1)
        allocator.allocated(shop, agent, { framework, scalars: task, ports: [] });
    const ask = (framework: string): void => {
      const count = wants[framework] ?? 0;
      const own = { ...demand(shop, count), name: objectName(`/${framework}`) };
      allocator.request(framework, count > 0 ? [own] : []);
    };
    for (const framework of Object.keys(wants)) ask(framework);
    for (let round = allocator.round(); round; round = allocator.round()) {
      const { framework, atMost } = round;
      const free = (allocator.free(agent)?.scalars.cpus ?? 0) / 1000;
      const bound = (atMost?.cpus ?? Infinity) / 1000;
      const taken = Math.min(wants[framework] ?? 0, free, bound);
      for (let left = taken; left > 0; left -= 1)
        allocator.allocated(shop, agent, { framework, scalars: task, ports: [] });
      has[framework] = (has[framework] ?? 0) + taken;
      wants[framework] = (wants[framework] ?? 0) - taken;
      if (taken === 0) allocator.declined(round);
      else ask(framework);
    }
    return has;
  }

  it.each([
    { what: 'both want all there is', has: {}, wants: { apps: 100, jobs: 100 }, get: [5, 5] },
    { what: 'one wants little', has: {}, wants: { apps: 100, jobs: 2 }, get: [8, 2] },
    { what: 'one has much', has: { apps: 6 }, wants: { apps: 100, jobs: 100 }, get: [6, 4] },
    { what: 'one is alone', has: { jobs: 2 }, wants: { apps: 100 }, get: [8, 2] },
  ])('starve none of each other: $what', ({ has, wants, get: [apps, jobs] }) => {
    expect(share(10, has, wants)).toEqual({ apps, jobs });
  });

  it('that can’t halve what there is are within one task of each other', () => {
    expect(share(3, {}, { apps: 100, jobs: 100 })).toEqual({ apps: 2, jobs: 1 });
  });
});
