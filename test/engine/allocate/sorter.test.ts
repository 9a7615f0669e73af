// In what order clients come (mesos.md 1.3).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DrfSorter } from '../../../engine/allocate/sorter/drf-sorter.ts';
import { RandomSorter } from '../../../engine/allocate/sorter/random-sorter.ts';
import type { Sorter } from '../../../engine/allocate/sorter/sorter.ts';
import type { Scalars } from '../../../engine/model/resources/amounts.ts';
import {
  isAtOrBelow,
  type OrderBasis,
  orderByShare,
  orderDrawn,
  type SlowLeaf,
  shareOfLeaves,
} from '../../support/allocate/slow-order.ts';

const listed = (sorter: Sorter<string>, draw = ''): readonly string[] => {
  const clients: string[] = [];
  sorter.walk(draw, (client) => {
    clients.push(client);
    return 'next';
  });
  return clients;
};

const paths = ['a', 'a/x', 'a/x/1', 'a/y', 'b', 'b/x', 'b/x/1', 'c', 'c/z', 'd'];

/** What was said to the sorter, as a list. */
class SaidSorter {
  readonly leaves = new Map<string, SlowLeaf>();
  readonly weights = new Map<string, number>();
  readonly totals: Record<string, number> = {};

  get basis(): OrderBasis {
    const { totals, weights } = this;
    return { leaves: [...this.leaves.values()], totals, weights, excluded: ['gpus'] };
  }

  set(path: string, change: (leaf: SlowLeaf) => Partial<SlowLeaf>): void {
    const leaf = this.leaves.get(path);
    if (leaf) this.leaves.set(path, { ...leaf, ...change(leaf) });
  }
}

type Act = (sorter: Sorter<string>, said: SaidSorter) => void;

const amounts: fc.Arbitrary<Scalars> = fc.record(
  { cpus: fc.integer({ min: 1, max: 4 }), mem: fc.nat(3), gpus: fc.nat(9) },
  { requiredKeys: ['cpus'] },
);
const path = fc.constantFrom(...paths);

const come = path.map(
  (at): Act =>
    (sorter, said) => {
      if (said.leaves.has(at)) return;
      sorter.add(at, at);
      said.leaves.set(at, { path: at, isActive: false, amounts: [], count: 0 });
    },
);
const go = path.map(
  (at): Act =>
    (sorter, said) => {
      sorter.remove(at);
      said.leaves.delete(at);
    },
);
const turn = fc.tuple(path, fc.boolean()).map(
  ([at, isActive]): Act =>
    (sorter, said) => {
      if (!said.leaves.has(at)) return;
      if (isActive) sorter.activate(at);
      else sorter.deactivate(at);
      said.set(at, () => ({ isActive }));
    },
);
const weigh = fc.tuple(path, fc.constantFrom(500, 1000, 3000)).map(([at, milli]): Act => {
  return (sorter, said) => {
    sorter.setWeight(at, milli);
    said.weights.set(at, milli);
  };
});
const grow = fc.tuple(amounts, fc.boolean()).map(
  ([more, isBack]): Act =>
    (sorter, said) => {
      sorter.addTotal(more);
      if (isBack) sorter.removeTotal(more);
      else
        for (const name in more) said.totals[name] = (said.totals[name] ?? 0) + (more[name] ?? 0);
    },
);
const give = fc.tuple(path, amounts).map(
  ([at, more]): Act =>
    (sorter, said) => {
      if (!said.leaves.has(at)) return;
      sorter.allocated(at, more);
      said.set(at, (leaf) => ({ amounts: [...leaf.amounts, more], count: leaf.count + 1 }));
    },
);
const takeBack = path.map(
  (at): Act =>
    (sorter, said) => {
      const [first, ...rest] = said.leaves.get(at)?.amounts ?? [];
      if (first === undefined) return;
      sorter.unallocated(at, first);
      said.set(at, () => ({ amounts: rest }));
    },
);
const look: fc.Arbitrary<Act> = fc.constant((sorter) => {
  listed(sorter);
});

const acts = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: come },
    { weight: 1, arbitrary: go },
    { weight: 3, arbitrary: turn },
    { weight: 1, arbitrary: weigh },
    { weight: 1, arbitrary: grow },
    { weight: 6, arbitrary: give },
    { weight: 4, arbitrary: takeBack },
    { weight: 3, arbitrary: look },
  ),
  { maxLength: 80 },
);

