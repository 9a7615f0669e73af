// One resource of an agent: its value, and all that makes it another one than its namesake
// (mesos.md 1.1 rules 2 and 6): who it is reserved for, what disk it lies on, whether it may be
// taken back.
import type { ReservationId, Role } from '../ids.ts';
import type { Value } from './value.ts';

/**
 * One step of a reservation: `static` by the agent's own flag, `dynamic` by RESERVE. A stack of
 * them refines: each is for a role below that of the one before.
 */
export interface Reservation {
  readonly kind: 'static' | 'dynamic';
  readonly role: Role;
  /** Whom it was made for, and with whom it goes (pain 11); static ones have none. */
  readonly owner?: ReservationId;
}

/** Where disk lies; absent: the agent's own, ROOT. A MOUNT is one whole file system. */
export interface DiskSource {
  readonly kind: 'path' | 'mount';
  /** Absolute path on the agent. */
  readonly root: string;
}

export interface Disk {
  readonly source?: DiskSource;
  /** A persistent volume: data that outlives its task. */
  readonly volume?: { readonly id: string };
}

export interface Resource {
  readonly name: string;
  readonly value: Value;
  /** Absent: unreserved. The last one owns it. */
  readonly reservations?: readonly Reservation[];
  readonly disk?: Disk;
  /** May be taken back at any time (mesos.md 1.10). */
  readonly revocable?: true;
}

/** Who it is reserved for; undefined: nobody. */
export const reservedFor = (resource: Resource): Role | undefined =>
  resource.reservations?.at(-1)?.role;

/** Whom it is kept for by name; undefined: nobody. */
export const ownerOf = (resource: Resource): ReservationId | undefined =>
  resource.reservations?.at(-1)?.owner;

/** With these reservations and no others. */
export function withReservations(
  { reservations: _, ...rest }: Resource,
  reservations: readonly Reservation[],
): Resource {
  return reservations.length === 0 ? rest : { ...rest, reservations };
}

/** The disk that a volume was made of. */
export function withoutVolume({ disk, ...rest }: Resource): Resource {
  return disk?.source === undefined ? rest : { ...rest, disk: { source: disk.source } };
}

/** All or nothing: a volume, or a whole file system (mesos.md 1.1 rule 2). */
export const isIndivisible = (resource: Resource): boolean =>
  resource.disk !== undefined &&
  (resource.disk.volume !== undefined || resource.disk.source?.kind === 'mount');

const identities = new WeakMap<Resource, string>();

/** Equal for what may be counted together: everything but the value. */
export function identityOf(resource: Resource): string {
  const { name, reservations, disk, revocable } = resource;
  if (reservations === undefined && disk === undefined && revocable === undefined) return name;
  let identity = identities.get(resource);
  if (identity === undefined) {
    const stack = (reservations ?? []).map(({ kind, role, owner = '' }) => [kind, role, owner]);
    const { source, volume } = disk ?? {};
    const place = [source?.kind ?? '', source?.root ?? '', volume?.id ?? ''];
    identity = `${name} ${JSON.stringify([stack, place, revocable === true])}`;
    identities.set(resource, identity);
  }
  return identity;
}

/** `role` is `ancestor` itself or below it. `*` has nothing below it. */
export const isWithin = (role: string, ancestor: string): boolean =>
  role === ancestor || role.startsWith(`${ancestor}/`);

/** Unreserved, or reserved for the role or one above it (mesos.md 1.1 rule 6). */
export function isAllocatableTo(resource: Resource, role: Role): boolean {
  const owner = reservedFor(resource);
  return owner === undefined || isWithin(role, owner);
}
