// A small cluster for tables: the allocator and its oracle side by side, agents and frameworks in a
// line each, rounds as texts.
import { HierarchicalAllocator } from '../../../engine/allocate/hierarchical-allocator.ts';
import type {
  AllocatorFramework,
  AllocatorSettings,
  Holding,
  RoleWish,
  RoundScope,
} from '../../../engine/allocate/offer-allocator.ts';
import { agentId, role } from '../../../engine/model/ids.ts';
import type { Scalars } from '../../../engine/model/resources/amounts.ts';
import { BothAllocators } from './both-allocators.ts';
import { bundle, words } from './resource-words.ts';
import { SlowAllocator } from './slow-allocator.ts';

export class AllocationScene {
  readonly allocator: BothAllocators;
  nowMs = 0;
  /** Of the last round. */
  offers: readonly Holding[] = [];

  constructor(settings: Partial<AllocatorSettings> = {}) {
    this.allocator = new BothAllocators(
      new HierarchicalAllocator(settings),
      new SlowAllocator(settings),
    );
  }

  agent(id: string, resources: string, rack = 'r1'): void {
    this.allocator.addAgent(agentOf(id, resources, rack));
  }

  update(id: string, resources: string, rack = 'r1'): void {
    this.allocator.updateAgent(agentOf(id, resources, rack));
  }

  framework(id: string, roles: string, more: RoleWish & Partial<AllocatorFramework> = {}): void {
    const { takesGpus = false, takesRevocable = false, ...wish } = more;
    const wishes = new Map(roles.split(' ').map((name) => [role(name), wish]));
    this.allocator.addFramework({ id, roles: wishes, takesGpus, takesRevocable });
  }

  /** Amounts in units. */
  quota(name: string, guarantee: Scalars, limit: Scalars = {}): void {
    const milli = (amounts: Scalars): Scalars =>
      Object.fromEntries(Object.entries(amounts).map(([key, units]) => [key, units * 1000]));
    this.allocator.setQuota(role(name), { guarantee: milli(guarantee), limit: milli(limit) });
  }

  /** Its offers, one a line. */
  round(scope: RoundScope = 'all', afterMs = 0): readonly string[] {
    this.nowMs += afterMs;
    this.offers = this.allocator.allocate(this.nowMs, scope).offers;
    return this.offers.map(
      (offer) => `${offer.framework} in ${offer.role} on ${offer.agentId}: ${words(offer.bundle)}`,
    );
  }

  /** Who was offered how many times in the next round. */
  counts(): Readonly<Record<string, number>> {
    this.round();
    const counts: Record<string, number> = {};
    for (const { framework } of this.offers) counts[framework] = (counts[framework] ?? 0) + 1;
    return counts;
  }

  /** All offers of the last round are refused. */
  decline(refuseMs: number): void {
    for (const offer of this.offers) this.allocator.recover(offer, { refuseMs, nowMs: this.nowMs });
  }

  /** `A in dev on a1: cpus:1`. */
  holding(text: string): Holding {
    const [, framework = '', name = '', id = '', resources = ''] =
      /^(\S+) in (\S+) on (\S+): (.*)$/.exec(text) ?? [];
    return { framework, role: role(name), agentId: agentId(id), bundle: bundle(resources) };
  }

  giveBack(text: string): void {
    this.allocator.recover(this.holding(text));
  }

  free(id: string): string {
    return words(this.allocator.freeOn(agentId(id)) ?? []);
  }
}

const agentOf = (id: string, resources: string, rack: string) => ({
  id: agentId(id),
  hostname: id,
  attributes: { rack },
  total: bundle(resources),
});
