// What a framework has asked for by REQUEST, by object: only what has changed is said again.
import type { Demand, FrameworkCall } from '../../model/framework.ts';
import type { Digest, ObjectName, Role } from '../../model/ids.ts';
import type { TaskSpec, Tier } from '../../model/wanted.ts';
import { scalarsOf } from '../../place/app-request.ts';

interface Unmet {
  readonly spec: {
    readonly role: Role;
    readonly digest: Digest;
    readonly task: TaskSpec;
    readonly tier?: Tier;
  };
  readonly count: number;
  /** Something is kept for it on an agent. */
  readonly isPinned: boolean;
}

export class UnmetDemand {
  readonly #asked = new Map<ObjectName, Demand>();

  /** Objects that are asked for again though nothing of the demand changed. */
  readonly #again = new Set<ObjectName>();

  /** Something of it has ended: its constraints may let another stand elsewhere now. */
  lookAgain(name: ObjectName): void {
    if (this.#asked.has(name)) this.#again.add(name);
  }

  /** Objects that wait for a place, by name. */
  names(): readonly ObjectName[] {
    return [...this.#asked.keys()].sort();
  }

  /** States what of these is unmet now, if that has changed. */
  state(
    calls: FrameworkCall[],
    names: readonly ObjectName[],
    unmetOf: (name: ObjectName) => Unmet | undefined,
  ): void {
    const changes = names.flatMap((name) => this.#change(name, unmetOf(name)));
    if (changes.length > 0) calls.push({ kind: 'request', changes });
  }

  #change(name: ObjectName, unmet: Unmet | undefined): readonly Demand[] {
    const before = this.#asked.get(name);
    const now = unmet && demandOf(name, unmet);
    const isAgain = this.#again.delete(name);
    if (!isAgain && isSame(before, now)) return [];
    if (now) this.#asked.set(name, now);
    else this.#asked.delete(name);
    const isGone = before !== undefined && (isAgain || before.role !== now?.role);
    return [...(isGone ? [{ ...before, count: 0 }] : []), ...(now ? [now] : [])];
  }
}

const isSame = (a: Demand | undefined, b: Demand | undefined): boolean =>
  a?.count === b?.count && a?.version === b?.version && a?.isPinned === b?.isPinned;

const demandOf = (name: ObjectName, { spec, count, isPinned }: Unmet): Demand => ({
  name,
  role: spec.role,
  scalars: scalarsOf(spec),
  count,
  version: spec.digest,
  ...(spec.tier === undefined ? {} : { tier: spec.tier }),
  ...(isPinned ? { isPinned } : {}),
});
