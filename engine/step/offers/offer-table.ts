// An offer as a framework answers it: each launch takes what it needs at once, so that the next
// sees what is left. Ports that something else holds are left out.
import type { Launch, OfferBook, OfferedAgent } from '../../model/framework.ts';
import type { AgentId } from '../../model/ids.ts';
import { type Scalars, scalarsFit, withoutPorts } from '../../model/resources/amounts.ts';
import type { AgentView } from '../../place/agent-view.ts';
import type { AgentChoice, Candidates } from '../../place/choose.ts';
import type { Turn } from '../turn.ts';

export class OfferTable {
  readonly book: OfferBook;
  readonly #turn: Turn;
  readonly #tooLarge: Scalars[] = [];
  readonly #accepted = new Map<AgentId, Launch[]>();

  constructor(turn: Turn, book: OfferBook) {
    this.#turn = turn;
    this.book = book;
  }

  /** The best agent for one more task of that size; undefined when none will do. */
  choose(choice: AgentChoice, scalars: Scalars): AgentView | undefined {
    if (this.#tooLarge.some((one) => scalarsFit(one, scalars))) return undefined;
    const chosen = choice.choose(this.#candidates(scalars));
    if (chosen === undefined) this.#noteSize(scalars);
    return chosen;
  }

  /** Agents on which a task of that size is within what the role may take. */
  #candidates(scalars: Scalars): Candidates {
    const { book } = this;
    return {
      emptiestFirst: (only) => book.emptiestFirst(only),
      fullestFirst: (only) => book.fullestFirst(only),
      look: (agentId) =>
        book.mayTakeOn(agentId, scalars) ? this.#withoutBusy(book.look(agentId)) : undefined,
    };
  }

  #withoutBusy(offered: OfferedAgent): AgentView {
    const busy = this.#turn.tables.agents.get(offered.agentId)?.busyPorts;
    if (busy === undefined || busy.size === 0) return offered;
    for (const [port, untilMs] of busy) if (untilMs <= this.#turn.nowMs) busy.delete(port);
    const { free } = offered;
    const ports = withoutPorts(free.ranges.ports ?? [], busy.keys());
    return { ...offered, free: { ...free, ranges: { ...free.ranges, ports } } };
  }

  /** If no agent has so much left, none will have in this turn. */
  #noteSize(scalars: Scalars): void {
    for (const { agentId } of this.book.emptiestFirst())
      if (scalarsFit(scalars, this.book.look(agentId).free.scalars)) return;
    this.#tooLarge.push(scalars);
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
