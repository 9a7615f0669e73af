// Of all that a schema checker reports, what a person wants to read. Where one of several shapes
// is allowed (anyOf), only the faults of the shape that was meant: the one whose type fits.
import type { Violation } from '../../engine/lib/check.ts';

export function relevantViolations(violations: readonly Violation[]): readonly Violation[] {
  const choices = violations.filter((violation) => violation.keyword === 'anyOf');
  const plain = violations.filter(
    (violation) =>
      !isPropertyNameDetail(violation) && !choices.some((c) => isBranchOf(c, violation)),
  );
  return plain.flatMap((violation) =>
    violation.keyword === 'anyOf' ? meantBranch(violation, violations) : [violation],
  );
}

/** `propertyNames` itself says which name; what its inner schema says is told by that. */
const isPropertyNameDetail = (violation: Violation): boolean =>
  violation.schemaPath.includes('/propertyNames/');

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
