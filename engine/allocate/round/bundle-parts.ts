// What of a bundle quotas look at, and what they don't (mesos.md 1.5 step 2.6 and 2.7).
import { portsIn, type Scalars } from '../../model/resources/amounts.ts';
import { type Bundle, quantitiesOf } from '../../model/resources/bundle.ts';
import { type Resource, reservedFor } from '../../model/resources/resource.ts';
import type { Value } from '../../model/resources/value.ts';

export interface BundleParts {
  /** Scalars that are neither reserved nor revocable. */
  readonly firm: Bundle;
  readonly firmQuantities: Scalars;
  /** Of the rest, whether any is reserved or revocable: a full role may still be given that. */
  readonly hasSpecial: boolean;
  readonly hasRevocable: boolean;
  /** How much it is, all kinds together: not 0 while there is anything in it. */
  readonly size: number;
}

const known = new WeakMap<Bundle, BundleParts>();

export function partsOf(bundle: Bundle): BundleParts {
  let parts = known.get(bundle);
  if (parts === undefined) {
    const firm = bundle.every(isFirm) ? bundle : bundle.filter(isFirm);
    const hasRevocable = bundle.some(({ revocable }) => revocable === true);
    const hasSpecial =
      hasRevocable || bundle.some((resource) => reservedFor(resource) !== undefined);
    const size = bundle.reduce((sum, { value }) => sum + sizeOf(value), 0);
    parts = { firm, firmQuantities: quantitiesOf(firm), hasSpecial, hasRevocable, size };
    known.set(bundle, parts);
  }
  return parts;
}

function sizeOf(value: Value): number {
  if (value.kind === 'scalar') return value.milli;
  return value.kind === 'ranges' ? portsIn(value.ranges) : value.items.length;
}

export const isFirm = (resource: Resource): boolean =>
  resource.value.kind === 'scalar' &&
  resource.reservations === undefined &&
  resource.revocable === undefined;
