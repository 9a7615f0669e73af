import type { OfferList, OfferView } from '../../../schemas/generated/api.ts';
import { portsIn } from '../../model/resources/amounts.ts';
import { allAmountsOf } from '../../model/resources/amounts-of.ts';
import type { OutstandingOffer } from '../../step/frameworks/offers/outstanding.ts';
import { padded } from '../../step/memory/rows.ts';
import type { Tables } from '../../step/tables.ts';
import type { ListQuery } from './list-query.ts';
import { byText, pageOf } from './page.ts';
import { inUnits } from './units.ts';

function offerView(tables: Tables, offer: OutstandingOffer): OfferView {
  const { id, framework, role, agentId, bundle, sinceMs } = offer;
  const { scalars, ranges } = allAmountsOf(bundle);
  const hostname = tables.agents.get(agentId)?.row.facts.hostname ?? '';
  const ports = portsIn(ranges.ports ?? []);
  return { id, framework, role, agentId, hostname, resources: inUnits(scalars), ports, sinceMs };
}

const keyOf = ({ sinceMs, id }: OutstandingOffer): string => `${padded(sinceMs)} ${id}`;

export function offerList(tables: Tables, query: ListQuery): OfferList {
  const rows = [...tables.offers.all()]
    .filter(({ role }) => query.role === undefined || role === query.role)
    .filter(({ agentId }) => query.agent === undefined || agentId === query.agent)
    .sort((a, b) => byText(keyOf(a), keyOf(b)));
  return pageOf({ rows, key: keyOf, view: (offer) => offerView(tables, offer) }, query);
}
