// Cuts a bundle's scalars down to what may be given (mesos.md 1.5, shrink rule). What can't be
// divided is given whole or not at all.
import type { Scalars } from '../../model/resources/amounts.ts';
import { isIndivisible, type Resource } from '../../model/resources/resource.ts';

/**
 * At most so much of each name; names absent from `most`: none with `quantities`, all with
 * `limits`.
 */
export function cutTo(
  resources: readonly Resource[],
  most: Scalars,
  kind: 'quantities' | 'limits',
): readonly Resource[] {
  const left: Record<string, number> = { ...most };
  const given: Resource[] = [];
  for (const resource of resources) {
    const { name, value } = resource;
    if (value.kind !== 'scalar') continue;
    const may = left[name] ?? (kind === 'limits' ? Number.POSITIVE_INFINITY : 0);
    const milli = value.milli <= may ? value.milli : isIndivisible(resource) ? 0 : may;
    if (milli <= 0) continue;
    left[name] = may - milli;
    given.push(
      milli === value.milli ? resource : { ...resource, value: { kind: 'scalar', milli } },
    );
  }
  return given;
}
