// The book's figures and the paper's example, to the number (book-mesos.md M022, M045 to M048;
// Ghodsi et al., NSDI 2011, section 4.1).
import { describe, expect, it } from 'vitest';
import { role } from '../../../engine/model/ids.ts';
import { quantitiesOf, subtractBundles } from '../../../engine/model/resources/bundle.ts';
import { AllocationScene } from '../../support/allocate/allocation-scene.ts';
import { bundle } from '../../support/allocate/resource-words.ts';

it('figure 4.1: what A leaves of the agent is offered to B', () => {
  const scene = new AllocationScene();
  scene.agent('m1', 'cpus:8; mem:16384; disk:65536');
  scene.framework('A', '*');
  scene.framework('B', '*');
  expect(scene.round()).toEqual(['A in * on m1: cpus:8; disk:65536; mem:16384']);
  scene.allocator.recover(scene.holding('A in * on m1: cpus:4; disk:32768; mem:8192'), {
    refuseMs: 5000,
    nowMs: 0,
  });
  expect(scene.round('changed')).toEqual(['B in * on m1: cpus:4; disk:32768; mem:8192']);
});

it('figure 4.2: A sees what is anybody’s, B also what is reserved for its role', () => {
  const scene = new AllocationScene();
  const halves = [
    'cpus(prod):8; mem(prod):16384; disk(prod):65536',
    'cpus:8; mem:16384; disk:65536',
  ];
  scene.agent('m1', halves.join('; '));
  scene.framework('A', '*');
  expect(scene.round()).toEqual(['A in * on m1: cpus:8; disk:65536; mem:16384']);
  scene.decline(5000);
  scene.framework('B', 'prod');
  scene.round();
  expect(scene.offers.map(({ framework }) => framework)).toEqual(['B']);
  expect(quantitiesOf(scene.offers[0]?.bundle ?? [])).toEqual({
    cpus: 16_000,
    mem: 32_768_000,
    disk: 131_072_000,
  });
});

describe('weights dev=10, stage=20, prod=30', () => {
  const sceneOf = (prod: readonly string[]): AllocationScene => {
    const scene = new AllocationScene();
    for (let at = 0; at < 60; at += 1) scene.agent(`m${at}`, 'cpus:1; mem:1024');
    scene.framework('D', 'dev');
    scene.framework('S', 'stage');
    for (const id of prod) scene.framework(id, 'prod');
    const weights = { dev: 10, stage: 20, prod: 30 };
    for (const [name, weight] of Object.entries(weights))
      scene.allocator.setWeight(role(name), weight * 1000);
    return scene;
  };

  it('share 60 agents as 10, 20 and 30', () => {
    expect(sceneOf(['P']).counts()).toEqual({ D: 10, S: 20, P: 30 });
  });

  it('and two frameworks of one role share its part', () => {
    expect(sceneOf(['P', 'Q']).counts()).toEqual({ D: 10, S: 20, P: 15, Q: 15 });
  });
});

it('the paper’s example: 3 tasks of <1 cpu, 4 GB> beside 2 of <3 cpus, 1 GB>', () => {
  const scene = new AllocationScene();
  scene.agent('m1', 'cpus:9; mem:18');
  scene.framework('A', 'a');
  scene.framework('B', 'b');
  const task: Readonly<Record<string, string>> = { A: 'cpus:1; mem:4', B: 'cpus:3; mem:1' };
  const turns: string[] = [];
  for (let turn = 0; turn < 5; turn += 1) {
    scene.round();
    const [offer] = scene.offers;
    if (offer === undefined) break;
    const left = subtractBundles(offer.bundle, bundle(task[offer.framework] ?? ''));
    scene.allocator.recover({ ...offer, bundle: left });
    turns.push(`${offer.framework} ${scene.allocator.shareOf(offer.role).toFixed(3)}`);
  }
  expect(turns).toEqual(['A 0.222', 'B 0.333', 'A 0.444', 'B 0.667', 'A 0.667']);
  expect(scene.free('m1')).toBe('mem:4');
});
