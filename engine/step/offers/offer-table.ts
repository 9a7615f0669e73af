// An offer as a framework answers it: each launch takes what it needs at once, so that the next
// sees what is left. Ports that something else holds are left out.

import type { ReservationRow } from '../../model/actual.ts';
import type { Launch, OfferBook, OfferedAgent } from '../../model/framework.ts';
import type { AgentId, TaskId } from '../../model/ids.ts';
import { type Scalars, scalarsFit, withoutPorts } from '../../model/resources/amounts.ts';
import type { Bundle } from '../../model/resources/bundle.ts';
import type { Claim } from '../../model/resources/takeable.ts';
import type { AgentView } from '../../place/agent-view.ts';
import { claimOf, scalarsOf } from '../../place/app-request.ts';
import { type AgentChoice, type Candidates, choosePorts } from '../../place/choose.ts';
import type { Turn } from '../turn.ts';

interface Accepted {
  readonly launches: Launch[];
  readonly reservations: ReservationRow[];
}

/** Where a task goes, and what it has taken there. */
export interface TaskPlace {
  readonly chosen: AgentView;
  readonly taken: Bundle;
  readonly ports: readonly number[];
}

type Placeable = Parameters<typeof scalarsOf>[0] & Parameters<typeof claimOf>[0];

export class OfferTable {
  readonly book: OfferBook;
  readonly #turn: Turn;
  readonly #tooLarge: Scalars[] = [];
  readonly #accepted = new Map<AgentId, Accepted>();

  constructor(turn: Turn, book: OfferBook) {
    this.#turn = turn;
    this.book = book;
  }

  get nowMs(): number {
    return this.#turn.nowMs;
  }

  /** As far as quotas go; with volumes, what is kept already was counted by them. */
  mayTake(spec: Placeable): boolean {
    return spec.task.volumes !== undefined || this.book.mayTake(scalarsOf(spec), claimOf(spec));
  }

  /** The best agent for one more task of that size; undefined when none will do. */
  choose(choice: AgentChoice, scalars: Scalars, claim?: Claim): AgentView | undefined {
    if (claim !== undefined) return choice.choose(this.#candidates(scalars, claim));
    if (this.#tooLarge.some((one) => scalarsFit(one, scalars))) return undefined;
    const chosen = choice.choose(this.#candidates(scalars));
    if (chosen === undefined) this.#noteSize(scalars);
    return chosen;
  }

  /** Takes what a task without volumes takes, on the best agent for it. */
  place(choice: AgentChoice, spec: Placeable, taskId: TaskId): TaskPlace | undefined {
    const scalars = scalarsOf(spec);
    const claim = claimOf(spec);
    const chosen = this.choose(choice, scalars, claim);
    const ports = chosen && choosePorts(spec.task.ports, chosen.free, taskId);
    if (!ports) return undefined;
    const taken = this.book.take(chosen.agentId, { scalars, ports }, claim);
    return { chosen, taken, ports };
  }

  /** One agent, without the ports that something else holds. */
  look(agentId: AgentId, claim?: Claim): AgentView {
    return this.#withoutBusy(this.book.look(agentId, claim));
  }

  /** Agents on which a task of that size is within what the role may take. */
  #candidates(scalars: Scalars, claim?: Claim): Candidates {
    const { book } = this;
    return {
      last: this.#turn.tables.planned.scheduled,
      emptiestFirst: (only) => book.emptiestFirst(only),
      fullestFirst: (only) => book.fullestFirst(only),
      look: (agentId) => {
        if (!book.mayTakeOn(agentId, scalars, claim)) return undefined;
        const view = this.look(agentId, claim);
        // A choice knows what its app or job asks for, and nothing of Volumes still to be made.
        return claim === undefined || scalarsFit(scalars, view.free.scalars) ? view : undefined;
      },
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
    this.#acceptedOn(agentId).launches.push(launch);
  }

  /** As it is from now on. */
  reserve(row: ReservationRow): void {
    this.#acceptedOn(row.agentId).reservations.push(row);
    this.#turn.tables.reservations.set(row.id, row);
  }

  #acceptedOn(agentId: AgentId): Accepted {
    const accepted = this.#accepted.get(agentId) ?? { launches: [], reservations: [] };
    this.#accepted.set(agentId, accepted);
    return accepted;
  }

  /** Accepts what was taken. */
  answer(): void {
    for (const [agentId, accepted] of this.#accepted)
      this.#turn.calls.push({ kind: 'accept', agentId, ...accepted });
  }
}
