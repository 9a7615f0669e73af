// What is in truth left on a machine for the tasks of a role: of what is nobody's, and of what its
// agent keeps for that role. What is given counts as well as what runs: it may be about to start
// again. What is held beyond what there is comes off what is nobody's, then off what is kept.
import type { Scalars } from '../../../model/resources/amounts.ts';
import type { AppSpec } from '../../../model/wanted.ts';
import { scalarsOf } from '../../../place/app-request.ts';
import type { SeenMachine } from '../../machine/seen-machine.ts';
import type { AgentPlan } from '../../script/script.ts';
import { isIn, type Piece, sumOf, takenBy } from '../quota/reckoning.ts';
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
}

const names = ['cpus', 'mem'] as const;

export function roomOn(look: Look, machine: SeenMachine, { role, busy }: RoomFor): Room {
  const { plan } = machine;
  const held = heldOn(look, machine);
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

export function hasRoom(room: Room, spec: Pick<AppSpec, 'task'>): boolean {
  const { task } = spec;
  const need = scalarsOf(spec);
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

/** By what is stored without an end, and by what runs there nevertheless. */
function heldOn({ facts }: Look, machine: SeenMachine) {
  const pieces: Piece[] = [];
  const ports: number[] = [];
  const given = facts.stored.liveOn.get(machine.agentId) ?? new Set<string>();
  for (const id of given) {
    const row = facts.stored.tasks.get(id);
    if (row) pieces.push(...takenBy(row));
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
  { cpusMilli, memoryMib }: Pick<AgentPlan, 'cpusMilli' | 'memoryMib'>,
  name: string,
): number => (name === 'cpus' ? cpusMilli : memoryMib * 1000);

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
