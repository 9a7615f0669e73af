// A bundle without the identities of what is in it: amounts, as tasks ask for them. What not every
// role's task can take is left out: what is reserved, lies on a disk of its own, or may be taken
// back.
import type { Role } from '../ids.ts';
import type { Resources } from './amounts.ts';
import { type Bundle, bundleOf } from './bundle.ts';
import { type Resource, reservedFor } from './resource.ts';
import { mergedRanges, type Value } from './value.ts';

const anybodys = new WeakMap<Bundle, Resources>();

/** Unreserved, on the agent's own disk, not revocable. */
export function amountsOf(bundle: Bundle): Resources {
  let amounts = anybodys.get(bundle);
  if (amounts === undefined) {
    amounts = sumOf(bundle.filter(isPlain));
    anybodys.set(bundle, amounts);
  }
  return amounts;
}

const isPlain = ({ reservations, disk, revocable }: Resource): boolean =>
  reservations === undefined && disk === undefined && revocable === undefined;

/** All that is in it, whatever its identity. */
export const allAmountsOf = (bundle: Bundle): Resources => sumOf(bundle);

/** By the role that it is reserved for, roles ascending. */
export function reservedAmounts(
  bundle: Bundle,
): readonly { readonly role: Role; readonly amounts: Resources }[] {
  const byRole = new Map<Role, Resource[]>();
  for (const resource of bundle) {
    const role = reservedFor(resource);
    if (role !== undefined) byRole.set(role, [...(byRole.get(role) ?? []), resource]);
  }
  return [...byRole]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([role, resources]) => ({ role, amounts: sumOf(resources) }));
}

function sumOf(resources: readonly Resource[]): Resources {
  const amounts = { scalars: {}, ranges: {}, sets: {} } as {
    -readonly [K in keyof Resources]: Record<string, Resources[K][string]>;
  };
  for (const { name, value } of resources) add(amounts, name, value);
  return amounts;
}

function add(
  amounts: { -readonly [K in keyof Resources]: Record<string, Resources[K][string]> },
  name: string,
  value: Value,
): void {
  switch (value.kind) {
    case 'scalar':
      amounts.scalars[name] = (amounts.scalars[name] ?? 0) + value.milli;
      return;
    case 'ranges': {
      const before = amounts.ranges[name];
      amounts.ranges[name] =
        before === undefined ? value.ranges : mergedRanges([...before, ...value.ranges]);
      return;
    }
    case 'set': {
      const before = amounts.sets[name];
      amounts.sets[name] =
        before === undefined ? value.items : [...new Set([...before, ...value.items])].sort();
      return;
    }
  }
}

/** Amounts as resources that are nobody's: how stores from before there were bundles are read. */
export function unreserved({ scalars, ranges, sets }: Resources): Bundle {
  const as = <T>(amounts: Readonly<Record<string, T>>, value: (amount: T) => Value): Resource[] =>
    Object.entries(amounts).map(([name, amount]) => ({ name, value: value(amount) }));
  return bundleOf([
    ...as(scalars, (milli) => ({ kind: 'scalar', milli })),
    ...as(ranges, (list) => ({ kind: 'ranges', ranges: list })),
    ...as(sets, (items) => ({ kind: 'set', items })),
  ]);
}
