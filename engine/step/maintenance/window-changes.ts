// How many windows a revision brings, changes and takes away, for what is said of it.
import type { RevisionRow } from '../../model/actual.ts';
import type { MaintenanceSpec, Placed } from '../../model/wanted.ts';

export function windowChanges(
  before: readonly MaintenanceSpec[] = [],
  wanted: readonly Placed<MaintenanceSpec>[],
): RevisionRow['changed'] {
  const left = new Map(before.map(({ name, digest }) => [name, digest]));
  let [added, changed] = [0, 0];
  for (const { spec } of wanted) {
    const digest = left.get(spec.name);
    if (digest === undefined) added += 1;
    else if (digest !== spec.digest) changed += 1;
    left.delete(spec.name);
  }
  return { added, changed, removed: left.size };
}
