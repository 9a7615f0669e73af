// Offers as a framework answers them: each launch takes what it needs at once, so that the next
// sees what is left, and what isn't taken goes back.
import type { Launch, Offer } from '../model/framework.ts';
import { addScalars, type Scalars, scalarsFit, withoutPorts } from '../model/resources.ts';
import type { Candidate } from '../place/choose.ts';
import type { Turn } from './turn.ts';

export interface OffersEvent {
  readonly offers: readonly Offer[];
  readonly atMost?: Scalars;
}

export class OfferTable {
  readonly candidates: Candidate[];
  readonly #accepted = new Map<string, Launch[]>();
  readonly #left: Record<string, number> | undefined;
  readonly #offers: readonly Offer[];

  constructor(turn: Turn, event: OffersEvent) {
    this.#offers = event.offers;
    this.candidates = event.offers.flatMap((offer) => candidateOf(turn, offer));
    this.#left = event.atMost && { ...event.atMost };
  }

  /** Within what may be accepted of these offers in all. */
  mayTake(scalars: Scalars): boolean {
    return this.#left === undefined || scalarsFit(scalars, this.#left);
  }

  take(chosen: Candidate, launch: Launch): void {
    const index = this.candidates.indexOf(chosen);
    const scalars = { ...chosen.free.scalars };
    addScalars(scalars, launch.resources.scalars, -1);
    const ports = withoutPorts(chosen.free.ranges.ports ?? [], launch.ports);
    const free = { ...chosen.free, scalars, ranges: { ...chosen.free.ranges, ports } };
    this.candidates[index] = { ...chosen, free };
    if (this.#left) addScalars(this.#left, launch.resources.scalars, -1);
    const accepted = this.#accepted.get(chosen.agentId);
    if (accepted) accepted.push(launch);
    else this.#accepted.set(chosen.agentId, [launch]);
  }

  /** Accepts what was taken, and declines the rest. */
  answer(turn: Turn): void {
    for (const offer of this.#offers) {
      const launches = this.#accepted.get(offer.agentId);
      if (launches) turn.calls.push({ kind: 'accept', offerId: offer.id, launches });
      else turn.calls.push({ kind: 'decline', offerId: offer.id });
    }
  }
}

function candidateOf(turn: Turn, offer: Offer): Candidate[] {
  const agent = turn.tables.agents.get(offer.agentId);
  if (!agent) return [];
  const { hostname, attributes, resources } = agent.row.facts;
  for (const [port, untilMs] of agent.busyPorts)
    if (untilMs <= turn.nowMs) agent.busyPorts.delete(port);
  const ports = withoutPorts(offer.resources.ranges.ports ?? [], agent.busyPorts.keys());
  const free = { ...offer.resources, ranges: { ...offer.resources.ranges, ports } };
  return [{ agentId: offer.agentId, hostname, attributes, total: resources.scalars, free }];
}

/** What a launch takes. */
export const takenResources = (scalars: Scalars, ports: readonly number[]) => ({
  scalars,
  ranges: portRanges(ports),
  sets: {},
});

const portRanges = (ports: readonly number[]): Record<string, [number, number][]> =>
  ports.length === 0
    ? {}
    : { ports: [...ports].sort((a, b) => a - b).map((port) => [port, port] as [number, number]) };
