// Who has what, reckoned anew from rows, slowly, and apart from engine/allocate: what counts for a
// role, what is free of what is nobody's, and what must stay free for guarantees that aren't met.
import type { TaskRow } from '../../../model/actual.ts';
import type { Scalars } from '../../../model/resources/amounts.ts';
import type { Bundle } from '../../../model/resources/bundle.ts';
import type { Reservation, Resource } from '../../../model/resources/resource.ts';
import type { QuotaSpec } from '../../../model/wanted.ts';
import { upwards } from '../../script/quota/quota-rules.ts';

export interface Rows {
  readonly quotas: readonly QuotaSpec[];
  /** Those that aren't gone. */
  readonly agents: readonly {
    readonly id: string;
    readonly resources: Bundle;
    /** What it keeps for slots and Volumes: a part of these. */
    readonly kept: readonly Resource[];
    /** Something may be placed there now. */
    readonly isOffered: boolean;
  }[];
  /** Those that haven't ended. */
  readonly tasks: readonly TaskRow[];
}

/**
 * A part of a task or an agent; `owner`: the role that it is reserved for, or ''. What is kept for
 * a slot or a Volume stands below that role as in a role of its own: `shop/!~shop~db#0`.
 */
export interface Piece {
  readonly name: string;
  readonly owner: string;
  readonly milli: number;
}

/** Of its scalars. */
export function piecesOf(bundle: Bundle): readonly Piece[] {
  return bundle.flatMap(({ name, value, reservations = [], revocable }) => {
    if (value.kind !== 'scalar') return [];
    const owner = revocable ? looseOwner : pieceOwner(reservations.at(-1));
    return [{ name, owner, milli: value.milli }];
  });
}

/** Owner of what may be taken back: below no role. */
export const looseOwner = '!';

const pieceOwner = (reservation: Reservation | undefined): string => {
  const { role = '', owner } = reservation ?? {};
  return owner === undefined ? role : keptOwner(role, owner);
};

/** `id`: of a slot, or a Volume's name. */
const keptOwner = (role: string, id: string): string => `${role}/!${id.replaceAll('/', '~')}`;

/** Of all that an agent has: what is kept stands for as much of what it was made of. */
export function piecesWith(resources: Bundle, kept: readonly Resource[]): readonly Piece[] {
  if (kept.length === 0) return piecesOf(resources);
  const depthOf = ({ reservations = [] }: Resource): number => reservations.length;
  const leastFirst = [...kept].sort((a, b) => depthOf(a) - depthOf(b));
  const all = [...piecesOf(resources), ...piecesOf(leastFirst)];
  const owed = new Map<string, Piece>();
  for (const { reservations = [], ...rest } of kept) {
    const [from] = piecesOf([{ ...rest, reservations: reservations.slice(0, -1) }]);
    if (from === undefined) continue;
    const key = `${from.owner} ${from.name}`;
    const milli = from.milli + (owed.get(key)?.milli ?? 0);
    owed.set(key, { ...from, milli });
  }
  for (const piece of owed.values()) {
    // Started with other flags, it has less of that: the rest comes off what is nobody's.
    const there = piece.owner === '' ? piece.milli : Math.max(0, sumOf(all, piece));
    const here = Math.min(piece.milli, there);
    all.push({ ...piece, milli: -here });
    if (here < piece.milli) all.push({ ...piece, owner: '', milli: here - piece.milli });
  }
  for (const { name } of owed.values()) lessen(all, name);
  return all;
}

/**
 * What nobody's lacks comes off what the agent's flags reserve, then off what is kept: there is no
 * more of it.
 */
function lessen(all: Piece[], name: string): void {
  const found = new Set(all.filter((one) => one.name === name).map(({ owner }) => owner));
  found.delete('');
  found.delete(looseOwner);
  const isKept = (owner: string): boolean => owner.includes('/!');
  const owners = [...found].sort((a, b) => Number(isKept(a)) - Number(isKept(b)));
  for (const owner of owners) {
    const lack = -sumOf(all, { name, owner: '' });
    const there = sumOf(all, { name, owner });
    const milli = Math.min(lack, there);
    if (milli <= 0) continue;
    all.push({ name, owner, milli: -milli }, { name, owner: '', milli });
  }
}

export const takenBy = ({ taken, resources }: TaskRow): readonly Piece[] =>
  taken
    ? piecesOf(taken)
    : Object.entries(resources.scalars).map(([name, milli]) => ({ name, owner: '', milli }));

