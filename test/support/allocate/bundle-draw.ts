// Draws parts of bundles, and other forms of them: what tasks take, what RESERVE and CREATE make.
import type { Random } from '../../../engine/lib/random.ts';
import type { Role } from '../../../engine/model/ids.ts';
import { type Bundle, bundleOf } from '../../../engine/model/resources/bundle.ts';
import {
  isIndivisible,
  isWithin,
  type Resource,
  reservedFor,
} from '../../../engine/model/resources/resource.ts';
import type { Value } from '../../../engine/model/resources/value.ts';

/** Of each resource all, a part or nothing. */
export function drawPart(random: Random, bundle: Bundle): Bundle {
  return bundleOf(
    bundle.flatMap((resource) => {
      if (random.chance(0.3)) return [];
      if (isIndivisible(resource) || random.chance(0.3)) return [resource];
      return [{ ...resource, value: partOf(random, resource.value) }];
    }),
  );
}

function partOf(random: Random, value: Value): Value {
  switch (value.kind) {
    case 'scalar': {
      const milli = Math.ceil((value.milli * random.between(1, 4)) / 4000) * 1000;
      return { kind: 'scalar', milli: Math.min(milli, value.milli) };
    }
    case 'ranges': {
      const [begin, end] = value.ranges[0] ?? [0, 0];
      return { kind: 'ranges', ranges: [[begin, random.between(begin, end)]] };
    }
    case 'set':
      return { kind: 'set', items: value.items.slice(0, 1) };
  }
}

/** The same in another form, for the role: reserved further, reserved less, or made a volume. */
export function drawForm(random: Random, bundle: Bundle, role: Role, volume: string): Bundle {
  const form = random.pick(['reserve', 'reserve', 'unreserve', 'create']);
  return bundleOf(
    bundle.map((resource, at) => {
      if (form === 'create') return withVolume(resource, `${volume}-${at}`);
      return form === 'reserve' ? reserved(resource, role) : unreserved(resource);
    }),
  );
}

function reserved(resource: Resource, role: Role): Resource {
  const owner = reservedFor(resource);
  if (resource.revocable || resource.disk?.volume) return resource;
  if (owner !== undefined && (owner === role || !isWithin(role, owner))) return resource;
  const { reservations = [] } = resource;
  return { ...resource, reservations: [...reservations, { kind: 'dynamic', role }] };
}

function unreserved(resource: Resource): Resource {
  const { reservations = [], ...rest } = resource;
  if (reservations.at(-1)?.kind !== 'dynamic' || resource.disk?.volume) return resource;
  return reservations.length === 1
    ? rest
    : { ...resource, reservations: reservations.slice(0, -1) };
}

const withVolume = (resource: Resource, id: string): Resource =>
  resource.name !== 'disk' || !resource.reservations || resource.disk?.volume
    ? resource
    : { ...resource, disk: { ...resource.disk, volume: { id } } };
