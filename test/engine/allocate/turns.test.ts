// Turns: who has asked for what, and whose turn it is to have it.
import { describe, expect, it } from 'vitest';
import { HierarchicalAllocator } from '../../../engine/allocate/hierarchical-allocator.ts';
import type { Allocator } from '../../../engine/allocate/offer-allocator.ts';
import type { Demand, OfferBook } from '../../../engine/model/framework.ts';
import { agentId, objectName, type Role, role } from '../../../engine/model/ids.ts';
import { type Bundle, bundleOf } from '../../../engine/model/resources/bundle.ts';
import type { Resource } from '../../../engine/model/resources/resource.ts';

const [shop, tools] = [role('shop'), role('tools')];
const many = 1000;

const scalar = (name: string, milli: number, of?: Role): Resource => ({
  name,
  value: { kind: 'scalar', milli },
  ...(of === undefined ? {} : { reservations: [{ kind: 'static', role: of }] }),
});

const cpus = (count: number, of?: Role): Bundle => bundleOf([scalar('cpus', count * 1000, of)]);

function allocatorOf(...agents: readonly Bundle[]): Allocator {
  const allocator = new HierarchicalAllocator();
  for (const [at, total] of agents.entries()) {
    const id = agentId(`a${at + 1}`);
    allocator.addAgent({ id, hostname: id, attributes: {}, total });
  }
  for (const id of ['apps', 'jobs']) allocator.addFramework({ id, roles: new Map() });
  return allocator;
}

const demand = (name: string, of: Role, count: number, each = 1): Demand => ({
  name: objectName(name),
  role: of,
  scalars: { cpus: each * 1000 },
  count,
});

/** Takes as many of the demand as it may, on the emptiest agents; how many. */
function take(book: OfferBook, wanted: Demand): number {
  for (let taken = 0; ; taken += 1) {
    if (taken === wanted.count || book.isOver() || !book.mayTake(wanted.scalars)) return taken;
    const [agent] = [...book.emptiestFirst()].filter(
      ({ agentId: id }) =>
        (book.look(id).free.scalars.cpus ?? 0) >= (wanted.scalars.cpus ?? 0) &&
        book.mayTakeOn(id, wanted.scalars),
    );
    if (!agent) {
      book.pass(wanted.name);
      return taken;
    }
    book.take(agent.agentId, { scalars: wanted.scalars, ports: [] });
  }
}

/** Turn after turn; each as `framework role: name taken, ...`. */
function play(allocator: Allocator): readonly string[] {
  const played: string[] = [];
  for (;;) {
    const book = allocator.nextTurn(many);
    if (book === undefined) return played;
    if (played.length > 100) throw new Error(`no end: ${played.slice(0, 5).join(' | ')}`);
    const changes: Demand[] = [];
    const words = [...book.demands()].map((wanted) => {
      const taken = take(book, wanted);
      if (taken > 0) changes.push({ ...wanted, count: wanted.count - taken });
      return `${wanted.name} ${taken}`;
    });
    allocator.request(book.framework, changes);
    allocator.endTurn(book);
    played.push(`${book.framework} ${book.role}: ${words.join(', ')}`);
  }
}

describe('a turn', () => {
  it('is nobody’s who has asked for nothing', () => {
    const allocator = allocatorOf(cpus(4));
    expect(play(allocator)).toEqual([]);
    allocator.request('apps', [demand('/a', shop, 2)]);
    allocator.request('apps', [demand('/a', shop, 0)]);
    expect(play(allocator)).toEqual([]);
  });

  it('of one alone is all that it asked for', () => {
    const allocator = allocatorOf(cpus(4), cpus(4));
    allocator.request('apps', [demand('/a', shop, 5), demand('/b', shop, 2)]);
    expect(play(allocator)).toEqual(['apps shop: /a 5, /b 2']);
  });

  it('is over at the bound that it was given', () => {
    const allocator = allocatorOf(cpus(8));
    allocator.request('apps', [demand('/a', shop, 8)]);
    const book = allocator.nextTurn(3);
    expect(book && take(book, demand('/a', shop, 8))).toBe(3);
  });

  it('of roles that compete is one task beyond the other', () => {
    const allocator = allocatorOf(cpus(6));
    allocator.request('apps', [demand('/a', shop, 9), demand('/b', tools, 9)]);
    const played = play(allocator);
    expect(played.slice(0, 4)).toEqual([
      ...['apps shop: /a 1', 'apps tools: /b 1', 'apps shop: /a 1', 'apps tools: /b 1'],
    ]);
    const held = allocator.roles().map(({ allocated }) => allocated.cpus);
    expect(held).toEqual([3000, 3000]);
  });

  it('goes to the framework of a role that has less', () => {
    const allocator = allocatorOf(cpus(6));
    allocator.request('apps', [demand('/a', shop, 9)]);
    allocator.request('jobs', [demand('/j', shop, 9)]);
    const turns = play(allocator).map((text) => text.split(' ')[0]);
    expect(turns.slice(0, 4)).toEqual(['apps', 'jobs', 'apps', 'jobs']);
  });
});

