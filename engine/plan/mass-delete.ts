// The mass-delete guard: a revision that removes more than both a fraction and a count of the
// applied apps, jobs and volumes, or all of them where there were two or more, is blocked until a
// commit carries `Meridian-Allow-Delete: N` (spec-language.md `kind: Cluster`).

export interface Removal {
  readonly policy: { readonly fractionMilli: number; readonly count: number };
  /** Apps, jobs and volumes applied now. */
  readonly applied: number;
  readonly removed: number;
  /** Those that the revision still wants. */
  readonly left: number;
  /** Some of those applied are volumes. */
  readonly hasVolumes?: boolean;
  /** N of the trailer: at most so many may be removed. */
  readonly allowed?: number;
}

/** Why the revision is blocked, and what would let it through; undefined when it isn't. */
export function massDelete(removal: Removal): string | undefined {
  const { policy, applied, removed, allowed } = removal;
  const isAll = applied >= 2 && removed === applied;
  const isMany = removed > policy.count && removed * 1000 > applied * policy.fractionMilli;
  if (!isAll && !isMany) return undefined;
  if (allowed !== undefined && removed <= allowed) return undefined;
  const what = isAll ? `all ${applied}` : `${removed} of ${applied}`;
  const remedy = `commit with the trailer "Meridian-Allow-Delete: ${removed}" if that is meant`;
  const had = allowed === undefined ? '' : ` (the trailer allows ${allowed})`;
  const objects = removal.hasVolumes === true ? 'apps, jobs and volumes' : 'apps and jobs';
  return `it would remove ${what} applied ${objects}${had}: ${remedy}`;
}
