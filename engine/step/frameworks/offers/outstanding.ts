// What frameworks of others were offered and haven't answered, oldest first. Never stored: an
// engine that starts offers anew, under ids that no earlier one has given.
import type { MaintenanceWindow } from '../../../allocate/offer-allocator.ts';
import type { AgentId, FrameworkId, InverseOfferId, OfferId, Role } from '../../../model/ids.ts';
import type { Bundle } from '../../../model/resources/bundle.ts';

interface Made<Id> {
  readonly id: Id;
  readonly framework: FrameworkId;
  readonly agentId: AgentId;
  readonly sinceMs: number;
}

export interface OutstandingOffer extends Made<OfferId> {
  readonly role: Role;
  readonly bundle: Bundle;
}

export interface OutstandingInverse extends Made<InverseOfferId> {
  readonly window: MaintenanceWindow;
}

export class Outstanding<One extends Made<string>> {
  readonly #byId = new Map<string, One>();
  readonly #byAgent = new Map<AgentId, Set<One>>();
  readonly #byFramework = new Map<FrameworkId, Set<One>>();

  get size(): number {
    return this.#byId.size;
  }

  add(one: One): void {
    this.#byId.set(one.id, one);
    addTo(this.#byAgent, one.agentId, one);
    addTo(this.#byFramework, one.framework, one);
  }

  find(id: string): One | undefined {
    return this.#byId.get(id);
  }

  remove(one: One): void {
    if (!this.#byId.delete(one.id)) return;
    removeFrom(this.#byAgent, one.agentId, one);
    removeFrom(this.#byFramework, one.framework, one);
  }

  /** Oldest first. */
  all(): IterableIterator<One> {
    return this.#byId.values();
  }

  onAgent(id: AgentId): readonly One[] {
    return [...(this.#byAgent.get(id) ?? [])];
  }

  withFramework(id: FrameworkId): readonly One[] {
    return [...(this.#byFramework.get(id) ?? [])];
  }
}

function addTo<Key, One>(index: Map<Key, Set<One>>, key: Key, one: One): void {
  const known = index.get(key);
  if (known) known.add(one);
  else index.set(key, new Set([one]));
}

function removeFrom<Key, One>(index: Map<Key, Set<One>>, key: Key, one: One): void {
  const known = index.get(key);
  known?.delete(one);
  if (known?.size === 0) index.delete(key);
}
