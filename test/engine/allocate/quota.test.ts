// Guarantees, limits and what is kept free (mesos.md 1.5 and 1.9), each worked out by hand.
import { describe, expect, it } from 'vitest';
import { AllocationScene } from '../../support/allocate/allocation-scene.ts';

function sceneOf(agents: readonly string[], frameworks: Readonly<Record<string, string>>) {
  const scene = new AllocationScene();
  agents.forEach((resources, at) => {
    scene.agent(`m${at + 1}`, resources);
  });
  for (const [id, role] of Object.entries(frameworks)) scene.framework(id, role);
  return scene;
}

describe('a guarantee', () => {
  it('is met before shares are looked at', () => {
    const scene = sceneOf(['cpus:4; mem:64', 'cpus:4; mem:64'], { A: 'a', B: 'b' });
    scene.quota('b', { cpus: 6 }, { cpus: 6 });
    const lines = scene.round();
    // b is promised 6 and no more: all 4 of one agent, then 2 of the other. a gets what is left.
    expect(lines.map((line) => line.replace(/m\d/, 'm'))).toEqual([
      'B in b on m: cpus:4; mem:64',
      'B in b on m: cpus:2; mem:64',
      'A in a on m: cpus:2',
    ]);
  });

  it('leaves memory to others when it is for cpus, as far as no other needs it', () => {
    const scene = sceneOf(['cpus:4; mem:100'], { A: 'a' });
    scene.quota('a', { cpus: 2 });
    scene.quota('b', { mem: 70 });
    // Of memory 100 is free and 70 is promised to b: 30 may go along. Of cpus 2 beyond the promise.
    expect(scene.round()).toEqual(['A in a on m1: cpus:4; mem:30']);
  });

  it('that nobody can use yet is kept free', () => {
    const scene = sceneOf(['cpus:8; mem:800'], { A: 'a' });
    scene.quota('b', { cpus: 5, mem: 800 });
    expect(scene.round()).toEqual(['A in a on m1: cpus:3']);
    scene.framework('B', 'b');
    expect(scene.round()).toEqual(['B in b on m1: cpus:5; mem:800']);
  });

  it('can’t be met from an agent that is away', () => {
    const scene = sceneOf(['cpus:4; mem:64', 'cpus:4; mem:64'], { A: 'a' });
    scene.quota('b', { cpus: 4 });
    const away = scene.holding('A in a on m2: cpus:4').agentId;
    scene.allocator.deactivateAgent(away);
    expect(scene.round()).toEqual(['A in a on m1: mem:64']);
    scene.decline(0);
    scene.allocator.activateAgent(away);
    scene.round();
    expect(scene.offers).toHaveLength(2);
    expect(scene.free('m1') === 'cpus:4' || scene.free('m2') === 'cpus:4').toBe(true);
  });

  it('counts what is reserved for the role as had', () => {
    const scene = sceneOf(['cpus:6; cpus(b):4; mem:64'], { A: 'a' });
    scene.quota('b', { cpus: 5 });
    // 4 of the 5 are reserved: one more is kept.
    expect(scene.round()).toEqual(['A in a on m1: cpus:5; mem:64']);
  });

  it('of a role is met by those below it', () => {
    const scene = sceneOf(['cpus:8; mem:64'], { A: 'a', X: 'b/x' });
    scene.quota('b', { cpus: 6 }, { cpus: 6 });
    expect(scene.round()).toEqual(['X in b/x on m1: cpus:6; mem:64', 'A in a on m1: cpus:2']);
  });

  it('of a role isn’t used up by one child when its siblings are promised parts', () => {
    const scene = sceneOf(['cpus:10; mem:64'], { X: 'b/x', Y: 'b/y' });
    scene.quota('b', { cpus: 10 });
    scene.quota('b/x', { cpus: 4 });
    scene.quota('b/y', { cpus: 5 });
    // x gets its 4, and the one that b is promised beyond its children's.
    expect(scene.round()).toEqual(['X in b/x on m1: cpus:5; mem:64', 'Y in b/y on m1: cpus:5']);
  });

  it('two levels up leaves what is promised on the level between', () => {
    const scene = sceneOf(['cpus:20; mem:64'], { X: 'a/b/x', Y: 'a/b/y' });
    scene.quota('a', { cpus: 20 });
    scene.quota('a/b', { cpus: 6 });
    scene.quota('a/b/y', { cpus: 5 });
    scene.quota('a/c', { cpus: 2 });
    // Of the 20, 5 are y's and 2 are c's: 13 for whoever of a comes first.
    expect(scene.round()).toEqual([
      'X in a/b/x on m1: cpus:13; mem:64',
      'Y in a/b/y on m1: cpus:5',
    ]);
    expect(scene.free('m1')).toBe('cpus:2');
  });

  it('comes with what is reserved for the role itself; what is for those above comes later', () => {
    const scene = sceneOf(['cpus:2; cpus(b):1; cpus(b/x):4; mem:64'], { X: 'b/x' });
    scene.quota('b/x', { cpus: 5 });
    expect(scene.round()).toEqual([
      'X in b/x on m1: cpus:2; cpus(b/x):4; mem:64',
      'X in b/x on m1: cpus(b):1',
    ]);
  });

  it('is not owed what is revocable', () => {
    const scene = new AllocationScene();
    scene.agent('m1', 'cpus:4; ~cpus:4; mem:64');
    scene.framework('B', 'b', { takesRevocable: true });
    scene.quota('b', { cpus: 5 });
    scene.round();
    scene.framework('A', 'a');
    scene.agent('m2', 'cpus:2; mem:64');
    // b has 4 that count: one more is its own, and comes with what isn't promised to anyone.
    expect(scene.round()).toEqual(['B in b on m2: cpus:2; mem:64']);
  });
});

