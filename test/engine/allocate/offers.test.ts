// Who is offered what and when (mesos.md 1.3 to 1.8, 1.10), each worked out by hand.
import { describe, expect, it } from 'vitest';
import { agentId, role } from '../../../engine/model/ids.ts';
import { AllocationScene } from '../../support/allocate/allocation-scene.ts';

describe('an offer is made', () => {
  it.each([
    ['cpus:0.009; mem:31', []],
    ['cpus:0.01; mem:31', ['A in a on m1: cpus:0.01; mem:31']],
    ['mem:32', ['A in a on m1: mem:32']],
    ['disk:900', []],
  ])('of %s only when it is worth one', (resources, offers) => {
    const scene = new AllocationScene();
    scene.agent('m1', resources);
    scene.framework('A', 'a');
    expect(scene.round()).toEqual(offers);
  });

  it('to a framework with minimums of its own when one of them is met in full', () => {
    const scene = new AllocationScene();
    scene.agent('m1', 'cpus:2; mem:10');
    scene.framework('A', 'a', { minAllocatable: [{ cpus: 2000, mem: 11_000 }] });
    scene.framework('B', 'b', { minAllocatable: [{ gpus: 1000 }, { mem: 10_000 }] });
    expect(scene.round()).toEqual(['B in b on m1: cpus:2; mem:10']);
  });

  it('of gpus and of what may be taken back only to those that take them', () => {
    const scene = new AllocationScene();
    scene.agent('m1', 'cpus:2; gpus:1');
    scene.agent('m2', 'cpus:2; ~cpus:3');
    scene.framework('A', 'a');
    expect(scene.round()).toEqual(['A in a on m2: cpus:2']);
    scene.framework('B', 'b', { takesGpus: true, takesRevocable: true });
    expect(new Set(scene.round())).toEqual(
      new Set(['B in b on m1: cpus:2; gpus:1', 'B in b on m2: ~cpus:3']),
    );
  });

  it('nowhere that a framework wants none', () => {
    const scene = new AllocationScene();
    scene.agent('m1', 'cpus:1', 'r1');
    scene.agent('m2', 'cpus:1', 'r2');
    scene.framework('A', 'a', { excludes: ({ attributes }) => attributes.rack === 'r1' });
    expect(scene.round()).toEqual(['A in a on m2: cpus:1']);
  });
});

describe('a role with children', () => {
  it('competes with them as one of them', () => {
    const scene = new AllocationScene();
    for (const id of ['m1', 'm2', 'm3', 'm4', 'm5', 'm6']) scene.agent(id, 'cpus:1');
    scene.framework('A', 'a');
    scene.framework('X', 'a/x');
    scene.framework('C', 'c');
    scene.round();
    // a and c in turn; within a its own leaf, `.`, and x in turn.
    expect(scene.offers.map((offer) => offer.framework)).toEqual(['A', 'C', 'X', 'C', 'A', 'C']);
  });

  it('has a weight against its siblings, not against its children', () => {
    const scene = new AllocationScene();
    for (let at = 0; at < 8; at += 1) scene.agent(`m${at}`, 'cpus:1');
    scene.framework('A', 'a');
    scene.framework('X', 'a/x');
    scene.framework('C', 'c');
    scene.allocator.setWeight(role('a'), 3000);
    expect(scene.counts()).toEqual({ A: 3, X: 3, C: 2 });
    expect(scene.allocator.shareOf(role('a'))).toBe(0.25);
  });
});

