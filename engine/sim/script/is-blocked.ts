// The mass-delete rule, said a second time and apart from engine/plan: a revision that removes more
// than the fraction and more than the count of the applied apps and jobs, or all of them where
// there were two or more, is blocked, unless its trailer allows so many.
import type { SyncPlan } from './script.ts';

export interface Deletes {
  readonly massDelete: SyncPlan['massDelete'];
  /** By name. */
  readonly applied: ReadonlyMap<string, unknown>;
  readonly wanted: ReadonlyMap<string, unknown>;
  /** The trailer of the commit that the ref is at. */
  readonly allowDelete: number | undefined;
}

export function isBlocked({ massDelete, applied, wanted, allowDelete }: Deletes): boolean {
  let gone = 0;
  for (const name of applied.keys()) if (!wanted.has(name)) gone += 1;
  if (gone <= (allowDelete ?? 0)) return false;
  if (gone === applied.size && applied.size > 1) return true;
  return gone > massDelete.count && gone / applied.size > massDelete.fractionMilli / 1000;
}
