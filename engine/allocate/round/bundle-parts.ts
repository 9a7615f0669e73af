// What of a bundle quotas look at, and what they don't (mesos.md 1.5 step 2.6 and 2.7).
import { portsIn, type Scalars } from '../../model/resources/amounts.ts';
import { type Bundle, quantitiesOf } from '../../model/resources/bundle.ts';
import type { Resource } from '../../model/resources/resource.ts';
import type { Value } from '../../model/resources/value.ts';

export interface BundleParts {
  /** Scalars that are neither reserved nor revocable. */
  readonly firm: Bundle;
  readonly firmQuantities: Scalars;
  /** Of all of it. */
  readonly quantities: Scalars;
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
    parts = partsIn(bundle);
    known.set(bundle, parts);
  }
  return parts;
}

/** One pass: what tasks take is taken apart once each. */
function partsIn(bundle: Bundle): BundleParts {
  const quantities: Record<string, number> = {};
  let [size, scalars, hasReserved, hasRevocable] = [0, 0, false, false];
  const firm: Resource[] = [];
  for (const resource of bundle) {
    const { name, value, reservations, revocable } = resource;
    size += sizeOf(value);
    if (revocable === true) hasRevocable = true;
    if (reservations !== undefined && reservations.length > 0) hasReserved = true;
    if (value.kind !== 'scalar') continue;
    scalars += 1;
    quantities[name] = (quantities[name] ?? 0) + value.milli;
    if (isFirm(resource)) firm.push(resource);
  }
  const firmQuantities = firm.length === scalars ? quantities : quantitiesOf(firm);
  const hasSpecial = hasRevocable || hasReserved;
  return { firm, firmQuantities, quantities, hasSpecial, hasRevocable, size };
}

function sizeOf(value: Value): number {
  if (value.kind === 'scalar') return value.milli;
  return value.kind === 'ranges' ? portsIn(value.ranges) : value.items.length;
}

export const isFirm = (resource: Resource): boolean =>
  resource.value.kind === 'scalar' &&
  resource.reservations === undefined &&
  resource.revocable === undefined;