describe('what found no place', () => {
  const full = () => {
    const allocator = allocatorOf(cpus(2), cpus(4));
    allocator.request('apps', [demand('/a', shop, 3, 2), demand('/big', shop, 1, 3)]);
    expect(play(allocator)).toEqual(['apps shop: /a 3, /big 0']);
    return allocator;
  };
  const holding = (id: string) => ({
    ...{ framework: 'apps', role: shop, agentId: agentId(id), bundle: cpus(2) },
  });

  it('is not asked for again while nothing changes', () => {
    expect(play(full())).toEqual([]);
  });

  it('is asked for again when something is freed that it would fit', () => {
    const allocator = full();
    allocator.recover(holding('a1'));
    expect(play(allocator)).toEqual([]);
    allocator.recover(holding('a2'));
    expect(play(allocator)).toEqual([]);
    allocator.recover(holding('a2'));
    expect(play(allocator)).toEqual(['apps shop: /big 1']);
  });

  it('is asked for again when an agent comes, or comes back', () => {
    const allocator = full();
    const id = agentId('a3');
    allocator.addAgent({ id, hostname: id, attributes: {}, total: cpus(3) });
    allocator.deactivateAgent(id);
    expect(play(allocator)).toEqual(['apps shop: /big 0']);
    allocator.activateAgent(id);
    expect(play(allocator)).toEqual(['apps shop: /big 1']);
  });

  it('is asked for again when it asks for something else', () => {
    const allocator = full();
    allocator.recover(holding('a1'));
    allocator.request('apps', [demand('/big', shop, 1, 3)]);
    expect(play(allocator)).toEqual([]);
    allocator.request('apps', [demand('/big', shop, 1, 2)]);
    expect(play(allocator)).toEqual(['apps shop: /big 1']);
  });

  it('lets the others of its role have their turn', () => {
    const allocator = allocatorOf(cpus(2));
    allocator.request('apps', [demand('/big', shop, 1, 3), demand('/a', shop, 1)]);
    expect(play(allocator)).toEqual(['apps shop: /big 0, /a 1']);
  });

  it('on an agent that is away waits for it', () => {
    const allocator = allocatorOf(cpus(2));
    allocator.deactivateAgent(agentId('a1'));
    allocator.request('apps', [demand('/a', shop, 1)]);
    expect(play(allocator)).toEqual(['apps shop: /a 0']);
    allocator.activateAgent(agentId('a1'));
    expect(play(allocator)).toEqual(['apps shop: /a 1']);
  });
});

describe('a framework that states demand', () => {
  it('has no turn while it is inactive, and none once it is removed', () => {
    const allocator = allocatorOf(cpus(4));
    allocator.request('apps', [demand('/a', shop, 2)]);
    allocator.deactivateFramework('apps');
    expect(allocator.nextTurn(many)).toBeUndefined();
    allocator.activateFramework('apps');
    expect(play(allocator)).toEqual(['apps shop: /a 2']);
    allocator.request('apps', [demand('/b', tools, 9)]);
    allocator.removeFramework('apps');
    expect(allocator.nextTurn(many)).toBeUndefined();
  });

  it('leaves no role behind in which it neither wants nor has anything', () => {
    const allocator = allocatorOf(cpus(4));
    allocator.request('apps', [demand('/a', shop, 1), demand('/b', tools, 1)]);
    allocator.request('apps', [demand('/b', tools, 0)]);
    expect(allocator.roles().map((one) => one.role)).toEqual(['shop']);
    expect(play(allocator)).toEqual(['apps shop: /a 1']);
    expect(allocator.roles().map((one) => one.role)).toEqual(['shop']);
    const held = { framework: 'apps', role: shop, agentId: agentId('a1'), bundle: cpus(1) };
    allocator.recover(held);
    expect(allocator.roles()).toEqual([]);
  });
});

describe('a turn under quotas', () => {
  it('passes over who is at the limit, and comes back when the limit is raised', () => {
    const allocator = allocatorOf(cpus(8));
    allocator.setQuota(shop, { guarantee: {}, limit: { cpus: 2000 } });
    allocator.request('apps', [demand('/a', shop, 4), demand('/b', tools, 3)]);
    play(allocator);
    expect(allocator.roles().map(({ allocated }) => allocated.cpus)).toEqual([2000, 3000]);
    expect(allocator.nextTurn(many)).toBeUndefined();
    allocator.setQuota(shop, { guarantee: {}, limit: { cpus: 3000 } });
    expect(play(allocator)).toEqual(['apps shop: /a 1']);
  });

  it('that leaves a large task no room lets a small one in', () => {
    const allocator = allocatorOf(cpus(8));
    allocator.setQuota(shop, { guarantee: {}, limit: { cpus: 2000 } });
    allocator.request('apps', [demand('/big', shop, 1, 3), demand('/a', shop, 3)]);
    expect(play(allocator)).toEqual(['apps shop: /big 0, /a 2']);
  });

  it('goes first to whose guarantee is not met, as far as that takes', () => {
    const allocator = allocatorOf(cpus(8));
    allocator.setQuota(tools, { guarantee: { cpus: 3000 }, limit: {} });
    allocator.setWeight(shop, 100_000);
    allocator.request('apps', [demand('/a', shop, 9), demand('/b', tools, 9)]);
    expect(play(allocator)).toEqual(['apps tools: /b 3', 'apps shop: /a 5', 'apps tools: /b 0']);
  });

  it('keeps what is promised to one who has not asked yet', () => {
    const allocator = allocatorOf(cpus(4), cpus(4));
    allocator.setQuota(tools, { guarantee: { cpus: 3000 }, limit: {} });
    allocator.request('apps', [demand('/a', shop, 9)]);
    expect(play(allocator)).toEqual(['apps shop: /a 5']);
    expect(allocator.nextTurn(many)).toBeUndefined();
  });

  it('takes what is reserved for the role, whatever the limit says', () => {
    const reserved = bundleOf([...cpus(2, shop), ...cpus(2)]);
    const allocator = allocatorOf(reserved);
    allocator.setQuota(shop, { guarantee: {}, limit: { cpus: 2000 } });
    allocator.request('apps', [demand('/a', shop, 9)]);
    expect(play(allocator)).toEqual(['apps shop: /a 2']);
    expect(allocator.freeOn(agentId('a1'))).toEqual(cpus(2));
  });
});
