// What a task of a role may take of an agent's free resources, and of which of them it takes it:
// first what is kept for it by name, then what is reserved for its role, then for those above it,
// the nearest first, then what is unreserved. A task takes plain disk of the agent's own, and of
// volumes those that are its own; other disks are for those who name them. What may be taken back
// at any time is for revocable tasks, and they take no other scalars.
import type { ReservationId, Role } from '../ids.ts';
import type { Tier } from '../wanted.ts';
import { holdsPort, type Range, type Resources, type Scalars } from './amounts.ts';
import { allAmountsOf } from './amounts-of.ts';
import { type Bundle, bundleOf } from './bundle.ts';
import { identityOf, isAllocatableTo, ownerOf, type Resource, reservedFor } from './resource.ts';
import { mergedRanges } from './value.ts';

/** What makes a task's share of an agent another one than that of its role's other tasks. */
export interface Claim {
  /** Whose reservations it may use. */
  readonly owners?: readonly ReservationId[];
  /** Its volumes there. */
  readonly volumes?: readonly string[];
  readonly tier?: Tier;
  /** Its disk must be of one piece: volumes are made of it. */
  readonly isDiskWhole?: true;
}

export interface Need {
  /** Volumes apart. */
  readonly scalars: Scalars;
  readonly ports: readonly number[];
}

export const noClaim: Claim = {};

/** By name, whatever it is reserved by. */
export function takeableAmounts(free: Bundle, role: Role, claim: Claim = noClaim): Resources {
  const takeable = free.filter((resource) => isTakeable(resource, role, claim));
  const amounts = allAmountsOf(takeable);
  if (claim.isDiskWhole !== true) return amounts;
  return { ...amounts, scalars: { ...amounts.scalars, disk: largestDisk(takeable) } };
}

/** What is kept by name is of one piece with what it was reserved of: it may go back to that. */
function largestDisk(takeable: readonly Resource[]): number {
  const pieces = new Map<string, number>();
  for (const resource of takeable) {
    const { name, value, reservations = [] } = resource;
    if (name !== 'disk' || value.kind !== 'scalar') continue;
    const isKept = ownerOf(resource) !== undefined;
    const below = isKept ? reservations.slice(0, -1) : reservations;
    const { reservations: _, ...plain } = resource;
    const piece = identityOf(below.length === 0 ? plain : { ...plain, reservations: below });
    pieces.set(piece, (pieces.get(piece) ?? 0) + value.milli);
  }
  return Math.max(0, ...pieces.values());
}

function isTakeable(resource: Resource, role: Role, claim: Claim): boolean {
  const { disk, value } = resource;
  const owner = ownerOf(resource);
  const isMeant =
    owner === undefined ? isAllocatableTo(resource, role) : claim.owners?.includes(owner) === true;
  if (!isMeant) return false;
  if (disk !== undefined)
    return disk.volume !== undefined && claim.volumes?.includes(disk.volume.id) === true;
  const isRevocable = resource.revocable === true;
  return isRevocable === (claim.tier === 'revocable' && value.kind === 'scalar');
}

/** The resources that a task takes there; fewer than it asks for where they aren't there. */
export function takenOf(free: Bundle, role: Role, need: Need, claim: Claim = noClaim): Bundle {
  const left = { scalars: { ...need.scalars }, ports: need.ports };
  const hasTurns = free.some((resource) => reservedFor(resource) !== undefined);
  const taken: Resource[] = [];
  for (const resource of hasTurns ? inTurn(free) : free) {
    const part = isTakeable(resource, role, claim) ? partOf(resource, left, claim) : undefined;
    if (part !== undefined) taken.push(part);
  }
  // In the order of what is free, it is a bundle already.
  return hasTurns ? bundleOf(taken) : taken;
}

interface Left {
  scalars: Record<string, number>;
  ports: readonly number[];
}

/** What the task takes of this one; what it lacks is less by that. */
function partOf(resource: Resource, left: Left, claim: Claim): Resource | undefined {
  const { name, value, disk } = resource;
  if (disk !== undefined) return resource;
  if (value.kind === 'scalar') {
    const lacked = left.scalars[name] ?? 0;
    const milli = Math.min(value.milli, lacked);
    if (milli <= 0) return undefined;
    if (milli < lacked && name === 'disk' && claim.isDiskWhole === true) return undefined;
    left.scalars[name] = lacked - milli;
    return { ...resource, value: { kind: 'scalar', milli } };
  }
  if (value.kind !== 'ranges' || name !== 'ports' || left.ports.length === 0) return undefined;
  const mine = left.ports.filter((port) => holdsPort(value.ranges, port));
  if (mine.length === 0) return undefined;
  left.ports = left.ports.filter((port) => !mine.includes(port));
  const ranges = mergedRanges(mine.map((port): Range => [port, port]));
  return { ...resource, value: { kind: 'ranges', ranges } };
}

/** The most closely reserved first. */
function inTurn(free: Bundle): Bundle {
  const depth = (resource: Resource): number =>
    ownerOf(resource) === undefined
      ? (reservedFor(resource)?.length ?? 0)
      : Number.POSITIVE_INFINITY;
  return [...free].sort((a, b) => compare(depth(b), depth(a)));
}

const compare = (a: number, b: number): number => (a === b ? 0 : a - b);
