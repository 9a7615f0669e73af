// One round of offers (mesos.md 1.5): agents in drawn order, each first for guarantees that aren't
// met (stage 1), then for fair shares (stage 2). The first client in order that may be offered an
// agent gets all that it may have of it.
//
// Within one agent and stage the order of clients stands; what is given there is charged to the
// sorters when the agent is done, so the next agent goes by it.
import type { Bundle } from '../../model/resources/bundle.ts';
import type { AgentEntry } from '../agents/agent-entry.ts';
import type { AllocationLedger } from '../allocation-ledger.ts';
import type { Client, RoleEntry } from '../clients.ts';
import { agentOrder, sortDraw } from '../draws.ts';
import type { Holding } from '../offer-allocator.ts';
import { hasGpus, hasSpecial, isWorth, offerableTo, withoutRevocable } from './offerable.ts';
import { portionForGuarantee, portionForShare } from './portion.ts';

export interface RoundWorld {
  readonly seed: number;
  /** Counts rounds: each draws anew. */
  readonly number: number;
  readonly nowSec: number;
  readonly ledger: AllocationLedger;
}

interface Given {
  readonly client: Client;
  readonly bundle: Bundle;
}

type Stage = 1 | 2;

export class Round {
  readonly #world: RoundWorld;
  readonly offers: Holding[] = [];

  constructor(world: RoundWorld) {
    this.#world = world;
  }

  /** `agents`: by id; active ones alone. */
  run(agents: readonly AgentEntry[]): void {
    this.#world.ledger.clients.settleHunger();
    const isOpen = Uint8Array.from(agents, (agent) => Number(this.#isOpen(agent)));
    if (!isOpen.includes(1)) return;
    if (this.#world.ledger.quotas.hasGuarantees) this.#runStage(1, agents, isOpen);
    this.#runStage(2, agents, isOpen);
  }

  #runStage(stage: Stage, agents: readonly AgentEntry[], isOpen: Uint8Array): void {
    const { seed, number } = this.#world;
    for (const at of agentOrder(seed, number, stage, agents.length))
      if (isOpen[at] === 1) this.#offerAgent(agents[at] as AgentEntry, stage);
  }

  /** Something is free there that not everyone has refused. */
  #isOpen(agent: AgentEntry): boolean {
    const { ledger, nowSec } = this.#world;
    const { free } = agent.stock;
    // What is reserved or revocable may go to a role whose limit is reached.
    const wanting = hasSpecial(agent) ? ledger.clients.active : ledger.clients.hungry;
    return free.length > 0 && !agent.filters.isClosedTo(wanting, free, nowSec);
  }

  #offerAgent(agent: AgentEntry, stage: Stage): void {
    const { number, ledger } = this.#world;
    const { clients, roleSorter, quotas } = ledger;
    if (stage === 1 && !quotas.isRequired) return;
    clients.settleHunger();
    if (!this.#isOpen(agent)) return;
    const given: Given[] = [];
    roleSorter.walk(sortDraw(number, stage, agent.info.id), (entry) => {
      if (agent.stock.free.length === 0) return 'stop';
      if (stage === 1 && !quotas.isUnmet(entry.role)) return 'next';
      this.#offerRole(agent, entry, stage, given);
      return 'next';
    });
    for (const { client, bundle } of given) ledger.charge(client, bundle, 1);
  }

  #offerRole(agent: AgentEntry, entry: RoleEntry, stage: Stage, given: Given[]): void {
    const { number, ledger } = this.#world;
    const { quotas } = ledger;
    const { role } = entry;
    const isFull = entry.ownMinimums === 0 && quotas.isFull(role);
    if (isFull && !hasSpecial(agent)) return;
    const { blocked } = agent.filters;
    let offerable = offerableTo(agent, role);
    entry.sorter.walk(sortDraw(number, stage, agent.info.id, role), (client) => {
      if (offerable.length === 0) return 'stop';
      if (stage === 1 && !quotas.isUnmet(role)) return 'stop';
      if (client.demands !== undefined || blocked.has(client.index)) return 'next';
      const bundle = this.#portionFor(agent, client, offerable, stage);
      if (bundle === undefined) return 'next';
      ledger.take(agent, client, bundle);
      given.push({ client, bundle });
      this.offers.push({ framework: client.framework, role, agentId: agent.info.id, bundle });
      offerable = offerableTo(agent, role);
      return 'next';
    });
  }

  /** What of it the client may be offered; undefined when that is nothing, or not worth it. */
  #portionFor(
    agent: AgentEntry,
    client: Client,
    offerable: Bundle,
    stage: Stage,
  ): Bundle | undefined {
    const { seed, number, ledger } = this.#world;
    if (client.info?.roles.get(client.role)?.excludes?.(agent.info) === true) return undefined;
    if (!isWorth(offerable, client.minAllocatable)) return undefined;
    if (client.info?.takesGpus !== true && hasGpus(agent)) return undefined;
    if (agent.filters.blocksAll(client.index, offerable, agent.stock.free)) return undefined;
    const ask = {
      agentId: agent.info.id,
      role: client.role,
      bundle: withoutRevocable(offerable, client),
      ledger,
      draw: { seed, round: number },
    };
    const portion = stage === 1 ? portionForGuarantee(ask) : portionForShare(ask);
    if (portion === undefined || !isWorth(portion, client.minAllocatable)) return undefined;
    return agent.filters.blocks(client.index, portion) ? undefined : portion;
  }
}
