// Agents that come back smaller, things held twice, planned absences (mesos.md 1.10).
import { describe, expect, it } from 'vitest';
import { agentId, role } from '../../../engine/model/ids.ts';
import { AllocationScene } from '../../support/allocate/allocation-scene.ts';
import { bundle } from '../../support/allocate/resource-words.ts';

const m1 = agentId('m1');

describe('an agent that came back smaller than what is taken there', () => {
  it('has nothing to offer of that until the debt is paid', () => {
    const scene = new AllocationScene();
    scene.agent('m1', 'cpus:8; mem:64');
    scene.framework('A', 'a');
    scene.round();
    scene.update('m1', 'cpus:5; mem:96');
    expect(scene.free('m1')).toBe('mem:32');
    scene.giveBack('A in a on m1: cpus:2');
    expect(scene.free('m1')).toBe('mem:32');
    scene.giveBack('A in a on m1: cpus:2');
    expect(scene.free('m1')).toBe('cpus:1; mem:32');
  });

  it('pays with what is unreserved there, too', () => {
    const scene = new AllocationScene();
    scene.agent('m1', 'cpus:4; cpus(b):2');
    scene.framework('A', 'a');
    scene.round();
    scene.update('m1', 'cpus:3; cpus(b):2');
    expect(scene.allocator.convertFree(m1, bundle('cpus(b):2'), bundle('cpus:2'))).toBe(true);
    expect(scene.free('m1')).toBe('cpus:1');
  });
});

describe('a file system of an agent that came back with another size for it', () => {
  it.each([100, 25])('%d, is offered in that, once it was given back', (size) => {
    const scene = new AllocationScene();
    scene.agent('m1', 'cpus:1; disk@mount/m1:50');
    scene.framework('A', 'a');
    scene.round();
    scene.update('m1', `cpus:1; disk@mount/m1:${size}`);
    expect(scene.free('m1')).toBe('');
    scene.giveBack('A in a on m1: cpus:1; disk@mount/m1:50');
    expect(scene.round()).toEqual([`A in a on m1: cpus:1; disk@mount/m1:${size}`]);
  });

  it('is nobody’s while one has it from before, and is gone when the agent has it no more', () => {
    const scene = new AllocationScene();
    const held = 'A in a on m1: disk@mount/m1:50';
    scene.agent('m1', 'cpus:1; disk@mount/m1:100');
    scene.allocator.allocated(scene.holding(held));
    expect(scene.free('m1')).toBe('cpus:1');
    scene.update('m1', 'cpus:1');
    scene.giveBack(held);
    expect(scene.free('m1')).toBe('cpus:1');
  });

  it.each([100, 25])('%d, is offered in that when nobody has it', (size) => {
    const scene = new AllocationScene();
    scene.agent('m1', 'cpus:1; disk@mount/m1:50');
    scene.update('m1', `cpus:1; disk@mount/m1:${size}`);
    expect(scene.free('m1')).toBe(`cpus:1; disk@mount/m1:${size}`);
  });
});

it('a port that two hold is free when both gave it back', () => {
  const scene = new AllocationScene();
  scene.agent('m1', 'cpus:4; ports:31000-31003');
  const [one, two] = ['A in a on m1: ports:31000-31001', 'B in b on m1: ports:31001-31002'];
  scene.allocator.allocated(scene.holding(one));
  scene.allocator.allocated(scene.holding(two));
  expect(scene.free('m1')).toBe('cpus:4; ports:31003-31003');
  scene.giveBack(one);
  expect(scene.free('m1')).toBe('cpus:4; ports:31000-31000,31003-31003');
  scene.giveBack(two);
  expect(scene.free('m1')).toBe('cpus:4; ports:31000-31003');
});