describe('after any calls', () => {
  it('the order by shares is that of sorting all clients anew, and so are the shares', () => {
    fc.assert(
      fc.property(acts, (list) => {
        const sorter = new DrfSorter<string>(new Set(['gpus']));
        const said = new SaidSorter();
        for (const act of list) {
          act(sorter, said);
          for (const at of paths) expect(sorter.shareOf(at)).toBe(shareSaid(said, at));
        }
        expect(listed(sorter)).toEqual(orderByShare(said.basis));
      }),
      { numRuns: 300 },
    );
  });

  it('the drawn order is the one that weights and the draw alone make', () => {
    fc.assert(
      fc.property(acts, fc.nat(), fc.string(), (list, seed, draw) => {
        const sorter = new RandomSorter<string>(seed);
        const said = new SaidSorter();
        for (const act of list) act(sorter, said);
        expect(listed(sorter, draw)).toEqual(orderDrawn(said.basis, seed, draw));
      }),
      { numRuns: 100 },
    );
  });
});

function shareSaid(said: SaidSorter, at: string): number {
  const leaves = [...said.leaves.values()].filter((leaf) => isAtOrBelow(leaf.path, at));
  return shareOfLeaves(said.basis, leaves, said.weights.get(at) ?? 1000);
}

describe('the order by shares', () => {
  it('lists a role with children among them, under its own name', () => {
    const sorter = new DrfSorter<string>(new Set());
    sorter.addTotal({ cpus: 10 });
    for (const client of ['a', 'a/x', 'a/y', 'b']) {
      sorter.add(client, client);
      sorter.activate(client);
    }
    sorter.allocated('a', { cpus: 2 });
    sorter.allocated('a/y', { cpus: 1 });
    sorter.allocated('b', { cpus: 4 });
    // a has 3 of 10 in all, b 4. Within a: x 0, y 1, a's own leaf 2.
    expect(listed(sorter)).toEqual(['a/x', 'a/y', 'a', 'b']);
    sorter.remove('a/x');
    sorter.remove('a/y');
    expect(listed(sorter)).toEqual(['a', 'b']);
  });

  it('counts what a resource that the cluster has none of as nothing', () => {
    const sorter = new DrfSorter<string>(new Set());
    sorter.addTotal({ cpus: 10 });
    sorter.add('a', 'a');
    sorter.allocated('a', { mem: 100, cpus: 1 });
    expect(sorter.shareOf('a')).toBe(0.1);
    sorter.setWeight('a', 4000);
    expect(sorter.shareOf('a')).toBe(0.025);
  });
});

describe('the drawn order', () => {
  const draws = 6000;

  /** How often each came first. */
  function firsts(sorter: Sorter<string>): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (let draw = 0; draw < draws; draw += 1) {
      const [first = ''] = listed(sorter, `draw ${draw}`);
      counts[first] = (counts[first] ?? 0) + 1;
    }
    return counts;
  }

  function sorterOf(clients: readonly string[], weights: Readonly<Record<string, number>>) {
    const sorter = new RandomSorter<string>(7);
    for (const client of clients) {
      sorter.add(client, client);
      sorter.activate(client);
    }
    for (const name in weights) sorter.setWeight(name, weights[name] ?? 1000);
    return sorter;
  }

  /** Sum of squared deviations over expected counts; 16.3 is passed once in 1000 with 3 degrees. */
  const chiSquare = (counts: Readonly<Record<string, number>>, parts: Scalars): number =>
    Object.entries(parts).reduce((sum, [name, part]) => {
      const expected = part * draws;
      return sum + ((counts[name] ?? 0) - expected) ** 2 / expected;
    }, 0);

  it('puts each first as often as its weight says', () => {
    const sorter = sorterOf(['a', 'b', 'c'], { a: 1000, b: 2000, c: 5000 });
    expect(chiSquare(firsts(sorter), { a: 1 / 8, b: 2 / 8, c: 5 / 8 })).toBeLessThan(16);
  });

  it('splits a role’s weight among those below it', () => {
    const sorter = sorterOf(['a', 'a/x', 'a/y', 'b'], { a: 3000, 'a/y': 2000 });
    const parts = { a: 3 / 16, 'a/x': 3 / 16, 'a/y': 6 / 16, b: 4 / 16 };
    expect(chiSquare(firsts(sorter), parts)).toBeLessThan(16);
  });

  it('gives the weight of those that sleep to their siblings', () => {
    const sorter = sorterOf(['a/x', 'a/y', 'b'], { 'a/x': 9000 });
    sorter.deactivate('a/x');
    expect(chiSquare(firsts(sorter), { 'a/y': 1 / 2, b: 1 / 2 })).toBeLessThan(16);
  });

  it('is the same for the same draw, whoever else is there', () => {
    const sorter = sorterOf(['a', 'b', 'c', 'd'], {});
    const order = listed(sorter, 'one');
    expect(listed(sorter, 'one')).toEqual(order);
    sorter.remove('b');
    expect(listed(sorter, 'one')).toEqual(order.filter((client) => client !== 'b'));
  });
});
