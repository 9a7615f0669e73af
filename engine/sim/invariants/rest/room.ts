// What is in truth left on a machine for the tasks of a role: of what is nobody's, and of what its
// agent keeps for that role. What is given counts as well as what runs: it may be about to start
// again. What is held beyond what there is comes off what is nobody's, then off what is kept.
import type { Scalars } from '../../../model/resources/amounts.ts';
import { ownerOf, type Resource } from '../../../model/resources/resource.ts';
import type { AppSpec } from '../../../model/wanted.ts';
import { scalarsOf } from '../../../place/app-request.ts';
import type { SeenMachine } from '../../machine/seen-machine.ts';
import type { AgentPlan } from '../../script/script.ts';
import { isIn, looseOwner, type Piece, piecesOf, sumOf, takenBy } from '../quota/reckoning.ts';
import { storedKept } from '../quota/rows.ts';
import type { Look } from '../rule.ts';

export interface Room {
  readonly nobodys: Scalars;
  readonly kept: Scalars;
  readonly ports: ReadonlySet<number>;
}

export interface RoomFor {
  readonly role: string;
  /** Ports that something else holds. */
  readonly busy: ReadonlySet<number>;
  /** Whose reservations it may use: slots, and names of Volumes. */
  readonly claim?: ReadonlySet<string>;
  /** It takes what may be taken back, and nothing else. */
  readonly isRevocable?: boolean;
}

const names = ['cpus', 'mem', 'disk'] as const;

export function roomOn(look: Look, machine: SeenMachine, whose: RoomFor): Room {
  const { plan } = machine;
  const { role, busy, claim = new Set() } = whose;
  const held = heldOn(look, machine, claim);
  if (whose.isRevocable) return looseRoom(plan, held, busy);
  const isOurs = (owner: string): boolean => owner !== '' && isIn(role, owner);
  const room = { nobodys: {} as Record<string, number>, kept: {} as Record<string, number> };
  for (const name of names) {
    const left = leftOf(plan, held.pieces, name);
    room.nobodys[name] = left.get('') ?? 0;
    room.kept[name] = 0;
    for (const [owner, milli] of left) if (isOurs(owner)) room.kept[name] += milli;
  }
  return { ...room, ports: portsFor(plan, isOurs, new Set([...busy, ...held.ports])) };
}

export const hasRoom = (room: Room, spec: Pick<AppSpec, 'task'>): boolean =>
  hasRoomFor(room, spec.task, scalarsOf(spec));

export function hasRoomFor(room: Room, task: AppSpec['task'], need: Scalars): boolean {
  const isLarge = names.every(
    (name) => (need[name] ?? 0) <= (room.nobodys[name] ?? 0) + (room.kept[name] ?? 0),
  );
  const fixed = task.ports.filter(({ host }) => host > 0);
  const isThere = fixed.every(({ host }) => room.ports.has(host));
  return isLarge && isThere && room.ports.size >= task.ports.length;
}

/** What is kept for its role a task takes first: so much it takes of what is nobody's. */
export const firmPart = ({ kept }: Room, need: Scalars): Scalars =>
  Object.fromEntries(
    Object.entries(need).map(([name, milli]) => [name, Math.max(0, milli - (kept[name] ?? 0))]),
  );

interface Held {
  readonly pieces: readonly Piece[];
  readonly ports: readonly number[];
}

/** What is kept is held, whether a task has it or not: of what it was made of. */
function keptPieces(
  stored: Look['facts']['stored'],
  agentId: string,
  claim: ReadonlySet<string>,
): Piece[] {
  const mayUse = (resource: Resource): boolean =>
    resource.disk === undefined && claim.has(ownerOf(resource) ?? '');
  return storedKept(stored, agentId)
    .filter((resource) => !mayUse(resource))
    .flatMap(({ reservations = [], ...rest }) =>
      piecesOf([{ ...rest, reservations: reservations.slice(0, -1) }]),
    );
}

/** Of what may be taken back. */
function looseRoom(plan: AgentPlan, { pieces, ports }: Held, busy: ReadonlySet<number>): Room {
  const { cpusMilli, memoryMib } = plan.revocable ?? { cpusMilli: 0, memoryMib: 0 };
  const left = (name: string, milli: number): number =>
    milli - sumOf(pieces, { name, owner: looseOwner });
  return {
    nobodys: { cpus: left('cpus', cpusMilli), mem: left('mem', memoryMib * 1000) },
    kept: {},
    ports: portsFor(plan, () => false, new Set([...busy, ...ports])),
  };
}

/** By what is stored without an end, and by what runs there nevertheless. */
function heldOn({ facts }: Look, machine: SeenMachine, claim: ReadonlySet<string>): Held {
  const pieces: Piece[] = keptPieces(facts.stored, machine.agentId, claim);
  const ports: number[] = [];
  const given = facts.stored.liveOn.get(machine.agentId) ?? new Set<string>();
  for (const id of given) {
    const row = facts.stored.tasks.get(id);
    if (row) pieces.push(...takenBy(row).filter(({ owner }) => !owner.includes('/!')));
    if (row) ports.push(...row.ports);
  }
  for (const id of facts.truth.livingOn.get(machine.name) ?? []) {
    const order = given.has(id) ? undefined : machine.tasks.get(id)?.order;
    for (const [name, milli] of Object.entries(order?.resources.scalars ?? {}))
      pieces.push({ name, owner: '', milli });
    ports.push(...(order?.ports.map(({ port }) => port) ?? []));
  }
  return { pieces, ports };
}

const sizeOf = (
  { cpusMilli, memoryMib, diskMib = 0 }: Pick<AgentPlan, 'cpusMilli' | 'memoryMib' | 'diskMib'>,
  name: string,
): number => {
  if (name === 'cpus') return cpusMilli;
  return (name === 'mem' ? memoryMib : diskMib) * 1000;
};

/** By owner; '': nobody's. */
function leftOf(
  plan: AgentPlan,
  held: readonly Piece[],
  name: string,
): ReadonlyMap<string, number> {
  const left = new Map([['', sizeOf(plan, name)]]);
  for (const { role, ...part } of plan.reserved ?? []) {
    left.set('', (left.get('') ?? 0) - sizeOf(part, name));
    left.set(role, (left.get(role) ?? 0) + sizeOf(part, name));
  }
  for (const owner of new Set(held.map((piece) => piece.owner)))
    if (owner !== looseOwner)
      left.set(owner, (left.get(owner) ?? 0) - sumOf(held, { name, owner }));
  let debt = [...left.values()].reduce((sum, milli) => sum + Math.max(0, -milli), 0);
  for (const owner of [...left.keys()].sort()) {
    const free = Math.max(0, left.get(owner) ?? 0);
    left.set(owner, Math.max(0, free - debt));
    debt = Math.max(0, debt - free);
  }
  return left;
}

function portsFor(
  { ports: [least, most], reserved = [] }: AgentPlan,
  isOurs: (owner: string) => boolean,
  busy: ReadonlySet<number>,
): ReadonlySet<number> {
  const free = new Set<number>();
  for (let port = least; port <= most; port += 1) {
    const keeper = reserved.find(({ ports }) => ports && ports[0] <= port && port <= ports[1]);
    if (!busy.has(port) && (keeper === undefined || isOurs(keeper.role))) free.add(port);
  }
  return free;
}