describe('equal shares', () => {
  it('go by who was given something less often, then by name', () => {
    const scene = new AllocationScene();
    scene.agent('m1', 'cpus:1');
    scene.framework('A', 'a');
    scene.framework('B', 'b');
    const turns: string[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      turns.push(...scene.round());
      scene.decline(0);
    }
    expect(turns.map((line) => line[0]).join('')).toBe('ABAB');
  });

  it('forget what one that left was given, once it holds nothing', () => {
    const scene = new AllocationScene();
    scene.agent('m1', 'cpus:1');
    scene.framework('A', 'a');
    scene.framework('B', 'b');
    scene.round();
    scene.allocator.removeFramework('A');
    scene.framework('A', 'a');
    scene.decline(0);
    // It kept something while it was away: its count stands, and it is B's turn.
    expect(scene.round()).toEqual(['B in b on m1: cpus:1']);
    scene.decline(0);
    scene.allocator.removeFramework('A');
    scene.framework('A', 'a');
    expect(scene.round()).toEqual(['A in a on m1: cpus:1']);
  });

  it('remember one that left while it holds a port only', () => {
    const scene = new AllocationScene();
    scene.agent('m1', 'cpus:1; ports:31000-31001');
    scene.framework('A', 'a');
    scene.framework('B', 'b');
    scene.round();
    scene.giveBack('A in a on m1: cpus:1');
    scene.allocator.removeFramework('A');
    scene.framework('A', 'a');
    expect(scene.round()).toEqual(['B in b on m1: cpus:1']);
  });
});

describe('a suppressed framework', () => {
  it('is offered nothing in those roles until it is revived', () => {
    const scene = new AllocationScene();
    scene.agent('m1', 'cpus:1');
    scene.framework('A', 'a b');
    scene.allocator.suppress('A', [role('a')]);
    expect(scene.round()).toEqual(['A in b on m1: cpus:1']);
    scene.decline(0);
    scene.allocator.suppress('A');
    expect(scene.round()).toEqual([]);
    scene.allocator.revive('A', [role('a')]);
    expect(scene.round('changed')).toEqual(['A in a on m1: cpus:1']);
  });

  it('keeps its share', () => {
    const scene = new AllocationScene();
    scene.agent('m1', 'cpus:1');
    scene.framework('A', 'a');
    scene.round();
    scene.allocator.suppress('A');
    expect(scene.allocator.shareOf(role('a'))).toBe(1);
  });
});

describe('a round over what changed', () => {
  it('looks at agents on which something was freed, and at no other', () => {
    const scene = new AllocationScene();
    scene.agent('m1', 'cpus:2');
    scene.agent('m2', 'cpus:2');
    scene.framework('A', 'a');
    scene.round();
    scene.giveBack('A in a on m2: cpus:1');
    expect(scene.round('changed')).toEqual(['A in a on m2: cpus:1']);
    expect(scene.round('changed')).toEqual([]);
  });

  it.each<[string, (scene: AllocationScene) => void, number]>([
    ['an agent came', (scene) => scene.agent('m3', 'cpus:1'), 1],
    ['an agent changed', (scene) => scene.update('m1', 'cpus:2'), 1],
    ['a window was planned', ({ allocator }) => allocator.setMaintenance(m1, { startMs: 5 }), 1],
    ['a framework came', (scene) => scene.framework('C', 'c'), 2],
    ['a framework came back', ({ allocator }) => allocator.activateFramework('A'), 2],
    ['one was revived', ({ allocator }) => allocator.revive('A'), 2],
    ['a weight changed', ({ allocator }) => allocator.setWeight(role('a'), 2000), 0],
    ['a quota changed', (scene) => scene.quota('a', { cpus: 1 }), 0],
    ['one was suppressed', ({ allocator }) => allocator.suppress('B'), 0],
    ['an agent went', ({ allocator }) => allocator.removeAgent(m1), 0],
  ])('because %s', (_, change, agents) => {
    const scene = new AllocationScene();
    scene.framework('A', 'a');
    scene.framework('B', 'b');
    scene.agent('m1', 'cpus:1');
    scene.agent('m2', 'cpus:1');
    scene.allocator.suppress('A');
    scene.allocator.suppress('B');
    scene.round();
    scene.allocator.updateFramework({ id: 'A', roles: new Map([[role('a'), {}]]) });
    change(scene);
    scene.round('changed');
    expect(new Set(scene.offers.map((offer) => offer.agentId)).size).toBe(agents);
  });
});

const m1 = agentId('m1');