describe('a limit', () => {
  it('holds to the unit, over all agents', () => {
    const scene = sceneOf(['cpus:4; mem:64', 'cpus:4; mem:64'], { A: 'a' });
    scene.quota('a', {}, { cpus: 5.5 });
    const lines = scene.round().map((line) => line.replace(/m\d/, 'm'));
    expect(lines).toEqual(['A in a on m: cpus:4; mem:64', 'A in a on m: cpus:1.5; mem:64']);
  });

  it('of a parent binds its children together', () => {
    const scene = sceneOf(['cpus:4', 'cpus:4'], { X: 'b/x', Y: 'b/y' });
    scene.quota('b', {}, { cpus: 5 });
    const lines = scene.round().map((line) => line.replace(/m\d/, 'm'));
    expect(lines).toEqual(['X in b/x on m: cpus:4', 'Y in b/y on m: cpus:1']);
  });

  it('stops a guarantee below it', () => {
    const scene = sceneOf(['cpus:8; mem:64'], { X: 'b/x' });
    scene.quota('b', {}, { cpus: 3 });
    scene.quota('b/x', { cpus: 6 });
    expect(scene.round()).toEqual(['X in b/x on m1: cpus:3; mem:64']);
  });

  it('of nothing blocks; what is reserved for the role comes all the same', () => {
    const scene = sceneOf(['cpus:4; cpus(a):2; mem:64'], { A: 'a' });
    scene.quota('a', {}, { cpus: 0, mem: 0 });
    expect(scene.round()).toEqual(['A in a on m1: cpus(a):2']);
  });

  it('leaves ports, which have none, where anything is worth an offer', () => {
    const scene = new AllocationScene({ minAllocatable: [] });
    scene.agent('m1', 'cpus:4; ports:31000-31002');
    scene.framework('A', 'a');
    scene.quota('a', {}, { cpus: 0 });
    expect(scene.round()).toEqual(['A in a on m1: ports:31000-31002']);
  });

  it('drops a mount disk that doesn’t fit, and cuts the agent’s own', () => {
    const scene = sceneOf(['cpus:1; disk@mount/m1:100', 'cpus:1; disk:50'], { A: 'a' });
    scene.quota('a', {}, { disk: 40 });
    expect(new Set(scene.round())).toEqual(
      new Set(['A in a on m1: cpus:1', 'A in a on m2: cpus:1; disk:40']),
    );
  });
});
