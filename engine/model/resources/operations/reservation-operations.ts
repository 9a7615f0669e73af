// RESERVE puts a dynamic reservation on top of the stack, for a role below that of the last one, or
// for any role where nothing is reserved; one with an owner may also be for the last one's role, or
// for everybody's: nobody but its owner can use it. UNRESERVE takes the last one off again. A
// static reservation is the agent's and stays; what may be taken back can't be promised to anybody;
// a volume keeps the reservations that it was made with.
import type { Bundle } from '../bundle.ts';
import {
  identityOf,
  isWithin,
  ownerOf,
  type Reservation,
  type Resource,
  withReservations,
} from '../resource.ts';
import { convert } from './convert.ts';
import { heldPart } from './held-part.ts';
import { type Operation, type Outcome, type Refusal, refused } from './operation.ts';

type Reserve = Extract<Operation, { kind: 'reserve' }>;

export function reserved(held: Bundle, operation: Reserve): Outcome {
  const { resources, role, owner } = operation;
  const fault = owner === undefined || role !== '*' ? roleFault(role) : undefined;
  if (fault !== undefined) return fault;
  const named = namedParts(held, resources, (part, at) => reserveFault(part, operation, at));
  if (named.kind === 'refused') return named;
  const reservation: Reservation = {
    kind: 'dynamic',
    role,
    ...(owner === undefined ? {} : { owner }),
  };
  return convert(held, named.parts, (part) => ({
    ...part,
    reservations: [...(part.reservations ?? []), reservation],
  }));
}

export function unreserved(held: Bundle, resources: readonly Resource[]): Outcome {
  const named = namedParts(held, resources, unreserveFault);
  return named.kind === 'refused' ? named : convert(held, named.parts, withoutLast);
}

/** As it was before the last reservation. */
export const withoutLast = (resource: Resource): Resource =>
  withReservations(resource, resource.reservations?.slice(0, -1) ?? []);

const roleForm = /^[A-Za-z0-9_][A-Za-z0-9_.-]*(?:\/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$/;
const mostRoleCharacters = 256;

function roleFault(role: string): Refusal | undefined {
  if (role === '*')
    return refused('role *: nothing is reserved for everybody', 'the role that is to have it');
  return role.length <= mostRoleCharacters && roleForm.test(role)
    ? undefined
    : refused(
        `role ${JSON.stringify(role.slice(0, 80))} is no role`,
        `a path of names such as eng/ads, of ${mostRoleCharacters} characters at most`,
      );
}

/** Each of them is held, named once, and keeps the rule; or the first fault. */
function namedParts(
  held: Bundle,
  resources: readonly Resource[],
  ruleFault: (part: Resource, at: string) => Refusal | undefined,
): { readonly kind: 'parts'; readonly parts: readonly Resource[] } | Refusal {
  if (resources.length === 0) return refused('resources is empty', 'the resources it is about');
  const parts = new Map<string, Resource>();
  for (const [index, named] of resources.entries()) {
    const where = `resources[${index}]`;
    const found = heldPart(held, named, where);
    if (found.kind === 'refused') return found;
    const { part } = found;
    const at = `${where}, ${part.name}`;
    const fault = ruleFault(part, at);
    if (fault !== undefined) return fault;
    const identity = identityOf(part);
    if (parts.has(identity))
      return refused(`${at}: it is named twice`, 'once, with the whole amount');
    parts.set(identity, part);
  }
  return { kind: 'parts', parts: [...parts.values()] };
}

function reserveFault(part: Resource, { role, owner }: Reserve, at: string): Refusal | undefined {
  if (part.revocable === true)
    return refused(`${at}: it may be taken back at any time`, 'what is not revocable');
  const volume = volumeFault(part, at);
  if (volume !== undefined) return volume;
  const last = part.reservations?.at(-1)?.role;
  const isBelow = last !== undefined && role !== last && isWithin(role, last);
  const isOwned = owner !== undefined && role === last && ownerOf(part) === undefined;
  if (last === undefined || isBelow || isOwned) return undefined;
  return refused(
    `${at}: it is reserved for ${last}, and ${role} isn't below that`,
    `a role below ${last}, such as ${last}/a`,
  );
}

function unreserveFault(part: Resource, at: string): Refusal | undefined {
  const last = part.reservations?.at(-1);
  if (last === undefined) return refused(`${at}: it isn't reserved`, 'what is reserved');
  if (last.kind === 'static')
    return refused(
      `${at}: its last reservation is the agent's own`,
      `change --resources of the agent to take it from ${last.role}`,
    );
  return volumeFault(part, at);
}

function volumeFault({ disk }: Resource, at: string): Refusal | undefined {
  return disk?.volume === undefined
    ? undefined
    : refused(`${at}: there is volume ${disk.volume.id} on it`, 'destroy the volume first');
}
