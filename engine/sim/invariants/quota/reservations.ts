// What an agent keeps for a role is held only by tasks of that role or below it, and of each part
// of an agent no more is held than it has when something more of it is given: cpus and memory to
// the unit, and each port by one task.
import type { TaskRow } from '../../../model/actual.ts';
import type { Bundle } from '../../../model/resources/bundle.ts';
import { ownerOf as ownerOfName } from '../../../model/resources/resource.ts';
import { slotOf } from '../facts/stored-facts.ts';
import { type Look, rule } from '../rule.ts';
import { isIn, type Piece, piecesWith, sumOf, takenBy } from './reckoning.ts';
import { newLaunches, storedKept } from './rows.ts';

const tense = [
  'a task holds what is kept for its role',
  'a task holds what is kept for a role above its own',
  'a task holds a part of each',
  'a port is kept for a role',
  'nothing is left of what is kept for a role',
  'an agent has less than is held',
] as const;

export const reservations = rule({ name: 'reservations', tense }, (look) => ({
  stored: () => {
    for (const row of newLaunches(look.facts.stored)) judge(look, row);
  },
}));

function judge(look: Look, row: TaskRow): void {
  const { stored } = look.facts;
  const bundle = stored.agents.get(row.agentId)?.facts.resources ?? [];
  const has = piecesWith(bundle, storedKept(stored, row.agentId));
  const held = [...(stored.liveOn.get(row.agentId) ?? [])].flatMap(
    (id) => stored.tasks.get(id) ?? [],
  );
  const taken = takenBy(row);
  judgeOwners(look, row);
  judgeSum(look, row, taken);
  for (const piece of taken) judgePiece(look, row, { piece, has, held });
  judgePorts(look, row, bundle);
  if (held.some((one) => one !== row && isMore(takenBy(one), has)))
    look.tense('an agent has less than is held');
}

const isMore = (taken: readonly Piece[], has: readonly Piece[]): boolean =>
  taken.some((piece) => piece.milli > sumOf(has, piece));

function judgeOwners({ violate, tense: near }: Look, { id, role, taken = [] }: TaskRow): void {
  const named = taken.flatMap((resource) => ownerOfName(resource) ?? []);
  for (const owner of named)
    if (owner !== slotOf(id) && !owner.startsWith('/keep/'))
      violate(`${id} holds what is kept for ${owner}`);
  // Its own stays its own, whatever its role is now.
  const others = taken.filter((resource) => ownerOfName(resource) === undefined);
  const owners = new Set(others.map(({ reservations: stack = [] }) => stack.at(-1)?.role ?? ''));
  for (const owner of owners) {
    if (owner === '') continue;
    if (!isIn(role, owner)) violate(`${id} of ${role} holds what is kept for ${owner}`);
    else if (owner === role) near('a task holds what is kept for its role');
    else near('a task holds what is kept for a role above its own');
  }
  if (owners.size > 1) near('a task holds a part of each');
}

/** What it took is what it has. */
function judgeSum({ violate }: Look, { id, resources }: TaskRow, taken: readonly Piece[]): void {
  for (const [name, milli] of Object.entries(resources.scalars)) {
    const all = taken.filter((piece) => piece.name === name);
    const sum = all.reduce((total, piece) => total + piece.milli, 0);
    if (sum !== milli) violate(`${id} has ${milli} ${name}, and took ${sum}`);
  }
}

interface On {
  readonly piece: Piece;
  readonly has: readonly Piece[];
  readonly held: readonly TaskRow[];
}

function judgePiece(
  { violate, tense: near }: Look,
  { id, agentId }: TaskRow,
  { piece, has, held }: On,
): void {
  const total = sumOf(has, piece);
  const all = sumOf(held.flatMap(takenBy), piece);
  const whose = piece.owner === '' ? 'nobody' : piece.owner;
  if (piece.milli > 0 && all > total)
    violate(`${id}: ${agentId} has ${total} ${piece.name} for ${whose}, ${all} are held`);
  else if (piece.owner !== '' && all === total) near('nothing is left of what is kept for a role');
}

/** Each of its ports is in a part of the agent's that it may take, and that it says it took. */
function judgePorts(
  { violate, tense: near }: Look,
  { id, role, taken, ports }: TaskRow,
  bundle: Bundle,
): void {
  for (const port of ports) {
    const owner = ownerOf(bundle, port);
    if (owner === undefined || (owner !== '' && !isIn(role, owner)))
      violate(`${id} of ${role} is given port ${port}, kept for ${owner ?? 'nobody at all'}`);
    else if (owner !== '') near('a port is kept for a role');
    if (taken && ownerOf(taken, port) !== owner)
      violate(`${id} has port ${port} of ${owner || 'nobody'}, and says it is of another`);
  }
}

/** '': nobody's; undefined: it isn't there. */
function ownerOf(bundle: Bundle, port: number): string | undefined {
  const there = bundle.find(
    ({ name, value }) =>
      name === 'ports' &&
      value.kind === 'ranges' &&
      value.ranges.some(([least, most]) => least <= port && port <= most),
  );
  return there && (there.reservations?.at(-1)?.role ?? '');
}
