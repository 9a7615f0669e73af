// One framework's turn in one of its roles (pain 1: agents' pieces for those who asked, instead of
// whole agents for everyone). It takes as many tasks as bring it level with those that come next,
// and one more; within the limits of its role, and not from what others are promised. With a
// guarantee that isn't met, as many as that takes. What is reserved for its role it may always
// take: quotas count it whether it is used or not.
import type { Demand, OfferBook, OfferedAgent, OnlyWith } from '../../model/framework.ts';
import type { AgentId, ObjectName, Role } from '../../model/ids.ts';
import { addScalars, type Scalars } from '../../model/resources/amounts.ts';
import type { Bundle } from '../../model/resources/bundle.ts';
import type { AllocationLedger } from '../allocation-ledger.ts';
import type { Client } from '../clients.ts';
import { isFirm } from '../round/bundle-parts.ts';
import { canGive } from './can-give.ts';
import type { ClientDemands } from './client-demands.ts';
import { shownTo, takenOf } from './takeable.ts';

export interface TurnBounds {
  readonly mostTasks: number;
  /** Whether more may be taken before it is another's turn; not asked for the first task. */
  isOurs(): boolean;
}

export class OfferTurn implements OfferBook {
  readonly framework: string;
  readonly role: Role;
  readonly #ledger: AllocationLedger;
  readonly #client: Client;
  readonly #demands: ClientDemands;
  readonly #bounds: TurnBounds;
  /** Demands that no agent takes, to be set aside when the turn is over. */
  readonly #passed = new Set<ObjectName>();
  #taken = 0;

  constructor(ledger: AllocationLedger, client: Client, bounds: TurnBounds) {
    this.framework = client.framework;
    this.role = client.role;
    this.#ledger = ledger;
    this.#client = client;
    this.#demands = demandsOf(client);
    this.#bounds = bounds;
  }

  demands(): Iterable<Demand> {
    return this.#demands.open();
  }

  *emptiestFirst(only?: OnlyWith): Generator<OfferedAgent> {
    for (const agent of this.#ledger.fillOrder.emptiestFirst(only)) yield shownTo(agent, this.role);
  }

  *fullestFirst(only?: OnlyWith): Generator<OfferedAgent> {
    for (const agent of this.#ledger.fillOrder.fullestFirst(only)) yield shownTo(agent, this.role);
  }

  isOver(): boolean {
    const { mostTasks, isOurs } = this.#bounds;
    return this.#taken >= mostTasks || (this.#taken > 0 && !isOurs());
  }

  mayTake(scalars: Scalars): boolean {
    return this.#ledger.hasReserved(this.role) || canGive(this.#ledger, this.role, scalars);
  }

  mayTakeOn(agentId: AgentId, scalars: Scalars): boolean {
    if (canGive(this.#ledger, this.role, scalars)) return true;
    const { stock } = this.#ledger.agent(agentId);
    if (!stock.hasSpecial) return false;
    const firm = takenOf(stock.free, this.role, { scalars, ports: [] }).filter(isFirm);
    return canGive(this.#ledger, this.role, sumOf(firm));
  }

  take(
    agentId: AgentId,
    need: { readonly scalars: Scalars; readonly ports: readonly number[] },
  ): Bundle {
    const agent = this.#ledger.agent(agentId);
    const bundle = takenOf(agent.stock.free, this.role, need);
    this.#ledger.take(agent, this.#client, bundle);
    this.#ledger.charge(this.#client, bundle, 1);
    this.#taken += 1;
    return bundle;
  }

  pass(name: ObjectName): void {
    this.#passed.add(name);
  }

  /** A turn in which nothing was taken leaves nothing open that could have been. */
  end(): void {
    for (const name of this.#passed) this.#demands.setAside(name);
    if (this.#taken > 0) return;
    for (const demand of [...this.#demands.open()])
      if (this.mayTake(demand.scalars)) this.#demands.setAside(demand.name);
  }
}

function demandsOf(client: Client): ClientDemands {
  if (client.demands === undefined) throw new Error(`bug: ${client.framework} has no demands`);
  return client.demands;
}

function sumOf(resources: Bundle): Scalars {
  const sum: Record<string, number> = {};
  for (const { name, value } of resources)
    if (value.kind === 'scalar') addScalars(sum, { [name]: value.milli }, 1);
  return sum;
}

/** Whether any of its demands could be met as far as quotas go. */
export function hasTurn(ledger: AllocationLedger, client: Client): boolean {
  if (client.demands?.isOpen !== true) return false;
  if (ledger.hasReserved(client.role)) return true;
  for (const demand of client.demands.open())
    if (canGive(ledger, client.role, demand.scalars)) return true;
  return false;
}