it('what is held on an agent that went counts until it is given back', () => {
  const scene = new AllocationScene();
  scene.agent('m1', 'cpus:1');
  scene.framework('A', 'a');
  scene.round();
  scene.agent('m2', 'cpus:2');
  scene.allocator.removeAgent(m1);
  expect(scene.allocator.shareOf(role('a'))).toBe(0.5);
  scene.giveBack('A in a on m1: cpus:1');
  expect(scene.allocator.shareOf(role('a'))).toBe(0);
});

it('RESERVE on what is held keeps it, and its form comes back with it', () => {
  const scene = new AllocationScene();
  scene.agent('m1', 'cpus:4');
  scene.framework('A', 'a');
  scene.round();
  const holding = scene.holding('A in a on m1: cpus:4');
  scene.allocator.convert(holding, bundle('cpus:3'), bundle('cpus(a):3'));
  scene.giveBack('A in a on m1: cpus:1; cpus(a):3');
  scene.framework('B', 'b');
  scene.allocator.suppress('A');
  expect(scene.round()).toEqual(['B in b on m1: cpus:1']);
  expect(scene.free('m1')).toBe('cpus(a):3');
});

it('what isn’t free can’t be converted as if it were', () => {
  const scene = new AllocationScene();
  scene.agent('m1', 'cpus:4');
  scene.allocator.allocated(scene.holding('A in a on m1: cpus:2'));
  expect(scene.allocator.convertFree(m1, bundle('cpus:3'), bundle('cpus(a):3'))).toBe(false);
  expect(scene.free('m1')).toBe('cpus:2');
});

describe('before a planned absence', () => {
  const window = { startMs: 60_000 };

  function plannedScene(held = 'A in a on m1: cpus:1'): AllocationScene {
    const scene = new AllocationScene();
    scene.agent('m1', 'cpus:4; ports:31000-31009');
    scene.framework('A', 'a', { excludes: () => true });
    scene.framework('B', 'b', { excludes: () => true });
    scene.allocator.allocated(scene.holding(held));
    scene.allocator.setMaintenance(m1, window);
    return scene;
  }

  const asked = (scene: AllocationScene, afterMs = 0): readonly string[] => {
    scene.nowMs += afterMs;
    const { inverseOffers } = scene.allocator.allocate(scene.nowMs, 'all');
    return inverseOffers.map(({ framework }) => framework);
  };

  it('those that hold something there are asked once', () => {
    const scene = plannedScene();
    expect(asked(scene)).toEqual(['A']);
    expect(asked(scene, 9000)).toEqual([]);
  });

  it('even if it is a port only', () => {
    expect(asked(plannedScene('B in b on m1: ports:31000-31000'))).toEqual(['B']);
  });

  it('they are asked again when a refusal has run out', () => {
    const scene = plannedScene();
    asked(scene);
    const answer = { isAccepted: false, refuseMs: 3000, nowMs: 0 };
    scene.allocator.answerInverseOffer({ framework: 'A', agentId: m1 }, answer);
    expect(asked(scene, 2999)).toEqual([]);
    expect(asked(scene, 1)).toEqual(['A']);
  });

  it.each<[string, (scene: AllocationScene) => void]>([
    ['the window is another', ({ allocator }) => allocator.setMaintenance(m1, { startMs: 90_000 })],
    ['it is revived', ({ allocator }) => allocator.revive('A')],
  ])('a refusal is void when %s', (_, change) => {
    const scene = plannedScene();
    asked(scene);
    const answer = { isAccepted: false, refuseMs: 60_000, nowMs: 0 };
    scene.allocator.answerInverseOffer({ framework: 'A', agentId: m1 }, answer);
    expect(asked(scene)).toEqual([]);
    change(scene);
    expect(asked(scene)).toEqual(['A']);
  });

  it('nobody is asked that is away, or when the window is taken back', () => {
    const scene = plannedScene();
    scene.allocator.deactivateFramework('A');
    expect(asked(scene)).toEqual([]);
    scene.allocator.activateFramework('A');
    scene.allocator.setMaintenance(m1, undefined);
    expect(asked(scene)).toEqual([]);
  });
});
