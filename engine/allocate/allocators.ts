// Allocators by the names under which an operator chooses one (Mesos' --allocator and sorters).
import { HierarchicalAllocator } from './hierarchical-allocator.ts';
import type { Allocator } from './offer-allocator.ts';

/** `drf`: by dominant share and weight. `random`: drawn by weight, whatever anyone has. */
export type AllocatorName = 'drf' | 'random';

const makers: Readonly<Record<AllocatorName, () => Allocator>> = {
  drf: () => new HierarchicalAllocator(),
  random: () => new HierarchicalAllocator({ roleSorter: 'random', frameworkSorter: 'random' }),
};

export const newAllocator = (name: AllocatorName): Allocator => makers[name]();
