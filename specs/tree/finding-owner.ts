// A finding about what an object gets from its groups belongs where the text stands: on the
// nearest document that has something at its path.
import type { Path } from '../../engine/lib/check.ts';
import type { SpecDocument } from '../document/spec-document.ts';
import type { NameIndex } from '../names/name-index.ts';
import type { PlacedFinding } from './placed-document.ts';

/** `chain`: the object's own document and those of its groups, nearest first. */
export function ownerOf(
  placed: PlacedFinding,
  chain: readonly SpecDocument[],
  names: NameIndex,
): PlacedFinding {
  const owner = chain.find(({ body }) => hasPath(body, placed.finding.path));
  const group = names.byName.get(owner?.name ?? '');
  const isOwn = owner === undefined || owner === placed.on.document || group === undefined;
  return isOwn ? placed : { on: group, finding: placed.finding };
}

function hasPath(body: unknown, path: Path): boolean {
  let value = body;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return false;
    value = (value as Record<string | number, unknown>)[segment];
  }
  return true;
}
