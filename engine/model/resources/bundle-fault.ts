// Is what an agent says it has a bundle? In the form that functions on bundles keep, with one kind
// of value a name, and no file system or volume there twice: anything else would count some of it
// twice or not at all.
import type { Role } from '../ids.ts';
import type { Range } from './amounts.ts';
import type { Bundle } from './bundle.ts';
import { identityOf, isIndivisible, isWithin, type Resource } from './resource.ts';
import { isEmptyValue, mergedRanges, type Value } from './value.ts';

/** What is wrong with it, as `what is: what would be right`; undefined: nothing. */
export function bundleFault(resources: readonly Resource[]): string | undefined {
  const kinds = new Map<string, Value['kind']>();
  const whole = new Set<string>();
  for (const resource of resources) {
    const { name, value } = resource;
    if (!isResourceName(name)) return `${name} is no name of a resource: choose another`;
    if (!isWellFormed(resource))
      return `${name} has a reservation or a disk that is none: leave it`;
    if (!isCanonical(value)) return `${name} isn't in order: sorted, disjoint and not empty`;
    const kind = kinds.get(name) ?? value.kind;
    if (kind !== value.kind) return `${name} is given as ${kind} and as ${value.kind}: choose one`;
    kinds.set(name, kind);
    const place = wholeOf(resource);
    if (place === undefined) continue;
    if (whole.has(place)) return `${place} is given twice: once is all there is of it`;
    whole.add(place);
  }
  return isSorted(resources) ? undefined : 'resources out of order: sorted, and each once';
}

/** Letters, digits, _ . and -, and none that every JavaScript object has as a property. */
export const isResourceName = (name: string): boolean =>
  /^[A-Za-z_][A-Za-z0-9_.-]{0,62}$/.test(name) && !(name in {});

/** Each reservation is for a role below that of the one before; a disk is somewhere or a volume. */
function isWellFormed({ name, reservations, disk }: Resource): boolean {
  if (disk !== undefined && (name !== 'disk' || !(disk.source || disk.volume))) return false;
  if (reservations === undefined) return true;
  const isBelow = (inner: Role, outer: Role) => inner !== outer && isWithin(inner, outer);
  const inOrder = reservations.every(
    ({ role }, at) => at === 0 || isBelow(role, reservations[at - 1]?.role ?? role),
  );
  return inOrder && reservations.length > 0;
}

const wholeOf = (resource: Resource): string | undefined => {
  const { source, volume } = resource.disk ?? {};
  if (!isIndivisible(resource)) return undefined;
  return volume === undefined ? `mount ${source?.root}` : `volume ${volume.id}`;
};

function isCanonical(value: Value): boolean {
  if (isEmptyValue(value)) return false;
  if (value.kind === 'scalar') return Number.isSafeInteger(value.milli);
  if (value.kind === 'set') return value.items.every((item, at) => isAfter(item, value.items, at));
  const merged = mergedRanges(value.ranges);
  return merged.length === value.ranges.length && value.ranges.every(isInOrder);
}

const isAfter = (item: string, items: readonly string[], at: number): boolean =>
  at === 0 || (items[at - 1] ?? '') < item;

const isInOrder = ([begin, end]: Range, at: number, ranges: readonly Range[]): boolean =>
  begin <= end && (at === 0 || (ranges[at - 1]?.[1] ?? 0) < begin);

function isSorted(resources: readonly Resource[]): boolean {
  return resources.every(
    (resource, at) => at === 0 || identityAt(resources, at - 1) < identityOf(resource),
  );
}

const identityAt = (resources: Bundle, at: number): string => {
  const resource = resources[at];
  return resource === undefined ? '' : identityOf(resource);
};
