// Whose turn is it, of the frameworks that have said what they want? Those first whose guarantee
// isn't met, then by share: the role, and within it the framework. A client that quotas leave
// nothing of what it wants is passed over.
import type { Demand } from '../../model/framework.ts';
import type { Role } from '../../model/ids.ts';
import type { Scalars } from '../../model/resources/amounts.ts';
import type { AgentEntry } from '../agents/agent-entry.ts';
import type { AllocationLedger } from '../allocation-ledger.ts';
import type { Client } from '../clients.ts';
import { ClientDemands } from './client-demands.ts';
import { hasTurn, OfferTurn } from './offer-turn.ts';
import { shownTo } from './takeable.ts';

export class Turns {
  readonly #ledger: AllocationLedger;
  /** Clients that have asked for anything. */
  readonly #asking = new Set<Client>();
  /** Agents on which something was freed since demands were last set aside. */
  readonly #freed = new Set<AgentEntry>();
  /** Clients with demands that quotas were in the way of. */
  readonly #denied = new Set<Client>();
  #isStirred = false;
  #count = 0;

  constructor(ledger: AllocationLedger) {
    this.#ledger = ledger;
  }

  request(client: Client, demand: Demand): void {
    client.demands ??= new ClientDemands();
    client.demands.set(demand);
    if (client.demands.isEmpty) this.#asking.delete(client);
    else this.#asking.add(client);
    this.#settle(client);
  }

  /** It asks for nothing any more. */
  forget(client: Client): void {
    client.demands = undefined;
    this.#asking.delete(client);
    this.#denied.delete(client);
    this.#ledger.clients.change(client, { isWanting: true });
  }

  freed(agent: AgentEntry): void {
    this.#freed.add(agent);
  }

  /** Anything may fit now that didn't. */
  stir(): void {
    this.#isStirred = true;
  }

  next(mostTasks: number): OfferTurn | undefined {
    this.#reopen();
    this.#count += 1;
    if (this.#ledger.quotas.isRequired) {
      const client = this.#first((role) => this.#ledger.quotas.isUnmet(role));
      if (client !== undefined)
        return new OfferTurn(this.#ledger, client, {
          mostTasks,
          isOurs: () => this.#ledger.quotas.isUnmet(client.role),
        });
    }
    const client = this.#first(() => true);
    if (client === undefined) return undefined;
    const ofRole = this.#ledger.roleSorter.contest(client.role);
    const inRole = this.#ledger.clients.roles.get(client.role)?.sorter.contest(client.framework);
    const isOurs = (): boolean => ofRole() && inRole?.() !== false;
    return new OfferTurn(this.#ledger, client, { mostTasks, isOurs });
  }

  /** What its framework took stays taken. */
  end(turn: OfferTurn): void {
    turn.end();
    for (const agent of turn.converted) this.#freed.add(agent);
    const client = this.#ledger.clients.find(turn.framework, turn.role);
    if (client !== undefined) this.#settle(client);
    if (turn.hasTaken) this.#reopenDenied();
    if (client?.demands?.hasDenied === true) this.#denied.add(client);
  }

  #reopenDenied(): void {
    for (const client of this.#denied) {
      client.demands?.reopenDenied();
      this.#settle(client);
    }
    this.#denied.clear();
  }

  #first(isMeant: (role: Role) => boolean): Client | undefined {
    const { roleSorter } = this.#ledger;
    let found: Client | undefined;
    roleSorter.walk(`turn ${this.#count}`, ({ role, sorter }) => {
      if (!isMeant(role)) return 'next';
      sorter.walk(`turn ${this.#count} ${role}`, (client) => {
        if (hasTurn(this.#ledger, client)) found = client;
        return found === undefined ? 'next' : 'stop';
      });
      return found === undefined ? 'next' : 'stop';
    });
    return found;
  }

  #reopen(): void {
    if (!this.#isStirred && this.#freed.size === 0) return;
    for (const client of this.#asking) {
      if (this.#isStirred || this.#ledger.isQuotaPerAgent(client.role)) client.demands?.reopenAll();
      else client.demands?.reopen(this.#freeFor(client.role));
      this.#settle(client);
    }
    this.#isStirred = false;
    this.#freed.clear();
  }

  #freeFor(role: Role): readonly Scalars[] {
    return [...this.#freed].map((agent) => shownTo(agent, role).free.scalars);
  }

  /** It is among those that may be offered something as long as it has open demands. */
  #settle(client: Client): void {
    this.#ledger.clients.change(client, { isWanting: client.demands?.isOpen === true });
  }
}
