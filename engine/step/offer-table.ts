// An offer as a framework answers it: each launch takes what it needs at once, so that the next
// sees what is left. Ports that something else holds are left out.
import type { Launch, OfferBook, OfferedAgent } from '../model/framework.ts';
import type { AgentId } from '../model/ids.ts';
import { type Scalars, withoutPorts } from '../model/resources/amounts.ts';
import type { AgentView } from '../place/agent-view.ts';
import type { Candidates } from '../place/choose.ts';
import type { Turn } from './turn.ts';

export class OfferTable {
  readonly book: OfferBook;
  readonly #turn: Turn;
  readonly #accepted = new Map<AgentId, Launch[]>();

  constructor(turn: Turn, book: OfferBook) {
    this.#turn = turn;
    this.book = book;
  }

  /** Agents on which a task of that size is within what the role may take. */
  candidates(scalars: Scalars): Candidates {
    return {
      emptiestFirst: (only) => this.#within(this.book.emptiestFirst(only), scalars),
      fullestFirst: (only) => this.#within(this.book.fullestFirst(only), scalars),
    };
  }

  *#within(agents: Iterable<OfferedAgent>, scalars: Scalars): Generator<AgentView> {
    for (const agent of agents)
      if (this.book.mayTakeOn(agent.agentId, scalars)) yield this.#withoutBusy(agent);
  }

  #withoutBusy(offered: OfferedAgent): AgentView {
    const busy = this.#turn.tables.agents.get(offered.agentId)?.busyPorts;
    if (busy === undefined || busy.size === 0) return offered;
    for (const [port, untilMs] of busy) if (untilMs <= this.#turn.nowMs) busy.delete(port);
    const { free } = offered;
    const ports = withoutPorts(free.ranges.ports ?? [], busy.keys());
    return { ...offered, free: { ...free, ranges: { ...free.ranges, ports } } };
  }

  launch(agentId: AgentId, launch: Launch): void {
    const accepted = this.#accepted.get(agentId);
    if (accepted) accepted.push(launch);
    else this.#accepted.set(agentId, [launch]);
  }

  /** Accepts what was taken. */
  answer(): void {
    for (const [agentId, launches] of this.#accepted)
      this.#turn.calls.push({ kind: 'accept', agentId, launches });
  }
}
