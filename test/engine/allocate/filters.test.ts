// Refused offers (mesos.md 1.7).
import { describe, expect, it } from 'vitest';
import { agentId, role } from '../../../engine/model/ids.ts';
import { AllocationScene } from '../../support/allocate/allocation-scene.ts';
import { bundle } from '../../support/allocate/resource-words.ts';

/** One framework that has just refused one agent, at 700 ms. */
function refusedScene(refuseMs: number): AllocationScene {
  const scene = new AllocationScene();
  scene.agent('m1', 'cpus:2');
  scene.framework('A', 'a b');
  scene.allocator.suppress('A', [role('b')]);
  scene.round('all', 700);
  scene.decline(refuseMs);
  return scene;
}

const dayMs = 86_400_000;

describe('a refusal', () => {
  it.each([
    [1500, 3000],
    [300, 2000],
    [-1, 6000],
    [Number.NaN, 6000],
    [400 * dayMs, 365 * dayMs + 1000],
  ])('of %d ms at 700 ms holds until %d ms', (refuseMs, untilMs) => {
    const scene = refusedScene(refuseMs);
    expect(scene.round('all', untilMs - 1 - scene.nowMs)).toEqual([]);
    expect(scene.round('all', 1)).toEqual(['A in a on m1: cpus:2']);
  });

  it('of 0 ms is none', () => {
    expect(refusedScene(0).round()).toEqual(['A in a on m1: cpus:2']);
  });

  it('blocks what is contained in it; more, or something else, passes', () => {
    const scene = new AllocationScene();
    scene.agent('m1', 'cpus:2; mem:64');
    scene.framework('A', 'a');
    scene.round();
    scene.allocator.recover(scene.holding('A in a on m1: cpus:1'), { refuseMs: 9000, nowMs: 0 });
    expect(scene.round()).toEqual([]);
    scene.giveBack('A in a on m1: mem:32');
    expect(scene.round()).toEqual(['A in a on m1: cpus:1; mem:32']);
  });

  it('holds beside others of the same client', () => {
    const scene = new AllocationScene();
    scene.agent('m1', 'cpus:2; mem:64');
    scene.framework('A', 'a');
    scene.round();
    const refuse = { refuseMs: 60_000, nowMs: 0 };
    scene.allocator.recover(scene.holding('A in a on m1: cpus:2'), refuse);
    expect(scene.round()).toEqual([]);
    scene.giveBack('A in a on m1: mem:64');
    scene.round();
    scene.allocator.recover(scene.holding('A in a on m1: mem:64'), refuse);
    expect(scene.round()).toEqual([]);
  });

  it('isn’t ended by a shorter one of the same', () => {
    const scene = new AllocationScene();
    scene.agent('m1', 'cpus:2');
    scene.framework('A', 'a');
    scene.round();
    const half = scene.holding('A in a on m1: cpus:1');
    for (const refuseMs of [60_000, 1000]) scene.allocator.recover(half, { refuseMs, nowMs: 0 });
    scene.allocator.allocated(scene.holding('B in b on m1: cpus:1'));
    expect(scene.round('all', 5000)).toEqual([]);
  });

  it('leaves the offer to the next', () => {
    const scene = refusedScene(9000);
    scene.framework('B', 'b');
    expect(scene.round()).toEqual(['B in b on m1: cpus:2']);
  });

  it.each<[string, (scene: AllocationScene) => void]>([
    [
      'it is revived',
      ({ allocator }) => {
        allocator.revive('A');
        allocator.suppress('A', [role('b')]);
      },
    ],
    ['it is revived in that role', ({ allocator }) => allocator.revive('A', [role('a')])],
    [
      'it comes back',
      ({ allocator }) => {
        allocator.deactivateFramework('A');
        allocator.activateFramework('A');
      },
    ],
    [
      'it comes anew',
      (scene) => {
        scene.allocator.removeFramework('A');
        scene.framework('A', 'a');
      },
    ],
    [
      'an update says it isn’t suppressed any more',
      ({ allocator }) => {
        allocator.suppress('A');
        allocator.updateFramework({ id: 'A', roles: new Map([[role('a'), {}]]) });
      },
    ],
    [
      'the agent has another host name',
      ({ allocator }) => {
        const id = agentId('m1');
        const total = bundle('cpus:2');
        allocator.updateAgent({ id, hostname: 'm2', attributes: { rack: 'r1' }, total });
      },
    ],
    ['the agent is another', (scene) => scene.update('m1', 'cpus:2', 'r2')],
    [
      'the agent comes anew',
      (scene) => {
        scene.allocator.removeAgent(agentId('m1'));
        scene.agent('m1', 'cpus:2');
      },
    ],
  ])('is void when %s', (_, change) => {
    const scene = refusedScene(60_000);
    expect(scene.round()).toEqual([]);
    change(scene);
    expect(scene.round()).toEqual(['A in a on m1: cpus:2']);
  });

  it.each<[string, (scene: AllocationScene) => void]>([
    [
      'it is revived in another role',
      ({ allocator }) => {
        allocator.revive('A', [role('b')]);
        allocator.suppress('A', [role('b')]);
      },
    ],
    ['a weight changes', ({ allocator }) => allocator.setWeight(role('a'), 9000)],
    ['a quota changes', (scene) => scene.quota('a', { cpus: 2 })],
    ['it is activated', ({ allocator }) => allocator.activateFramework('A')],
    ['the agent shrinks', (scene) => scene.update('m1', 'cpus:1')],
  ])('holds when %s', (_, change) => {
    const scene = refusedScene(60_000);
    change(scene);
    expect(scene.round()).toEqual([]);
  });
});
