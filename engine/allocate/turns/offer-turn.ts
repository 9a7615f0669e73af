// One framework's turn in one of its roles (pain 1: agents' pieces for those who asked, instead of
// whole agents for everyone). It takes as many tasks as bring it level with those that come next,
// and one more; within the limits of its role, and not from what others are promised. With a
// guarantee that isn't met, as many as that takes. What is reserved for its role it may always
// take: quotas count it whether it is used or not.
import type { Demand, OfferBook, OfferedAgent, OnlyWith } from '../../model/framework.ts';
import type { AgentId, ObjectName, Role } from '../../model/ids.ts';
import type { Scalars } from '../../model/resources/amounts.ts';
import type { Bundle } from '../../model/resources/bundle.ts';
import { applyOperations } from '../../model/resources/operations/apply-operations.ts';
import type { Operation } from '../../model/resources/operations/operation.ts';
import { type Claim, type Need, noClaim, takenOf } from '../../model/resources/takeable.ts';
import type { AgentEntry } from '../agents/agent-entry.ts';
import type { AllocationLedger } from '../allocation-ledger.ts';
import type { Client } from '../clients.ts';
import { canGive } from './can-give.ts';
import { type ClientDemands, isUnseen } from './client-demands.ts';
import { firmPart, shownTo } from './takeable.ts';

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
  readonly #passed = new Map<ObjectName, 'quota' | undefined>();
  /** Agents on which less may be reserved now. */
  readonly converted = new Set<AgentEntry>();
  #taken = 0;
  #asked: { readonly scalars: Scalars; readonly can: boolean } | undefined;

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

  emptiestFirst(only?: OnlyWith): Iterable<AgentEntry> {
    return this.#ledger.fillOrder.emptiestFirst(only);
  }

  fullestFirst(only?: OnlyWith): Iterable<AgentEntry> {
    return this.#ledger.fillOrder.fullestFirst(only);
  }

  look(agentId: AgentId, claim?: Claim): OfferedAgent {
    return shownTo(this.#ledger.agent(agentId), this.role, claim);
  }

  free(agentId: AgentId): Bundle {
    return this.#ledger.agent(agentId).stock.free;
  }

  isOver(): boolean {
    const { mostTasks, isOurs } = this.#bounds;
    return this.#taken >= mostTasks || (this.#taken > 0 && !isOurs());
  }

  mayTake(scalars: Scalars, claim: Claim = noClaim): boolean {
    if (this.#canGive(scalars) || this.#ledger.hasReserved(this.role)) return true;
    return claim.tier !== undefined || claim.owners !== undefined;
  }

  mayTakeOn(agentId: AgentId, scalars: Scalars, claim: Claim = noClaim): boolean {
    if (this.#canGive(scalars)) return true;
    const { stock } = this.#ledger.agent(agentId);
    if (!stock.hasSpecial) return false;
    return canGive(this.#ledger, this.role, firmPart(stock.free, this.role, scalars, claim));
  }

  /** Of so much unreserved; asked for every agent, and the same until something is taken. */
  #canGive(scalars: Scalars): boolean {
    if (this.#asked?.scalars !== scalars)
      this.#asked = { scalars, can: canGive(this.#ledger, this.role, scalars) };
    return this.#asked.can;
  }

  operate(agentId: AgentId, operations: readonly Operation[]): boolean {
    const agent = this.#ledger.agent(agentId);
    const outcome = applyOperations(agent.stock.free, operations);
    if (outcome.kind === 'refused') return false;
    if (!this.#ledger.convertFree(agent, outcome.conversions)) return false;
    this.#asked = undefined;
    this.converted.add(agent);
    return true;
  }

  take(agentId: AgentId, need: Need, claim?: Claim): Bundle {
    const agent = this.#ledger.agent(agentId);
    const bundle = takenOf(agent.stock.free, this.role, need, claim);
    this.#ledger.take(agent, this.#client, bundle);
    this.#ledger.charge(this.#client, bundle, 1);
    this.#taken += 1;
    this.#asked = undefined;
    return bundle;
  }

  isWithinQuotas(scalars: Scalars): boolean {
    return this.#canGive(scalars);
  }

  pass(name: ObjectName, why?: 'quota'): void {
    this.#passed.set(name, why ?? this.#passed.get(name));
  }

  get hasTaken(): boolean {
    return this.#taken > 0;
  }

  /** A turn in which nothing was taken leaves nothing open that could have been. */
  end(): void {
    for (const [name, why] of this.#passed) this.#demands.setAside(name, why);
    if (this.#taken > 0) return;
    for (const demand of [...this.#demands.open()])
      if (isUnseen(demand) || this.mayTake(demand.scalars)) this.#demands.setAside(demand.name);
  }
}

function demandsOf(client: Client): ClientDemands {
  if (client.demands === undefined) throw new Error(`bug: ${client.framework} has no demands`);
  return client.demands;
}

/** Whether any of its demands could be met as far as quotas go. */
export function hasTurn(ledger: AllocationLedger, client: Client): boolean {
  if (client.demands?.isOpen !== true) return false;
  if (ledger.hasReserved(client.role)) return true;
  for (const demand of client.demands.open())
    if (isUnseen(demand) || canGive(ledger, client.role, demand.scalars)) return true;
  return false;
}
