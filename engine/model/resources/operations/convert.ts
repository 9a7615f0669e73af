// The last step of each operation: one part of what is held takes the place of another.
import { addBundles, type Bundle, bundleOf, subtractBundles } from '../bundle.ts';
import type { Resource } from '../resource.ts';
import type { Outcome } from './operation.ts';

/** The parts are held, and none of them is named twice. */
export function convert(
  held: Bundle,
  parts: readonly Resource[],
  become: (part: Resource) => Resource,
): Outcome {
  const before = bundleOf(parts);
  const after = bundleOf(parts.map(become));
  const bundle = addBundles(subtractBundles(held, before), after);
  return { kind: 'done', before, after, bundle };
}
