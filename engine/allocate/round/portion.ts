// What of an agent's free resources a client may be offered under quotas (mesos.md 1.5, steps 2.6
// to 2.8 and 3). Of what is neither reserved nor revocable:
//
//   for a guarantee   what it lacks, whatever others are promised; and of the rest what limits and
//                     the guarantees of others leave
//   for its share     what limits and the guarantees that aren't met leave
//
// Ports and other things that aren't scalars go along. Limits are those of the role and of all
// above.
import type { AgentId, Role } from '../../model/ids.ts';
import type { Scalars } from '../../model/resources/amounts.ts';
import { type Bundle, bundleOf, quantitiesOf } from '../../model/resources/bundle.ts';
import { identityOf, type Resource, reservedFor } from '../../model/resources/resource.ts';
import { isEmptyValue, subtractValues } from '../../model/resources/value.ts';
import type { AllocationLedger } from '../allocation-ledger.ts';
import { cutOrder } from '../draws.ts';
import { isFirm, partsOf } from './bundle-parts.ts';
import { cutTo } from './cut.ts';

export interface PortionAsk {
  readonly agentId: AgentId;
  readonly role: Role;
  /** Allocatable to the role, and such as its framework takes. */
  readonly bundle: Bundle;
  readonly ledger: Pick<AllocationLedger, 'quotas' | 'firmFree'>;
  readonly draw: { readonly seed: number; readonly round: number };
}

/** Undefined when nothing of it would meet a guarantee. */
export function portionForGuarantee(ask: PortionAsk): Bundle | undefined {
  const { role, bundle } = ask;
  const { quotas } = ask.ledger;
  const firm = inCutOrder(ask, partsOf(bundle).firm);
  const promised = cutTo(firm, least(quotas.unmet(role), quotas.room(role)), 'quantities');
  if (promised.length === 0) return undefined;
  const given = quantitiesOf(bundleOf(promised));
  quotas.use(role, given, 1);
  const extra = surplusOf(ask, leftOf(firm, promised), minus(ask.ledger.firmFree(), given));
  quotas.use(role, given, -1);
  const others = bundle.filter(
    (resource) => !isFirm(resource) && [role, undefined].includes(reservedFor(resource)),
  );
  return bundleOf([...others, ...promised, ...extra]);
}

export function portionForShare(ask: PortionAsk): Bundle {
  const { role, bundle } = ask;
  const { quotas } = ask.ledger;
  const { firm } = partsOf(bundle);
  if (!quotas.hasLimit(role) && !quotas.isRequired) return bundle;
  const given = surplusOf(ask, inCutOrder(ask, firm), ask.ledger.firmFree());
  return bundleOf([...bundle.filter((resource) => !isFirm(resource)), ...given]);
}

/** What of these neither a limit nor another's guarantee forbids, with so much free in all. */
function surplusOf(ask: PortionAsk, firm: readonly Resource[], free: Scalars): readonly Resource[] {
  const { role } = ask;
  const { quotas } = ask.ledger;
  const within = quotas.hasLimit(role) ? cutTo(firm, quotas.room(role), 'limits') : firm;
  if (!quotas.isRequired || within.length === 0) return within;
  return cutTo(within, minus(free, quotas.required), 'quantities');
}

function inCutOrder(ask: PortionAsk, firm: Bundle): readonly Resource[] {
  const names = new Set(firm.map(({ name }) => name));
  if (names.size === firm.length) return firm;
  return cutOrder(ask.draw.seed, ask.draw.round, ask.agentId, firm);
}

/** What is left of each; `given` is cut from `all`. */
function leftOf(all: readonly Resource[], given: readonly Resource[]): readonly Resource[] {
  const gone = new Map(given.map((resource) => [identityOf(resource), resource.value]));
  return all.flatMap((resource) => {
    const taken = gone.get(identityOf(resource));
    const value = taken === undefined ? resource.value : subtractValues(resource.value, taken);
    return isEmptyValue(value)
      ? []
      : [value === resource.value ? resource : { ...resource, value }];
  });
}

function least(a: Scalars, b: Scalars): Scalars {
  const most: Record<string, number> = {};
  for (const name in a) most[name] = Math.min(a[name] ?? 0, b[name] ?? Number.POSITIVE_INFINITY);
  return most;
}

/** Never below 0; what is 0 stays named: nothing may be given of it. */
function minus(a: Scalars, b: Scalars): Scalars {
  const left: Record<string, number> = {};
  for (const name in a) left[name] = Math.max(0, (a[name] ?? 0) - (b[name] ?? 0));
  return left;
}
