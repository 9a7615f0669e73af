// Exit codes of `plan`: without `--exit-code` 0, or 1 where the revision has faults. With it 0
// nothing, 1 error, 2 changes, 3 blocked (what wouldn't fit, or agents of a window that can't be
// emptied, included), 4 the base has moved. A shell takes 1 for failure, so changes aren't 1 (as
// Terraform's).
import type { PlanDocument } from '../../schemas/generated/api.ts';
import { isHeldUp } from './maintenance/held-up.ts';

export function exitCodeOf(
  document: PlanDocument,
  options: { readonly exitCode: boolean },
): 0 | 1 | 2 | 3 | 4 {
  if (document.verdict === 'error') return 1;
  if (!options.exitCode) return 0;
  if (document.header.base.expected !== undefined) return 4;
  if (document.verdict === 'blocked') return 3;
  const { fit, objects } = document;
  if (fit !== undefined && fit.failures.length + fit.jobs.failures.length > 0) return 3;
  if (objects.some(isHeldUp)) return 3;
  return document.verdict === 'changes' ? 2 : 0;
}
