// An agent's total with what it keeps for slots and Volumes: these stand for as much of what the
// agent itself speaks of. Of an agent that came back with less, or with other reservations, the
// rest comes off what else it has by that name, nobody's first, and then off what is kept: all
// together are never more than there is. Volumes are there, whatever else is.
import {
  addBundles,
  type Bundle,
  bundleOf,
  subtractBundles,
} from '../../model/resources/bundle.ts';
import { withoutLast } from '../../model/resources/operations/reservation-operations.ts';
import { type Resource, withoutVolume } from '../../model/resources/resource.ts';

export function keptTotal(total: Bundle, kept: readonly Resource[]): Bundle {
  if (kept.length === 0) return total;
  const before = bundleOf(kept.map(withoutOwner));
  const left = subtractBundles(total, before);
  const missing = subtractBundles(before, total);
  if (missing.length === 0) return addBundles(left, bundleOf(kept));
  const others = lessened(left.filter(isPlain), missing);
  const clipped = lessened(kept.filter(isPlain), others.missing);
  const rest = [...left, ...kept].filter((resource) => !isPlain(resource));
  return bundleOf([...others.left, ...clipped.left, ...rest]);
}

/** What it was before RESERVE, and CREATE. */
const withoutOwner = (resource: Resource): Resource => withoutVolume(withoutLast(resource));

const isPlain = ({ value, disk, revocable }: Resource): boolean =>
  value.kind === 'scalar' && disk === undefined && revocable === undefined;

/** Without what is missing by name, those that are the least reserved first. */
function lessened(resources: readonly Resource[], missing: readonly Resource[]) {
  const lacks = new Map<string, number>();
  for (const { name, value } of missing)
    if (value.kind === 'scalar') lacks.set(name, (lacks.get(name) ?? 0) + value.milli);
  const left = [...resources]
    .sort((a, b) => depthOf(a) - depthOf(b))
    .flatMap((resource) => {
      const { name, value } = resource;
      if (value.kind !== 'scalar') return [resource];
      const lack = lacks.get(name) ?? 0;
      const part = Math.min(lack, value.milli);
      lacks.set(name, lack - part);
      const milli = value.milli - part;
      return milli === 0 ? [] : [{ ...resource, value: { kind: 'scalar', milli } as const }];
    });
  const stillMissing = [...lacks].map(
    ([name, milli]): Resource => ({ name, value: { kind: 'scalar', milli } }),
  );
  return { left, missing: stillMissing };
}

const depthOf = ({ reservations = [] }: Resource): number => reservations.length;
