// Of all that a schema checker reports, what a person wants to read. Where one of several shapes
// is allowed (anyOf), only the faults of the shape that was meant: the one whose type fits. Of a
// name that is a known one misspelt, nothing but that.
import type { Violation } from '../../engine/lib/check.ts';
import { suggest } from '../../engine/lib/text/suggest.ts';

export function relevantViolations(violations: readonly Violation[]): readonly Violation[] {
  const choices = violations.filter((violation) => violation.keyword === 'anyOf');
  const plain = violations.filter(
    (violation) =>
      !isPropertyNameDetail(violation) &&
      !isOfMisspelt(violation) &&
      !choices.some((c) => isBranchOf(c, violation)),
  );
  return plain.flatMap((violation) =>
    violation.keyword === 'anyOf' ? meantBranch(violation, violations) : [violation],
  );
}

/** `propertyNames` itself says which name; what its inner schema says is told by that. */
const isPropertyNameDetail = (violation: Violation): boolean =>
  violation.schemaPath.includes('/propertyNames/');

/** That it isn't carried out is told as the misspelling itself. */
function isOfMisspelt({ keyword, path, schema }: Violation): boolean {
  const known = schema['x-known'] as readonly string[] | undefined;
  if (known === undefined || keyword === 'x-not-yet') return false;
  return suggest(String(path.at(-1)), known) !== undefined;
}

function isBranchOf(choice: Violation, violation: Violation): boolean {
  return (
    violation !== choice &&
    violation.schemaPath.startsWith(`${choice.schemaPath}/`) &&
    choice.path.every((segment, index) => violation.path[index] === segment)
  );
}

/** The violations of the branch whose type fits; the choice itself when none does. */
function meantBranch(choice: Violation, all: readonly Violation[]): readonly Violation[] {
  const branches = new Map<string, Violation[]>();
  for (const violation of all) {
    if (!isBranchOf(choice, violation)) continue;
    const branch = violation.schemaPath.slice(choice.schemaPath.length + 1).split('/')[0] ?? '';
    branches.set(branch, [...(branches.get(branch) ?? []), violation]);
  }
  const isTypeOfItself = (violation: Violation): boolean =>
    violation.keyword === 'type' && violation.path.length === choice.path.length;
  const meant = [...branches.values()].find((branch) => !branch.some(isTypeOfItself));
  return meant ?? [choice];
}
