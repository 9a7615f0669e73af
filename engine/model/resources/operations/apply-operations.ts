// RESERVE, UNRESERVE, CREATE and DESTROY on what an offer holds (mesos.md 3.3). Each is all or
// nothing; in a batch a later one may use what an earlier one made, and it is all or nothing, too.
import type { Bundle } from '../bundle.ts';
import type { Conversion, Operation, Outcome, Refusal } from './operation.ts';
import { refused } from './operation.ts';
import { reserved, unreserved } from './reservation-operations.ts';
import { created, destroyed } from './volume-operations.ts';

/** More in one answer to an offer are a mistake. */
const mostOperations = 1000;

export function applyOperation(held: Bundle, operation: Operation): Outcome {
  switch (operation.kind) {
    case 'reserve':
      return reserved(held, operation);
    case 'unreserve':
      return unreserved(held, operation.resources);
    case 'create':
      return created(held, operation);
    case 'destroy':
      return destroyed(held, operation.id);
  }
}

export type BatchOutcome =
  | {
      readonly kind: 'done';
      readonly bundle: Bundle;
      /** One for each operation, in their order. */
      readonly conversions: readonly Conversion[];
    }
  /** `index`: of the operation that is refused. */
  | (Refusal & { readonly index: number });

export function applyOperations(held: Bundle, operations: readonly Operation[]): BatchOutcome {
  if (operations.length > mostOperations) {
    const what = `${operations.length} operations on one offer`;
    return { ...refused(what, `${mostOperations} at most`), index: mostOperations };
  }
  const conversions: Conversion[] = [];
  let bundle = held;
  for (const [index, operation] of operations.entries()) {
    const outcome = applyOperation(bundle, operation);
    if (outcome.kind === 'refused') return { ...outcome, index };
    conversions.push({ before: outcome.before, after: outcome.after });
    bundle = outcome.bundle;
  }
  return { kind: 'done', bundle, conversions };
}
