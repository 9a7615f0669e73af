// Two allocators behind one face: both get every call, and after each round they must agree, offer
// by offer. What must hold of any round is checked besides (round-laws.ts).
import { expect } from 'vitest';
import type {
  AllocationRound,
  AllocatorAgent,
  AllocatorFramework,
  Holding,
  InverseOffer,
  MaintenanceWindow,
  OfferAllocator,
  RoleQuota,
  RoundScope,
} from '../../../engine/allocate/offer-allocator.ts';
import type { AgentId, Role } from '../../../engine/model/ids.ts';
import type { Bundle } from '../../../engine/model/resources/bundle.ts';
import { allRoles } from './cluster-draw.ts';
import { factsBefore, lawsBroken } from './round-laws.ts';
import type { SlowAllocator } from './slow-allocator.ts';

type Refuse = Parameters<OfferAllocator['recover']>[1];

export class BothAllocators implements OfferAllocator {
  readonly #tested: OfferAllocator;
  readonly #slow: SlowAllocator;

  constructor(tested: OfferAllocator, slow: SlowAllocator) {
    this.#tested = tested;
    this.#slow = slow;
  }

  #tell<T>(call: (allocator: OfferAllocator) => T): T {
    const told = call(this.#tested);
    expect(told).toEqual(call(this.#slow));
    return told;
  }

  allocate(nowMs: number, scope: RoundScope): AllocationRound {
    const before = factsBefore(this.#slow.world);
    const round = this.#tested.allocate(nowMs, scope);
    const slow = this.#slow.allocate(nowMs, scope);
    if (JSON.stringify(round) !== JSON.stringify(slow)) expect(round).toEqual(slow);
    expect(lawsBroken(this.#slow.world, before, round.offers)).toEqual([]);
    this.#compareState();
    return round;
  }

  #compareState(): void {
    for (const role of allRoles)
      expect(this.#tested.shareOf(role), role).toBe(this.#slow.shareOf(role));
    for (const id of this.#slow.world.agents.keys()) {
      const [free, slow] = [this.#tested.freeOn(id), this.#slow.freeOn(id)];
      if (JSON.stringify(free) !== JSON.stringify(slow)) expect(free, id).toEqual(slow);
    }
  }

  addFramework(framework: AllocatorFramework, isActive?: boolean): void {
    this.#tell((allocator) => allocator.addFramework(framework, isActive));
  }

  updateFramework(framework: AllocatorFramework): void {
    this.#tell((allocator) => allocator.updateFramework(framework));
  }

  removeFramework(id: string): void {
    this.#tell((allocator) => allocator.removeFramework(id));
  }

  activateFramework(id: string): void {
    this.#tell((allocator) => allocator.activateFramework(id));
  }

  deactivateFramework(id: string): void {
    this.#tell((allocator) => allocator.deactivateFramework(id));
  }

  addAgent(agent: AllocatorAgent, held?: readonly Omit<Holding, 'agentId'>[]): void {
    this.#tell((allocator) => allocator.addAgent(agent, held));
  }

  updateAgent(agent: AllocatorAgent): void {
    this.#tell((allocator) => allocator.updateAgent(agent));
  }

  removeAgent(id: AgentId): void {
    this.#tell((allocator) => allocator.removeAgent(id));
  }

  activateAgent(id: AgentId): void {
    this.#tell((allocator) => allocator.activateAgent(id));
  }

  deactivateAgent(id: AgentId): void {
    this.#tell((allocator) => allocator.deactivateAgent(id));
  }

  setWeight(role: Role, weightMilli: number): void {
    this.#tell((allocator) => allocator.setWeight(role, weightMilli));
  }

  setQuota(role: Role, quota: RoleQuota): void {
    this.#tell((allocator) => allocator.setQuota(role, quota));
  }

  suppress(framework: string, roles?: readonly Role[]): void {
    this.#tell((allocator) => allocator.suppress(framework, roles));
  }

  revive(framework: string, roles?: readonly Role[]): void {
    this.#tell((allocator) => allocator.revive(framework, roles));
  }

  allocated(holding: Holding): void {
    this.#tell((allocator) => allocator.allocated(holding));
  }

  recover(holding: Holding, refuse?: Refuse): void {
    this.#tell((allocator) => allocator.recover(holding, refuse));
  }

  convert(holding: Omit<Holding, 'bundle'>, before: Bundle, after: Bundle): void {
    this.#tell((allocator) => allocator.convert(holding, before, after));
  }

  convertFree(agentId: AgentId, before: Bundle, after: Bundle): boolean {
    return this.#tell((allocator) => allocator.convertFree(agentId, before, after));
  }

  setMaintenance(agentId: AgentId, window: MaintenanceWindow | undefined): void {
    this.#tell((allocator) => allocator.setMaintenance(agentId, window));
  }

  answerInverseOffer(
    inverse: Pick<InverseOffer, 'framework' | 'agentId'>,
    answer: { readonly isAccepted: boolean; readonly refuseMs: number; readonly nowMs: number },
  ): void {
    this.#tell((allocator) => allocator.answerInverseOffer(inverse, answer));
  }

  shareOf(role: Role): number {
    return this.#tell((allocator) => allocator.shareOf(role));
  }

  freeOn(agentId: AgentId): Bundle | undefined {
    return this.#tell((allocator) => allocator.freeOn(agentId));
  }
}
