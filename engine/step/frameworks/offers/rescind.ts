// Offers that are taken back before they were answered: without a filter, so that what they held
// may be offered again at once (mesos.md 1.7).
import type { AgentId } from '../../../model/ids.ts';
import type { MasterTurn } from '../../master/master-turn.ts';
import { tell } from '../tell.ts';
import type { OutstandingOffer } from './outstanding.ts';

export const expiryTimer = 'offer-timeout';

/** Nobody is told. */
export function takeBack({ tables, allocator }: MasterTurn, offer: OutstandingOffer): void {
  tables.offers.remove(offer);
  allocator.recover(offer);
}

export function rescind(turn: MasterTurn, offer: OutstandingOffer, why: string): void {
  takeBack(turn, offer);
  const entry = turn.tables.frameworks.get(offer.framework);
  if (entry) tell(turn, entry, { kind: 'rescind', offerId: offer.id, why });
}

/** Nothing is offered of an agent for now, or it isn't what it was. */
export function withdrawAgent(turn: MasterTurn, agentId: AgentId, why: string): void {
  const { tables } = turn;
  for (const offer of tables.offers.onAgent(agentId)) rescind(turn, offer, why);
}

/** It has left: nobody need be asked to leave it. */
export function withdrawInverse(turn: MasterTurn, agentId: AgentId): void {
  const { tables } = turn;
  for (const inverse of tables.inverseOffers.onAgent(agentId)) {
    tables.inverseOffers.remove(inverse);
    const entry = tables.frameworks.get(inverse.framework);
    if (entry) tell(turn, entry, { kind: 'rescind-inverse', inverseOfferId: inverse.id });
  }
}

/** Rescinds offers that are older than the offer timeout; wakes when the next one is. */
export function expireOffers(turn: MasterTurn): void {
  const { tables, nowMs, effects } = turn;
  const { offerTimeoutMs } = tables.settings;
  if (offerTimeoutMs === undefined) return;
  for (const offer of tables.offers.all()) {
    const untilMs = offer.sinceMs + offerTimeoutMs;
    if (nowMs < untilMs) {
      effects.wake(expiryTimer, untilMs);
      return;
    }
    rescind(turn, offer, `it was not answered for ${offerTimeoutMs / 1000} s`);
  }
}
