// May so much of what is unreserved be given to a role now? As far as it meets a guarantee of the
// role or of one above it: within their limits. What goes beyond that must also leave enough free
// for every guarantee that isn't met.
import type { Role } from '../../model/ids.ts';
import type { Scalars } from '../../model/resources/amounts.ts';
import type { AllocationLedger } from '../allocation-ledger.ts';

type Book = Pick<AllocationLedger, 'quotas' | 'firmFree'>;

export function canGive(book: Book, role: Role, firm: Scalars): boolean {
  const { quotas } = book;
  if (quotas.hasLimit(role)) {
    const room = quotas.room(role);
    for (const name in room) if ((firm[name] ?? 0) > (room[name] ?? 0)) return false;
  }
  return !quotas.isRequired || leavesEnough(book, role, firm);
}

function leavesEnough(book: Book, role: Role, firm: Scalars): boolean {
  const { quotas } = book;
  const unmet = quotas.unmet(role);
  const free = book.firmFree();
  quotas.use(role, firm, 1);
  let isEnough = true;
  for (const name in firm) {
    const milli = firm[name] ?? 0;
    const isPromised = milli <= (unmet[name] ?? 0);
    if (!isPromised && (free[name] ?? 0) - milli < (quotas.required[name] ?? 0)) isEnough = false;
  }
  quotas.use(role, firm, -1);
  return isEnough;
}
