// A cluster's whole life, told to the allocator and to its oracle.
import { HierarchicalAllocator } from '../../../engine/allocate/hierarchical-allocator.ts';
import { Random } from '../../../engine/lib/random.ts';
import type { Bindings } from './bindings.ts';
import { BothAllocators } from './both-allocators.ts';
import { drawSettings } from './cluster-draw.ts';
import { ClusterScript } from './cluster-script.ts';
import { SlowAllocator } from './slow-allocator.ts';

export const drawSteps = (seed: number, count: number): readonly number[] => {
  const random = new Random(seed).fork('steps');
  return Array.from({ length: count }, () => random.between(0, 2 ** 31 - 1));
};

/** Throws where the two disagree; otherwise what bound how often. */
export function liveThrough(seed: number, steps: readonly number[]): Bindings {
  const random = new Random(seed);
  const settings = drawSettings(random);
  const slow = new SlowAllocator(settings);
  const both = new BothAllocators(new HierarchicalAllocator(settings), slow);
  const script = new ClusterScript(both, random);
  for (const step of steps) script.step(step);
  return slow.world.binds;
}
