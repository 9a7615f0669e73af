// Names that go round in a circle, told once, at the first of them that says so.
import type { Finding } from '../document/finding.ts';

/** `index`: where the field names the second of the circle. */
export const circle = (
  field: 'dependsOn' | 'after',
  index: number,
  cycle: readonly string[],
): Finding => ({
  path: ['spec', field, index],
  at: 'value',
  code: 'cycle',
  message: `${field} goes in a circle: ${circleText(cycle)}`,
  hint: 'take one of these out',
});

/** Names of a circle told at most. */
const maxCircleNames = 20;

function circleText(cycle: readonly string[]): string {
  if (cycle.length <= maxCircleNames) return cycle.join(' -> ');
  const kept = cycle.slice(0, maxCircleNames - 1).join(' -> ');
  return `${kept} -> (${cycle.length - maxCircleNames} more) -> ${cycle.at(-1)}`;
}
