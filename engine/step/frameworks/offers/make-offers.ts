// Rounds for frameworks of others (mesos.md 1.4): over all agents once a second while one of them
// is subscribed, and over those that something happened to with each batch.
import type { Holding, RoundScope } from '../../../allocate/offer-allocator.ts';
import type { FrameworkId, InverseOfferId, OfferId } from '../../../model/ids.ts';
import { addBundles } from '../../../model/resources/bundle.ts';
import type { Offer } from '../../../model/scheduler-api/scheduler-event.ts';
import type { MasterTurn } from '../../master/master-turn.ts';
import type { FrameworkEntry } from '../../tables.ts';
import { tell } from '../tell.ts';
import type { OutstandingOffer } from './outstanding.ts';
import { expireOffers } from './rescind.ts';

export const roundOfOffersTimer = 'offers';
const roundEveryMs = 1_000;

export function wakeForRound(turn: MasterTurn): void {
  if (turn.tables.subscribers.size > 0)
    turn.effects.wake(roundOfOffersTimer, turn.nowMs + roundEveryMs);
}

export function makeOffers(turn: MasterTurn, scope: RoundScope): void {
  const { tables, allocator, nowMs } = turn;
  if (tables.subscribers.size === 0) return;
  const round = allocator.allocate(nowMs, scope);
  const byFramework = new Map<string, Holding[]>();
  for (const holding of round.offers) {
    const known = byFramework.get(holding.framework);
    if (known) known.push(holding);
    else byFramework.set(holding.framework, [holding]);
  }
  for (const [id, holdings] of byFramework) offer(turn, id as FrameworkId, holdings);
  for (const { framework, agentId, window } of round.inverseOffers) {
    const entry = entryOf(turn, framework as FrameworkId);
    const id = `${framework}:i${nextNumber(turn, entry)}` as InverseOfferId;
    const inverse = { id, framework: entry.row.id, agentId, window, sinceMs: nowMs };
    tables.inverseOffers.add(inverse);
    tell(turn, entry, { kind: 'inverse-offers', inverseOffers: [{ id, agentId, window }] });
  }
  if (round.offers.length > 0) expireOffers(turn);
}

function entryOf({ tables }: MasterTurn, id: FrameworkId): FrameworkEntry {
  const entry = tables.frameworks.get(id);
  if (!entry) throw new Error(`bug: ${id} was offered something and isn't known`);
  return entry;
}

/** Offers of an earlier engine have another epoch in their ids: none names one of this. */
function nextNumber({ tables }: MasterTurn, entry: FrameworkEntry): string {
  entry.offers += 1;
  return `${tables.epoch}-${entry.offers}`;
}

function offer(turn: MasterTurn, id: FrameworkId, holdings: readonly Holding[]): void {
  const entry = entryOf(turn, id);
  const made = perAgentAndRole(holdings).map((holding): OutstandingOffer => {
    const { role, agentId, bundle } = holding;
    const offerId = `${id}:o${nextNumber(turn, entry)}` as OfferId;
    return { id: offerId, framework: id, role, agentId, bundle, sinceMs: turn.nowMs };
  });
  for (const one of made) turn.tables.offers.add(one);
  tell(turn, entry, { kind: 'offers', offers: made.map((one) => toldOffer(turn, one)) });
}

/** A round may give of one agent twice: for a guarantee, and for the share. */
function perAgentAndRole(holdings: readonly Holding[]): readonly Holding[] {
  const merged = new Map<string, Holding>();
  for (const holding of holdings) {
    const key = `${holding.agentId} ${holding.role}`;
    const known = merged.get(key);
    const bundle = known ? addBundles(known.bundle, holding.bundle) : holding.bundle;
    merged.set(key, { ...holding, bundle });
  }
  return [...merged.values()];
}

function toldOffer({ tables }: MasterTurn, offer: OutstandingOffer): Offer {
  const { id, agentId, role, bundle } = offer;
  const facts = tables.agents.get(agentId)?.row.facts;
  return {
    ...{ id, agentId, role },
    hostname: facts?.hostname ?? '',
    attributes: { ...facts?.attributes },
    resources: bundle,
  };
}
