// One agent as the allocator keeps it.
import type { OfferedAgent } from '../../model/framework.ts';
import type { AgentId, Role } from '../../model/ids.ts';
import type { Bundle } from '../../model/resources/bundle.ts';
import type { AllocatorAgent, MaintenanceWindow } from '../offer-allocator.ts';
import { AgentFilters } from './agent-filters.ts';
import { AgentStock } from './agent-stock.ts';

/** A window, and what frameworks were asked and said of it. */
export interface Maintenance {
  readonly window: MaintenanceWindow;
  readonly outstanding: Set<string>;
  /** Framework to the second until which it isn't asked again. */
  readonly refused: Map<string, number>;
}

/** How a role last saw it (turns/takeable.ts). */
interface Shown {
  readonly free: Bundle;
  readonly info: AllocatorAgent;
  /** Undefined: it looks the same to all. */
  readonly viewer: Role | undefined;
  readonly offered: OfferedAgent;
}

export class AgentEntry {
  info: AllocatorAgent;
  isActive = true;
  readonly stock: AgentStock;
  readonly filters = new AgentFilters();
  /** How much each framework holds, all kinds together: who is asked to leave. */
  readonly heldBy = new Map<string, number>();
  maintenance: Maintenance | undefined;
  shown: Shown | undefined;

  readonly agentId: AgentId;

  constructor(info: AllocatorAgent) {
    this.info = info;
    this.agentId = info.id;
    this.stock = new AgentStock(info.total);
  }

  hold(framework: string, delta: number): void {
    const size = (this.heldBy.get(framework) ?? 0) + delta;
    if (size > 0) this.heldBy.set(framework, size);
    else this.heldBy.delete(framework);
  }
}