export const isIn = (role: string, above: string): boolean => upwards(role).includes(above);

/** One role's wish to take so much of what is nobody's. */
export interface Wish {
  readonly role: string;
  readonly scalars: Scalars;
}

export class Reckoning {
  readonly #rows: Rows;

  constructor(rows: Rows) {
    this.#rows = rows;
  }

  /** As if these had never been launched. */
  without(ids: ReadonlySet<string>): Reckoning {
    const tasks = this.#rows.tasks.filter(({ id }) => !ids.has(id));
    return new Reckoning({ ...this.#rows, tasks });
  }

  /**
   * Of the role with all below it: what is reserved for them, used or not, and what else they use.
   */
  consumed(role: string, name: string): number {
    const { agents, tasks } = this.#rows;
    let sum = 0;
    for (const task of tasks)
      if (isIn(task.role, role)) sum += sumOf(takenBy(task), { name, owner: '' });
    for (const agent of agents) {
      const has = piecesWith(agent.resources, agent.kept);
      const taken = this.#takenOn(agent.id);
      const owners = new Set([...has, ...taken].map(({ owner }) => owner));
      for (const owner of owners)
        if (owner !== '' && isIn(owner, role))
          sum += Math.max(sumOf(has, { name, owner }), sumOf(taken, { name, owner }));
    }
    return sum;
  }

  /** Nobody's, on agents that are offered. What is taken beyond what an agent has comes off it. */
  free(name: string): number {
    return this.#rows.agents.reduce((sum, agent) => {
      if (!agent.isOffered) return sum;
      const has = piecesWith(agent.resources, agent.kept);
      const taken = this.#takenOn(agent.id);
      const left = (owner: string): number =>
        sumOf(has, { name, owner }) - sumOf(taken, { name, owner });
      const owners = new Set(taken.map(({ owner }) => owner));
      owners.delete('');
      const debt = [...owners].reduce((all, owner) => all + Math.max(0, -left(owner)), 0);
      return sum + Math.max(0, left('') - debt);
    }, 0);
  }

  /** Kept free for guarantees; with so much more in use by a role. */
  needed(name: string, more?: Wish): number {
    const roles = new Set(this.#rows.quotas.flatMap(({ role }) => upwards(role)));
    const tops = [...roles].filter((role) => !role.includes('/'));
    const need = (role: string): number => {
      const extra = more && isIn(more.role, role) ? (more.scalars[name] ?? 0) : 0;
      const lack = this.#guaranteed(role, name);
      const own = lack === 0 ? 0 : lack - this.consumed(role, name) - extra;
      const children = [...roles].filter(
        (one) => one.startsWith(`${role}/`) && !one.slice(role.length + 1).includes('/'),
      );
      return Math.max(0, own, sumUp(children.map(need)));
    };
    return sumUp(tops.map(need));
  }

  /** The nearest role whose limit is in the way. */
  limiting({ role, scalars }: Wish): string | undefined {
    return upwards(role).find((one) => {
      const limit = this.#rows.quotas.find((quota) => quota.role === one)?.limit ?? {};
      return Object.entries(scalars).some(
        ([name, milli]) =>
          milli > 0 && this.consumed(one, name) + milli > (limit[name] ?? Infinity),
      );
    });
  }

  /** What it asks for is kept for others. */
  isPromised(wish: Wish): boolean {
    const names = Object.keys(wish.scalars);
    const all = new Set(this.#rows.quotas.flatMap(({ guarantee = {} }) => Object.keys(guarantee)));
    if ([...all].every((name) => this.needed(name) === 0)) return false;
    return names.some((name) => {
      const milli = wish.scalars[name] ?? 0;
      const after = this.needed(name, wish);
      const meets = this.needed(name) - after >= milli;
      return milli > 0 && !meets && this.free(name) - milli < after;
    });
  }

  #guaranteed(role: string, name: string): number {
    return this.#rows.quotas.find((quota) => quota.role === role)?.guarantee?.[name] ?? 0;
  }

  #takenOn(id: string): readonly Piece[] {
    return this.#rows.tasks.filter(({ agentId }) => agentId === id).flatMap(takenBy);
  }
}

const sumUp = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0);

export const sumOf = (
  pieces: readonly Piece[],
  { name, owner }: Pick<Piece, 'name' | 'owner'>,
): number =>
  sumUp(pieces.filter((one) => one.name === name && one.owner === owner).map(({ milli }) => milli));
